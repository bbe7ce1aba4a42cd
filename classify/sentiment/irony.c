#include "classify/sentiment/irony.h"

#include "classify/sentiment/clauses.h"

/* Values after all rules (walk.h): what counts as praise, as a complaint, and as something bad to be thanked for. */
static const float praise_least = 1.0f, complaint_most = -1.0f, bad_most = -0.9f;
enum { BEFORE_FOR = 4, FOR_WORDS = 4, QUOTE_WORDS = 3, LOVED_WORDS = 12 };   /* thank you so much for; for ...; "very helpful indeed"; love how ... */

/* Beginnings, without accents; to add a word, add it. */
static const char *const said[] = { "#ironia", "#ironic", "#irony", "#sarcas" };
static const char what_for[] = " por for pelo pela ";
/* For these one thanks in earnest, though some of them have to do with trouble. */
static const char earnest[] = " quick great concern response reply apology follow help info update offering refunding refund charging preocupacao elogio paciencia atencao respuesta "
                              "atencion informacion ayuda apoyo patience understanding heads "
                              "fixing fixed resolving solving sorting solved resolver resolverme arreglar arreglarme solucionar solucionarme arrumar consertar ";
/* What people are thanked for not having done. Beginnings. */
static const char *const undone[] = { "contest", "respond", "atend", "resolv", "avis", "ayud", "dej", "cumpl", "funcion", "answer", "help", "let", "tell", "send", "notif",
                                      "giv", "com", "deix", "ajud" };
/* What others said is put in quotation marks, too. */
static const char saying[] = " dice dicen dijo dije decia decir dicho digo diciendo poner says said say saying got told called disse diz dizer que falar falando pensei ";

/* Asked of every word with a feeling. */
static bool is_thanks(struct slice word)
{
    switch (word.n ? word.p[0] : 0) {
    case 'g': return slice_is(word, "gracias");
    case 't': return slice_is(word, "thanks") || slice_is(word, "thank") || slice_is(word, "thx");
    case 'o': return slice_is(word, "obrigado") || slice_is(word, "obrigada");
    case 'f': return slice_is(word, "felicidades") || slice_is(word, "felicitaciones") || slice_is(word, "felicito");
    case 'c': return slice_is(word, "congrats") || slice_is(word, "congratulations");
    case 'p': return slice_is(word, "parabens");
    case 'b': return slice_is(word, "bravo");
    case 'k': return slice_is(word, "kudos");
    case 'e': return slice_is(word, "enhorabuena");
    default: return false;
    }
}

static bool says_so(const struct tokens *t, size_t i, size_t end)
{
    const struct token *k = &t->v[i];
    for (size_t s = 0; k->kind == TOKEN_TAG && s < sizeof said / sizeof *said; s++)
        if (slice_starts(k->bare, slice_of(said[s])))
            return true;
    return k->kind == TOKEN_WORD && k->bare.n == 6 && memcmp(k->bare.p, "notese", 6) == 0 && i + 2 < end && in_words(" ironia sarcasmo ", t->v[i + 2].bare);
}

/* The strongest hit that begins within [start, end), toward the sign of `way`. */
static float within(const struct walk *w, uint32_t start, uint32_t end, float way)
{
    float most = 0;
    for (size_t h = 0; h < w->hits; h++)
        if (w->hit[h].start >= start && w->hit[h].start < end && w->hit[h].value * way > most * way)
            most = w->hit[h].value;
    return most;
}

static bool not_done(const struct tokens *t, size_t i, size_t last)
{
    for (size_t k = 0; i < last && in_words(" no not nao ", t->v[i].bare) && k < sizeof undone / sizeof *undone; k++)
        if (slice_starts(t->v[i + 1].bare, slice_of(undone[k])))
            return true;
    return false;
}

