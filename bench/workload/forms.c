#include "bench/workload/forms.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/utf8.h"

#define MARKS_MAX 5      /* of one word: each may be there or not */
#define NO_FORM "\\"     /* no word has it */

static void leaf(const struct ast *n, struct buf *out)
{
    if (n->op == AST_FIELD)   /* of another language, say: false of all texts */
        buf_addz(out, "(w \\");
    else
        buf_addz(out, n->glob ? "(g " : n->prefix ? "(p " : "(w ");
    buf_add(out, n->folded);
    buf_char(out, ')');
}

void forms_of_query(const struct ast *n, struct buf *out)
{
    static const char *const name[AST_OP_COUNT] = { [AST_PHRASE] = "phrase", [AST_AND] = "and", [AST_OR] = "or", [AST_NOT] = "not",
                                                    [AST_NEAR] = "near", [AST_WITHIN] = "within" };
    if (n->op == AST_WORD || n->op == AST_FIELD) {
        leaf(n, out);
        return;
    }
    if (!name[n->op]) {
        fputs("forms: this operator has no counterpart\n", stderr);
        exit(1);
    }
    buf_printf(out, "(%s%s", name[n->op], n->op == AST_NEAR && n->forward ? "f" : "");
    if (n->op == AST_NEAR || n->op == AST_WITHIN)
        buf_printf(out, " %" PRId64, n->n);
    for (const struct ast *c = n->child; c; c = c->next) {
        buf_char(out, ' ');
        forms_of_query(c, out);
    }
    buf_char(out, ')');
}

/* ---- words */

static void add_form(struct buf *out, struct slice s)
{
    buf_add(out, s);
    buf_char(out, '|');
}

static size_t run_at(struct slice s, size_t i)
{
    size_t n = 1;
    while (i + n < s.n && s.p[i + n] == s.p[i])
        n++;
    return n;
}

/* With each run of three and more as it is, as two and as one. Runs are of ASCII letters; `done`: decided so far. */
static void add_stretched(struct buf *out, struct slice s, size_t from)
{
    for (size_t i = from; i < s.n; i++) {
        size_t n = run_at(s, i);
        if (n < 3)
            continue;
        for (size_t keep = 1; keep <= 2; keep++) {
            struct buf b = { 0 };
            buf_add(&b, (struct slice){ s.p, i + keep });
            buf_add(&b, (struct slice){ s.p + i + n, s.n - i - n });
            add_stretched(out, buf_slice(&b), i + keep);
            buf_fini(&b);
        }
        add_stretched(out, s, i + n);
        return;
    }
    add_form(out, s);
}

/* With each mark there or not: letter by letter from `rest`, of the folded and the bare form. */
static void add_marked(struct buf *out, struct slice done, struct slice folded, struct slice bare, int marks)
{
    struct slice f = folded, b = bare;
    while (f.n && b.n) {
        struct slice f0 = f, b0 = b;
        if (utf8_next(&f) == utf8_next(&b) || marks == MARKS_MAX)
            continue;
        for (int with = 0; with < 2; with++) {
            struct buf next = { 0 };
            buf_add(&next, done);
            buf_add(&next, (struct slice){ folded.p, (size_t)(f0.p - folded.p) });
            buf_add(&next, with ? (struct slice){ f0.p, (size_t)(f.p - f0.p) } : (struct slice){ b0.p, (size_t)(b.p - b0.p) });
            add_marked(out, buf_slice(&next), f, b, marks + 1);
            buf_fini(&next);
        }
        return;
    }
    struct buf whole = { 0 };
    buf_add(&whole, done);
    buf_add(&whole, folded);
    add_stretched(out, buf_slice(&whole), 0);
    buf_fini(&whole);
}

static void add_forms(struct buf *out, struct slice folded, struct slice bare)
{
    add_marked(out, SLICE(""), folded, bare, 0);
}

static struct slice behind_sign(struct slice s)
{
    return (struct slice){ s.p + 1, s.n - 1 };
}

static struct slice before_host(struct slice s)
{
    const char *at = memchr(s.p + 1, '@', s.n - 1);
    return at ? (struct slice){ s.p, (size_t)(at - s.p) } : s;
}

void forms_of_token(const struct token *t, struct buf *out)
{
    if (t->kind == TOKEN_URL || t->kind == TOKEN_EMAIL) {
        buf_addz(out, NO_FORM);
        return;
    }
    add_forms(out, t->folded, t->bare);
    if (t->kind == TOKEN_EMOJI)
        add_form(out, t->bare);
    if (t->kind == TOKEN_TAG || t->kind == TOKEN_HANDLE)
        add_forms(out, behind_sign(t->folded), behind_sign(t->bare));
    if (t->kind == TOKEN_HANDLE && before_host(t->bare).n != t->bare.n) {
        add_forms(out, before_host(t->folded), before_host(t->bare));
        add_forms(out, behind_sign(before_host(t->folded)), behind_sign(before_host(t->bare)));
    }
    out->n--;    /* the last | */
}
