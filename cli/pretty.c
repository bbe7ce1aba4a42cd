#include "cli/pretty.h"

#define SHORT 100   /* a list or object that fits is kept on one line */

static void indent(struct buf *out, int depth)
{
    buf_char(out, '\n');
    for (int i = 0; i < depth; i++)
        buf_addz(out, "  ");
}

static size_t string_end(struct slice s, size_t at)
{
    for (at++; at < s.n && s.p[at] != '"'; at++)
        if (s.p[at] == '\\')
            at++;
    return at + 1 < s.n ? at + 1 : s.n;
}

/* Where the list or object that begins at `at` ends. */
static size_t group_end(struct slice s, size_t at)
{
    int depth = 0;
    while (at < s.n) {
        char c = s.p[at];
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        at = c == '"' ? string_end(s, at) : at + 1;
        if (depth == 0)
            break;
    }
    return at;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Blanks go, but for one after a comma and a colon. */
static void one_line(struct buf *out, struct slice s)
{
    for (size_t at = 0; at < s.n; ) {
        size_t end = s.p[at] == '"' ? string_end(s, at) : at + 1;
        if (!is_blank(s.p[at]))
            buf_add(out, (struct slice){ s.p + at, end - at });
        if (s.p[at] == ',' || s.p[at] == ':')
            buf_char(out, ' ');
        at = end;
    }
}

void pretty_json(struct buf *out, struct slice s)
{
    int depth = 0;
    for (size_t at = 0; at < s.n; ) {
        char c = s.p[at];
        size_t end = c == '"' ? string_end(s, at) : at + 1;
        bool opens = c == '{' || c == '[', closes = c == '}' || c == ']';
        if (opens && depth > 0 && group_end(s, at) - at <= SHORT) {
            end = group_end(s, at);
            one_line(out, (struct slice){ s.p + at, end - at });
        } else if (closes)
            indent(out, --depth);
        if (closes || (!is_blank(c) && !opens) || (opens && end == at + 1))
            buf_add(out, (struct slice){ s.p + at, end - at });
        if (c == ':')
            buf_char(out, ' ');
        if (opens && end == at + 1)
            indent(out, ++depth);
        else if (c == ',')
            indent(out, depth);
        at = end;
    }
}
