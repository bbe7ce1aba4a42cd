/* What a text wants, by signs in its words: alone where a model has no labels to learn it from, and above the learned intent where
 * that has seen too few (emergency, purchase, suggestion). docs/labelling.md defines the intents. */
#include <assert.h>
#include <pthread.h>

#include "base/hash.h"
#include "classify/sentiment/scorer.h"

/*
 * A sign is words without accents, in their order. `x*`: words that begin so; `a|b`: one of them; `..`: up to three others
 * between. To add one, add its line; those of one intent and language in any order. A first word has two letters at least,
 * and no `|` behind a `*` alone.
 */
struct sign { const char *lang; enum intent intent; const char *words; };
#define ES_GET "abrir|contratar|sacar|tramitar|solicitar|adquirir|aperturar|comprar"
#define ES_WHAT "cuenta|tarjeta|tdc|credito|prestamo|plan|linea|seguro|servicio|fibra|internet|chip|hipoteca|nomina|paquete|celular|equipo"
#define EN_GET "buy|open|upgrade|order|purchase|book|get|join"
#define EN_WHAT "account|plan|phone|card|ticket|tickets|seat|seats|mortgage|loan|line|contract|flight|insurance|broadband|fibre|fiber"
#define PT_GET "abrir|contratar|assinar|comprar|solicitar|pedir|adquirir|fazer"
#define PT_WHAT "conta|cartao|plano|emprestimo|internet|chip|linha|seguro|assinatura|pacote|fibra"
static const struct sign signs[] = {
    { "es", INTENT_EMERGENCY, "clonaron .. tarjeta*|cuenta*" }, { "es", INTENT_EMERGENCY, "clonada" }, { "es", INTENT_EMERGENCY, "robaron .. tarjeta*|cartera|celular|bolso|dinero" },
    { "es", INTENT_EMERGENCY, "vaciaron|vaciando .. cuenta*" }, { "es", INTENT_EMERGENCY, "hackearon" }, { "es", INTENT_EMERGENCY, "asaltaron" },
    { "es", INTENT_EMERGENCY, "reportar .. robo|fraude|extravio" }, { "es", INTENT_EMERGENCY, "tarjeta* .. por robo" }, { "es", INTENT_EMERGENCY, "robo .. tarjeta*" },
    { "es", INTENT_EMERGENCY, "acaban de robarme|clonarme|sacarme|hackearme|asaltarme|vaciarme|robar|clonar" },
    { "es", INTENT_EMERGENCY, "estan|esta usando|sacando|gastando .. tarjeta|cuenta|dinero|plata" }, { "es", INTENT_EMERGENCY, "varad*" },
    { "es", INTENT_EMERGENCY, "cajero .. quedo|trago .. dinero|tarjeta|plata|deposite|billetes" }, { "es", INTENT_EMERGENCY, "urge .. bloquear|reportar|cancelar" },
    { "es", INTENT_EMERGENCY, "bloque* .. tarjeta|cuenta .. urgente|urge|robo|robaron" }, { "es", INTENT_EMERGENCY, "es una emergencia" }, { "es", INTENT_EMERGENCY, "es emergencia" },
    { "es", INTENT_EMERGENCY, "desconozco .. retiro*|cargo*|compra*" },
    { "es", INTENT_CANCELLATION, "cancel*" }, { "es", INTENT_CANCELLATION, "baja" }, { "es", INTENT_CANCELLATION, "portabilidad" }, { "es", INTENT_CANCELLATION, "portar*" },
    { "es", INTENT_CANCELLATION, "me cambio|paso a" }, { "es", INTENT_CANCELLATION, "me voy a" },
    { "es", INTENT_PURCHASE, "quiero|quisiera|gustaria|deseo|puedo|puede|necesito|como .. " ES_GET " .. " ES_WHAT "|cuentas|tarjetas" },
    { "es", INTENT_PURCHASE, "requisitos .. " ES_GET }, { "es", INTENT_PURCHASE, "voy a sacar|tramitar|contratar" }, { "es", INTENT_PURCHASE, "interesa|interesado|interesada .. contratar|plan|tarjeta|credito|prestamo" },
    { "es", INTENT_PURCHASE, "informacion|info .. creditos|credito|prestamos|prestamo|planes|seguros|contratar" }, { "es", INTENT_PURCHASE, "cotiza*" },
    { "es", INTENT_PURCHASE, "cuanto .. cuesta|sale|vale .. plan|contratar|paquete|tarjeta|fibra|internet|seguro" }, { "es", INTENT_PURCHASE, "saquen|sacar|tramitar .. mi|una tarjeta" },
    { "es", INTENT_PURCHASE, "cambiar|pasar .. nomina .. ustedes" }, { "es", INTENT_PURCHASE, "cambiarme|pasarme|portarme a ustedes" }, { "es", INTENT_PURCHASE, "que|cual banco|plan|compania .. recomiendan|recomienda|mejores|mejor" },
    { "es", INTENT_PURCHASE, "recomiendan .. tarjeta|cuenta|pagares|credito|plan|prestamo" }, { "es", INTENT_PURCHASE, "tienen .. tarjeta|tc|tdc|plan|cuenta .. sin anualidad|comisiones|permanencia" },
    { "es", INTENT_SUGGESTION, "sugiero|sugerencia|sugeriria|propongo|propondria" }, { "es", INTENT_SUGGESTION, "deberian|deberia|debieran" }, { "es", INTENT_SUGGESTION, "seria bueno|genial|ideal|bonito|mejor" },
    { "es", INTENT_SUGGESTION, "podrian|pueden agregar|poner|incluir|mejorar|habilitar|implementar|anadir|ampliar" }, { "es", INTENT_SUGGESTION, "estaria bien|bueno|padre|genial|chido|buenisimo" },
    { "es", INTENT_SUGGESTION, "ojala pongan|agreguen|habiliten|implementen|mejoren|abran|saquen" }, { "es", INTENT_SUGGESTION, "que tal si" }, { "es", INTENT_SUGGESTION, "valdria" },
    { "es", INTENT_SUGGESTION, "hagan una campana" }, { "es", INTENT_SUGGESTION, "por favor poned|pongan|agreguen|activen|habiliten" },
    { "es", INTENT_EMERGENCY, "me|le|nos clonaron" }, { "es", INTENT_EMERGENCY, "robaron .. billetera|mochila|bolsa|telefono|cel|tarjetas" },
    { "es", INTENT_EMERGENCY, "perdi|extravie .. tarjeta*|cartera|billetera" }, { "es", INTENT_EMERGENCY, "tarjeta* .. robada|robadas|clonada|clonadas|extraviada|extraviadas" },
    { "es", INTENT_EMERGENCY, "reportar .. clonacion|robada|robadas|clonada|extraviada|perdida" },
    { "es", INTENT_EMERGENCY, "bloquear|cancelar|bloqueo .. tarjeta*|tdc|tdd|cuenta .. robo|robaron|clonaron|extravio|perdi" },
    { "es", INTENT_EMERGENCY, "estan|siguen .. haciendo|haciendome|pasando|realizando .. cargos|compras|retiros|transferencias" },
    { "es", INTENT_EMERGENCY, "cargos .. estan|siguen .. realizando|haciendo|pasando|sobregirando|sobre" },
    { "es", INTENT_EMERGENCY, "estan|estaban robandome|vaciando|vaciandome|hackeando|estafando|suplantando|extorsionando" },
    { "es", INTENT_EMERGENCY, "acaban de hacer|hacerme .. cargo*|retiro*|compra*|transferencia*" },
    { "es", INTENT_EMERGENCY, "acaban de quitarme|transferir|retirar|estafarme|jaquear*|darme" }, { "es", INTENT_EMERGENCY, "antes de|que .. vacien|acaben|roben|saquen|gasten" },
    { "es", INTENT_EMERGENCY, "urge|urgente .. cargo*|robo|fraude|clon*" }, { "es", INTENT_EMERGENCY, "urge|urgente .. tarjeta .. bloque*" },
    { "es", INTENT_EMERGENCY, "jaquearon|hackeada|hackeado|jaqueada" }, { "es", INTENT_EMERGENCY, "cajero .. trago|comio|retuvo|quedo" },
    { "es", INTENT_EMERGENCY, "cajero .. no me|nos|te .. da|dio|entrego|solto" }, { "es", INTENT_EMERGENCY, "quedo con .. deposite|efectivo|billetes|deposito" },
    { "es", INTENT_EMERGENCY, "extranjero .. sin" }, { "es", INTENT_EMERGENCY, "ayuda urgente" }, { "es", INTENT_EMERGENCY, "intent* reportar .. fraude|robo" },
    { "es", INTENT_EMERGENCY, "tratando de reportar|bloquear .. fraude|robo|tarjeta" },
    { "es", INTENT_PURCHASE, "abrir .. cuenta|cuentas" },
    { "es", INTENT_PURCHASE, "intentando|busco|buscando|pensando|planeo|queremos|podria|podrian|donde|cuanto|requiero .. " ES_GET " .. " ES_WHAT "|cuentas|tarjetas|prestamos|creditos" },
   
    { "es", INTENT_PURCHASE, "informes|detalles .. creditos|credito|prestamos|prestamo|planes|seguros|tarjeta|tarjetas|cuenta|inversion*" },
    { "es", INTENT_PURCHASE, "tienen|ofrecen|manejan .. creditos|prestamos|hipoteca*|inversion*|pagares|plazo|seguros" },
    { "es", INTENT_PURCHASE, "quiero|quisiera|como|donde .. invertir" }, { "es", INTENT_PURCHASE, "quiero|quisiera|como|puedo .. hacerme|ser cliente" },
    { "es", INTENT_PURCHASE, "conviene|convendria .. tarjeta|cuenta|credito|plan|prestamo" }, { "es", INTENT_PURCHASE, "vale la pena .. tarjeta|cuenta|credito|plan" },
    { "es", INTENT_PURCHASE, "mejores|mejor tarjetas|tarjeta|tasas|tasa|creditos .. para|persona|ofrece" },
    { "es", INTENT_PURCHASE, "interesaria|interesa .. abrir|contratar|adquirir|solicitar|cuenta|prestamo" },
    { "es", INTENT_SUGGESTION, "ojala .. pusieran|hicieran|agregaran|implementaran|mejoraran|habilitaran|pudieran|hubiera" },
    { "es", INTENT_SUGGESTION, "gustaria|encantaria|agradeceria que" }, { "es", INTENT_SUGGESTION, "hace|hacia falta que|un|una|mas" },
    { "es", INTENT_SUGGESTION, "falta .. opcion|funcion|boton|modo|widget" },
    { "es", INTENT_SUGGESTION, "activen|activa|habiliten|agreguen|implementen|incluyan|anadan|metan .. apple|google|opcion|funcion|boton|pay|modo|version" },
    { "es", INTENT_SUGGESTION, "que no ponen|agregan|implementan|habilitan|permiten|abren|sacan|incluyen|hacen" }, { "es", INTENT_SUGGESTION, "trabajen en|por .. mejorar" },
    { "es", INTENT_SUGGESTION, "podrian considerar|implementar|incluir|tener|hacer|abrir" },
    { "es", INTENT_SUGGESTION, "tomen en .. cuenta|consideracion" },
    { "es", INTENT_SUGGESTION, "habria|tendrian que .. mejorar|poner|agregar|incluir|cambiar" },
    { "es", INTENT_SUGGESTION, "seria conveniente|util|excelente|padre|chevere|deseable|recomendable|importante" },
    { "es", INTENT_SUGGESTION, "mejoren .. app|aplicacion|plataforma|pagina|plataformas|servicio" },
    { "es", INTENT_QUESTION, "como|cuando|donde|cuanto|cuanta|cuantos|cual|cuales|alguien|quien|saben" },
    { "es", INTENT_REQUEST, "ayuda*" }, { "es", INTENT_REQUEST, "favor|necesito|podrian|podria|apoyo|ayudan|apoyan|solicito" },

    { "en", INTENT_EMERGENCY, "urgent*" }, { "en", INTENT_EMERGENCY, "emergency" }, { "en", INTENT_EMERGENCY, "stolen|stole" }, { "en", INTENT_EMERGENCY, "hacked|stranded|scammed" },
    { "en", INTENT_EMERGENCY, "fraudulent|fraud .. charge*|transaction*|account|card" }, { "en", INTENT_EMERGENCY, "someone|somebody .. using|draining|emptying|charging|used" },
    { "en", INTENT_EMERGENCY, "lost my wallet|card|passport" },
    { "en", INTENT_CANCELLATION, "cancelling|canceling|switching|leaving|closing" }, { "en", INTENT_CANCELLATION, "unsubscrib*" }, { "en", INTENT_CANCELLATION, "cancel|close .. my account|contract|card|service|subscription|plan" },
    { "en", INTENT_CANCELLATION, "never flying|fly|flying|again" }, { "en", INTENT_CANCELLATION, "switch to" }, { "en", INTENT_CANCELLATION, "going|moving elsewhere" },
    { "en", INTENT_PURCHASE, "want|like|looking|need|how|can|where|trying .. " EN_GET " .. " EN_WHAT }, { "en", INTENT_PURCHASE, "sign up|upgrade" },
    { "en", INTENT_PURCHASE, "how much is|does|for|are" }, { "en", INTENT_PURCHASE, "thinking of|about switching|getting|joining|buying" }, { "en", INTENT_PURCHASE, "switch .. to you|you guys" },
    { "en", INTENT_PURCHASE, "subscribe|purchase|quote" }, { "en", INTENT_PURCHASE, "become a customer|member" }, { "en", INTENT_PURCHASE, "interested in" },
    { "en", INTENT_SUGGESTION, "you should|could" }, { "en", INTENT_SUGGESTION, "you guys should|could" }, { "en", INTENT_SUGGESTION, "suggestion*" }, { "en", INTENT_SUGGESTION, "suggest" },
    { "en", INTENT_SUGGESTION, "would|be be great|nice|good|cool|lovely|helpful|awesome if" }, { "en", INTENT_SUGGESTION, "would be great|nice|good|cool|lovely|helpful|awesome" },
    { "en", INTENT_SUGGESTION, "please add|bring|consider|introduce" }, { "en", INTENT_SUGGESTION, "how about" }, { "en", INTENT_SUGGESTION, "why not|don" }, { "en", INTENT_SUGGESTION, "wish you|they would|had" },
    { "en", INTENT_SUGGESTION, "consider adding|making|offering" }, { "en", INTENT_SUGGESTION, "bring back" },
    { "en", INTENT_EMERGENCY, "lost|misplaced my .. wallet|card|cards|passport|phone|bag|purse" },
    { "en", INTENT_EMERGENCY, "card|account|identity|phone|wallet .. compromised|cloned|drained|emptied|hijacked" },
    { "en", INTENT_EMERGENCY, "unauthori*|unrecogni* .. transaction*|charge*|payment*|withdrawal*|purchase*" },
    { "en", INTENT_EMERGENCY, "freeze|block|lock .. my card|account" }, { "en", INTENT_EMERGENCY, "drained|emptied|wiped .. account|savings" },
    { "en", INTENT_EMERGENCY, "money .. gone|missing|disappeared|vanished" }, { "en", INTENT_EMERGENCY, "swallowed|ate|kept my card" },
    { "en", INTENT_EMERGENCY, "robbed|mugged" }, { "en", INTENT_EMERGENCY, "being scammed|robbed|hacked|charged" },
    { "en", INTENT_EMERGENCY, "do not|didn|never .. authorize|authorise|recognise|recognize" },
    { "en", INTENT_EMERGENCY, "stuck .. airport|abroad|overnight .. no|without|kids|baby|money" },
    { "en", INTENT_EMERGENCY, "don|dont|didnt .. recognise|recognize|authorize|authorise" },
    { "en", INTENT_PURCHASE, "wanna|hoping|trying|thinking|planning|interested|wanting|love|do .. " EN_GET "|apply|switch|upgrading|opening|buying|ordering .. " EN_WHAT },
    { "en", INTENT_PURCHASE, "apply|applying for" }, { "en", INTENT_PURCHASE, "do you offer|sell|have .. student|plans|deals|mortgage|loans|insurance|phones|plan" },
    { "en", INTENT_PURCHASE, "what|which .. plan|plans|deals|packages|rates .. do|are|have|best" }, { "en", INTENT_PURCHASE, "any deals|offers|discounts|promotions|promo" },
    { "en", INTENT_PURCHASE, "how do|can i .. apply|join|order|switch" }, { "en", INTENT_PURCHASE, "shopping for" },
    { "en", INTENT_PURCHASE, "best plan|card|account|deal|rate|broadband" },
    { "en", INTENT_PURCHASE, "looking for .. plan|card|account|loan|broadband|insurance|flight|flights|deal" },
    { "en", INTENT_PURCHASE, "looking to .. buy|switch|open|join|book|upgrade" }, { "en", INTENT_PURCHASE, "new customer" },
    { "en", INTENT_PURCHASE, "switch|switching .. from .. to" }, { "en", INTENT_PURCHASE, "price|rates|cost for|of .. plan|flight|ticket|upgrade|installation" },
    { "en", INTENT_SUGGESTION, "should|could .. add|offer|consider|introduce|allow|include|bring" }, { "en", INTENT_SUGGESTION, "would love|like .. to see|have" },
    { "en", INTENT_SUGGESTION, "would love|like it if" }, { "en", INTENT_SUGGESTION, "feature|small|quick request|suggestion|idea" },
    { "en", INTENT_SUGGESTION, "idea for|maybe" }, { "en", INTENT_SUGGESTION, "it would be .. great|nice|good|cool|lovely|helpful|awesome|useful" },
    { "en", INTENT_SUGGESTION, "hope you|they .. add|bring|introduce|offer" }, { "en", INTENT_SUGGESTION, "might|may want to" },
    { "en", INTENT_SUGGESTION, "can|could you|we .. add|have|get .. option|feature|mode|button|support" },
    { "en", INTENT_SUGGESTION, "wish .. app|site|you|there .. had|could|was|would" }, { "en", INTENT_SUGGESTION, "need|needs a .. option|mode|feature|button" },
    { "en", INTENT_QUESTION, "how|when|where|what|which|why|anyone|does|do|is|are|any|who|will" },
    { "en", INTENT_REQUEST, "please|pls|help|need|could|can" },

    { "pt", INTENT_EMERGENCY, "urgen*" }, { "pt", INTENT_EMERGENCY, "emergencia|socorro" }, { "pt", INTENT_EMERGENCY, "roubaram|roubado|roubada|clonaram|clonado|hackearam|invadiram|hackeada|assaltaram|furtaram" },
    { "pt", INTENT_EMERGENCY, "estao|esta usando|gastando|sacando .. cartao|conta|dinheiro" }, { "pt", INTENT_EMERGENCY, "golpe .. pix|conta|cartao" }, { "pt", INTENT_EMERGENCY, "nao reconheco .. compra*|pix|transferencia*" },
    { "pt", INTENT_CANCELLATION, "cancel*" }, { "pt", INTENT_CANCELLATION, "portabilidade" }, { "pt", INTENT_CANCELLATION, "encerrar .. conta" }, { "pt", INTENT_CANCELLATION, "vou mudar|trocar|sair" },
    { "pt", INTENT_CANCELLATION, "mudar|migrar|trocar de operadora|banco" },
    { "pt", INTENT_PURCHASE, "quero|queria|gostaria|posso|como|consigo|preciso|da .. " PT_GET " .. " PT_WHAT }, { "pt", INTENT_PURCHASE, "quanto custa|sai|fica|e .. plano|assinatura|assinar|cartao|internet|pacote|chip" },
    { "pt", INTENT_PURCHASE, "interesse em|no|na" }, { "pt", INTENT_PURCHASE, "interessado|interessada em|no|na" }, { "pt", INTENT_PURCHASE, "contratar|assinar" }, { "pt", INTENT_PURCHASE, "virar|ser cliente" },
    { "pt", INTENT_SUGGESTION, "sugiro|sugestao|deveriam|deveria" }, { "pt", INTENT_SUGGESTION, "seria bom|legal|otimo|ideal|melhor|bacana" }, { "pt", INTENT_SUGGESTION, "podiam|poderiam|podia|poderia colocar|adicionar|melhorar|incluir|por|lancar|ter" },
    { "pt", INTENT_SUGGESTION, "que tal" }, { "pt", INTENT_SUGGESTION, "tomara que coloquem|lancem|melhorem" }, { "pt", INTENT_SUGGESTION, "por que nao colocam|fazem|lancam" },
    { "pt", INTENT_EMERGENCY, "perdi|levaram .. cartao|carteira|celular|bolsa|cartoes" },
    { "pt", INTENT_EMERGENCY, "cartao|conta|celular .. roubado|clonado|perdido|furtado|invadida|hackeada|clonada|roubada" },
    { "pt", INTENT_EMERGENCY, "bloquear|bloqueiem|bloqueia|bloqueio .. cartao|conta .. urgente|agora|roubo|roubaram|perdi" },
    { "pt", INTENT_EMERGENCY, "sacaram|tiraram|transferiram|limparam|levaram .. conta|dinheiro|tudo" }, { "pt", INTENT_EMERGENCY, "cai em|num|no .. golpe" },
    { "pt", INTENT_EMERGENCY, "fizeram .. compra*|pix|transferencia*|emprestimo .. meu|minha|nome" }, { "pt", INTENT_EMERGENCY, "sumiu|sumiram .. dinheiro|conta|saldo" },
    { "pt", INTENT_EMERGENCY, "caixa .. engoliu|reteve|prendeu" }, { "pt", INTENT_EMERGENCY, "acabaram de .. roubar|clonar|fazer|levar|sacar|assaltar" },
    { "pt", INTENT_EMERGENCY, "estao|tao .. fazendo .. compras|pix|transferencias" }, { "pt", INTENT_EMERGENCY, "furtado|furtada|assaltado|assaltada|fui .. roubado|roubada" },
   
    { "pt", INTENT_PURCHASE, "pretendo|penso|pensando|tentando|podem|onde|queremos|interesse|faco|para|pra .. " PT_GET "|ter|adquirir .. " PT_WHAT "|planos|cartoes|consorcio|financiamento" },
    { "pt", INTENT_PURCHASE, "oferecem|fazem|trabalham .. emprestimo|plano|planos|cartao|consorcio|financiamento|seguro|consignado" },
    { "pt", INTENT_PURCHASE, "quais .. planos|taxas|requisitos|documentos|pacotes|opcoes .. para|de|abrir" }, { "pt", INTENT_PURCHASE, "simular|simulacao" },
    { "pt", INTENT_PURCHASE, "tornar|viro|sou cliente .. abrir|como" }, { "pt", INTENT_PURCHASE, "valor|preco .. plano|assinatura|pacote|internet|chip" },
    { "pt", INTENT_PURCHASE, "mudar|migrar|trocar para|pra|pro .. voces" }, { "pt", INTENT_PURCHASE, "abrir .. conta" },
    { "pt", INTENT_PURCHASE, "quero|queria|gostaria|preciso .. emprestimo|financiamento|consorcio|portabilidade" },
    { "pt", INTENT_SUGGESTION, "deviam|devia" }, { "pt", INTENT_SUGGESTION, "gostaria|queria|adoraria que" },
    { "pt", INTENT_SUGGESTION, "falta|faltou .. opcao|funcao|botao|modo|aba" },
    { "pt", INTENT_SUGGESTION, "coloquem|adicionem|lancem|tragam|criem|liberem|ativem|incluam .. opcao|modo|funcao|botao|pay|app|versao|aqui|tambem" },
    { "pt", INTENT_SUGGESTION, "dica|ideia|fica .. dica" }, { "pt", INTENT_SUGGESTION, "bem que .. podiam|podia|poderiam|poderia" },
    { "pt", INTENT_SUGGESTION, "podiam|poderiam|podia|poderia .. fazer|abrir|liberar|voltar|criar|ativar|aumentar|permitir" },
    { "pt", INTENT_SUGGESTION, "que nao colocam|adicionam|criam|liberam|voltam|abrem" }, { "pt", INTENT_SUGGESTION, "seria interessante|incrivel|massa|show|util|importante" },
    { "pt", INTENT_QUESTION, "como|quando|onde|quanto|quantos|qual|quais|alguem|quem|tem|sabe" },
    { "pt", INTENT_REQUEST, "ajuda*|ajudem" }, { "pt", INTENT_REQUEST, "favor|preciso|poderia|poderiam|podem|solicito" },
};
enum { SIGNS = sizeof signs / sizeof signs[0], GAP_WORDS = 3, FIRSTS = 1024, ENTRIES = 1024 };

