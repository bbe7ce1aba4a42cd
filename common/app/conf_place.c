/*
 * Where a byte of a scalar's text stands in the file. libyaml tells only where a
 * scalar begins, so its way from there is gone again: the same quotes, escapes,
 * folded and indented lines, counting the bytes that they give, up to that one.
 */
#include <ctype.h>
#include <string.h>

#include "app/conf_node.h"

/* p walks over the source; given: the bytes of the text that it has given so far. */
struct walk { const char *p, *end, *solid; size_t given, at; };   /* solid: up to there no break comes */

static size_t left(const struct walk *w)
{
    return (size_t)(w->end - w->p);
}

/* Bytes of the line break at p: LF, CR, CRLF, NEL, LS, PS; 0: none. */
size_t conf_break(const char *p, const char *end)
{
    struct slice s = { p, (size_t)(end - p) };
    if (!s.n)
        return 0;
    if (*p == '\r')
        return s.n > 1 && p[1] == '\n' ? 2 : 1;
    if (*p == '\n')
        return 1;
    if (slice_starts(s, SLICE("\xc2\x85")))
        return 2;
    return slice_starts(s, SLICE("\xe2\x80\xa8")) || slice_starts(s, SLICE("\xe2\x80\xa9")) ? 3 : 0;
}

static bool is_blank(const struct walk *w)
{
    return w->p < w->end && (*w->p == ' ' || *w->p == '\t');
}

static void skip_blanks(struct walk *w)
{
    while (is_blank(w))
        w->p++;
}

/* A run of line breaks, by the bytes that they are in the text: LS and PS stay as they are, any other becomes a LF. */
struct breaks { size_t first, more; };

static void add_break(struct breaks *b, size_t n)
{
    size_t bytes = n == 3 ? 3 : 1;
    if (b->first)
        b->more += bytes;
    else
        b->first = bytes;
}

/* What it gives in plain and quoted text, and in folded text between lines that are not indented more. */
static size_t folded(struct breaks b)
{
    return b.first > 1 ? b.first + b.more : b.more ? b.more : b.first;
}

/* ---- plain and quoted */

/* Blanks and breaks up to the next word of the text, if there is a break among them; else nothing moves. */
static struct breaks skip_breaks(struct walk *w)
{
    const char *back = w->p;
    struct breaks b = { 0 };
    size_t n;
    skip_blanks(w);
    while ((n = conf_break(w->p, w->end)) > 0) {
        add_break(&b, n);
        w->p += n;
        skip_blanks(w);
    }
    if (!b.first)
        w->p = back;
    return b;
}

