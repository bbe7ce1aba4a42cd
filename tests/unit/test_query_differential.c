/*
 * Distances, counts, wildcards, case, titles, hashtag parts and fields, judged
 * twice on random queries and mentions: by the engine, and by an evaluator that
 * does what query-language says in the slowest and plainest way, on the words
 * that the mention was made of. A failure is made as small as it gets
 * (query_shrink.h) and printed with both verdicts and the seed; PULSO_SEED=<seed>
 * repeats it, LONG=1 runs ten times as many pairs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "query/parse.h"
#include "query/print.h"
#include "query/query.h"

#define ROUNDS 100
#define QUERIES 25
#define MENTIONS 40
#define PARTS 3
#define TOKENS 12

static uint64_t state_of_random;

static uint32_t rnd(uint32_t n)
{
    state_of_random = state_of_random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state_of_random >> 33) % n;
}

/* ---- mentions: tokens of words, a hashtag of several in CamelCase */

static const char *const vocabulary[] = { "casa", "cosa", "caso", "masa", "mas", "pesa", "peso" };
#define WORDS (sizeof vocabulary / sizeof vocabulary[0])

struct token_as { char sign, part[PARTS][8], whole[PARTS * 8]; int parts; };
struct world { struct token_as token[TOKENS]; int n; bool title; const struct world *inside; int at; };   /* of a tag: where it stands */
#define WORLDS (2 + 2 * TOKENS)
struct sample { struct world world[WORLDS]; int worlds, country; int64_t likes; struct buf text, title; };

static void capital(char *z, bool yes)
{
    z[0] = (char)(yes ? toupper((unsigned char)z[0]) : z[0]);
}

static void make_token(struct token_as *t)
{
    *t = (struct token_as){ .sign = rnd(5) ? 0 : rnd(3) ? '#' : '@', .parts = 1 };
    if (t->sign == '#')
        t->parts = 1 + (int)rnd(PARTS);
    for (int i = 0; i < t->parts; i++) {
        strcpy(t->part[i], vocabulary[rnd(WORDS)]);
        capital(t->part[i], t->parts > 1 || rnd(3) == 0);
        strcat(t->whole, t->part[i]);
    }
}

/* A phrase may lie inside one hashtag: a little world by itself. */
static void add_inner_worlds(struct sample *s, const struct world *w)
{
    for (int i = 0; i < w->n; i++) {
        const struct token_as *t = &w->token[i];
        if (t->parts < 2)
            continue;
        struct world *in = &s->world[s->worlds++];
        *in = (struct world){ .title = w->title, .n = t->parts, .inside = w, .at = i };
        for (int k = 0; k < t->parts; k++) {
            in->token[k].parts = 1;
            strcpy(in->token[k].part[0], t->part[k]);
            strcpy(in->token[k].whole, t->part[k]);
        }
    }
}

/* Text and title from the tokens of the two first worlds; what lies inside hashtags follows. plain: without chance. */
static void write_sample(struct sample *s, bool plain)
{
    int outer = 0;
    while (outer < s->worlds && !s->world[outer].inside)
        outer++;
    s->worlds = outer;
    buf_reset(&s->text);
    buf_reset(&s->title);
    for (int k = 0; k < outer; k++) {
        const struct world *w = &s->world[k];
        struct buf *as = w->title ? &s->title : &s->text;
        for (int i = 0; i < w->n; i++)
            buf_printf(as, "%s%.1s%s", !i ? "" : plain || rnd(3) ? " " : ", ", w->token[i].sign ? &w->token[i].sign : "", w->token[i].whole);
        add_inner_worlds(s, w);
    }
}

static void make_world(struct sample *s, bool title)
{
    struct world *w = &s->world[s->worlds++];
    *w = (struct world){ .title = title, .n = (int)rnd(title ? TOKENS / 2 : TOKENS) };
    for (int i = 0; i < w->n; i++)
        make_token(&w->token[i]);
}

/* ---- queries */

enum kind { TERM, PHRASE, NEAR, WITHIN, TIMES, TITLE, FIELD, RANGE, AND, OR, NOT };
struct term { char sign, pattern[10]; bool cased; };
struct node {
    enum kind kind;
    struct term term[3];
    int terms, n, country;
    int64_t least, most;
    bool forward, whole;             /* whole: hashtags are one word, for all of the query */
    struct node *child[4];
    int children;
};