/* "gracias" "por" ... something bad, within a few words of the same sentence. As one expression it is one bad hit that begins there. */
static bool thanks_for_bad(const struct tokens *t, size_t i, size_t end, const struct walk *w)
{
    const struct token *v = t->v;
    size_t at = i + 1;
    if (v[i].kind != TOKEN_WORD || !is_thanks(v[i].bare))
        return false;
    while (at < end && at <= i + BEFORE_FOR && !in_words(what_for, v[at].bare))
        at++;
    if (at + 1 >= end || !in_words(what_for, v[at].bare))
        return false;
    size_t last = at + FOR_WORDS < end ? at + FOR_WORDS : end - 1;
    if (in_words(" nada nothing ", v[at + 1].bare) || within(w, v[i].start, v[i].end, -1) <= complaint_most || not_done(t, at + 1, last))
        return true;
    for (size_t k = at + 1; k <= last; k++)
        if (in_words(earnest, v[k].bare))
            return false;
        else if (k > at + 1 && pause_before(t, k) != PAUSE_NONE)
            last = k - 1;
    return within(w, v[at + 1].start, v[last].end, -1) <= bad_most && within(w, v[at + 1].start, v[last].end, 1) < praise_least;
}

/* "me encanta que me dejen en visto", "love how my flight is delayed again": what is loved is something bad, and nothing good. */
static bool loves_bad(const struct tokens *t, size_t i, size_t end, const struct walk *w)
{
    const struct token *v = t->v;
    if (v[i].kind != TOKEN_WORD || i + 2 >= end || !in_words(" encanta encantan love loving adoro amo ", v[i].bare)
        || !in_words(" que como cuando how when that quando ", v[i + 1].bare))
        return false;
    size_t last = i + 1 + LOVED_WORDS < end ? i + 1 + LOVED_WORDS : end - 1;
    for (size_t k = i + 2; k <= last; k++)
        if (pause_before(t, k) == PAUSE_LONG)
            last = k - 1;
    return last > i + 1 && within(w, v[i + 2].start, v[last].end, -1) <= bad_most && within(w, v[i + 2].start, v[last].end, 1) < praise_least;
}

static bool opens_quote(struct slice text, uint32_t at)
{
    if (at >= 2 && text.p[at - 1] == '"' && (text.p[at - 2] == '"' || text.p[at - 2] == ':'))
        return false;                    /* ""doubled"" in somebody's spreadsheet */
    return (at >= 1 && text.p[at - 1] == '"') || (at >= 3 && (memcmp(text.p + at - 3, "“", 3) == 0)) || (at >= 2 && memcmp(text.p + at - 2, "«", 2) == 0);
}

static bool closes_quote(struct slice text, uint32_t at)
{
    return (at < text.n && text.p[at] == '"') || (at + 3 <= text.n && memcmp(text.p + at, "”", 3) == 0) || (at + 2 <= text.n && memcmp(text.p + at, "»", 2) == 0);
}

/* A few words, praise among them, that stand between quotation marks. */
static bool praise_in_quotes(const struct tokens *t, size_t i, size_t end, const struct walk *w)
{
    if (!opens_quote(t->text, t->v[i].start) || (i && in_words(saying, t->v[i - 1].bare)))
        return false;
    for (size_t k = i; k < end && k < i + QUOTE_WORDS; k++)
        if (closes_quote(t->text, t->v[k].end))
            return within(w, t->v[i].start, t->v[k].end, 1) >= praise_least;
    return false;
}

enum irony irony_sign(const struct tokens *t, size_t first, size_t n, const struct walk *w)
{
    size_t end = first + n, at_hit = 0;
    float up = 0, down = 0;
    bool quoted = false;
    for (size_t h = 0; h < w->hits; h++) {
        up = w->hit[h].value > up ? w->hit[h].value : up;
        down = w->hit[h].value < down ? w->hit[h].value : down;
    }
    for (size_t i = first; i < end; i++) {
        if (says_so(t, i, end))
            return IRONY_SAID;
        if (at_hit < w->hits && w->hit[at_hit].start <= t->v[i].start) {
            while (at_hit < w->hits && w->hit[at_hit].start <= t->v[i].start)
                at_hit++;
            if (thanks_for_bad(t, i, end, w))       /* thanks and love are always hits: other words need not be looked at */
                return IRONY_THANKS;
            if (loves_bad(t, i, end, w) || (i + 1 < end && loves_bad(t, i + 1, end, w)))      /* "me encanta" is one hit */
                return IRONY_LOVES;
        }
        quoted = quoted || (down <= complaint_most && up >= praise_least && praise_in_quotes(t, i, end, w));
    }
    return quoted ? IRONY_QUOTES : IRONY_NONE;
}
