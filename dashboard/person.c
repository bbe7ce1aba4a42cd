#include "dashboard/person.h"

#include <stdlib.h>

#include "io/hmac.h"

#define SECRET_MIN 16

static const struct conf_key keys[] = {
    { "name", CONF_STR, offsetof(struct person, name), NULL, "who it is: stands in the log and beside what they decide" },
    { "secret", CONF_SECRET, offsetof(struct person, secret), NULL, "the token, at least 16 bytes" },
    { "role", CONF_STR, offsetof(struct person, role_name), "viewer", "viewer (looks), analyst (also marks mentions and writes notes) or committee (also acts on incidents)" },
    { "originals", CONF_BOOL, offsetof(struct person, originals), "false", "may read what is masked in open cases of their brands; each look is written down with its reason" },
    { "brands", CONF_STRS, offsetof(struct person, brands), "*", "ids of the brands that they may see; \"*\": all" },
    { "tool", CONF_BOOL, offsetof(struct person, tool), "false", "another program, such as a CRM: it signs each request with the secret (docs/cases.md), and says in whose name it decides" },
    { 0 }
};

static bool read_role(struct person *p, const struct conf_node *n, struct err *e)
{
    static const char *const names[] = { "viewer", "analyst", "committee" };
    for (int i = 0; i < 3; i++)
        if (strcmp(p->role_name, names[i]) == 0) {
            p->role = (enum role)i;
            return true;
        }
    return conf_fail(conf_get(n, "role"), e, "'%.40s' is no role: viewer, analyst or committee", p->role_name);
}

static bool check(const struct people *all, const struct conf_node *n, struct err *e)
{
    struct person *last = &all->v[all->n - 1];
    if (strlen(last->secret) < SECRET_MIN)
        return conf_fail(conf_get(n, "secret"), e, "the secret has fewer than %d bytes; `openssl rand -hex 32` makes one", SECRET_MIN);
    if (strlen(last->name) > 64 || strspn(last->name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-") != strlen(last->name))
        return conf_fail(conf_get(n, "name"), e, "a name has 1 to 64 letters, digits, dots, _, @ or -");
    if (!read_role(last, n, e))
        return false;
    if (last->originals && last->role < ROLE_ANALYST)
        return conf_fail(conf_get(n, "originals"), e, "a viewer works on no case: reading originals needs the role analyst or committee");
    for (size_t i = 0; i + 1 < all->n; i++)
        if (strcmp(all->v[i].name, last->name) == 0 || strcmp(all->v[i].secret, last->secret) == 0)
            return conf_fail(n, e, "two tokens have the same name or the same secret");
    return true;
}

static bool read_all(const struct conf_node *list, struct people *p, struct err *e)
{
    size_t n = conf_len(list);
    if (conf_kind(list) != CONF_KIND_LIST || n == 0)
        return conf_fail(list, e, "tokens is a list: - { name: ..., secret: file:..., role: analyst }");
    p->v = calloc(n, sizeof *p->v);
    if (!p->v)
        abort();
    for (size_t i = 0; i < n; i++)
        if (!conf_read(conf_at(list, i), keys, &p->v[p->n++], e) || !check(p, conf_at(list, i), e))
            return false;
    return true;
}

struct people *people_read(const struct conf_node *list, struct people *older, struct err *e)
{
    struct people *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    if (!read_all(list, p, e)) {
        people_free(p);
        return NULL;
    }
    p->older = older;
    return p;
}

void people_free(struct people *p)
{
    while (p) {
        struct people *older = p->older;
        free(p->v);
        free(p);
        p = older;
    }
}

void people_print_config(bool markdown)
{
    conf_print("dashboard.tokens[]", keys, markdown);
}

const struct person *people_bearer(const struct people *p, struct slice secret)
{
    const struct person *found = NULL;
    for (size_t i = 0; i < p->n; i++)
        if (hmac_same_secret(slice_of(p->v[i].secret), secret) && !p->v[i].tool)
            found = &p->v[i];
    return found;
}

const struct person *people_named(const struct people *p, struct slice name)
{
    for (size_t i = 0; i < p->n; i++)
        if (slice_is(name, p->v[i].name))
            return &p->v[i];
    return NULL;
}

bool person_sees(const struct person *p, struct slice brand)
{
    for (size_t i = 0; i < p->brands.n; i++)
        if (strcmp(p->brands.v[i], "*") == 0 || slice_is(brand, p->brands.v[i]))
            return true;
    return false;
}

bool person_sees_all(const struct person *p)
{
    return person_sees(p, SLICE("*"));
}
