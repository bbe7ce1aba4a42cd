/*
 * What an imported query finds, against what the dialect's public pages say it
 * finds: random queries are written in the dialect and judged twice on random
 * mentions, by the engine after the import, and by an evaluator that looks at the
 * words one by one and knows nothing of ours. For X, Brandwatch and Meltwater. A
 * failure prints the seed; PULSO_SEED=<seed> repeats it, LONG=1 runs ten times as many.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

#include "query/import.h"
#include "query/print.h"

#define ROUNDS 60
#define QUERIES 20
#define MENTIONS 40
#define TOKENS 9

enum dialect { X, BRANDWATCH, MELTWATER };
static const char *const dialect_names[] = { "x", "brandwatch", "meltwater" };
static uint64_t state_of_random;

static uint32_t rnd(uint32_t n)
{
    state_of_random = state_of_random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state_of_random >> 33) % n;
}

/* ---- mentions */

static const char *const vocabulary[] = { "casa", "cosa", "caso", "pesa", "masa" };
#define WORDS (sizeof vocabulary / sizeof vocabulary[0])
static const char *const people[] = { "ana", "bob" }, *const countries[] = { "AR", "MX" }, *const languages[] = { "es", "pt" };

struct word { char sign, as[8]; };
struct text { struct word v[TOKENS]; int n; };
struct sample { struct text text, title; struct mention m; struct buf words, heading; };

static void make_text(struct text *t, struct buf *as, int most)
{
    t->n = (int)rnd((uint32_t)most + 1);
    for (int i = 0; i < t->n; i++) {
        struct word *w = &t->v[i];
        w->sign = rnd(5) ? 0 : rnd(2) ? '#' : '@';
        strcpy(w->as, vocabulary[rnd(WORDS)]);
        w->as[0] = (char)(rnd(3) ? w->as[0] : w->as[0] - 32);
        buf_printf(as, "%s%.1s%s", i ? rnd(3) ? " " : ". " : "", w->sign ? &w->sign : "", w->as);
    }
}

static void make_sample(struct sample *s, enum dialect d)
{
    static const enum mention_kind kinds[] = { KIND_POST, KIND_REPLY, KIND_REPOST, KIND_QUOTE, KIND_COMMENT };
    *s = (struct sample){ 0 };
    make_text(&s->text, &s->words, TOKENS);
    if (d != X)
        make_text(&s->title, &s->heading, TOKENS / 2);
    s->m = (struct mention){ .text = buf_slice(&s->words), .title = buf_slice(&s->heading), .kind = kinds[rnd(5)], .verified = (int)rnd(2) };
    s->m.author_handle = slice_of(people[rnd(2)]);
    s->m.in_reply_to_author = s->m.kind == KIND_POST ? (struct slice){ 0 } : slice_of(people[rnd(2)]);
    s->m.country = slice_of(countries[rnd(2)]);
    s->m.lang = slice_of(languages[rnd(2)]);
    s->m.followers = (int64_t)rnd(20);
    s->m.rating = (int64_t)rnd(6);
    s->m.likes = s->m.shares = s->m.replies = s->m.views = MENTION_NONE;
}

/* ---- queries: what they say, and how the dialect writes it */

enum kind { TERM, PHRASE, CHOICE, CLOSE, NEAR, GROUP, TITLE, FIELD, AND, OR, NOT };
enum what { TO, REPOST_OF, REPLIES, REPOSTS, QUOTES, VERIFIED, LANGUAGE, COUNTRY, FOLLOWERS, RATING, FIELDS };
struct term { char sign, as[8]; bool cased; };
struct node {
    enum kind kind;
    struct term term[2];
    enum what what;
    int n, value;
    bool forward;
    struct node *child[3];
    int children;
};

static bool letters(const char *p, const char *w)
{
    if (*p == 0 || *w == 0)
        return *p == 0 ? *w == 0 : *p == '*' && p[1] == 0;
    if (*p == '*')
        return letters(p + 1, w) || letters(p, w + 1);
    return (*p == '?' || (*p | 32) == (*w | 32)) && letters(p + 1, w + 1);
}

