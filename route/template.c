#include "route/template.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/conf_node.h"   /* conf_near */

#define F(name) { #name, offsetof(struct hook_alert, name) }
static const struct { const char *name; size_t offset; } fields[] = {
    F(key), F(brand), F(body), F(incident), F(brand_name), F(stage), F(procedure), F(by), F(state), F(lang), F(level), F(type), F(count), F(normal),
    F(about), F(window), F(since), F(began), F(ended), F(causes), F(samples), F(team), F(agent), F(due), F(what), F(title), F(text), F(how), F(link), F(to), F(person), F(now),
    { "unix", offsetof(struct hook_alert, unix_s) },
};
#undef F
#define FIELDS (sizeof fields / sizeof fields[0])

struct piece {
    struct slice text;       /* before the value */
    int field;               /* -1: the end, no value */
    struct slice words;      /* "crisis=P1,alert=P3,P5"; empty: the value itself */
    int64_t most;            /* characters; 0: all of them */
};

struct template {
    enum template_escape escape;
    struct piece *v;
    size_t n;
    char *text;
};

#define S(lit) { lit, sizeof(lit) - 1 }
const struct hook_alert template_sample = {
    .key = S("5f0c-alert"), .brand = S("marca"), .body = S("{\"id\":\"5f0c\"}"), .incident = S("5f0c"), .brand_name = S("Marca \"ñ\" & <co>"),
    .stage = S("alert"), .procedure = S("https://example.com/?a=1&b=2"), .by = S("ana"), .state = S("open"), .lang = S("es"),
    .level = S("alert"), .type = S("technical"), .count = S("60"), .normal = S("1.2"), .window = S("15"),
    .since = S("29/11/2026 14:35"), .began = S("2026-11-29T14:35:00.000Z"), .causes = S("\"no\\abre\"\t+188\n"), .samples = S("- \"no abre\" (ana, x)\n"), .what = S("\"60\""), .title = S("a \"b\" \\ {c}"), .text = S("one\r\ntwo\n\"three\""),
    .how = S("pulso incident ack 5f0c"), .link = S("https://example.com/i/5f0c?p=ana&x=1&s=a-b_c"), .to = S("+5215550100"), .person = S("ana"),
    .about = S("case"), .team = S("care"), .agent = S("A\"R"), .due = S("29/11/2026 14:35"), .now = S("2026-11-29T14:35:00.000Z"), .unix_s = S("1795322533"),
};
#undef S

void template_names(struct buf *out)
{
    for (size_t i = 0; i < FIELDS; i++)
        buf_printf(out, "%s%s", i ? " " : "", fields[i].name);
}

/* ---- reading ---- */

static int find_field(struct slice name, struct err *e)
{
    char typed[64];
    struct conf_near near = { .typed = typed };
    snprintf(typed, sizeof typed, "%.*s", (int)(name.n < 63 ? name.n : 63), name.p);
    for (size_t i = 0; i < FIELDS; i++) {
        if (slice_is(name, fields[i].name))
            return (int)i;
        conf_near_try(&near, fields[i].name);
    }
    const char *best = conf_near_best(&near);
    struct buf all = { 0 };
    template_names(&all);
    if (best)
        err_set(e, ERR_CONFIG, "no value {{%s}}; did you mean {{%s}}?", typed, best);
    else
        err_set(e, ERR_CONFIG, "no value {{%s}}; there are %s", typed, buf_z(&all));
    buf_fini(&all);
    return -1;
}

static bool add_piece(struct template *t, struct slice before, struct slice inside, struct err *e)
{
    struct slice name;
    struct piece *p = &t->v[t->n++];
    slice_next(&inside, ':', &name);
    *p = (struct piece){ .text = before, .words = slice_trim(inside) };
    if (slice_int(p->words, &p->most))
        p->words = (struct slice){ 0 };
    p->field = find_field(slice_trim(name), e);
    return p->field >= 0;
}

static size_t find_two(struct slice s, size_t from, char c)
{
    for (size_t i = from; i + 1 < s.n; i++)
        if (s.p[i] == c && s.p[i + 1] == c)
            return i;
    return s.n;
}

static bool read_pieces(struct template *t, struct slice s, size_t *at, struct err *e)
{
    size_t done = 0;
    for (size_t open; (open = find_two(s, done, '{')) < s.n;) {
        size_t close = find_two(s, open + 2, '}');
        *at = open;
        if (close == s.n)
            return err_set(e, ERR_CONFIG, "{{ without }} behind it");
        if (!add_piece(t, (struct slice){ s.p + done, open - done }, (struct slice){ s.p + open + 2, close - open - 2 }, e))
            return false;
        done = close + 2;
    }
    t->v[t->n++] = (struct piece){ .text = { s.p + done, s.n - done }, .field = -1 };
    return true;
}

