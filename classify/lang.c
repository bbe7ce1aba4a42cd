/*
 * Small words decide: a few hundred of them cover half of any text. Where they
 * leave it open, the letters that only one language writes and a few endings
 * help. Points per language are added; the winner needs a lead.
 */
#include "classify/lang.h"

#include <assert.h>
#include <pthread.h>

#include "base/hash.h"

enum { ES, EN, PT, LANGS };
/* The three sums in one number, 16 bits each: one addition a word. WORDS_MAX and BYTES_MAX keep them from running
 * over into their neighbour. */
#define LANES(es, en, pt) ((uint64_t)(es) | (uint64_t)(en) << 16 | (uint64_t)(pt) << 32)
enum { SLOTS = 2048, WORDS_MAX = 300, BYTES_MAX = 64, POINTS_MIN = 3, LEAD_MIN = 1 };

/* Words without accents, with what they say for es, en, pt. To add one, add it to a line;
 * of a word that stands twice the first counts. */
static const struct { uint64_t points; const char *words; } list[] = {
    { LANES(4, 0, 0),
      "el y un del los una pero las muy hoy hay asi ahora manana bien tengo estoy hace voy hasta quiero tiene "
      "siempre bueno tambien mucho puede pues cosas quien buen estan buena mismo otra puedo donde despues esto "
      "hacer gusta decir ayer uno veo aunque muchas alguien luego hecho unos eres hemos estaba tienen millones "
      "buenas veces pasado vaya ojala muchos pasa nadie peor quiere nueva ahi tienes casi sigue nuestro ganar "
      "estos dicen otros mejores fuera noches sea hablar personas saludos dicho mucha viernes haya nuestra "
      "ellos habia poner viene tenia dejo calle nosotros hacen algunos algun siendo ademas hizo tus usted "
      "ustedes ningun ninguna jueves lunes domingo tarde tardes gracias noche creo mejor verdad eso nuevo "
      "nuevamente soy dios hola unas estas estamos bastante cual cuanto cuantos dijo hijo hija leer hacia "
      "entonces todavia nunca jamas aun igual mujer hombre ano anos nuestros nuestras aqui mis sus ese esa esos "
      "esas les poco cada he has han fue pueden algo otro vos tenes che dale ser sos podes queres servicio "
      "pesimo llevo gustaria mire mira digo sabes quieres puedes vamos van tan cuando" },
    { LANES(3, 0, 0),
      "con sin lo al su yo le ni solo jaja jajaja jajajaja jeje jajajajaja xq este ya la si es son" },
    { LANES(0, 4, 0),
      "the and is of on at it you this my with that are not was can your just but up out get from they now all "
      "if will we about been what when our how there one had would why got going still here great their see "
      "tomorrow service need thanks because cancelled more really over good people them know after phone "
      "getting only very want best please help back first hours than called thank who some any playing could "
      "even way should think year then check may being wait much hold customer did ever trying make last next "
      "love too its these does has right anyone guys already every waiting through where awesome give were many "
      "off again never down someone before says other doing his another most take work using days two tonight "
      "excited everyone fun buy also made having which since let she those looking week amazing say find well "
      "better makes watch world while finally keep during stop come yet looks thing bad worst her late making "
      "coming around working change sure him tho though same look old little big nothing everything something "
      "always feel gonna wanna yeah into things man girl happy night morning day time today don didn doesn isn "
      "an or by" },
    { LANES(0, 2, 0),
      "i in for to be have like us so go am new s t m ll re ve th u he" },
    { LANES(0, 0, 4),
      "nao eu um uma pra mais tem voce na muito meu isso vou minha vai bom tudo quem tenho fazer foi hoje "
      "quando ou melhor essa ter sao ele ainda seu esse sem coisa boa nem agora sua sei estou ao ate pessoas "
      "entao obrigada obrigado ela faz sempre pessoa tao sim mim quero depois amanha alguem tempo trabalho "
      "ficar acho falar nossa coisas fica veja meus nosso diz seja nas noite qualquer seus quer pelo pela pouco "
      "vem dizer demais comigo quiser tinha fico deus parabens olha vcs eles verdade tava vezes posso fiz sair "
      "quase ajudar estao feira fez dois tbm certo ontem oi hj voces fala vontade falando ne primeiro faco nome "
      "deu alguma deixa jogo fazendo fiquei ninguem minhas pois dele disso dela temos outro dessa duas muita "
      "gostei maior disse mulher achei uns desse ficou assistir pai acabei vao comecar umas certeza suas "
      "precisa aos ajuda galera ouvir jeito nesse pessoal essas enquanto manha pior dinheiro cabeca teu quais "
      "kkk kkkk kkkkk trabalhar tive nessa aquele voltar viu foram algum tua quanto coracao alem tou mto bora "
      "tchau mesmo vc bem em" },
    { LANES(0, 0, 2),
      "e o os da das dos pq mt agr mas com as ta lo" },
    { LANES(0, 1, 2),
      "do" },
    { LANES(3, 0, 1),
      "esta super" },
    { LANES(2, 0, 0),
      "contra tras segun fin" },
    { LANES(2, 0, 2),
      "de que por para se me como te todo toda todos todas estes era sobre entre casa vida amor tu desde porque "
      "queria ver dia dias nada antes falta nunca mundo gente momento primera muito mal nos" },
    { LANES(1, 1, 1),
      "a no" },
};

