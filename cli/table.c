#include "cli/table.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>

#define GAP 2            /* columns between columns */
#define FLEX_MIN 12      /* a cut column keeps this much */

void table_column(struct table *t, const char *name, enum align align)
{
    assert(t->columns < TABLE_COLUMNS && t->n == 0);
    t->names[t->columns] = arena_strz(&t->arena, slice_of(name));
    t->align[t->columns++] = align;
}

void table_add(struct table *t, enum style style, struct slice text)
{
    struct buf clean = { 0 };
    if (t->n == t->cap) {
        t->cap = t->cap ? t->cap * 2 : 64;
        t->cells = realloc(t->cells, t->cap * sizeof *t->cells);
        if (!t->cells)
            abort();
    }
    screen_add(&clean, text, SIZE_MAX);
    t->cells[t->n++] = (struct table_cell){ arena_dup(&t->arena, buf_slice(&clean)), style };
    buf_fini(&clean);
}

void table_printf(struct table *t, enum style style, const char *fmt, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    table_add(t, style, slice_of(text));
}

void table_number(struct table *t, int64_t n)
{
    char text[SCREEN_NUMBER];
    table_add(t, STYLE_PLAIN, slice_of(screen_number(n, text)));
}

size_t table_rows(const struct table *t)
{
    return t->columns ? t->n / t->columns : 0;
}

static void measure(const struct table *t, size_t *width)
{
    for (size_t c = 0; c < t->columns; c++)
        width[c] = screen_width(slice_of(t->names[c]));
    for (size_t i = 0; i < table_rows(t) * t->columns; i++) {
        size_t w = screen_width(t->cells[i].text);
        width[i % t->columns] = w > width[i % t->columns] ? w : width[i % t->columns];
    }
}

/* Flexible columns give way, the last one first. */
static void fit(const struct table *t, size_t *width, size_t columns)
{
    size_t total = (t->columns - 1) * GAP;
    for (size_t c = 0; c < t->columns; c++)
        total += width[c];
    for (size_t c = t->columns; c-- > 0 && columns && total > columns; ) {
        if (t->align[c] != ALIGN_FLEX || width[c] <= FLEX_MIN)
            continue;
        size_t over = total - columns, most = width[c] - FLEX_MIN;
        size_t cut = over < most ? over : most;
        width[c] -= cut;
        total -= cut;
    }
}

static void print_cell(struct buf *line, const struct table *t, size_t c, struct slice text, const char *on, const char *off,
                       size_t width)
{
    bool last = c + 1 == t->columns;
    struct buf cut = { 0 };
    size_t w = screen_add(&cut, text, width);
    size_t pad = width > w ? width - w : 0;
    if (t->align[c] == ALIGN_RIGHT)
        buf_printf(line, "%*s", (int)pad, "");
    buf_addz(line, on);
    buf_add(line, buf_slice(&cut));
    buf_addz(line, off);
    if (t->align[c] != ALIGN_RIGHT && !last)
        buf_printf(line, "%*s", (int)pad, "");
    if (!last)
        buf_printf(line, "%*s", GAP, "");
    buf_fini(&cut);
}

/* Empty cells at the end leave no blanks behind them. */
static void end_line(struct buf *line, FILE *f)
{
    while (line->n > 0 && line->p[line->n - 1] == ' ')
        line->n--;
    buf_char(line, '\n');
    fwrite(line->p, 1, line->n, f);
    buf_reset(line);
}

void table_print(const struct table *t, FILE *f, bool color, size_t columns)
{
    size_t width[TABLE_COLUMNS];
    struct buf line = { 0 };
    measure(t, width);
    fit(t, width, columns);
    for (size_t c = 0; c < t->columns; c++)
        print_cell(&line, t, c, slice_of(t->names[c]), screen_style(color, STYLE_DIM), screen_plain(color), width[c]);
    end_line(&line, f);
    for (size_t i = 0; i < table_rows(t) * t->columns; i++) {
        size_t c = i % t->columns;
        bool styled = color && t->cells[i].style != STYLE_PLAIN;
        print_cell(&line, t, c, t->cells[i].text, screen_style(styled, t->cells[i].style), screen_plain(styled), width[c]);
        if (c + 1 == t->columns)
            end_line(&line, f);
    }
    buf_fini(&line);
}

void table_or_json(const struct table *t, struct buf *json, bool as_json, bool color, const char *none)
{
    if (as_json)
        printf("[%s]\n", buf_z(json));
    else if (table_rows(t))
        table_print(t, stdout, color, screen_columns());
    else
        puts(none);
}

void table_fini(struct table *t)
{
    arena_fini(&t->arena);
    free(t->cells);
    *t = (struct table){ 0 };
}

static bool is_formula(struct slice s)
{
    int64_t whole;
    if (s.n == 0 || !memchr("=+-@\t\r", s.p[0], 6))
        return false;
    return !(s.p[0] == '-' && s.n > 1 && (slice_int(s, &whole) || memchr("0123456789.", s.p[1], 11)));
}

void table_csv(struct buf *out, struct slice field)
{
    bool formula = is_formula(field), quote = formula;
    for (size_t i = 0; i < field.n && !quote; i++)
        quote = memchr(",\"\r\n", field.p[i], 4) != NULL;
    if (!quote) {
        buf_add(out, field);
        return;
    }
    buf_addz(out, formula ? "\"'" : "\"");
    for (size_t i = 0; i < field.n; i++) {
        if (field.p[i] == '"')
            buf_char(out, '"');
        buf_char(out, field.p[i]);
    }
    buf_char(out, '"');
}
