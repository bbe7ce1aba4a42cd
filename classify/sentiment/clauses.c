#include "classify/sentiment/clauses.h"

#include <pthread.h>
#include <string.h>

#include "text/listed.h"

/* To add a word, write it into its list, without accents, with a space on both sides. */
static const char small_words[] =
    " a al con de del el en la las lo los para por un una su sus que se te"            /* es */
    " the to with at on of from by an in for my your"                                  /* en */
    " o os as da do das dos na no nas nos em com ao aos pra pro pela pelo uma um ";   /* pt; "no" is handled apart */
static const char contrasts[] =
    " pero aunque mientras sino embargo cambio "
    " but however while whereas although though yet meanwhile instead "
    " mas porem enquanto embora contudo entretanto todavia ";
static const char joins[] = " y e o u ni and or nor ou nem & ";
static const char boths[] = " tanto both ambos ambas ni nem neither entre between either ";
static const char and_both[] = " como quanto as and y e nor ni nem o or ";
static const char to_you[] = " ustedes uds vosotros vuestro vuestra vuestros you your yours u ur yall voces vcs ";

/* ---- which of them a word is in */

enum { SMALL = 1, CONTRAST = 2, JOIN = 4, BOTH = 8, AND_BOTH = 16, TO_YOU = 32 };

static struct listed listed;
static pthread_once_t made = PTHREAD_ONCE_INIT;

static void put_list(const char *list, unsigned in)
{
    struct slice rest = slice_of(list), word;
    while (slice_next(&rest, ' ', &word))
        if (word.n)
            listed_put(&listed, word, in);
}

static void make(void)
{
    put_list(small_words, SMALL);
    put_list(contrasts, CONTRAST);
    put_list(joins, JOIN);
    put_list(boths, BOTH);
    put_list(and_both, AND_BOTH);
    put_list(to_you, TO_YOU);
}

static bool is_in(const struct token *t, unsigned lists)
{
    pthread_once(&made, make);
    return t->kind == TOKEN_WORD && listed_in(&listed, t->hash) & lists;
}

bool is_small_word(const struct token *t)
{
    return is_in(t, SMALL);
}

bool in_words(const char *list, struct slice word)
{
    if (word.n == 0)
        return false;
    for (const char *p = list; (p = memmem(p, strlen(p), word.p, word.n)); p++)
        if (p > list && p[-1] == ' ' && p[word.n] == ' ')
            return true;
    return false;
}

enum pause pause_before(const struct tokens *t, size_t i)
{
    enum pause p = PAUSE_NONE;
    if (i == 0 || i >= t->n)
        return PAUSE_NONE;
    for (uint32_t at = t->v[i - 1].end; at < t->v[i].start; at++)
        switch (t->text.p[at]) {
        case '.': case '!': case '?': case ';': case '\n': return PAUSE_LONG;
        case ',': case ':': case '(': case ')': case '-': case '/': p = PAUSE_SHORT; break;
        case '\xE2': p = PAUSE_SHORT; break;      /* a dash, an ellipsis */
        default: break;
        }
    return p;
}

/* A piece before it is known whom it is about. */
enum lead { LEAD_NONE, LEAD_COMMA, LEAD_JOIN, LEAD_CONTRAST, LEAD_SENTENCE };
struct piece {
    uint32_t first, end;
    uint16_t who;
    enum lead lead;
    bool named_first, named_last;    /* but for small words, it begins, ends with a name */
    bool said_to_you;
    bool both;                       /* "both", "tanto", "ni": a list of names follows */
    unsigned words;                  /* that are neither names nor small */
};

static bool is_join(const struct token *t)
{
    return is_in(t, JOIN);
}

static enum lead lead_of(const struct named_text *x, size_t i)
{
    const struct token *t = &x->t->v[i];
    enum pause p = pause_before(x->t, i);
    if (p == PAUSE_LONG)
        return LEAD_SENTENCE;
    if (is_in(t, CONTRAST))
        return LEAD_CONTRAST;
    if (is_join(t))
        return LEAD_JOIN;
    bool emoji_ends = i > x->begin && x->t->v[i - 1].kind == TOKEN_EMOJI && t->kind != TOKEN_EMOJI;
    return p == PAUSE_SHORT || emoji_ends ? LEAD_COMMA : LEAD_NONE;
}

static void piece_take(struct piece *p, const struct named_text *x, size_t i)
{
    const struct token *t = &x->t->v[i];
    p->end = (uint32_t)i + 1;
    if (x->who[i]) {
        p->named_first |= p->words == 0;
        p->named_last = true;
        p->who |= x->who[i];
        return;
    }
    p->said_to_you |= is_in(t, TO_YOU);
    p->both |= is_in(t, BOTH);
    bool lead_word = i == p->first && (p->lead == LEAD_JOIN || p->lead == LEAD_CONTRAST);
    if (is_small_word(t) || lead_word)
        return;
    p->words++;
    p->named_last = false;
}