/* Endings of words that are not in the list. The first that fits counts. */
static const struct { const char *end; uint64_t points; } endings[] = {
    { "ciones", LANES(3, 0, 0) }, { "cion", LANES(3, 0, 0) }, { "sion", LANES(2, 1, 0) },
    { "iendo", LANES(3, 0, 0) },  { "dades", LANES(1, 0, 1) }, { "dad", LANES(3, 0, 0) },
    { "illo", LANES(2, 0, 0) },   { "illa", LANES(2, 0, 0) }, { "ieron", LANES(3, 0, 0) },
    { "aron", LANES(3, 0, 0) },   { "ables", LANES(1, 1, 0) }, { "mente", LANES(1, 0, 1) },
    { "cao", LANES(0, 0, 3) },    { "coes", LANES(0, 0, 3) }, { "dade", LANES(0, 0, 3) },
    { "inho", LANES(0, 0, 3) },   { "inha", LANES(0, 0, 3) }, { "ao", LANES(0, 0, 2) },
    { "aram", LANES(0, 0, 3) },   { "eiro", LANES(0, 0, 3) }, { "eira", LANES(0, 0, 3) },
    { "vel", LANES(0, 0, 3) },     { "veis", LANES(0, 0, 3) },
    { "agem", LANES(0, 0, 3) },   { "eu", LANES(0, 0, 2) },   { "iu", LANES(0, 0, 2) },
    { "issima", LANES(0, 0, 2) }, { "issimo", LANES(0, 0, 2) },
    { "ei", LANES(0, 0, 2) },     { "ou", LANES(0, 0, 2) },   { "am", LANES(0, 0, 2) },
    { "em", LANES(0, 0, 2) },     { "ais", LANES(0, 0, 2) },  { "eis", LANES(1, 0, 1) },
    { "tion", LANES(0, 3, 0) },   { "ing", LANES(0, 3, 0) },  { "ed", LANES(0, 2, 0) },
    { "ly", LANES(0, 3, 0) },     { "ight", LANES(0, 3, 0) }, { "ness", LANES(0, 3, 0) },
    { "ck", LANES(0, 2, 0) },     { "th", LANES(0, 2, 0) },   { "sh", LANES(0, 2, 0) },
    { "ent", LANES(0, 2, 0) },    { "nt", LANES(0, 2, 0) },   { "st", LANES(0, 2, 0) },
    { "ty", LANES(0, 2, 0) },     { "ry", LANES(0, 2, 0) },   { "er", LANES(1, 1, 1) },
    { "ado", LANES(1, 0, 1) },    { "ido", LANES(1, 0, 1) },  { "ando", LANES(1, 0, 1) },
    { "endo", LANES(0, 0, 2) },   { "an", LANES(1, 0, 0) },   { "en", LANES(1, 0, 0) },
    { "on", LANES(1, 0, 0) },     { "os", LANES(1, 0, 1) },   { "as", LANES(1, 0, 1) },
    { "ar", LANES(1, 0, 1) },     { "y", LANES(0, 1, 0) },    { "t", LANES(0, 1, 0) },
    { "o", LANES(1, 0, 1) },      { "a", LANES(1, 0, 1) },    { "k", LANES(0, 1, 0) },
};

enum { ENDINGS = sizeof endings / sizeof *endings };

static struct { uint64_t hash; uint64_t points; } slots[SLOTS];
/* The endings by last letter; 0 after the last of them. `bytes` are compared with the last eight of a word. */
static struct { uint64_t mask, bytes; uint64_t points; } by_letter[26][16];
static pthread_once_t once = PTHREAD_ONCE_INIT;

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "tail() puts the last letter into the top byte");

static void word_add(struct slice word, uint64_t points)
{
    uint64_t hash = hash64(word);
    size_t i = hash % SLOTS;
    while (slots[i].hash && slots[i].hash != hash)
        i = (i + 1) % SLOTS;
    if (slots[i].hash)
        return;
    slots[i].hash = hash;
    slots[i].points = points;
}

static void ending_add(struct slice end, uint64_t points)
{
    size_t letter = (size_t)(end.p[end.n - 1] - 'a'), at = 0;
    while (by_letter[letter][at].mask)
        at++;
    assert(at + 1 < sizeof by_letter[0] / sizeof by_letter[0][0]);
    by_letter[letter][at].mask = ~0ull << (64 - 8 * end.n);
    memcpy((char *)&by_letter[letter][at].bytes + 8 - end.n, end.p, end.n);
    by_letter[letter][at].points = points;
}

