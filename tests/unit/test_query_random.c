/*
 * Random queries and mentions, judged twice: by the engine, and by an evaluator
 * that does what query-language says in the slowest and plainest way. A failure
 * prints the seed; PULSO_SEED=<seed> repeats it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <time.h>

#include "query/query.h"

#define ROUNDS 40
#define QUERIES 25
#define MENTIONS 20
#define LETTERS 24
#define WORDS 8

static uint64_t state_of_random;

static uint32_t rnd(uint32_t n)
{
    state_of_random = state_of_random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state_of_random >> 33) % n;
}

/* A letter is an index into `alphabet`; base 2 * (i / 2) is the bare one of the pair. */
static const char *const alphabet[] = { "a", "á", "o", "ó", "n", "ñ" };
static const char *const capitals[] = { "A", "Á", "O", "Ó", "N", "Ñ" };

struct word {
    char sign;                       /* # @ or 0 */
    int letter[LETTERS];
    int n;
    bool prefix;                     /* in queries */
};

static int base(int letter)
{
    return letter / 2;
}

static struct word random_word(bool in_query)
{
    struct word w = { .sign = rnd(6) ? 0 : rnd(2) ? '#' : '@' };
    int len = 1 + (int)rnd(3);
    for (int i = 0; i < len; i++) {
        int letter = (int)rnd(3) * 2 + (rnd(4) == 0), times = rnd(in_query ? 12 : 5) ? 1 : 2 + (int)rnd(3);
        while (times--)
            w.letter[w.n++] = rnd(10) ? letter : base(letter) * 2;
    }
    w.prefix = in_query && w.n >= 2 && rnd(5) == 0;
    return w;
}

static void print_word(struct buf *b, const struct word *w, bool capital)
{
    if (w->sign)
        buf_char(b, w->sign);
    for (int i = 0; i < w->n; i++)
        buf_addz(b, (capital ? capitals : alphabet)[w->letter[i]]);
    if (w->prefix)
        buf_char(b, '*');
}

/* ---- the plain evaluator ---- */

static bool letters_agree(const struct word *q, const struct word *w)
{
    if (q->prefix ? q->n > w->n : q->n != w->n)
        return false;
    for (int i = 0; i < q->n; i++)
        if (q->letter[i] % 2 ? q->letter[i] != w->letter[i] : base(q->letter[i]) != base(w->letter[i]))
            return false;
    return true;
}

/* Every way to read the word: from letter `at` on, each run of three or more as it is, as two, as one. */
static bool some_reading_agrees(const struct word *q, const struct word *w, int at)
{
    int run = 0;
    if (at == w->n)
        return letters_agree(q, w);
    while (at + run < w->n && base(w->letter[at + run]) == base(w->letter[at]))
        run++;
    if (some_reading_agrees(q, w, at + run))
        return true;
    for (int keep = 1; run >= 3 && keep <= 2; keep++) {
        struct word less = *w;
        memmove(less.letter + at + keep, w->letter + at + run, (size_t)(w->n - at - run) * sizeof(int));
        less.n -= run - keep;
        if (some_reading_agrees(q, &less, at + keep))
            return true;
    }
    return false;
}

static bool word_agrees(const struct word *q, const struct word *w)
{
    return (!q->sign || q->sign == w->sign) && some_reading_agrees(q, w, 0);
}

struct part { struct word word[WORDS]; int n; };
struct sample { struct part text, title; int country; struct buf text_as, title_as; };

enum node_kind { TERM, PHRASE, FIELD, AND, OR, NOT };
struct node { enum node_kind kind; struct word word[3]; int words, country; struct node *child[3]; int children; };

static bool phrase_in(const struct node *q, const struct part *p)
{
    for (int at = 0; at + q->words <= p->n; at++) {
        int i = 0;
        while (i < q->words && word_agrees(&q->word[i], &p->word[at + i]))
            i++;
        if (i == q->words)
            return true;
    }
    return false;
}

static bool plainly(const struct node *q, const struct sample *s)
{
    bool any = false, all = true;
    for (int i = 0; i < q->children; i++) {
        bool is = plainly(q->child[i], s);
        any |= is;
        all &= is;
    }
    switch (q->kind) {
    case AND: return all;
    case OR: return any;
    case NOT: return !any;
    case FIELD: return q->country == s->country;
    default: return phrase_in(q, &s->text) || phrase_in(q, &s->title);
    }
}

/* ---- random queries, as trees and as text ---- */

static const char *const countries[] = { "AR", "UY", "CL" };

static struct node *random_positive(struct arena *a, int depth);

static struct node *random_clause(struct arena *a, int depth)
{
    struct node *n = random_positive(a, depth);
    if (rnd(3))
        return n;
    struct node *not = arena_zalloc(a, sizeof *not);
    not->kind = NOT;
    not->child[not->children++] = n;
    return not;
}