/* Letter by letter: * is any run, ? one letter. */
static bool glob(const char *p, const char *w, bool cased)
{
    if (*p == 0 || *w == 0)
        return *p == 0 ? *w == 0 : *p == '*' && glob(p + 1, w, cased);
    if (*p == '*')
        return glob(p + 1, w, cased) || glob(p, w + 1, cased);
    return (*p == '?' || (cased ? *p == *w : tolower((unsigned char)*p) == tolower((unsigned char)*w))) && glob(p + 1, w + 1, cased);
}

static bool term_matches(const struct term *q, const struct token_as *t, bool whole)
{
    if (q->sign)
        return q->sign == t->sign && glob(q->pattern, t->whole, q->cased);
    if (glob(q->pattern, t->whole, q->cased))
        return true;
    for (int i = 0; i < t->parts && t->parts > 1 && !whole; i++)
        if (glob(q->pattern, t->part[i], q->cased))
            return true;
    return false;
}

#define SPANS 4000
struct pieces { int first[SPANS], last[SPANS], n; };

static void put(struct pieces *p, int first, int last)
{
    for (int i = 0; i < p->n; i++)
        if (p->first[i] == first && p->last[i] == last)
            return;
    if (p->n == SPANS)
        fail_msg("too many pieces");
    p->first[p->n] = first;
    p->last[p->n++] = last;
}

static void pieces_of(const struct node *q, const struct world *w, struct pieces *out);

static void pieces_of_near(const struct node *q, const struct world *w, struct pieces *out)
{
    struct pieces *a = calloc(2, sizeof *a), *b = a + 1;
    pieces_of(q->child[0], w, a);
    pieces_of(q->child[1], w, b);
    for (int i = 0; i < a->n; i++)
        for (int k = 0; k < b->n; k++) {
            bool after = b->first[k] > a->last[i] && b->first[k] - a->last[i] - 1 <= q->n;
            bool ahead = a->first[i] > b->last[k] && a->first[i] - b->last[k] - 1 <= q->n;
            if (after)
                put(out, a->first[i], b->last[k]);
            if (ahead && !q->forward)
                put(out, b->first[k], a->last[i]);
        }
    free(a);
}

static void pieces_of(const struct node *q, const struct world *w, struct pieces *out)
{
    if (w->inside && q->whole)
        return;
    if (q->kind == NEAR) {
        pieces_of_near(q, w, out);
        return;
    }
    for (int i = 0; i < q->children; i++)   /* OR */
        pieces_of(q->child[i], w, out);
    for (int at = 0; q->terms && at + q->terms <= w->n; at++) {
        int i = 0;
        while (i < q->terms && term_matches(&q->term[i], &w->token[at + i], q->whole))
            i++;
        if (i == q->terms)
            put(out, at, at + q->terms - 1);
    }
}

enum { OPERANDS = 4 };   /* a node has no more children */

/* Every choice of one piece for each operand, none overlapping. */
static bool choices(const struct node *q, const struct pieces *p, int operand, const int *chosen, int covered)
{
    int mine[OPERANDS], first = 999, last = -1;
    memcpy(mine, chosen, sizeof mine);
    if (operand == q->children || operand == OPERANDS) {
        for (int i = 0; i < operand; i++) {
            first = p[i].first[mine[i]] < first ? p[i].first[mine[i]] : first;
            last = p[i].last[mine[i]] > last ? p[i].last[mine[i]] : last;
        }
        return last - first + 1 - covered <= q->n;
    }
    for (int k = 0; k < p[operand].n; k++) {
        bool overlaps = false;
        for (int i = 0; i < operand; i++)
            overlaps |= p[operand].first[k] <= p[i].last[mine[i]] && p[i].first[mine[i]] <= p[operand].last[k];
        mine[operand] = k;
        if (!overlaps && choices(q, p, operand + 1, mine, covered + p[operand].last[k] - p[operand].first[k] + 1))
            return true;
    }
    return false;
}