/* Where a piece about another party begins when its name is token i: before its articles and prepositions. */
static size_t before_name(const struct named_text *x, const struct piece *p, size_t i)
{
    while (i > p->first + 1 && !x->who[i - 1] && is_small_word(&x->t->v[i - 1]))
        i--;
    return i;
}

/* "tanto Lumen como Cajaviva" */
static bool goes_on(const struct named_text *x, const struct piece *p, size_t i)
{
    while (i > p->first && !x->who[i - 1] && is_small_word(&x->t->v[i - 1]) && !is_in(&x->t->v[i - 1], AND_BOTH))
        i--;
    return p->both && i > p->first && is_in(&x->t->v[i - 1], AND_BOTH);
}

static bool names_another(const struct named_text *x, const struct piece *p, size_t i)
{
    if (goes_on(x, p, i))
        return false;
    return x->who[i] && p->who && !(x->who[i] & p->who) && !p->named_last;
}

static size_t pieces_of(const struct named_text *x, struct piece *out)
{
    size_t n = 0;
    for (size_t i = x->begin; i < x->t->n; i++) {
        enum lead lead = lead_of(x, i);
        if (n && n < CLAUSES_MAX && lead == LEAD_NONE && names_another(x, &out[n - 1], i)) {
            size_t from = before_name(x, &out[n - 1], i);
            out[n - 1].end = (uint32_t)from;
            out[n++] = (struct piece){ .first = (uint32_t)from, .end = (uint32_t)from, .lead = LEAD_NONE };
            for (size_t k = from; k < i; k++)
                piece_take(&out[n - 1], x, k);
        } else if (n == 0 || (lead != LEAD_NONE && n < CLAUSES_MAX)) {
            out[n++] = (struct piece){ .first = (uint32_t)i, .end = (uint32_t)i, .lead = lead };
        }
        piece_take(&out[n - 1], x, i);
    }
    return n;
}

static bool says_something(const struct named_text *x, const struct lexicon *lx, const struct piece *p)
{
    size_t words;
    for (size_t i = p->first; lx && i < p->end; i++) {
        const struct entry *en = x->who[i] ? NULL : lexicon_find(lx, &x->t->v[i], p->end - i, &words);
        if (en && en->kind == ENTRY_FEELING && en->value != 0)
            return true;
    }
    return false;
}

/* "Telenorte y Zumovil son malos", "A, B y C": one list of names, of which the same is said. */
static bool is_list(const struct named_text *x, const struct lexicon *lx, const struct piece *a, const struct piece *b)
{
    if (!a->who || !b->who || !a->named_last || !b->named_first)
        return false;
    if (a->words == 0 || a->both)
        return b->lead == LEAD_JOIN || b->lead == LEAD_COMMA;
    return b->lead == LEAD_JOIN && !(says_something(x, lx, a) && b->words > 0);
}

static bool belongs(const struct named_text *x, const struct lexicon *lx, const struct piece *a, const struct piece *b)
{
    return is_list(x, lx, a, b) || (b->lead == LEAD_JOIN && !b->who && !b->said_to_you);
}

static void join(struct piece *a, const struct piece *b)
{
    a->end = b->end;
    a->who |= b->who;
    a->words += b->words;
    a->said_to_you |= b->said_to_you;
    a->both |= b->both;
    if (b->who || b->words)
        a->named_last = b->named_last;
}

static size_t join_all(const struct named_text *x, const struct lexicon *lx, struct piece *v, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept && belongs(x, lx, &v[kept - 1], &v[i]))
            join(&v[kept - 1], &v[i]);
        else
            v[kept++] = v[i];
    return kept;
}

static uint16_t about(const struct named_text *x, const struct piece *v, size_t n, size_t i, uint16_t before)
{
    if (v[i].who)
        return v[i].who;
    if (v[i].said_to_you && x->addressed)
        return x->addressed;
    if (before)
        return before;
    if (x->addressed)
        return x->addressed;
    while (i < n && !v[i].who)
        i++;
    return i < n ? v[i].who : 0;
}

size_t clauses_cut(const struct named_text *x, const struct lexicon *lx, struct clause out[CLAUSES_MAX])
{
    struct piece v[CLAUSES_MAX];
    size_t n = join_all(x, lx, v, pieces_of(x, v)), kept = 0;
    uint16_t who = 0;
    for (size_t i = 0; i < n; i++) {
        who = about(x, v, n, i, who);
        if (kept && out[kept - 1].who == who)
            out[kept - 1].n = v[i].end - out[kept - 1].first;
        else
            out[kept++] = (struct clause){ v[i].first, v[i].end - v[i].first, who };
    }
    return kept;
}