static struct node *random_positive(struct arena *a, int depth)
{
    struct node *n = arena_zalloc(a, sizeof *n);
    n->kind = depth && rnd(3) ? (rnd(2) ? AND : OR) : rnd(10) == 0 ? FIELD : rnd(4) == 0 ? PHRASE : TERM;
    if (n->kind == FIELD) {
        n->country = (int)rnd(3);
    } else if (n->kind == TERM || n->kind == PHRASE) {
        n->words = n->kind == TERM ? 1 : 2 + (int)rnd(2);
        for (int i = 0; i < n->words; i++)
            n->word[i] = random_word(true);
    } else {
        n->children = 2 + (int)rnd(2);
        for (int i = 0; i < n->children; i++)
            n->child[i] = i == 0 || n->kind == OR ? random_positive(a, depth - 1) : random_clause(a, depth - 1);
    }
    return n;
}

static void print_query(struct buf *b, const struct node *q);

/* In brackets where it must be, and sometimes where it need not be. */
static void print_operand(struct buf *b, const struct node *q, enum node_kind under)
{
    bool must = q->kind == OR ? under != OR : q->kind == AND && under == NOT;
    bool brackets = must || rnd(4) == 0;
    buf_addz(b, brackets ? "(" : "");
    print_query(b, q);
    buf_addz(b, brackets ? ")" : "");
}

static void print_query(struct buf *b, const struct node *q)
{
    if (q->kind == FIELD)
        buf_printf(b, "country:%s", countries[q->country]);
    if (q->kind == PHRASE)
        buf_char(b, '"');
    for (int i = 0; i < q->words; i++) {
        buf_addz(b, i ? " " : "");
        print_word(b, &q->word[i], rnd(2));
    }
    if (q->kind == PHRASE)
        buf_char(b, '"');
    if (q->kind == NOT)
        buf_addz(b, "NOT ");
    for (int i = 0; i < q->children; i++) {
        bool short_form = q->kind == AND && i && q->child[i]->kind == NOT && rnd(2);
        buf_addz(b, !i ? "" : q->kind == OR ? " OR " : short_form ? " " : " AND ");
        if (short_form)
            print_query(b, q->child[i]);   /* a NOT b */
        else
            print_operand(b, q->child[i], q->kind);
    }
}

static void random_part(struct part *p, struct buf *as)
{
    p->n = (int)rnd(WORDS);
    for (int i = 0; i < p->n; i++) {
        p->word[i] = random_word(false);
        buf_addz(as, i ? rnd(2) ? " " : ", " : "");
        print_word(as, &p->word[i], rnd(2));
    }
}

static void compare(struct query_match *qm, struct tokenizer *t, struct arena *a, struct node *const *query,
                    const struct buf *query_as, const struct sample *s, size_t *hits)
{
    struct mention m = { .country = slice_of(countries[s->country]) };
    struct tokens text, title;
    const uint32_t *ids;
    tokens_scan(t, a, buf_slice(&s->text_as), &text);
    tokens_scan(t, a, buf_slice(&s->title_as), &title);
    size_t n = query_match_run(qm, &m, &text, &title, &ids);
    for (uint32_t i = 0, next = 0; i < QUERIES; i++) {
        bool engine = next < n && ids[next] == i;
        next += engine;
        *hits += engine;
        if (engine != plainly(query[i], s))
            fail_msg("engine says %d: %.*s\n on \"%.*s\" titled \"%.*s\" in %s", engine, SLICE_ARG(buf_slice(&query_as[i])),
                     SLICE_ARG(buf_slice(&s->text_as)), SLICE_ARG(buf_slice(&s->title_as)), countries[s->country]);
    }
}

static void one_round(struct tokenizer *t, struct arena *a, size_t *hits)
{
    struct query_set *qs = query_set_new();
    struct node *query[QUERIES];
    struct buf as[QUERIES] = { 0 };
    struct query_error qe;
    struct err e;
    for (uint32_t i = 0; i < QUERIES; i++) {
        query[i] = random_positive(a, (int)rnd(4));
        print_query(&as[i], query[i]);
        if (!query_set_add_with(qs, i, buf_slice(&as[i]), &(struct query_options){ .whole_hashtags = true }, &qe))
            fail_msg("%s: %s", buf_z(&as[i]), qe.what);
    }
    assert_true(query_set_compile(qs, &e));
    struct query_match *qm = query_match_new(qs);
    for (int k = 0; k < MENTIONS; k++) {
        struct sample s = { .country = (int)rnd(3) };
        random_part(&s.text, &s.text_as);
        random_part(&s.title, &s.title_as);
        compare(qm, t, a, query, as, &s, hits);
        buf_fini(&s.text_as);
        buf_fini(&s.title_as);
    }
    for (size_t i = 0; i < QUERIES; i++)
        buf_fini(&as[i]);
    query_match_free(qm);
    query_set_free(qs);
}

static void the_engine_agrees_with_the_plain_evaluator(void **state)
{
    const char *seed = getenv("PULSO_SEED");
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    size_t hits = 0;
    (void)state;
    state_of_random = seed ? strtoull(seed, NULL, 10) : (uint64_t)time(NULL);
    print_message("PULSO_SEED=%llu\n", (unsigned long long)state_of_random);
    for (int r = 0; r < ROUNDS; r++) {
        one_round(t, &a, &hits);
        arena_reset(&a);
    }
    /* Both answers must be frequent, or the comparison says little. */
    assert_in_range(hits, ROUNDS * QUERIES * MENTIONS / 10, ROUNDS * QUERIES * MENTIONS * 9 / 10);
    arena_fini(&a);
    tokenizer_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_engine_agrees_with_the_plain_evaluator) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