static bool within(const struct node *q, const struct world *w)
{
    struct pieces *p = calloc(OPERANDS, sizeof *p);
    int chosen[OPERANDS] = { 0 };
    for (int i = 0; i < q->children; i++)
        pieces_of(q->child[i], w, &p[i]);
    bool is = choices(q, p, 0, chosen, 0);
    free(p);
    return is;
}

/* The most pieces from position `from` on that do not overlap. */
static int most(const struct pieces *p, int from)
{
    int best = 0;
    for (int i = 0; i < p->n; i++)
        if (p->first[i] >= from) {
            int n = 1 + most(p, p->last[i] + 1);
            best = n > best ? n : best;
        }
    return best;
}

/* In a text, where a piece inside a hashtag takes the hashtag's place. */
static int times_in(const struct node *q, const struct sample *s, const struct world *w)
{
    struct pieces *p = calloc(2, sizeof *p), *in = p + 1;
    pieces_of(q->child[0], w, p);
    for (int i = 0; i < s->worlds; i++)
        if (s->world[i].inside == w) {
            in->n = 0;
            pieces_of(q->child[0], &s->world[i], in);
            if (in->n)
                put(p, s->world[i].at, s->world[i].at);
        }
    int n = most(p, 0);
    free(p);
    return n;
}

static bool times(const struct node *q, const struct sample *s, bool title)
{
    int n = 0;
    for (int i = 0; i < s->worlds; i++)
        if (!s->world[i].inside && (!title || s->world[i].title))
            n += times_in(q, s, &s->world[i]);
    return n >= q->n;
}

static bool in_some_world(const struct node *q, const struct sample *s, bool title)
{
    bool is = false;
    struct pieces *p = calloc(1, sizeof *p);
    for (int i = 0; i < s->worlds && !is; i++)
        if (!title || s->world[i].title) {
            p->n = 0;
            if (q->kind != WITHIN)
                pieces_of(q, &s->world[i], p);
            is = q->kind == WITHIN ? within(q, &s->world[i]) : p->n > 0;
        }
    free(p);
    return is;
}

static bool plainly(const struct node *q, const struct sample *s, bool title)
{
    bool any = false, all = true;
    switch (q->kind) {
    case TERM: case PHRASE: case NEAR: case WITHIN: return in_some_world(q, s, title);
    case TIMES: return times(q, s, title);
    case TITLE: return plainly(q->child[0], s, true);
    case FIELD: return q->country == s->country;
    case RANGE: return s->likes != MENTION_NONE && q->least <= s->likes && s->likes <= q->most;
    default: break;
    }
    for (int i = 0; i < q->children; i++) {
        bool is = plainly(q->child[i], s, title);
        any |= is;
        all &= is;
    }
    return q->kind == AND ? all : q->kind == OR ? any : !any;
}

/* ---- random queries, as trees and as text */

static bool whole_hashtags;

static struct node *new_node(struct arena *a, enum kind kind)
{
    struct node *n = arena_zalloc(a, sizeof *n);
    n->kind = kind;
    n->whole = whole_hashtags;
    return n;
}

static struct term random_term(void)
{
    struct term t = { .sign = rnd(8) ? 0 : rnd(2) ? '#' : '@', .cased = rnd(8) == 0 };
    strcpy(t.pattern, vocabulary[rnd(WORDS)]);
    capital(t.pattern, rnd(2));
    size_t n = strlen(t.pattern);
    switch (rnd(9)) {
    case 0: strcpy(t.pattern + 2 + rnd(2), "*"); break;              /* ca* */
    case 1: t.pattern[1 + rnd((uint32_t)n - 1)] = '?'; break;         /* c?sa */
    case 2: if (!t.sign) t.pattern[0] = '?'; break;                   /* ?asa */
    case 3: t.pattern[2] = '*'; break;                                /* ca*a, ca* */
    default: break;
    }
    return t;
}

static struct node *random_terms(struct arena *a, int terms)
{
    struct node *n = new_node(a, terms == 1 ? TERM : PHRASE);
    n->terms = terms;
    for (int i = 0; i < terms; i++)
        n->term[i] = random_term();
    return n;
}

