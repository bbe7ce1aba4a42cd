/* What a text wants, by signs in its words: alone where a model has no labels to learn it from, and above the learned intent where
 * that has seen too few (emergency, purchase, suggestion). docs/labelling.md defines the intents. */
#include <assert.h>
#include <pthread.h>

#include "base/hash.h"
#include "classify/sentiment/intent_table.h"

enum { GAP_WORDS = 3, FIRSTS = 1024, ENTRIES = 2048 };

/* ---- the signs of a language by their first word: nearly every word of a text begins none */

/* One for each way in which a sign may begin. hash: of the word; 0: it may go on, `word` is its beginning. next: 0 ends a list. */
static struct beginning { uint64_t hash; struct slice word; const char *rest; uint16_t next, sign; } entry[ENTRIES];
/* whole, open: lists of entries, by a word's hash and by its first two letters. has: bits of the intents that the language has signs of. */
static struct firsts { uint16_t whole[FIRSTS], open[FIRSTS]; unsigned has; } firsts[3];
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
    struct firsts *f = firsts_of(intent_signs[sign].lang);
    word.n -= open;
    f->has |= 1u << intent_signs[sign].intent;
    uint64_t hash = hash64(word);
    uint16_t *list = open ? &f->open[first_of(word.p)] : &f->whole[hash % FIRSTS];
    assert(n < ENTRIES);
    entry[n] = (struct beginning){ open ? 0 : hash, word, rest, *list, (uint16_t)sign };
    *list = (uint16_t)n;
}

static void make(void)
{
    size_t n = 0;
    for (size_t i = 0; i < intent_signs_n; i++) {
        size_t first = strcspn(intent_signs[i].words, " ");
        struct slice ways = { intent_signs[i].words, first }, word;
        while (slice_next(&ways, '|', &word))
            make_entry(++n, i, word, intent_signs[i].words + first);
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
        unsigned bit = 1u << intent_signs[en->sign].intent;
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
        if ((k->kind != TOKEN_WORD && k->kind != TOKEN_TAG) || k->bare.n < 2)
            continue;
        uint16_t whole = f->whole[k->hash % FIRSTS], open = f->open[first_of(k->bare.p)];
        if (whole)
            found |= signs_at(whole, t, i, wanted & ~found);
        if (open)
            found |= signs_at(open, t, i, wanted & ~found);
    }
    return found;
}

/* Praise is a good label, and a word of thanks or praise in the languages that have such signs: chatter is glad of other things. */
static bool praises(const char *lang, unsigned found, enum label label)
{
    unsigned praise = 1u << INTENT_PRAISE;
    return label == LABEL_POSITIVE && (found & praise || !(firsts_of(lang)->has & praise));
}

enum intent intent_by_rule(const char *lang, const struct tokens *t, enum label label, bool grumbles)
{
    bool asks = t->text.n && memchr(t->text.p, '?', t->text.n), bad = label == LABEL_NEGATIVE;
    unsigned found = signs_in(lang, t, ~0u), mild = found & (1u << INTENT_PURCHASE | 1u << INTENT_SUGGESTION);
    bool problem = found & 1u << INTENT_COMPLAINT;
    if (found & 1u << INTENT_EMERGENCY && label != LABEL_POSITIVE)
        return INTENT_EMERGENCY;
    if (found & 1u << INTENT_NOISE)
        return INTENT_NOISE;
    if (found & 1u << INTENT_CANCELLATION && bad && (grumbles || !mild))
        return INTENT_CANCELLATION;
    if (bad && (grumbles || problem || !(mild || found & 1u << INTENT_REQUEST || (asks && found & 1u << INTENT_QUESTION))))
        return INTENT_COMPLAINT;
    if (mild)
        return found & 1u << INTENT_PURCHASE ? INTENT_PURCHASE : INTENT_SUGGESTION;
    if (problem && !(found & 1u << INTENT_PRAISE))
        return INTENT_COMPLAINT;
    if (praises(lang, found, label))
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
