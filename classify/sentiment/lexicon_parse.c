/*
 * The lexicon's files. One form a line: FORM <tab> NUMBER [<tab> TAGS], under a
 * [section] that says what the number means. '#' begins a comment. Braces stand
 * for several endings, so that a word and its inflections are one line:
 * "lent{o,a,os,as}" is four forms; an empty ending is allowed: "mal{,o,a}".
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "classify/sentiment/lexicon.h"

/* To add a section, add its line; to use it, a case in sentiment.c. */
static const struct section {
    const char *name;
    enum entry_kind kind;
    float min, max;
    const char *extra;        /* the tag that sets entry.extra; NULL: none */
    float fallback;           /* entry.extra without it */
} sections[] = {
    { "feelings", ENTRY_FEELING, -4, 4, "scale=", 0 },
    { "negators", ENTRY_NEGATOR, -1, 0, "lone=", 0 },
    { "scales", ENTRY_SCALE, 0, 3, NULL, 0 },
    { "contrast", ENTRY_CONTRAST, 0, 3, "after=", 1 },
    { "emoticons", ENTRY_FACE, -4, 4, NULL, 0 },
};

struct reader {
    struct buf *forms;
    struct arena *a;
    struct tokenizer *tk;
    const char *file;
    int line;
    const struct section *section;
};

static bool number(struct slice s, float *out)
{
    char z[32], *end;
    if (s.n == 0 || s.n >= sizeof z)
        return false;
    memcpy(z, s.p, s.n);
    z[s.n] = 0;
    *out = strtof(z, &end);
    return !*end && isfinite(*out);
}

static bool read_section(struct reader *r, struct slice name, struct err *e)
{
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (slice_is(name, sections[i].name)) {
            r->section = &sections[i];
            return true;
        }
    return err_set(e, ERR_CONFIG, "no section [" SLICE_FMT "]: feelings, negators, scales, contrast or emoticons",
                   SLICE_ARG(name));
}

static bool read_tag(const struct section *s, struct slice tag, struct entry *out, struct err *e)
{
    if (s->kind == ENTRY_FEELING && slice_is(tag, "fixed")) {
        out->flags |= ENTRY_FIXED;
        return true;
    }
    if (s->kind != ENTRY_FACE && slice_is(tag, "exact")) {
        out->flags |= ENTRY_EXACT;
        return true;
    }
    struct slice name = slice_of(s->extra);
    if (name.n && slice_starts(tag, name)) {
        struct slice v = { tag.p + name.n, tag.n - name.n };
        return number(v, &out->extra)
            || err_set(e, ERR_CONFIG, "\"" SLICE_FMT "\" needs a number, as in %s1.3", SLICE_ARG(tag), s->extra);
    }
    return err_set(e, ERR_CONFIG, "unknown tag \"" SLICE_FMT "\" in [%s]", SLICE_ARG(tag), s->name);
}

static bool add_face(struct reader *r, struct form *f, struct err *e)
{
    if (f->text.n < 2 || f->text.n > sizeof ((struct face *)0)->text)
        return err_set(e, ERR_CONFIG, "an emoticon has 2 to 8 bytes, not \"" SLICE_FMT "\"", SLICE_ARG(f->text));
    buf_add(r->forms, (struct slice){ (const char *)f, sizeof *f });
    return true;
}

/* The tokenizer that cuts the mentions cuts the forms, so both see the same words. */
static bool add_form(struct reader *r, struct entry entry, struct slice text, struct err *e)
{
    struct form f = { .entry = entry, .text = arena_dup(r->a, text), .file = r->file, .line = r->line };
    if (entry.kind == ENTRY_FACE)
        return add_face(r, &f, e);
    struct tokens t;
    tokens_scan(r->tk, r->a, f.text, &t);
    if (t.n == 0)
        return err_set(e, ERR_CONFIG, "no word in \"" SLICE_FMT "\"", SLICE_ARG(text));
    uint64_t *hash = arena_alloc(r->a, t.n * sizeof *hash);
    for (size_t i = 0; i < t.n; i++) {
        if (t.v[i].flags & TOKEN_LONG)
            return err_set(e, ERR_CONFIG, "\"" SLICE_FMT "\" has a letter three times in a row: write it once",
                           SLICE_ARG(text));
        hash[i] = t.v[i].hash;
    }
    f.hash = hash;
    f.words = t.n;
    f.exact = hash64(t.v[0].folded);
    buf_add(r->forms, (struct slice){ (const char *)&f, sizeof f });
    return true;
}

static bool expand(struct reader *r, struct entry entry, struct slice text, struct err *e)
{
    const char *end = text.p + text.n, *open = memchr(text.p, '{', text.n);
    if (!open)
        return memchr(text.p, '}', text.n) ? err_set(e, ERR_CONFIG, "} without {") : add_form(r, entry, text, e);
    const char *close = memchr(open, '}', (size_t)(end - open));
    if (!close)
        return err_set(e, ERR_CONFIG, "{ without }");
    for (const char *p = open; p != close;) {
        const char *from = p + 1;
        for (p = from; p != close && *p != ','; p++)
            ;
        struct slice one = arena_printf(r->a, "%.*s%.*s%.*s", (int)(open - text.p), text.p, (int)(p - from), from,
                                        (int)(end - close - 1), close + 1);
        if (!expand(r, entry, one, e))
            return false;
    }
    return true;
}

static bool read_form(struct reader *r, struct slice line, struct err *e)
{
    struct slice form, value, tag;
    const struct section *s = r->section;
    if (!s)
        return err_set(e, ERR_CONFIG, "a form before the first [section]");
    if (!slice_next(&line, '\t', &form) || !slice_next(&line, '\t', &value))
        return err_set(e, ERR_CONFIG, "want FORM <tab> NUMBER [<tab> TAGS]");
    struct entry entry = { .kind = (uint8_t)s->kind, .extra = s->fallback };
    if (!number(slice_trim(value), &entry.value) || entry.value < s->min || entry.value > s->max)
        return err_set(e, ERR_CONFIG, "\"" SLICE_FMT "\" is not a number from %g to %g", SLICE_ARG(value),
                       (double)s->min, (double)s->max);
    while (slice_next(&line, ' ', &tag))
        if (tag.n && !read_tag(s, tag, &entry, e))
            return false;
    form = slice_trim(form);
    return s->kind == ENTRY_FACE ? add_form(r, entry, form, e) : expand(r, entry, form, e);
}

bool lexicon_parse(struct buf *forms, struct arena *a, struct tokenizer *tk, const char *file, struct slice text,
                   struct err *e)
{
    struct reader r = { .forms = forms, .a = a, .tk = tk, .file = arena_strz(a, slice_of(file)) };
    struct slice line;
    while (slice_next(&text, '\n', &line)) {
        r.line++;
        line = slice_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        bool section = line.p[0] == '[' && line.p[line.n - 1] == ']';
        if (!(section ? read_section(&r, (struct slice){ line.p + 1, line.n - 2 }, e) : read_form(&r, line, e)))
            return err_at(e, "%s:%d", r.file, r.line);
    }
    return true;
}