static void tables_init(void)
{
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        struct slice rest = slice_of(list[i].words), word;
        while (slice_next(&rest, ' ', &word))
            word_add(word, list[i].points);
    }
    for (size_t i = 0; i < ENDINGS; i++)
        ending_add(slice_of(endings[i].end), endings[i].points);
}

/* The last eight bytes of a word of four or more. */
static uint64_t tail(struct slice word)
{
    uint64_t x;
    uint32_t first, last;
    if (word.n >= 8) {
        memcpy(&x, word.p + word.n - 8, 8);
        return x;
    }
    memcpy(&first, word.p, 4);
    memcpy(&last, word.p + word.n - 4, 4);
    return (uint64_t)last << 32 | (uint64_t)first << 8 * (8 - word.n);
}

static uint64_t ending_points(struct slice word)
{
    unsigned letter = word.n >= 4 ? (unsigned char)word.p[word.n - 1] - (unsigned)'a' : 26;
    if (letter >= 26)
        return 0;
    uint64_t x = tail(word);
    for (size_t i = 0; by_letter[letter][i].mask; i++)
        if ((x & by_letter[letter][i].mask) == by_letter[letter][i].bytes)
            return by_letter[letter][i].points;
    return 0;
}

/* lh and nh are Portuguese; ue and ie are mostly Spanish, as in bueno and tiempo. */
#define PAIR(a, b) ((uint64_t)(a) | (uint64_t)(b) << 8)
static uint64_t pair_points(struct slice word)
{
    uint64_t sum = 0, pair;
    if (word.n < 4)
        return 0;
    for (uint64_t x = tail(word); x; x >>= 8) {
        pair = x & 0xffff;
        sum += pair == PAIR('l', 'h') || pair == PAIR('n', 'h') ? LANES(0, 0, 2)
             : pair == PAIR('u', 'e') || pair == PAIR('i', 'e') ? LANES(1, 0, 0) : 0;
    }
    return sum;
}

/* Letters that tell, all of two bytes that begin with C3. */
static uint64_t letter_points(struct slice folded)
{
    uint64_t sum = 0;
    for (size_t i = 0; i + 1 < folded.n && i < BYTES_MAX; i++)
        if (folded.p[i] == '\xC3')
            switch ((unsigned char)folded.p[i + 1]) {
            case 0xB1: sum += LANES(4, 0, 0); break;                                          /* ñ */
            case 0xA3: case 0xB5: case 0xA7: sum += LANES(0, 0, 4); break;                    /* ã õ ç */
            case 0xAA: case 0xB4: case 0xA2: case 0xA0: sum += LANES(0, 0, 3); break;         /* ê ô â à */
            case 0xA1: case 0xA9: case 0xB3: case 0xBA: sum += LANES(1, 0, 1); break;         /* á é ó ú */
            case 0xAD: sum += LANES(2, 0, 1); break;                                          /* í */
            default: break;
            }
    return sum;
}

static uint64_t word_points(const struct token *t)
{
    size_t i = t->hash % SLOTS;
    while (slots[i].hash && slots[i].hash != t->hash)
        i = (i + 1) % SLOTS;
    uint64_t sum = slots[i].hash ? slots[i].points : ending_points(t->bare) + pair_points(t->bare);
    return t->flags & TOKEN_MARKED ? sum + letter_points(t->folded) : sum;
}

/* Only Spanish opens its questions and exclamations. */
static bool opened(const struct tokens *t, const struct token *v)
{
    return v->start >= 2 && t->text.p[v->start - 2] == '\xC2'
        && (t->text.p[v->start - 1] == '\xBF' || t->text.p[v->start - 1] == '\xA1');
}

static const char *winner(uint64_t sums)
{
    static const char *const names[LANGS] = { "es", "en", "pt" };
    int best = 0, points[LANGS] = { 0 };
    for (int l = 0; l < LANGS; l++) {
        points[l] = (int)(sums >> 16 * l & 0xffff);
        best = points[l] > points[best] ? l : best;
    }
    for (int l = 0; l < LANGS; l++)
        if (l != best && points[best] - points[l] < LEAD_MIN)
            return "und";
    return points[best] >= POINTS_MIN ? names[best] : "und";
}

const char *lang_detect(const struct tokens *t)
{
    uint64_t sums = 0;
    pthread_once(&once, tables_init);
    for (size_t i = 0; i < t->n && i < WORDS_MAX; i++) {
        const struct token *v = &t->v[i];
        if (v->kind == TOKEN_WORD && !(v->flags & TOKEN_NUMBER))
            sums += word_points(v) + (opened(t, v) ? LANES(4, 0, 0) : 0);
    }
    return winner(sums);
}
