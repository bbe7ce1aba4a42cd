#include "classify/sentiment/compare_starts.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "classify/sentiment/compare_table.h"

enum { LETTERS = 256, LANGS = 3 };

static const char *const langs[LANGS] = { "es", "en", "pt" };
static struct starts { struct pattern_set letters[LETTERS], name; } starts[LANGS];
static pthread_once_t made = PTHREAD_ONCE_INIT;

static struct starts *starts_of(const char *lang)
{
    for (size_t i = 0; i < LANGS; i++)
        if (strcmp(lang, langs[i]) == 0)
            return &starts[i];
    return NULL;
}

static size_t letters_of(struct slice word)
{
    unsigned first = word.n > 0 ? (unsigned char)word.p[0] : 0, second = word.n > 1 ? (unsigned char)word.p[1] : 0;
    return (first * 31 + second) % LETTERS;
}

static void add(struct pattern_set *set, size_t pattern)
{
    set->bits[pattern / 64] |= 1ull << pattern % 64;
}

static void add_everywhere(struct starts *s, size_t pattern)
{
    for (size_t k = 0; k < LETTERS; k++)
        add(&s->letters[k], pattern);
    add(&s->name, pattern);
}

static void add_word(struct starts *s, struct slice word, size_t pattern)
{
    bool open = word.p[word.n - 1] == '*';
    if (open && word.n < 3)
        add_everywhere(s, pattern);
    else
        add(&s->letters[letters_of(word)], pattern);
}

static void add_pattern(size_t pattern)
{
    struct starts *s = starts_of(compare_patterns[pattern].lang);
    struct slice rest = slice_of(compare_patterns[pattern].words), item, word;
    bool optional = true;
    while (optional && slice_next(&rest, ' ', &item)) {
        optional = item.p[0] == '?';
        item.p += optional;
        item.n -= optional;
        if (slice_eq(item, SLICE("X")))
            add(&s->name, pattern);
        else if (memchr(".<>", item.p[0], 3))
            add_everywhere(s, pattern);
        else
            while (slice_next(&item, '|', &word))
                add_word(s, word, pattern);
    }
}

static void make(void)
{
    for (size_t i = 0; compare_patterns[i].lang; i++) {
        assert(i < PATTERN_SETS * 64);
        add_pattern(i);
    }
}

struct pattern_set compare_starts(const char *lang, struct slice word, bool named)
{
    pthread_once(&made, make);
    const struct starts *s = starts_of(lang);
    if (!s)
        return (struct pattern_set){ { 0 } };
    struct pattern_set set = s->letters[letters_of(word)];
    for (size_t k = 0; named && k < PATTERN_SETS; k++)
        set.bits[k] |= s->name.bits[k];
    return set;
}