/* ---- the signs of a language by their first word: nearly every word of a text begins none */

/* One for each way in which a sign may begin. hash: of the word; 0: it may go on, `word` is its beginning. next: 0 ends a list. */
static struct beginning { uint64_t hash; struct slice word; const char *rest; uint16_t next, sign; } entry[ENTRIES];
static struct firsts { uint16_t whole[FIRSTS], open[FIRSTS]; } firsts[3];   /* lists of entries, by a word's hash and by its first two letters */
static pthread_once_t made = PTHREAD_ONCE_INIT;

static struct firsts *firsts_of(const char *lang)
{
    return &firsts[lang[0] == 'e' ? lang[1] == 'n' : 2];
}

static size_t first_of(const char *p)
{
    return ((size_t)(unsigned char)p[0] * 31 + (unsigned char)p[1]) % FIRSTS;
}

static void make_entry(size_t n, size_t sign, struct slice word, const char *rest)
{
    bool open = word.p[word.n - 1] == '*';
    struct firsts *f = firsts_of(signs[sign].lang);
    word.n -= open;
    uint64_t hash = hash64(word);
    uint16_t *list = open ? &f->open[first_of(word.p)] : &f->whole[hash % FIRSTS];
    assert(n < ENTRIES);
    entry[n] = (struct beginning){ open ? 0 : hash, word, rest, *list, (uint16_t)sign };
    *list = (uint16_t)n;
}

