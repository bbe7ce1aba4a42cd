#include "dashboard/params.h"

#include <stdlib.h>

#include "text/utf8.h"

/* A plus is a blank behind the question mark, and a plus before it. */
static bool decode(struct arena *a, struct slice in, bool plus, struct slice *out, struct err *e)
{
    char *p = arena_alloc(a, in.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < in.n; i++) {
        char c = in.p[i];
        if (c == '%') {
            int high = i + 2 < in.n ? hex_digit(in.p[i + 1]) : -1, low = i + 2 < in.n ? hex_digit(in.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return err_set(e, ERR_DROP, "the address has a %% without two hex digits behind it");
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if (c == 0)
            return err_set(e, ERR_DROP, "the address holds a NUL");
        p[n++] = c;
    }
    p[n] = 0;
    size_t at;
    *out = (struct slice){ p, n };
    return utf8_valid(*out, &at) || err_set(e, ERR_DROP, "the address is not UTF-8");
}

static bool add(struct arena *a, struct slice pair, struct params *out, struct err *e)
{
    struct slice name = { 0 }, value = pair, decoded;
    slice_next(&value, '=', &name);
    if (pair.n == 0)
        return true;
    if (out->n == PARAMS_MAX)
        return err_set(e, ERR_DROP, "the address has more than %d parameters", PARAMS_MAX);
    if (!decode(a, name, true, &decoded, e) || !decode(a, value, true, &out->v[out->n].value, e))
        return false;
    if (params_get(out, decoded.p).p)
        return err_set(e, ERR_DROP, "the parameter %.40s is said twice", decoded.p);
    out->v[out->n++].name = decoded;
    return true;
}

bool params_read_form(struct arena *a, struct slice form, struct params *out, struct err *e)
{
    struct slice pair;
    out->n = 0;
    while (slice_next(&form, '&', &pair))
        if (!add(a, pair, out, e))
            return false;
    return true;
}

bool params_read(struct arena *a, struct slice uri, struct params *out, struct err *e)
{
    struct slice path;
    *out = (struct params){ 0 };
    if (uri.n > PARAMS_URI_MAX)
        return err_set(e, ERR_DROP, "the address has more than %d bytes", PARAMS_URI_MAX);
    const char *mark = uri.n ? memchr(uri.p, '?', uri.n) : NULL;
    path = (struct slice){ uri.p, mark ? (size_t)(mark - uri.p) : uri.n };
    if (path.n == 0 || path.p[0] != '/')
        return err_set(e, ERR_DROP, "the address does not begin with /");
    if (!decode(a, path, false, &out->path, e))
        return false;
    return !mark || params_read_form(a, (struct slice){ mark + 1, uri.n - path.n - 1 }, out, e);
}

struct slice params_get(const struct params *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (slice_is(p->v[i].name, name))
            return p->v[i].value;
    return (struct slice){ 0 };
}

const char *params_getz(const struct params *p, struct arena *a, const char *name)
{
    struct slice v = params_get(p, name);
    return v.n ? arena_strz(a, v) : NULL;
}

static _Thread_local const struct params *mine;   /* qsort passes nothing along */

static int by_name(const void *x, const void *y)
{
    return slice_cmp(mine->v[*(const size_t *)x].name, mine->v[*(const size_t *)y].name);
}

void params_canonical(const struct params *p, struct buf *out)
{
    size_t order[PARAMS_MAX];
    for (size_t i = 0; i < p->n; i++)
        order[i] = i;
    mine = p;
    qsort(order, p->n, sizeof *order, by_name);
    buf_add(out, p->path);
    for (size_t i = 0; i < p->n; i++) {
        buf_char(out, '\n');
        buf_json(out, p->v[order[i]].name);
        buf_json(out, p->v[order[i]].value);
    }
}

struct slice cookie_get(struct slice header, const char *name)
{
    struct slice pair, key, found = { 0 };
    size_t seen = 0;
    while (slice_next(&header, ';', &pair)) {
        pair = slice_trim(pair);
        if (!slice_next(&pair, '=', &key) || !slice_is(key, name))
            continue;
        found = pair;
        seen++;
    }
    return seen == 1 ? found : (struct slice){ 0 };
}