/* What may stand beside NEAR. */
static struct node *random_place(struct arena *a, int depth)
{
    uint32_t what = depth ? rnd(6) : rnd(4);
    if (what < 3)
        return random_terms(a, 1);
    if (what == 3)
        return random_terms(a, 2 + (int)rnd(2));
    struct node *n = new_node(a, what == 4 ? OR : NEAR);
    n->children = 2;
    n->n = (int)rnd(4);
    n->forward = rnd(3) == 0;
    for (int i = 0; i < 2; i++)
        n->child[i] = random_place(a, depth - 1);
    return n;
}

static struct node *random_within(struct arena *a)
{
    struct node *n = new_node(a, WITHIN);
    n->n = (int)rnd(5);
    n->children = 2 + (int)rnd(2);
    for (int i = 0; i < n->children; i++) {
        uint32_t what = rnd(5);
        n->child[i] = what < 3 ? random_terms(a, 1) : what == 3 ? random_terms(a, 2) : new_node(a, OR);
        for (int k = 0; n->child[i]->kind == OR && k < 2; k++)
            n->child[i]->child[n->child[i]->children++] = random_terms(a, 1 + (int)rnd(2));
    }
    return n;
}

static struct node *one_below(struct arena *a, enum kind kind, struct node *child)
{
    struct node *n = new_node(a, kind);
    n->child[n->children++] = child;
    return n;
}

static struct node *random_leaf(struct arena *a, bool in_title)
{
    struct node *n;
    switch (rnd(in_title ? 6 : 9)) {
    case 0: return random_terms(a, 1);
    case 1: return random_terms(a, 2 + (int)rnd(2));
    case 2: return random_within(a);
    case 3:
        n = one_below(a, TIMES, random_place(a, 1));
        n->n = 1 + (int)rnd(3);
        return n;
    case 4: case 5:
        n = new_node(a, NEAR);
        n->children = 2;
        n->n = (int)rnd(5);
        n->forward = rnd(3) == 0;
        n->child[0] = random_place(a, 2);
        n->child[1] = random_place(a, 2);
        return n;
    case 6: return one_below(a, TITLE, random_leaf(a, true));
    case 7:
        n = new_node(a, FIELD);
        n->country = (int)rnd(3);
        return n;
    default:
        n = new_node(a, RANGE);
        n->least = rnd(10);
        n->most = n->least + rnd(10);
        return n;
    }
}

static struct node *random_query(struct arena *a, int depth)
{
    if (depth == 0 || rnd(3) == 0)
        return random_leaf(a, false);
    struct node *n = new_node(a, rnd(2) ? AND : OR);
    n->children = 2 + (int)rnd(2);
    for (int i = 0; i < n->children; i++) {
        n->child[i] = random_query(a, depth - 1);
        if (n->kind == AND && i && rnd(3) == 0)
            n->child[i] = one_below(a, NOT, n->child[i]);
    }
    return n;
}

static bool print_plainly;           /* no more brackets and quotes than there must be */

static bool now_and_then(uint32_t n)
{
    return !print_plainly && rnd(n) == 0;
}

static void print_terms(struct buf *b, const struct node *q)
{
    bool quotes = q->terms > 1 || now_and_then(8);
    buf_addz(b, quotes ? "\"" : "");
    for (int i = 0; i < q->terms; i++) {
        const struct term *t = &q->term[i];
        buf_printf(b, "%s%s%.1s%s%s", i ? " " : "", t->cased ? "{" : "", t->sign ? &t->sign : "", t->pattern, t->cased ? "}" : "");
    }
    buf_addz(b, quotes ? "\"" : "");
}

static void print_query(struct buf *b, const struct node *q);

static void print_bracketed(struct buf *b, const struct node *q, bool brackets)
{
    buf_addz(b, brackets ? "(" : "");
    print_query(b, q);
    buf_addz(b, brackets ? ")" : "");
}

static bool is_group(const struct node *q)
{
    return q->kind == AND || q->kind == OR || q->kind == NEAR || q->kind == NOT;
}

static void print_joined(struct buf *b, const struct node *q, const char *with, bool always)
{
    for (int i = 0; i < q->children; i++) {
        buf_addz(b, i ? with : "");
        print_bracketed(b, q->child[i], always || is_group(q->child[i]) ? q->child[i]->kind != NOT : now_and_then(6));
    }
}