static size_t hex(const struct walk *w, size_t digits)
{
    size_t v = 0;
    for (size_t i = 2; i < 2 + digits && i < left(w); i++) {
        char c = w->p[i];
        v = v * 16 + (size_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return v;
}

static size_t utf8_length(size_t c)
{
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

/* An escape's bytes in the source; *gives: in the text. */
static size_t escape(const struct walk *w, size_t *gives)
{
    size_t digits = 0;
    *gives = 1;
    switch (left(w) > 1 ? w->p[1] : 0) {
    case 'x': digits = 2; break;
    case 'u': digits = 4; break;
    case 'U': digits = 8; break;
    case 'N': case '_': *gives = 2; break;    /* U+0085, U+00A0 */
    case 'L': case 'P': *gives = 3; break;    /* U+2028, U+2029 */
    default: break;
    }
    if (digits)
        *gives = utf8_length(hex(w, digits));
    return 2 + digits;
}

/* One step over the source: `takes` bytes of it give `gives` of the text. false: that goes beyond the byte that is looked for. */
static bool step(struct walk *w, size_t takes, size_t gives)
{
    if (w->given + gives > w->at || takes > left(w))
        return false;
    w->p += takes;
    w->given += gives;
    return true;
}

/* A line break behind a backslash gives nothing itself; empty lines after it do. */
static bool step_escape(struct walk *w)
{
    size_t gives, n = conf_break(w->p + 1, w->end);
    struct walk after = *w;
    if (!n) {
        size_t takes = escape(w, &gives);
        return step(w, takes, gives);
    }
    after.p += 1 + n;
    struct breaks more = skip_breaks(&after);
    skip_blanks(&after);
    return step(w, (size_t)(after.p - w->p), more.first + more.more);
}

static bool step_breaks(struct walk *w, bool *moved)
{
    struct walk after = *w;
    struct breaks b = w->p < w->solid ? (struct breaks){ 0 } : skip_breaks(&after);
    *moved = b.first > 0;
    if (!b.first && is_blank(w) && w->p >= w->solid) {
        skip_blanks(&after);
        w->solid = after.p;
    }
    return !b.first || step(w, (size_t)(after.p - w->p), folded(b));
}

static void walk_flow(struct walk *w, char quote)
{
    for (bool moved, more = true; more && w->given < w->at && w->p < w->end; ) {
        more = step_breaks(w, &moved);
        if (moved)
            continue;
        if (quote == '"' && *w->p == '\\')
            more = step_escape(w);
        else
            more = step(w, quote == '\'' && *w->p == '\'' ? 2 : 1, 1);
    }
    while (quote == '"' && left(w) > 1 && *w->p == '\\' && conf_break(w->p + 1, w->end) && step_escape(w))
        ;   /* a line that only goes on */
}

/* ---- literal | and folded > */

static size_t line_length(const char *p, const char *end)
{
    const char *from = p;
    while (p < end && !conf_break(p, end))
        p++;
    return (size_t)(p - from);
}

static size_t indent_of(const char *p, const char *end)
{
    size_t n = 0;
    while (p + n < end && p[n] == ' ')
        n++;
    return n;
}

/* Blanks in front of the first line that holds something else. */
static size_t first_indent(const char *p, const char *end)
{
    while (p < end) {
        size_t n = line_length(p, end), indent = indent_of(p, end);
        if (indent < n)
            return indent;
        p += n + conf_break(p + n, end);
    }
    return 0;
}

/* What the breaks between two lines give. `indented`: one of them begins with a blank, so nothing is folded. */
static size_t between(struct breaks b, bool literal, bool first, bool indented)
{
    return literal || first || indented ? b.first + b.more : folded(b);
}

/* As much of a line as is still looked for; false: that is in it. */
static bool step_line(struct walk *w, const char *from, const char *end, size_t breaks)
{
    if (w->given + breaks > w->at)
        return false;
    w->given += breaks;
    size_t more = w->at - w->given, n = (size_t)(end - from);
    w->p = from + (more < n ? more : n);
    w->given += more < n ? more : n;
    return w->given < w->at;
}

/* w->p: at the line after the | or >. */
static void walk_block(struct walk *w, bool literal, const char *text)
{
    size_t raw = first_indent(w->p, w->end), own = first_indent(text, text + strlen(text)), indent = raw > own ? raw - own : 0;
    struct breaks b = { 0 };
    bool first = true, was_indented = false;
    for (const char *line = w->p; line < w->end; ) {
        size_t n = line_length(line, w->end), skip = indent_of(line, w->end), broken = conf_break(line + n, w->end);
        const char *from = line + (skip < indent ? skip : indent), *end = line + n;
        line = end + broken;
        bool indented = from < end && (*from == ' ' || *from == '\t');
        if (from < end) {
            if (!step_line(w, from, end, between(b, literal, first, indented || was_indented)))
                return;
            b = (struct breaks){ 0 };
            first = false;
            was_indented = indented;
        }
        add_break(&b, broken);
    }
}

/* ---- a scalar */

/* An anchor stands in front of what it names; blanks, lines and comments may lie between. */
static void skip_anchor(struct walk *w)
{
    if (w->p == w->end || *w->p != '&')
        return;
    for (w->p++; w->p < w->end && (isalnum((unsigned char)*w->p) || *w->p == '_' || *w->p == '-'); w->p++)
        ;
    for (bool more = true; more; ) {
        skip_blanks(w);
        skip_breaks(w);
        more = w->p < w->end && *w->p == '#';
        if (more)
            w->p += line_length(w->p, w->end);
    }
}

static void walk(struct walk *w, const char *text)
{
    char c = w->p < w->end ? *w->p : 0;
    if (c == '|' || c == '>') {
        w->p += line_length(w->p, w->end);
        w->p += conf_break(w->p, w->end);
        walk_block(w, c == '|', text);
        return;
    }
    bool quoted = c == '"' || c == '\'';
    w->p += quoted;
    walk_flow(w, quoted ? c : 0);
}

/* Columns are characters. */
static void find_line(struct conf_place *out)
{
    const char *p = out->source.p, *to = p + out->at, *line = p;
    out->line = out->col = 1;
    for (size_t n; p < to; p += n ? n : 1)
        if ((n = conf_break(p, out->source.p + out->source.n)) > 0 && p + n <= to) {
            out->line++;
            line = p + n;
        }
    for (; line < to; line++)
        out->col += ((unsigned char)*line & 0xc0) != 0x80;
}

bool conf_place(const struct conf_node *n, size_t at, struct conf_place *out)
{
    if (!n || !n->source || n->null || n->kind != CONF_KIND_SCALAR)
        return false;
    size_t length = strlen(n->text);
    struct walk w = { .p = n->source->p + n->at, .end = n->source->p + n->source->n, .at = at < length ? at : length };
    skip_anchor(&w);
    walk(&w, n->text);
    *out = (struct conf_place){ .file = n->file, .source = *n->source, .at = (size_t)(w.p - n->source->p) };
    find_line(out);
    return true;
}
