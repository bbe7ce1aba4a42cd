#include "route/cases/same.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct rule { const char *by, *customer; struct conf_strs platforms, is; };
struct named { struct slice account; const char *customer; };

struct same {
    struct rule *rules;
    size_t n;
    struct named *named;                 /* of the rules that name a customer, by account */
    size_t named_count;
    struct arena arena;
};

static const struct conf_key keys[] = {
    { "by", CONF_STR, offsetof(struct rule, by), "", "customer: the source says who it is (author.customer); id, handle: the same one is the same person on all of `platforms`" },
    { "platforms", CONF_STRS, offsetof(struct rule, platforms), NULL, "networks that this rule is about; of by: customer may be absent: all" },
    { "customer", CONF_STR, offsetof(struct rule, customer), "", "instead of by: what to call a customer whose accounts are named" },
    { "is", CONF_STRS, offsetof(struct rule, is), NULL, "the customer's accounts: platform:id, or platform:@handle" },
    { 0 }
};

void same_print_config(bool markdown)
{
    conf_print("route.cases.same_customer[]", keys, markdown);
}

static int by_account(const void *x, const void *y)
{
    return slice_cmp(((const struct named *)x)->account, ((const struct named *)y)->account);
}

static struct slice small(struct arena *a, struct slice s)
{
    char *p = arena_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        p[i] = (char)tolower((unsigned char)s.p[i]);
    return (struct slice){ p, s.n };
}

static bool check(const struct rule *r, const struct conf_node *node, struct err *e)
{
    bool customer = strcmp(r->by, "customer") == 0, by = customer || strcmp(r->by, "id") == 0 || strcmp(r->by, "handle") == 0;
    if (*r->by && *r->customer)
        return conf_fail(node, e, "by and customer: it is one or the other");
    if (!*r->by && !*r->customer)
        return conf_fail(node, e, "by is wanted, or customer with its accounts: { customer: C-1001, is: [\"x:88\", \"mastodon:@ana\"] }");
    if (*r->by && !by)
        return conf_fail(conf_get(node, "by"), e, "by is customer, id or handle");
    if (*r->by && !customer && r->platforms.n < 2)
        return conf_fail(node, e, "platforms: at least two, on which the same %s is the same person", r->by);
    if (*r->customer && !r->is.n)
        return conf_fail(node, e, "is: which accounts are of %s?", r->customer);
    for (size_t i = 0; i < r->is.n; i++)
        if (!strchr(r->is.v[i], ':') || !strchr(r->is.v[i], ':')[1])
            return conf_fail(conf_at(conf_get(node, "is"), i), e, "%s: an account is platform:id, or platform:@handle", r->is.v[i]);
    return true;
}

static bool read_named(struct same *s, const struct conf_node *list, struct err *e)
{
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->rules[i].is.n; k++)
            s->named[s->named_count++] = (struct named){ small(&s->arena, slice_of(s->rules[i].is.v[k])), s->rules[i].customer };
    if (s->named_count)
        qsort(s->named, s->named_count, sizeof *s->named, by_account);
    for (size_t i = 1; i < s->named_count; i++)
        if (by_account(&s->named[i - 1], &s->named[i]) == 0)
            return conf_fail(list, e, SLICE_FMT ": of %s, and of %s: an account has one owner", SLICE_ARG(s->named[i].account), s->named[i - 1].customer,
                             s->named[i].customer);
    return true;
}

struct same *same_open(const struct conf_node *list, struct err *e)
{
    struct same *s = calloc(1, sizeof *s);
    size_t accounts = 0;
    bool ok = !list || conf_kind(list) == CONF_KIND_LIST || conf_fail(list, e, "a list is expected: same_customer: [ { by: id, platforms: [app, web] } ]");
    if (!s || !(s->rules = calloc(conf_len(list) + 1, sizeof *s->rules)))
        abort();
    for (; ok && s->n < conf_len(list); s->n++) {
        struct rule *r = &s->rules[s->n];
        ok = conf_read(conf_at(list, s->n), keys, r, e);
        r->by = r->by ? r->by : "";
        r->customer = r->customer ? r->customer : "";
        ok = ok && check(r, conf_at(list, s->n), e);
        accounts += r->is.n;
    }
    s->named = calloc(accounts + 1, sizeof *s->named);
    if (!s->named)
        abort();
    if (ok && read_named(s, list, e))
        return s;
    same_close(s);
    return NULL;
}

void same_close(struct same *s)
{
    if (!s)
        return;
    free(s->rules);
    free(s->named);
    arena_fini(&s->arena);
    free(s);
}

static bool is_on(const struct rule *r, struct slice platform)
{
    for (size_t i = 0; i < r->platforms.n; i++)
        if (slice_is(platform, r->platforms.v[i]))
            return true;
    return r->platforms.n == 0;
}

static struct slice named_as(const struct same *s, struct slice account)
{
    struct named wanted = { .account = account };
    const struct named *hit = s->named_count ? bsearch(&wanted, s->named, s->named_count, sizeof wanted, by_account) : NULL;
    return hit ? slice_of(hit->customer) : (struct slice){ 0 };
}

/* What is the same on platforms of one rule is told apart from what is on those of another by the first of them. */
static struct slice told_by(const struct same *s, struct arena *a, const struct rule *r, const struct mention *m, struct slice handle)
{
    if (*r->customer) {
        struct slice who = m->author_id.n ? named_as(s, small(a, arena_printf(a, SLICE_FMT ":" SLICE_FMT, SLICE_ARG(m->platform), SLICE_ARG(m->author_id)))) : (struct slice){ 0 };
        if (!who.n && handle.n)
            who = named_as(s, small(a, arena_printf(a, SLICE_FMT ":@" SLICE_FMT, SLICE_ARG(m->platform), SLICE_ARG(handle))));
        return slice_is(who, r->customer) ? who : (struct slice){ 0 };
    }
    if (!is_on(r, m->platform))
        return (struct slice){ 0 };
    if (strcmp(r->by, "customer") == 0)
        return m->author_customer;
    bool by_id = strcmp(r->by, "id") == 0;
    struct slice own = by_id ? m->author_id : small(a, handle);
    return own.n ? arena_printf(a, by_id ? "%s:" SLICE_FMT : "%s:@" SLICE_FMT, r->platforms.v[0], SLICE_ARG(own)) : own;
}

struct slice same_customer(const struct same *s, struct arena *a, const struct mention *m)
{
    struct slice handle = m->author_handle, who = { 0 };
    if (handle.n && *handle.p == '@')
        handle = (struct slice){ handle.p + 1, handle.n - 1 };
    for (size_t i = 0; i < s->n && !who.n; i++)
        who = told_by(s, a, &s->rules[i], m, handle);
    return who;
}