static void print_query(struct buf *b, const struct node *q)
{
    char near[24];
    switch (q->kind) {
    case TERM: case PHRASE: print_terms(b, q); break;
    case NEAR:
        snprintf(near, sizeof near, " NEAR/%d%s ", q->n, q->forward ? "f" : "");
        print_joined(b, q, near, false);
        break;
    case WITHIN: buf_char(b, '('); print_joined(b, q, " AND ", false); buf_printf(b, ")~%d", q->n); break;
    case TIMES: buf_char(b, '['); print_bracketed(b, q->child[0], is_group(q->child[0])); buf_printf(b, "]{%d}", q->n); break;
    case TITLE: buf_addz(b, "title:"); print_bracketed(b, q->child[0], is_group(q->child[0]) || now_and_then(2)); break;
    case FIELD: buf_printf(b, "country:%c%c", "AUC"[q->country], "RYL"[q->country]); break;
    case RANGE: buf_printf(b, "likes:[%d TO %d]", (int)q->least, (int)q->most); break;
    case NOT: buf_addz(b, "NOT "); print_bracketed(b, q->child[0], is_group(q->child[0])); break;
    case AND: print_joined(b, q, " AND ", false); break;
    case OR: print_joined(b, q, " OR ", false); break;
    }
}

/* ---- both judged */

static struct tokenizer *tok;
static struct arena arena, texts;

static void make_sample(struct sample *s)
{
    memset(s, 0, sizeof *s);
    make_world(s, false);
    if (rnd(2))
        make_world(s, true);
    write_sample(s, false);
    s->country = (int)rnd(3);
    s->likes = rnd(4) ? (int64_t)rnd(20) : MENTION_NONE;
}

static size_t run(struct query_match *qm, const struct sample *s, const uint32_t **ids)
{
    static const char *const countries[] = { "AR", "UY", "CL" };
    struct mention m = { .country = slice_of(countries[s->country]), .likes = s->likes };
    struct tokens text, title;
    arena_reset(&texts);
    tokens_scan(tok, &texts, buf_slice(&s->text), &text);
    tokens_scan(tok, &texts, buf_slice(&s->title), &title);
    return query_match_run(qm, &m, &text, &title, ids);
}

struct engine { struct query_set *qs; struct query_match *qm; };

static struct engine engine_of(const struct buf *as, size_t n, const bool *whole, bool backwards)
{
    struct engine en = { .qs = query_set_new() };
    struct query_error qe;
    struct err e;
    for (size_t i = 0; i < n; i++) {
        size_t k = backwards ? n - 1 - i : i;
        struct query_options o = { .whole_hashtags = whole && whole[k] };
        if (!query_set_add_with(en.qs, (uint32_t)k, buf_slice(&as[k]), &o, &qe))
            fail_msg(SLICE_FMT ": %s at %zu", SLICE_ARG(buf_slice(&as[k])), qe.what, qe.at);
    }
    assert_true(query_set_compile(en.qs, &e));
    en.qm = query_match_new(en.qs);
    return en;
}

static void engine_free(struct engine *en)
{
    query_match_free(en->qm);
    query_set_free(en->qs);
}

/* ---- what fails, made small */

#include "query_shrink.h"

static uint64_t seed_used;

/* The query, and those beside it without which it does not fail. */
struct company { struct node *query[QUERIES]; int n; bool engine, plainly; };

static bool disagree(void *self, struct node *q, const struct sample *s)
{
    struct company *c = self;
    struct query_set *qs = query_set_new();
    struct query_error qe;
    struct err e;
    bool readable = true;
    const uint32_t *ids;
    print_plainly = true;
    for (int i = -1; i < c->n && readable; i++) {
        struct node *n = i < 0 ? q : c->query[i];
        struct buf as = { 0 };
        struct query_options o = { .whole_hashtags = n->whole };
        print_query(&as, n);
        readable = query_set_add_with(qs, (uint32_t)(i + 1), buf_slice(&as), &o, &qe);
        buf_fini(&as);
    }
    print_plainly = false;
    if (readable && query_set_compile(qs, &e)) {
        struct query_match *qm = query_match_new(qs);
        c->engine = run(qm, s, &ids) > 0 && ids[0] == 0;
        c->plainly = plainly(q, s, false);
        query_match_free(qm);
    }
    query_set_free(qs);
    return readable && c->engine != c->plainly;
}