static bool term_is(const struct term *q, const struct word *w)
{
    return (!q->sign || q->sign == w->sign) && (q->cased ? strcmp(q->as, w->as) == 0 : letters(q->as, w->as));
}

/* How many words the place of q that begins at word i has; 0: none begins there. */
static int place(const struct node *q, const struct text *t, int i)
{
    if (q->kind == TERM)
        return i < t->n && term_is(&q->term[0], &t->v[i]);
    if (q->kind == PHRASE)
        return i + 1 < t->n && term_is(&q->term[0], &t->v[i]) && term_is(&q->term[1], &t->v[i + 1]) ? 2 : 0;
    return i < t->n && (term_is(&q->term[0], &t->v[i]) || term_is(&q->term[1], &t->v[i]));   /* CHOICE */
}

/* Some a and some b with at most so many words between, by which of them is first; -1: not that way round. */
static bool apart(const struct node *a, const struct node *b, const struct text *t, int ahead, int back)
{
    for (int i = 0; i < t->n; i++)
        for (int k = 0; k < t->n; k++) {
            int na = place(a, t, i), nb = place(b, t, k);
            if (!na || !nb)
                continue;
            if ((k >= i + na && k - i - na <= ahead) || (i >= k + nb && i - k - nb <= back))
                return true;
        }
    return false;
}

static bool in_text(enum dialect d, const struct node *q, const struct text *t)
{
    struct node a = { .kind = TERM }, b = { .kind = TERM };
    switch (q->kind) {
    case CLOSE:   /* X: in turned order two tokens fewer; the others: any order */
        a.term[0] = q->term[0];
        b.term[0] = q->term[1];
        return apart(&a, &b, t, q->n, d == X ? q->n - 2 : q->n);
    case NEAR: return apart(q->child[0], q->child[1], t, q->n, q->forward ? -1 : q->n);
    case GROUP: return apart(q->child[0], q->child[1], t, q->n, q->n);
    default:
        for (int i = 0; i < t->n; i++)
            if (place(q, t, i))
                return true;
        return false;
    }
}

static bool field_is(enum dialect d, const struct node *q, const struct mention *m)
{
    bool engaged = slice_is(m->in_reply_to_author, people[q->value & 1]);
    switch (q->what) {
    case TO: return d == X ? m->kind == KIND_REPLY && engaged : engaged;
    case REPOST_OF: return m->kind == KIND_REPOST && engaged;
    case REPLIES: return m->kind == KIND_REPLY;
    case REPOSTS: return m->kind == KIND_REPOST;
    case QUOTES: return m->kind == KIND_QUOTE;
    case VERIFIED: return m->verified == 1;
    case LANGUAGE: return slice_is(m->lang, languages[q->value & 1]);
    case COUNTRY: return slice_is(m->country, countries[q->value & 1]);
    case FOLLOWERS: return m->followers >= q->value && m->followers <= q->value + q->n;
    default: return m->rating == q->value;
    }
}

static bool plainly(enum dialect d, const struct node *q, const struct sample *s)
{
    bool any = false, all = true;
    switch (q->kind) {
    case AND: case OR: break;
    case NOT: return !plainly(d, q->child[0], s);
    case FIELD: return field_is(d, q, &s->m);
    case TITLE: return in_text(d, q->child[0], &s->title);
    default: return in_text(d, q, &s->text) || in_text(d, q, &s->title);
    }
    for (int i = 0; i < q->children; i++) {
        bool is = plainly(d, q->child[i], s);
        any |= is;
        all &= is;
    }
    return q->kind == AND ? all : any;
}

static struct term random_term(enum dialect d)
{
    struct term t = { .cased = d == BRANDWATCH && rnd(8) == 0 };
    strcpy(t.as, vocabulary[rnd(WORDS)]);
    t.as[0] = (char)(rnd(2) ? t.as[0] : t.as[0] - 32);
    if (d != X && !t.cased && rnd(6) == 0)
        strcpy(t.as + 2, rnd(2) ? "*" : "?a");
    return t;
}

