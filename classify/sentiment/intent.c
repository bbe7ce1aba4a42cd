/* What a text wants, for languages whose model has no labels to learn it from. docs/labelling.md defines the intents. */
#include "classify/sentiment/scorer.h"

/* Beginnings of words, without accents. To add one, add it to its line. */
struct sign { const char *lang; enum intent intent; const char *words[24]; };
static const struct sign signs[] = {
    { "es", INTENT_EMERGENCY, { "urgen", "robaron", "clonaron", "vaciaron" } },
    { "es", INTENT_CANCELLATION, { "cancel", "baja", "portabilidad", "portar" } },
    { "es", INTENT_PURCHASE, { "contratar", "comprar", "solicitar", "cotiza" } },
    { "es", INTENT_QUESTION, { "como", "cuando", "donde", "cuanto", "cual", "alguien" } },
    { "es", INTENT_REQUEST, { "ayuda", "favor", "necesito", "podrian", "apoyo" } },
    { "es", INTENT_SUGGESTION, { "deberian", "sugiero", "sugerencia" } },
    { "en", INTENT_EMERGENCY, { "urgent", "emergency", "stolen", "hacked", "stranded" } },
    { "en", INTENT_CANCELLATION, { "cancelling", "canceling", "switching", "unsubscrib", "leaving" } },
    { "en", INTENT_PURCHASE, { "buy", "purchase", "upgrade", "subscrib", "quote" } },
    { "en", INTENT_QUESTION, { "how", "when", "where", "what", "which", "why", "anyone", "does" } },
    { "en", INTENT_REQUEST, { "please", "help", "need", "could", "can" } },
    { "en", INTENT_SUGGESTION, { "should", "suggest" } },
    { "pt", INTENT_EMERGENCY, { "urgen", "roubaram", "clonaram" } },
    { "pt", INTENT_CANCELLATION, { "cancel", "portabilidade" } },
    { "pt", INTENT_PURCHASE, { "contratar", "comprar", "assinar" } },
    { "pt", INTENT_QUESTION, { "como", "quando", "onde", "quanto", "qual", "alguem" } },
    { "pt", INTENT_REQUEST, { "ajuda", "favor", "preciso", "poderia" } },
    { "pt", INTENT_SUGGESTION, { "deveria", "sugiro", "sugestao" } },
};

/* Nearly every word is told apart by its first letter. */
static bool begins(struct slice word, const char *with)
{
    return word.n && word.p[0] == with[0] && slice_starts(word, slice_of(with));
}

static bool holds(const struct sign *s, const struct tokens *t)
{
    for (size_t i = 0; i < t->n; i++)
        for (const char *const *w = s->words; *w; w++)
            if (begins(t->v[i].bare, *w) && t->v[i].kind == TOKEN_WORD)
                return true;
    return false;
}

static bool says(const char *lang, enum intent intent, const struct tokens *t)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i].intent == intent && strcmp(signs[i].lang, lang) == 0 && holds(&signs[i], t))
            return true;
    return false;
}

enum intent intent_by_rule(const char *lang, const struct tokens *t, enum label label)
{
    bool asks = t->text.n && memchr(t->text.p, '?', t->text.n);
    if (label == LABEL_POSITIVE)
        return INTENT_PRAISE;
    if (says(lang, INTENT_CANCELLATION, t) && label == LABEL_NEGATIVE)
        return INTENT_CANCELLATION;
    if (says(lang, INTENT_EMERGENCY, t))
        return INTENT_EMERGENCY;
    if (label == LABEL_NEGATIVE)
        return INTENT_COMPLAINT;
    if (says(lang, INTENT_PURCHASE, t) && asks)
        return INTENT_PURCHASE;
    if (asks && says(lang, INTENT_QUESTION, t))
        return INTENT_QUESTION;
    if (says(lang, INTENT_REQUEST, t))
        return INTENT_REQUEST;
    if (says(lang, INTENT_SUGGESTION, t))
        return INTENT_SUGGESTION;
    return asks ? INTENT_QUESTION : INTENT_NOISE;
}
