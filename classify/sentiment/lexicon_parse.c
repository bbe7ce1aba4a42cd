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
    struct lexicon_reading *to;
    const char *file;
    int line, col;
    const char *at;                 /* in the line: where a mistake would be */
    size_t before;                  /* forms when the line began */
    const struct section *section;
};

/* Nobody writes longer ones, and braces multiply. */
enum { FORM_BYTES_MAX = 256, LINE_FORMS_MAX = 1000 };

/* To lie on top of the built-in forms instead of in their place. */
static const char on_top[] = "built-in";

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
    if (slice_is(name, on_top)) {
        r->to->on_top = true;
        r->section = NULL;
        return true;
    }
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (slice_is(name, sections[i].name)) {
            r->section = &sections[i];
            return true;
        }
    return err_set(e, ERR_CONFIG, "no section [" SLICE_FMT "]: feelings, negators, scales, contrast or emoticons; [built-in] puts the file on top of what is built in",
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
    buf_add(&r->to->forms, (struct slice){ (const char *)f, sizeof *f });
    return true;
}

/* The tokenizer that cuts the mentions cuts the forms, so both see the same words. */
static bool add_form(struct reader *r, struct entry entry, struct slice text, struct err *e)
{
    struct form f = { .entry = entry, .text = arena_dup(&r->to->a, text), .file = r->file, .line = r->line, .col = r->col };
    if (entry.kind == ENTRY_FACE)
        return add_face(r, &f, e);
    struct tokens t;
    tokens_scan(r->to->tk, &r->to->a, f.text, &t);
    if (t.n == 0)
        return err_set(e, ERR_CONFIG, "no word in \"" SLICE_FMT "\"", SLICE_ARG(text));
    uint64_t *hash = arena_alloc(&r->to->a, t.n * sizeof *hash);
    for (size_t i = 0; i < t.n; i++) {
        if (t.v[i].flags & TOKEN_LONG)
            return err_set(e, ERR_CONFIG, "\"" SLICE_FMT "\" has a letter three times in a row: write it once",
                           SLICE_ARG(text));
        hash[i] = t.v[i].hash;
    }
    f.hash = hash;
    f.words = t.n;
    f.exact = hash64(t.v[0].folded);
    buf_add(&r->to->forms, (struct slice){ (const char *)&f, sizeof f });
    return true;
}

static bool expand(struct reader *r, struct entry entry, struct slice text, struct err *e)
{
    const char *end = text.p + text.n, *open = memchr(text.p, '{', text.n);
    if (text.n > FORM_BYTES_MAX)
        return err_set(e, ERR_CONFIG, "a form has at most %d bytes", FORM_BYTES_MAX);
    if (lexicon_reading_count(r->to) - r->before >= LINE_FORMS_MAX)
        return err_set(e, ERR_CONFIG, "braces that stand for more than %d forms", LINE_FORMS_MAX);
    if (!open)
        return memchr(text.p, '}', text.n) ? err_set(e, ERR_CONFIG, "} without {") : add_form(r, entry, text, e);
    const char *close = memchr(open, '}', (size_t)(end - open));
    if (!close)
        return err_set(e, ERR_CONFIG, "{ without }");
    for (const char *p = open; p != close;) {
        const char *from = p + 1;
        for (p = from; p != close && *p != ','; p++)
            ;
        struct slice one = arena_printf(&r->to->a, "%.*s%.*s%.*s", (int)(open - text.p), text.p, (int)(p - from), from,
                                        (int)(end - close - 1), close + 1);
        if (!expand(r, entry, one, e))
            return false;
    }
    return true;
}

static bool read_value(struct reader *r, struct slice value, struct entry *out, struct err *e)
{
    const struct section *s = r->section;
    r->at = value.p;
    *out = (struct entry){ .kind = (uint8_t)s->kind, .extra = s->fallback };
    return (number(slice_trim(value), &out->value) && out->value >= s->min && out->value <= s->max)
        || err_set(e, ERR_CONFIG, "\"" SLICE_FMT "\" is not a number from %g to %g", SLICE_ARG(value), (double)s->min, (double)s->max);
}

static bool read_form(struct reader *r, struct slice line, struct err *e)
{
    struct slice form, value, tag;
    const struct section *s = r->section;
    struct entry entry;
    r->at = line.p;
    if (!s)
        return err_set(e, ERR_CONFIG, "a form before the first [section]");
    if (!slice_next(&line, '\t', &form) || !slice_next(&line, '\t', &value))
        return err_set(e, ERR_CONFIG, "want FORM <tab> NUMBER [<tab> TAGS]");
    if (!read_value(r, value, &entry, e))
        return false;
    while (slice_next(&line, ' ', &tag)) {
        r->at = tag.p;
        if (tag.n && !read_tag(s, tag, &entry, e))
            return false;
    }
    form = slice_trim(form);
    r->at = form.p;
    return s->kind == ENTRY_FACE ? add_form(r, entry, form, e) : expand(r, entry, form, e);
}

/* In characters, from 1. */
static int column(struct slice line, const char *at)
{
    int col = 1;
    for (const char *p = line.p; p < at && p < line.p + line.n; p++)
        col += (*p & 0xC0) != 0x80;
    return col;
}

static bool read_line(struct reader *r, struct slice line, struct err *e)
{
    struct slice said = slice_trim(line);
    if (said.n == 0 || said.p[0] == '#')
        return true;
    r->before = lexicon_reading_count(r->to);
    bool section = said.p[0] == '[' && said.p[said.n - 1] == ']';
    r->at = said.p;
    r->col = column(line, said.p);
    if (section ? read_section(r, (struct slice){ said.p + 1, said.n - 2 }, e) : read_form(r, said, e))
        return true;
    r->to->forms.n = r->before * sizeof(struct form);   /* a line is taken whole or not at all */
    return err_at(e, "%s:%d:%d", r->file, r->line, column(line, r->at));
}

bool lexicon_parse(struct lexicon_reading *to, const char *file, struct slice text, struct err *e)
{
    struct reader r = { .to = to, .file = arena_strz(&to->a, slice_of(file)) };
    struct slice line;
    while (slice_next(&text, '\n', &line)) {
        r.line++;
        if (read_line(&r, line, e))
            continue;
        if (!to->mistake)
            return false;
        to->mistake(to->self, e);
        err_clear(e);
    }
    return true;
}

bool lexicon_parse_feeling(struct lexicon_reading *to, const char *file, int line, int col, struct slice form, struct slice value, struct err *e)
{
    struct reader r = { .to = to, .file = arena_strz(&to->a, slice_of(file)), .line = line, .col = col, .section = &sections[0], .before = lexicon_reading_count(to) };
    struct entry entry;
    return (read_value(&r, value, &entry, e) && expand(&r, entry, slice_trim(form), e)) || err_at(e, "%s:%d:%d", file, line, col);
}