static struct node *new_node(struct arena *a, enum kind kind)
{
    struct node *n = arena_zalloc(a, sizeof *n);
    n->kind = kind;
    return n;
}

static struct node *random_place(struct arena *a, enum dialect d, bool choice)
{
    struct node *n = new_node(a, choice ? CHOICE : rnd(3) ? TERM : PHRASE);
    n->term[0] = random_term(d);
    n->term[1] = random_term(d);
    return n;
}

static struct node *random_near(struct arena *a, enum dialect d)
{
    struct node *n = new_node(a, d == BRANDWATCH && rnd(3) == 0 ? GROUP : NEAR);
    n->n = d == MELTWATER && rnd(3) == 0 ? 4 : (int)rnd(4);
    n->forward = n->kind == NEAR && rnd(3) == 0;
    for (n->children = 0; n->children < 2; n->children++)
        n->child[n->children] = random_place(a, d, n->kind == GROUP || rnd(2));
    return n;
}

static struct node *random_field(struct arena *a, enum dialect d)
{
    struct node *n = new_node(a, FIELD);
    do
        n->what = rnd(FIELDS);
    while (d == X ? n->what == RATING : n->what == REPOST_OF || n->what == COUNTRY);
    n->value = (int)rnd(n->what == FOLLOWERS ? 20 : 6);
    n->n = (int)rnd(10);
    return n;
}

static struct node *random_leaf(struct arena *a, enum dialect d)
{
    struct node *n;
    switch (rnd(d == X ? 5 : 8)) {
    case 0: case 1:
        n = random_place(a, d, false);
        if (n->kind == TERM && !n->term[0].cased && !strpbrk(n->term[0].as, "*?"))
            n->term[0].sign = rnd(3) ? 0 : rnd(2) ? '#' : '@';
        return n;
    case 2: return random_place(a, d, false);
    case 3:
        if (d != MELTWATER)
            return random_field(a, d);
        return random_near(a, d);
    case 4:
        if (d == MELTWATER)
            return random_near(a, d);
        n = random_place(a, d, false);
        n->kind = CLOSE;
        n->n = (int)rnd(5);
        return n;
    case 5:
        n = new_node(a, TITLE);
        n->child[n->children++] = rnd(2) ? random_near(a, d) : random_place(a, d, false);
        return n;
    default: return random_near(a, d);
    }
}

/* Every branch of an OR has something that must be there. */
static struct node *random_query(struct arena *a, enum dialect d, int depth)
{
    if (depth == 0 || rnd(4) == 0)
        return random_leaf(a, d);
    struct node *n = new_node(a, rnd(2) ? AND : OR);
    n->children = 2 + (int)rnd(2);
    for (int i = 0; i < n->children; i++) {
        n->child[i] = random_query(a, d, depth - 1);
        if (n->kind == AND && i && rnd(3) == 0) {
            struct node *not = new_node(a, NOT);
            not->child[not->children++] = n->child[i];
            n->child[i] = not;
        }
    }
    return n;
}

static const char *quote(bool open)
{
    return rnd(4) ? "\"" : open ? "“" : "”";
}

static void write_term(struct buf *b, const struct term *t)
{
    buf_printf(b, "%s%.1s%s%s", t->cased ? "{" : "", t->sign ? &t->sign : "", t->as, t->cased ? "}" : "");
}

static void write_words(struct buf *b, const struct node *q)
{
    buf_addz(b, quote(true));
    write_term(b, &q->term[0]);
    buf_char(b, ' ');
    write_term(b, &q->term[1]);
    buf_addz(b, quote(false));
}