struct template *template_new(struct slice text, enum template_escape escape, size_t *at, struct err *e)
{
    struct template *t = calloc(1, sizeof *t);
    *at = 0;
    if (!t || !(t->text = malloc(text.n + 1)) || !(t->v = calloc(text.n / 4 + 2, sizeof *t->v)))
        abort();
    if (text.n)
        memcpy(t->text, text.p, text.n);
    t->escape = escape;
    if (read_pieces(t, (struct slice){ t->text, text.n }, at, e))
        return t;
    template_free(t);
    return NULL;
}

void template_free(struct template *t)
{
    if (!t)
        return;
    free(t->text);
    free(t->v);
    free(t);
}

/* ---- filling ---- */

static void escape_url(struct slice v, struct buf *out)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", digit[] = "0123456789ABCDEF";
    for (size_t i = 0; i < v.n; i++) {
        unsigned char c = (unsigned char)v.p[i];
        if (c && strchr(plain, c)) {
            buf_char(out, (char)c);
            continue;
        }
        buf_char(out, '%');
        buf_char(out, digit[c >> 4]);
        buf_char(out, digit[c & 15]);
    }
}

/* A control character at i, which XML 1.0 has no way to say, in UTF-8: its bytes; 0: none. C1, too: browsers read some of them as others. */
static size_t control_at(struct slice v, size_t i)
{
    unsigned char c = (unsigned char)v.p[i], next = i + 1 < v.n ? (unsigned char)v.p[i + 1] : 0;
    if (c < 0x20 || c == 0x7F)
        return c != '\t' && c != '\n' && c != '\r';
    return c == 0xC2 && next >= 0x80 && next < 0xA0 ? 2 : 0;
}

static void escape_xml(struct slice v, struct buf *out)
{
    for (size_t i = 0, control; i < v.n; i++) {
        if ((control = control_at(v, i)) > 0) {
            buf_addz(out, "\xEF\xBF\xBD");      /* U+FFFD: something stood here */
            i += control - 1;
            continue;
        }
        switch (v.p[i]) {
        case '&': buf_addz(out, "&amp;"); break;
        case '<': buf_addz(out, "&lt;"); break;
        case '>': buf_addz(out, "&gt;"); break;
        case '"': buf_addz(out, "&quot;"); break;
        case '\'': buf_addz(out, "&#39;"); break;
        default: buf_char(out, v.p[i]);
        }
    }
}

/* buf_json writes the quotes, too; the template has its own. */
static void escape_json(struct slice v, struct buf *out)
{
    size_t from = out->n;
    buf_json(out, v);
    memmove(out->p + from, out->p + from + 1, out->n - from - 2);
    out->n -= 2;
}

void template_escape(struct slice value, enum template_escape escape, struct buf *out)
{
    switch (escape) {
    case ESCAPE_NONE: buf_add(out, value); break;
    case ESCAPE_JSON: escape_json(value, out); break;
    case ESCAPE_URL: escape_url(value, out); break;
    case ESCAPE_XML: escape_xml(value, out); break;
    }
}

static struct slice word_for(struct slice words, struct slice value)
{
    struct slice entry, name, last = { 0 };
    while (slice_next(&words, ',', &entry)) {
        last = slice_trim(entry);
        struct slice rest = last;
        bool pair = memchr(last.p, '=', last.n) != NULL;
        if (pair && slice_next(&rest, '=', &name) && slice_eq(slice_trim(name), value))
            return slice_trim(rest);
        if (pair)
            last = (struct slice){ 0 };   /* only a word without = stands for the rest */
    }
    return last;
}

static struct slice cut(struct slice s, int64_t most)
{
    size_t i = 0;
    for (; i < s.n; i++)
        if (((unsigned char)s.p[i] & 0xC0) != 0x80 && most-- == 0)
            break;
    return (struct slice){ s.p, i };
}

void template_fill(const struct template *t, const struct hook_alert *a, struct buf *out)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct piece *p = &t->v[i];
        buf_add(out, p->text);
        if (p->field < 0)
            continue;
        struct slice v = *(const struct slice *)((const char *)a + fields[p->field].offset);
        if (t->escape == ESCAPE_JSON && fields[p->field].offset == offsetof(struct hook_alert, body))
            buf_add(out, v.n ? v : SLICE("null"));
        else
            template_escape(p->words.n ? word_for(p->words, v) : p->most > 0 ? cut(v, p->most) : v, t->escape, out);
    }
}