static void make(void)
{
    size_t n = 0;
    for (size_t i = 0; i < SIGNS; i++) {
        size_t first = strcspn(signs[i].words, " ");
        struct slice ways = { signs[i].words, first }, word;
        while (slice_next(&ways, '|', &word))
            make_entry(++n, i, word, signs[i].words + first);
    }
}

/* ---- does it stand there? */

static bool fits(struct slice one, struct slice word)
{
    if (one.n && one.p[one.n - 1] == '*')
        return slice_starts(word, (struct slice){ one.p, one.n - 1 });
    return slice_eq(one, word);
}

static bool fits_any(struct slice of, struct slice word)
{
    struct slice one;
    while (slice_next(&of, '|', &one))
        if (fits(one, word))
            return true;
    return false;
}

/* Whether the rest of a sign stands from token i on. */
static bool stands(const char *rest, const struct tokens *t, size_t i)
{
    struct slice words = slice_of(rest), want;
    while (slice_next(&words, ' ', &want)) {
        size_t most = 0;
        if (!want.n)                     /* before the first */
            continue;
        if (slice_is(want, "..")) {
            most = GAP_WORDS;
            slice_next(&words, ' ', &want);
        }
        while (i < t->n && most && !fits_any(want, t->v[i].bare))
            i++, most--;
        if (i >= t->n || t->v[i].kind != TOKEN_WORD || !fits_any(want, t->v[i].bare))
            return false;
        i++;
    }
    return true;
}