static void write_field(struct buf *b, enum dialect d, const struct node *q)
{
    static const char *const x[] = { [REPLIES] = "is:reply", [REPOSTS] = "is:retweet", [QUOTES] = "is:quote", [VERIFIED] = "is:verified" };
    static const char *const brandwatch[] = { [REPLIES] = "engagementType:REPLY", [REPOSTS] = "engagementType:RETWEET",
        [QUOTES] = "engagementType:QUOTE", [VERIFIED] = "authorVerified:true" };
    const char *who = people[q->value & 1];
    switch (q->what) {
    case TO: buf_printf(b, "%s:%s", d == X ? "to" : "engagingWith", who); break;
    case REPOST_OF: buf_printf(b, "retweets_of:%s", who); break;
    case LANGUAGE: buf_printf(b, "%s:%s", d == X ? "lang" : "language", languages[q->value & 1]); break;
    case COUNTRY: buf_printf(b, "place_country:%s", countries[q->value & 1]); break;
    case FOLLOWERS: buf_printf(b, d == X ? "followers_count:%d..%d" : "authorFollowers:[%d TO %d]", q->value, q->value + q->n); break;
    case RATING: buf_printf(b, "rating:%d", q->value); break;
    default: buf_addz(b, d == X ? x[q->what] : brandwatch[q->what]);
    }
}

static void write_place(struct buf *b, const struct node *q)
{
    if (q->kind == PHRASE) {
        write_words(b, q);
        return;
    }
    buf_addz(b, q->kind == CHOICE ? "(" : "");
    write_term(b, &q->term[0]);
    if (q->kind == CHOICE) {
        buf_addz(b, " OR ");
        write_term(b, &q->term[1]);
        buf_char(b, ')');
    }
}

static void write_distance(struct buf *b, enum dialect d, const struct node *q)
{
    buf_addz(b, q->kind == GROUP ? "(" : "");
    write_place(b, q->child[0]);
    if (q->kind == GROUP)
        buf_addz(b, " AND ");
    else if (d == BRANDWATCH)
        buf_printf(b, " NEAR/%d%s ", q->n, q->forward ? "f" : "");
    else if (q->n == 4)   /* what Meltwater takes where no number stands */
        buf_printf(b, " %s ", q->forward ? "ONEAR" : rnd(2) ? "NEAR" : "near");
    else
        buf_printf(b, " %sNEAR/%d ", q->forward ? "O" : "", q->n);
    write_place(b, q->child[1]);
    if (q->kind == GROUP)
        buf_printf(b, ")~%d", q->n);
}

static void write_query(struct buf *b, enum dialect d, const struct node *q);

static void write_bracketed(struct buf *b, enum dialect d, const struct node *q, bool brackets)
{
    buf_addz(b, brackets ? "(" : "");
    write_query(b, d, q);
    buf_addz(b, brackets ? ")" : "");
}

/* AND binds before OR where that is documented, so brackets are left out there now and then. */
static void write_joined(struct buf *b, enum dialect d, const struct node *q)
{
    static const char *const ors[] = { " OR ", "\nOR ", " or " };
    for (int i = 0; i < q->children; i++) {
        const struct node *c = q->child[i];
        bool small = d == MELTWATER && rnd(3) == 0;
        if (i && q->kind == OR)
            buf_addz(b, ors[small ? 2 : rnd(2)]);
        else if (i)
            buf_addz(b, d == X ? " " : c->kind == NOT && rnd(2) ? " " : small ? " and " : " AND ");
        bool needs = c->kind == OR ? q->kind == AND || rnd(2) : c->kind == AND ? (q->kind == OR && d == BRANDWATCH) || rnd(2) : rnd(8) == 0;
        write_bracketed(b, d, c, c->kind != NOT && needs);
    }
}

static void write_query(struct buf *b, enum dialect d, const struct node *q)
{
    switch (q->kind) {
    case TERM: case CHOICE: write_place(b, q); break;
    case PHRASE: write_words(b, q); break;
    case CLOSE: write_words(b, q); buf_printf(b, "~%d", q->n); break;
    case NEAR: case GROUP: write_distance(b, d, q); break;
    case TITLE: buf_addz(b, "title:"); write_bracketed(b, d, q->child[0], q->child[0]->kind == NEAR); break;
    case FIELD: write_field(b, d, q); break;
    case NOT: {
        const struct node *c = q->child[0];
        buf_addz(b, d == X ? "-" : "NOT ");
        write_bracketed(b, d, c, c->kind == AND || c->kind == OR);
        break;
    }
    default: write_joined(b, d, q);
    }
}

