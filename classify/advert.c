#include "classify/advert.h"

#include <pthread.h>
#include <string.h>

#include "text/listed.h"

/* As tokens have them: small, without marks, apostrophes and hyphens are blanks. To add one, add it here: a call says what to do, an offer only what there is. */
static const char *const calls[] = {
    /* es */ "suscribete", "suscribase", "suscribanse", "inscribete", "inscribase", "registrate", "registrese", "afiliate", "unete a", "no te pierdas", "no se pierda", "no te lo pierdas",
    "no te quedes sin", "no dejes pasar", "no dejes de", "aprovecha la", "aprovecha el", "aprovecha los", "aprovecha las", "aprovecha nuestra", "aprovecha nuestros", "aprovecha y", "aprovecha hoy",
    "aprovechala", "aprovechalo", "cambiate a", "descarga la app", "descarga nuestra", "descarga gratis", "descargala", "descargalo", "descargalos", "adquiere tu", "adquierela", "adquierelo",
    "adquierelos", "compralo", "comprala", "compra ya", "compra aqui", "compra tu", "conoce mas", "conoce nuestra", "conoce nuestro", "conoce nuestros", "conoce nuestras", "conoce los beneficios",
    "contactanos", "visitanos", "visita nuestra", "visita nuestro", "siguenos", "haz clic", "haz click", "da clic", "da click", "dale clic", "clic aqui", "click aqui", "consulta aqui", "lee mas",
    "reserva tu", "agenda tu", "agenda una", "solicita tu", "solicitala", "solicitalo", "cotiza tu", "cotiza aqui", "cotiza ya", "pide tu", "pidela", "pidelo", "te invitamos", "te esperamos", "aprende a", "aprende como",
    "crea tu", "accede a", "descubre como", "descubre los", "descubre las", "descubre nuestra", "descubre nuestros", "estrena tu", "sacale jugo", "sacale provecho", "obten tu", "obten hasta", "obten un", "obten una",
    "nuevo post", "nueva entrada",
    /* en */ "subscribe", "subscribe now", "sign up", "join us", "learn more", "read more", "find out more", "don t miss out", "don t miss our", "shop now", "buy now", "order now", "book now", "get yours", "download our",
    "download now", "click here", "use code", "free trial", "visit our", "follow us", "check out our", "new post",
    /* pt */ "inscreva se", "assine ja", "assine agora", "cadastre se", "aproveite a", "aproveite o", "aproveite os", "aproveite as", "aproveite e", "nao perca", "nao fique de fora", "baixe o app", "baixe agora",
    "garanta o seu", "garanta a sua", "garanta ja", "compre ja", "compre agora", "saiba mais", "clique aqui", "acesse nosso", "acesse o site", "confira nossa", "confira nossas", "confira nossos", "siga nos",
    "peca ja", "peca o seu", "venha conhecer", "leia mais",
    NULL,
};
static const char *const offers[] = {
    /* es */ "de descuento", "meses sin intereses", "a msi", "disponible en", "disponibles en", "gratis", "sin costo", "oferta", "ofertas", "promocion valida", "gana hasta", "ultimos lugares", "por tiempo limitado", "envio gratis",
    /* en */ "discount", "off your", "for free", "limited time", "limited offer", "free shipping",
    /* pt */ "de desconto", "sem juros", "frete gratis", "por tempo limitado", "disponivel em", "promocao valida",
    NULL,
};

/* The words that phrases begin with: nearly every word of a text begins none, and that is told by one look. */
static struct listed firsts;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void know_firsts(void)
{
    const char *const *const lists[] = { calls, offers };
    for (size_t l = 0; l < 2; l++)
        for (const char *const *p = lists[l]; *p; p++) {
            struct slice rest = slice_of(*p), word;
            slice_next(&rest, ' ', &word);
            listed_put(&firsts, word, 1);
        }
}

/* Do the words from v on say it? */
static bool says(const struct tokens *said, size_t at, const char *phrase)
{
    struct slice rest = slice_of(phrase), word;
    for (; slice_next(&rest, ' ', &word); at++)
        if (at >= said->n || said->v[at].kind != TOKEN_WORD || !slice_eq(said->v[at].bare, word))
            return false;
    return true;
}

static size_t count(const struct tokens *said, const char *const *phrases)
{
    size_t n = 0;
    for (size_t i = 0; i < said->n; i++) {
        if (said->v[i].kind != TOKEN_WORD || !listed_in(&firsts, said->v[i].hash))
            continue;
        for (const char *const *p = phrases; *p; p++)
            if (**p == said->v[i].bare.p[0] && says(said, i, *p)) {
                n++;
                break;
            }
    }
    return n;
}

bool advert_is(const struct tokens *said)
{
    pthread_once(&once, know_firsts);
    size_t called = count(said, calls);
    if (called == 0)
        return false;
    bool shown = memchr(said->text.p, '%', said->text.n) != NULL;
    for (size_t i = 0; !shown && i < said->n; i++)
        shown = said->v[i].kind == TOKEN_URL || said->v[i].kind == TOKEN_TAG;
    return shown || called > 1 || count(said, offers) > 0;
}