/* Bits of the wanted intents of which a sign of the list stands at token i. */
static unsigned signs_at(uint16_t list, const struct tokens *t, size_t i, unsigned wanted)
{
    unsigned found = 0;
    const struct token *k = &t->v[i];
    for (uint16_t at = list; at; at = entry[at].next) {
        const struct beginning *en = &entry[at];
        unsigned bit = 1u << signs[en->sign].intent;
        if (wanted & ~found & bit && (en->hash ? en->hash == k->hash : slice_starts(k->bare, en->word)) && stands(en->rest, t, i + 1))
            found |= bit;
    }
    return found;
}

/* Bits of intents, of which signs stand in the text; only those wanted are looked for. */
static unsigned signs_in(const char *lang, const struct tokens *t, unsigned wanted)
{
    unsigned found = 0;
    pthread_once(&made, make);
    const struct firsts *f = firsts_of(lang);
    for (size_t i = 0; i < t->n; i++) {
        const struct token *k = &t->v[i];
        if (k->kind != TOKEN_WORD || k->bare.n < 2)
            continue;
        uint16_t whole = f->whole[k->hash % FIRSTS], open = f->open[first_of(k->bare.p)];
        if (whole)
            found |= signs_at(whole, t, i, wanted & ~found);
        if (open)
            found |= signs_at(open, t, i, wanted & ~found);
    }
    return found;
}