static void leave_company(struct company *c, struct node *q, const struct sample *s)
{
    for (int i = c->n; i-- > 0; ) {
        struct node *was = c->query[i];
        c->query[i] = c->query[--c->n];
        if (!disagree(c, q, s)) {
            c->query[c->n++] = c->query[i];
            c->query[i] = was;
        }
    }
}

static void print_company(struct buf *b, const struct company *c)
{
    print_plainly = true;
    for (int i = 0; i < c->n; i++) {
        buf_addz(b, "\n beside ");
        print_query(b, c->query[i]);
    }
    print_plainly = false;
}

static void fail_small(struct node *const *query, const struct buf *as, uint32_t at, struct sample *s, bool engine)
{
    struct company c = { .engine = engine, .plainly = !engine };
    struct buf small = { 0 }, beside = { 0 };
    for (uint32_t i = 0; i < QUERIES; i++)
        if (i != at)
            c.query[c.n++] = query[i];
    print_message("PULSO_SEED=%llu fails at " SLICE_FMT "\n on \"" SLICE_FMT "\" titled \"" SLICE_FMT "\", country %d, likes %d, whole %d\n",
                  (unsigned long long)seed_used, SLICE_ARG(buf_slice(&as[at])), SLICE_ARG(buf_slice(&s->text)), SLICE_ARG(buf_slice(&s->title)),
                  s->country, (int)s->likes, query[at]->whole);
    write_sample(s, true);
    if (!disagree(&c, query[at], s))
        fail_msg("only with these very brackets and commas: not made smaller");
    leave_company(&c, query[at], s);
    shrink_pair(query[at], s, disagree, &c);
    disagree(&c, query[at], s);
    print_plainly = true;
    print_query(&small, query[at]);
    print_company(&beside, &c);
    fail_msg("PULSO_SEED=%llu: the engine says %s, the plain evaluator %s, of\n" SLICE_FMT "%s\n on \"" SLICE_FMT "\" titled \"" SLICE_FMT
             "\", country %d, likes %d, whole %d",
             (unsigned long long)seed_used, c.engine ? "yes" : "no", c.plainly ? "yes" : "no", SLICE_ARG(buf_slice(&small)), buf_z(&beside),
             SLICE_ARG(buf_slice(&s->text)), SLICE_ARG(buf_slice(&s->title)), s->country, (int)s->likes, query[at]->whole);
}

static size_t compare(struct query_match *qm, struct node *const *query, const struct buf *as, struct sample *s)
{
    const uint32_t *ids;
    size_t n = run(qm, s, &ids), hits = 0;
    for (uint32_t i = 0; i < QUERIES; i++) {
        bool engine = hits < n && ids[hits] == i;
        hits += engine;
        if (engine != plainly(query[i], s, false))
            fail_small(query, as, i, s, engine);
    }
    return hits;
}

static void sample_fini(struct sample *s)
{
    buf_fini(&s->text);
    buf_fini(&s->title);
}

static void random_queries(struct arena *a, struct node **query, struct buf *as, bool *whole)
{
    for (size_t i = 0; i < QUERIES; i++) {
        whole[i] = whole_hashtags = rnd(3) == 0;
        query[i] = random_query(a, (int)rnd(4));
        print_query(&as[i], query[i]);
    }
}

static void free_texts(struct buf *as, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_fini(&as[i]);
}

static size_t one_round(void)
{
    struct node *query[QUERIES];
    struct buf as[QUERIES] = { 0 };
    bool whole[QUERIES];
    size_t hits = 0;
    arena_reset(&arena);
    random_queries(&arena, query, as, whole);
    struct engine en = engine_of(as, QUERIES, whole, false);
    for (int k = 0; k < MENTIONS; k++) {
        struct sample s;
        make_sample(&s);
        hits += compare(en.qm, query, as, &s);
        sample_fini(&s);
    }
    engine_free(&en);
    free_texts(as, QUERIES);
    return hits;
}