/* ---- both, side by side */

static void object(void *self, enum import_effect effect, const struct query_error *what)
{
    (void)effect;
    fail_msg("%s: %s", buf_z(self), what->what);
}

static void compare(enum dialect d, struct query_match *qm, struct tokenizer *t, struct arena *a, struct node *const *query, struct buf *as, size_t *hits)
{
    struct sample s;
    struct tokens text, title;
    const uint32_t *ids;
    make_sample(&s, d);
    tokens_scan(t, a, s.m.text, &text);
    tokens_scan(t, a, s.m.title, &title);
    size_t n = query_match_run(qm, &s.m, &text, &title, &ids), k = 0;
    for (uint32_t i = 0; i < QUERIES; i++) {
        bool found = k < n && ids[k] == i;
        k += found;
        *hits += found;
        if (found != plainly(d, query[i], &s))
            fail_msg("%s: %s\n  on \"" SLICE_FMT "\" / \"" SLICE_FMT "\" (kind %d): imported %d", dialect_names[d], buf_z(&as[i]),
                     SLICE_ARG(s.m.text), SLICE_ARG(s.m.title), (int)s.m.kind, found);
    }
    buf_fini(&s.words);
    buf_fini(&s.heading);
}

static void one_round(enum dialect d, struct tokenizer *t, struct arena *a, size_t *hits)
{
    const struct import_dialect *from = import_dialect_find(slice_of(dialect_names[d]));
    struct query_set *qs = query_set_new();
    struct node *query[QUERIES];
    struct buf as[QUERIES] = { 0 };
    struct query_error qe;
    struct err e;
    for (uint32_t i = 0; i < QUERIES; i++) {
        struct buf native = { 0 };
        query[i] = random_query(a, d, (int)rnd(4));
        write_query(&as[i], d, query[i]);
        assert_int_equal(import_query(from, buf_slice(&as[i]), &(struct import_options){ .width = PRINT_WIDTH }, object, &as[i], &native), IMPORT_EXACT);
        if (!query_set_add_with(qs, i, buf_slice(&native), &(struct query_options){ .whole_hashtags = true }, &qe))
            fail_msg("%s: %s", buf_z(&native), qe.what);
        buf_fini(&native);
    }
    assert_true(query_set_compile(qs, &e));
    struct query_match *qm = query_match_new(qs);
    for (int k = 0; k < MENTIONS; k++)
        compare(d, qm, t, a, query, as, hits);
    for (size_t i = 0; i < QUERIES; i++)
        buf_fini(&as[i]);
    query_match_free(qm);
    query_set_free(qs);
}

static void agree(enum dialect d)
{
    const char *seed = getenv("PULSO_SEED");
    size_t rounds = getenv("LONG") ? 10 * ROUNDS : ROUNDS, hits = 0, all = rounds * QUERIES * MENTIONS;
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    state_of_random = seed ? strtoull(seed, NULL, 10) : (uint64_t)time(NULL);
    print_message("PULSO_SEED=%llu\n", (unsigned long long)state_of_random);
    for (size_t r = 0; r < rounds; r++) {
        one_round(d, t, &a, &hits);
        arena_reset(&a);
    }
    /* Both answers must be frequent, or the comparison says little. */
    assert_in_range(hits, all / 10, all * 9 / 10);
    arena_fini(&a);
    tokenizer_free(t);
}

static void what_x_finds_is_found_by_the_imported_query(void **state)
{
    (void)state;
    agree(X);
}

static void what_brandwatch_finds_is_found_by_the_imported_query(void **state)
{
    (void)state;
    agree(BRANDWATCH);
}

static void what_meltwater_finds_is_found_by_the_imported_query(void **state)
{
    (void)state;
    agree(MELTWATER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_x_finds_is_found_by_the_imported_query),
        cmocka_unit_test(what_brandwatch_finds_is_found_by_the_imported_query),
        cmocka_unit_test(what_meltwater_finds_is_found_by_the_imported_query),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