enum intent intent_by_rule(const char *lang, const struct tokens *t, enum label label, bool grumbles)
{
    bool asks = t->text.n && memchr(t->text.p, '?', t->text.n), bad = label == LABEL_NEGATIVE;
    unsigned found = signs_in(lang, t, ~0u), mild = found & (1u << INTENT_PURCHASE | 1u << INTENT_SUGGESTION);
    if (found & 1u << INTENT_EMERGENCY && label != LABEL_POSITIVE)
        return INTENT_EMERGENCY;
    if (found & 1u << INTENT_CANCELLATION && bad && (grumbles || !mild))
        return INTENT_CANCELLATION;
    if (bad && (grumbles || !(mild || found & 1u << INTENT_REQUEST || (asks && found & 1u << INTENT_QUESTION))))
        return INTENT_COMPLAINT;
    if (mild)
        return found & 1u << INTENT_PURCHASE ? INTENT_PURCHASE : INTENT_SUGGESTION;
    if (label == LABEL_POSITIVE)
        return INTENT_PRAISE;
    if (asks && found & 1u << INTENT_QUESTION)
        return INTENT_QUESTION;
    if (found & 1u << INTENT_REQUEST)
        return INTENT_REQUEST;
    return asks ? INTENT_QUESTION : INTENT_NOISE;
}

/* The learned one has seen few of these; where their signs stand, and nothing was found that comes first, they are taken at their word. */
enum intent intent_above(const char *lang, const struct tokens *t, enum intent learned, bool grumbles)
{
    if (learned == INTENT_CANCELLATION || learned == INTENT_EMERGENCY)
        return learned;
    unsigned found = signs_in(lang, t, 1u << INTENT_EMERGENCY | 1u << INTENT_PURCHASE | 1u << INTENT_SUGGESTION);
    if (found & 1u << INTENT_EMERGENCY)
        return INTENT_EMERGENCY;
    if ((learned == INTENT_COMPLAINT && grumbles) || learned == INTENT_PRAISE)
        return learned;
    return found & 1u << INTENT_PURCHASE ? INTENT_PURCHASE : found & 1u << INTENT_SUGGESTION ? INTENT_SUGGESTION : learned;
}