/* ---- the minimiser itself, on a failure that is known: NEAR anywhere in the query, and "pesa" in the text */

static bool holds_near(const struct node *q)
{
    bool is = q->kind == NEAR;
    for (int i = 0; i < q->children; i++)
        is |= holds_near(q->child[i]);
    return is;
}

static bool near_and_pesa(void *self, struct node *q, const struct sample *s)
{
    struct company c = { 0 };
    (void)self;
    disagree(&c, q, s);   /* walks over what it is given */
    for (int i = 0; i < s->world[0].n; i++)
        if (strcasecmp(s->world[0].token[i].whole, "pesa") == 0)
            return holds_near(q);
    return false;
}

static void what_fails_is_made_as_small_as_it_gets(void **state)
{
    int tried = 0;
    (void)state;
    for (int r = 0; r < 5000 && tried < 20; r++) {
        struct sample s;
        struct buf as = { 0 };
        arena_reset(&arena);
        struct node *q = random_query(&arena, 3);
        make_sample(&s);
        if (near_and_pesa(NULL, q, &s)) {
            tried++;
            write_sample(&s, true);
            shrink_pair(q, &s, near_and_pesa, NULL);
            print_plainly = true;
            print_query(&as, q);
            print_plainly = false;
            assert_int_equal(q->kind, NEAR);
            assert_true(q->child[0]->kind == TERM && q->child[1]->kind == TERM && q->n == 0 && !q->forward);
            if (as.n > strlen("a NEAR/0 b"))
                fail_msg("not small: " SLICE_FMT, SLICE_ARG(buf_slice(&as)));
            assert_string_equal(buf_z(&s.title), "");
            assert_int_equal(strcasecmp(buf_z(&s.text), "pesa"), 0);
        }
        sample_fini(&s);
        buf_fini(&as);
    }
    assert_int_equal(tried, 20);
}

static int rounds(void)
{
    return getenv("LONG") ? ROUNDS * 10 : ROUNDS;
}

static void the_engine_agrees_with_the_plain_evaluator(void **state)
{
    size_t hits = 0, pairs = (size_t)rounds() * QUERIES * MENTIONS;
    (void)state;
    for (int r = 0; r < rounds(); r++)
        hits += one_round();
    print_message("%zu pairs, %zu matches\n", pairs, hits);
    assert_in_range(hits, pairs / 20, pairs * 19 / 20);   /* both answers must be frequent, or the comparison says little */
}

static void the_order_of_queries_changes_nothing(void **state)
{
    (void)state;
    for (int r = 0; r < rounds() / 10; r++) {
        struct node *query[QUERIES];
        struct buf as[QUERIES] = { 0 };
        bool whole[QUERIES];
        const uint32_t *a, *b;
        arena_reset(&arena);
        random_queries(&arena, query, as, whole);
        struct engine there = engine_of(as, QUERIES, whole, false), back = engine_of(as, QUERIES, whole, true);
        for (int k = 0; k < MENTIONS; k++) {
            struct sample s;
            make_sample(&s);
            size_t n = run(there.qm, &s, &a);
            assert_int_equal(run(back.qm, &s, &b), n);
            assert_memory_equal(a, b, n * sizeof *a);
            sample_fini(&s);
        }
        engine_free(&there);
        engine_free(&back);
        free_texts(as, QUERIES);
    }
}

/* Pairs of queries, left and right: `agree` says what must hold for their answers. */
static void expect_pairs(const struct buf *as, bool (*agree)(bool left, bool right))
{
    const uint32_t *ids;
    struct engine en = engine_of(as, 2, NULL, false);
    for (int k = 0; k < 20; k++) {
        struct sample s;
        make_sample(&s);
        size_t n = run(en.qm, &s, &ids);
        bool left = n && ids[0] == 0, right = n && ids[n - 1] == 1;
        if (!agree(left, right))
            fail_msg("left %d, right %d\n" SLICE_FMT "\n" SLICE_FMT "\non \"" SLICE_FMT "\"", left, right, SLICE_ARG(buf_slice(&as[0])),
                     SLICE_ARG(buf_slice(&as[1])), SLICE_ARG(buf_slice(&s.text)));
        sample_fini(&s);
    }
    engine_free(&en);
}

