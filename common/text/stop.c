#include "text/stop.h"

#include "base/hash.h"

/* Function words of Spanish, English and Portuguese, without accents; shorter ones than three letters are no terms anyway. */
static const char words[] =
    "algo alguien alguna algunas alguno algunos ante antes aquel aquella aquellas aquellos aqui asi aun aunque bajo bien cada casi como con "
    "contra cosa cosas cual cuales cuando cuanto cuya del desde despues donde dos ella ellas ellos entonces entre eran eres esa esas ese eso "
    "esos esta estaba estado estan estar estas este esto estos estoy fue fueron gran haber habia hace hacen hacer hacia han has hasta hay hoy "
    "incluso jamas las les los luego mas mejor menos mientras mio mis mismo misma mucha muchas mucho muchos muy nada nadie nos nosotros nuestra "
    "nuestro nunca otra otras otro otros para pero poco por porque pues que quien quienes segun sea ser sera siempre sido sin sino sobre solo "
    "son soy sus tal tambien tan tanto tener tengo tiene tienen toda todas todavia todo todos tras tus una unas uno unos usted ustedes van "
    "vamos ver vez voy vos ahi alla ahora ayer era esa fin gracias hola buenas buenos dias tardes noches favor manana pues sabe puede "
    "pueden puedo quiero quiere dice dicen hice hizo dar dan dio van vas hemos habra seria solo anos ano dia "
    "about above after again all also always and any are aren because been before being below between both but can cannot could did didn does "
    "doesn doing don done down during each even ever every few for from further get gets getting got had has have haven having her here hers "
    "him his how into isn its itself just know let like made make many may might more most much must myself never new nor not now off once "
    "one only other our ours out over own please same she should since some still such than thank thanks that the their them then there these "
    "they this those through today too two under until upon very via want was wasn way well were what when where which while who whom why "
    "will with won would yes yet you your yours amp http https www com pic quot "
    "agora ainda algum alguma alguns algumas alem ante antes aos apenas apos aquela aquele aqueles aquilo assim ate bem cada coisa coisas com "
    "como contra das dela dele deles depois desde dessa desse desta deste dia dias disso dos ela elas ele eles entao entre era essa essas esse "
    "esses esta estao estar estas estava este estes estou eu fazer faz fez foi foram fui hoje isso isto mais mas meio melhor mesma mesmo meu "
    "meus minha minhas muita muitas muito muitos nada nao nas nem nenhum nenhuma nessa nesse nesta neste nos nossa nosso nunca onde ontem "
    "outra outras outro outros para pela pelas pelo pelos pode porque pouco pra pras pro pros qual qualquer quando quanto que quem quer quero "
    "sao seja sem sempre sendo ser sera seu seus sim sobre sou sua suas tal tambem tanto tao tem tenho ter teu teve tinha toda todas todo "
    "todos tudo uma umas uns vai vao vem ver vez voce voces vou obrigado obrigada bom boa";

enum { TABLE = 2048 };
static uint64_t table[TABLE];            /* open addressing by the hash; 0 is free */

void stop_open(void)
{
    struct slice rest = slice_of(words), word;
    while (slice_next(&rest, ' ', &word)) {
        uint64_t h = hash64(word), at = h % TABLE;
        while (table[at] && table[at] != h)
            at = (at + 1) % TABLE;
        table[at] = h;
    }
}

bool stop_has(uint64_t hash)
{
    for (uint64_t at = hash % TABLE; table[at]; at = (at + 1) % TABLE)
        if (table[at] == hash)
            return true;
    return false;
}
