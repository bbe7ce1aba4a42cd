#include "query/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <utf8proc.h>

#include "text/utf8.h"

bool query_fail(struct query_error *qe, size_t at, size_t len, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    qe->at = at;
    qe->len = len;
    vsnprintf(qe->what, sizeof qe->what, fmt, ap);
    va_end(ap);
    return false;
}

/* The line that holds byte `at`, and its number from 0. */
static struct slice line_of(struct slice text, size_t at, size_t *number)
{
    size_t from = 0, end = at;
    *number = 0;
    for (size_t i = 0; i < at; i++)
        if (text.p[i] == '\n') {
            ++*number;
            from = i + 1;
        }
    while (end < text.n && text.p[end] != '\n')
        end++;
    if (end > at && text.p[end - 1] == '\r')
        end--;
    return (struct slice){ text.p + from, end - from };
}

static size_t columns(struct slice s)
{
    size_t n = 0;
    for (; s.n; n++)
        utf8_next(&s);
    return n;
}

/* Under each character as much room as it takes: tabs as tabs, wide ones two, marks none. */
static void underline(struct slice s, char with, struct buf *out)
{
    while (s.n) {
        int32_t cp = utf8_next(&s);
        int width = cp == '\t' ? 1 : cp < 0 ? 1 : utf8proc_charwidth(cp);
        for (int i = 0; i < width; i++)
            buf_char(out, cp == '\t' && with == ' ' ? '\t' : with);
    }
}

void query_print_error(struct buf *out, const char *name, size_t first_line, struct slice text, const struct query_error *qe)
{
    size_t at = qe->at < text.n ? qe->at : text.n, number;
    struct slice line = line_of(text, at, &number);
    struct slice before = { line.p, (size_t)(text.p + at - line.p) };
    struct slice bad = { text.p + at, qe->len };
    if (bad.n > line.n - before.n)
        bad.n = line.n - before.n;
    buf_printf(out, "%s:%zu:%zu: %s\n  ", name, first_line + number, columns(before) + 1, qe->what);
    buf_add(out, line);
    buf_addz(out, "\n  ");
    underline(before, ' ', out);
    size_t caret = out->n;
    underline(bad, '~', out);
    if (out->n == caret)
        buf_char(out, '^');
    else
        out->p[caret] = '^';
    buf_char(out, '\n');
}