static bool same(bool left, bool right)
{
    return left == right;
}

static bool no_more(bool left, bool right)
{
    return left || !right;
}

/* x, a and b as texts, brackets around each. */
static void three(struct buf out[3])
{
    arena_reset(&arena);
    whole_hashtags = false;
    for (int i = 0; i < 3; i++) {
        buf_char(&out[i], '(');
        print_query(&out[i], random_query(&arena, 2));
        buf_char(&out[i], ')');
    }
}

static void de_morgan_holds(void **state)
{
    (void)state;
    for (int r = 0; r < rounds(); r++) {
        struct buf q[3] = { 0 }, pair[2] = { 0 };
        three(q);
        const char *x = buf_z(&q[0]), *a = buf_z(&q[1]), *b = buf_z(&q[2]);
        bool either = r % 2;
        if (either) {
            buf_printf(&pair[0], "%s NOT (%s OR %s)", x, a, b);
            buf_printf(&pair[1], "%s NOT %s NOT %s", x, a, b);
        } else {
            buf_printf(&pair[0], "%s NOT (%s AND %s)", x, a, b);
            buf_printf(&pair[1], "(%s NOT %s) OR (%s NOT %s)", x, a, x, b);
        }
        expect_pairs(pair, same);
        free_texts(q, 3);
        free_texts(pair, 2);
    }
}

static void a_not_never_adds_matches(void **state)
{
    (void)state;
    for (int r = 0; r < rounds(); r++) {
        struct buf q[3] = { 0 }, pair[2] = { 0 };
        three(q);
        buf_printf(&pair[0], "%s AND %s", buf_z(&q[0]), buf_z(&q[1]));
        buf_printf(&pair[1], "%s AND %s NOT %s", buf_z(&q[0]), buf_z(&q[1]), buf_z(&q[2]));
        expect_pairs(pair, no_more);
        free_texts(q, 3);
        free_texts(pair, 2);
    }
}

static void expect_round_trip(struct slice text, size_t width)
{
    struct buf once = { 0 }, twice = { 0 };
    struct query_error qe;
    struct ast *a, *b;
    assert_true(query_parse(tok, &texts, text, &a, &qe));
    assert_true(query_format(text, width, &once, &qe));
    if (!query_parse(tok, &texts, buf_slice(&once), &b, &qe) || !ast_equal(a, b))
        fail_msg(SLICE_FMT "\nis printed as\n" SLICE_FMT, SLICE_ARG(text), SLICE_ARG(buf_slice(&once)));
    assert_true(query_format(buf_slice(&once), width, &twice, &qe));
    assert_string_equal(buf_z(&once), buf_z(&twice));
    buf_fini(&once);
    buf_fini(&twice);
}

static void reading_what_was_printed_gives_the_same_query(void **state)
{
    (void)state;
    for (int r = 0; r < rounds() * 5; r++) {
        struct buf as = { 0 };
        arena_reset(&arena);
        arena_reset(&texts);
        print_query(&as, random_query(&arena, (int)rnd(5)));
        expect_round_trip(buf_slice(&as), PRINT_FLAT);
        expect_round_trip(buf_slice(&as), rnd(120));
        buf_fini(&as);
    }
}

static int setup(void **state)
{
    const char *seed = getenv("PULSO_SEED");
    (void)state;
    tok = tokenizer_new();
    seed_used = state_of_random = seed ? strtoull(seed, NULL, 10) : (uint64_t)time(NULL);
    print_message("PULSO_SEED=%llu\n", (unsigned long long)state_of_random);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    tokenizer_free(tok);
    arena_fini(&arena);
    arena_fini(&texts);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fails_is_made_as_small_as_it_gets),
        cmocka_unit_test(the_engine_agrees_with_the_plain_evaluator),
        cmocka_unit_test(the_order_of_queries_changes_nothing),
        cmocka_unit_test(de_morgan_holds),
        cmocka_unit_test(a_not_never_adds_matches),
        cmocka_unit_test(reading_what_was_printed_gives_the_same_query),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
