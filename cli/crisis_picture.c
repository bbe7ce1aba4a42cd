#include "cli/crisis_picture.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"

enum { WIDTH = 1200, HEIGHT = 120, LEFT = 140, STEPS = 1000, BRANDS = 200 };

static void print_text(FILE *f, const char *text)
{
    for (; *text; text++)
        if (*text == '<' || *text == '>' || *text == '&')
            fprintf(f, "&#%d;", *text);
        else
            fputc(*text, f);
}

struct span { int64_t from, to; };

static double place(const struct span *s, int64_t ms)
{
    return LEFT + (double)(ms - s->from) / (double)(s->to - s->from) * (WIDTH - LEFT - 20);
}

static void draw_counts(FILE *f, const struct span *s, size_t brand, const struct replay_said *v, size_t n, double top)
{
    double sums[STEPS + 1] = { 0 }, most = 1;
    for (size_t i = 0; i < n; i++)
        if (v[i].brand == brand && v[i].bad)
            sums[(size_t)((double)(v[i].ms - s->from) / (double)(s->to - s->from) * STEPS)] += v[i].count;
    for (int i = 0; i <= STEPS; i++)
        most = fmax(most, sums[i]);
    fprintf(f, "<path fill=\"#8aa4c8\" d=\"M%d %.1f", LEFT, top + HEIGHT - 20);
    for (int i = 0; i <= STEPS; i++)
        fprintf(f, "L%.1f %.1f", LEFT + (double)i / STEPS * (WIDTH - LEFT - 20), top + HEIGHT - 20 - sums[i] / most * (HEIGHT - 40));
    fprintf(f, "L%d %.1fZ\"/>\n", WIDTH - 20, top + HEIGHT - 20);
}

static void draw_brand(FILE *f, const struct span *s, size_t brand, const char *name, const struct replay_said *v, size_t n, const struct replayed *found, size_t count)
{
    static const char *const color[LEVEL_COUNT] = { "", "#b8a000", "#e07000", "#d00000" };
    char when[WHEN_TEXT];
    double top = (double)brand * HEIGHT + 20;
    fprintf(f, "<text x=\"8\" y=\"%.1f\">", top + HEIGHT / 2.0);
    print_text(f, name);
    fprintf(f, "</text>\n");
    draw_counts(f, s, brand, v, n, top);
    for (size_t i = 0; i < count; i++) {
        if (found[i].brand != brand)
            continue;
        int64_t at = found[i].paged_ms ? found[i].paged_ms : found[i].opened_ms;
        when_print(at, when);
        fprintf(f, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"2\"><title>%s %.16s: %.0f negatives where %.1f are usual</title></line>\n",
                place(s, at), place(s, at), top, top + HEIGHT - 20, color[found[i].level], alarm_level_names[found[i].level], when, found[i].x, found[i].usual);
    }
}

bool crisis_picture(const char *path, const char *const *names, size_t brands, const struct replay_said *v, size_t n, const struct replayed *found, size_t count, struct err *e)
{
    size_t length = strlen(path), shown = brands < BRANDS ? brands : BRANDS;
    bool page = length > 5 && strcmp(path + length - 5, ".html") == 0;
    FILE *f = fopen(path, "w");
    if (!f)
        return err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    struct span s = { n ? v[0].ms : 0, n ? v[n - 1].ms + 1 : 1 };
    fputs(page ? "<!doctype html><meta charset=\"utf-8\"><title>Backtest</title>\n" : "", f);
    fprintf(f, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %zu\" font-family=\"sans-serif\" font-size=\"13\">\n", WIDTH, shown * HEIGHT + 30);
    for (size_t b = 0; b < shown; b++)
        draw_brand(f, &s, b, names[b], v, n, found, count);
    fputs("</svg>\n", f);
    bool ok = !ferror(f);
    return (fclose(f) == 0 && ok) || err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
}
