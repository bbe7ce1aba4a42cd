#include "cli/screen.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

#define FIELD_COLUMNS 4000
#define MARKS_MAX 3   /* over one letter; more is meant to deface the screen */

const char *screen_style(bool color, enum style s)
{
    static const char *const code[STYLE_COUNT] = {
        "", "\033[1m", "\033[2m", "\033[31m", "\033[32m", "\033[33m", "\033[36m"
    };
    return color ? code[s] : "";
}

const char *screen_plain(bool color)
{
    return color ? "\033[0m" : "";
}

/* Next code point; an invalid byte is taken alone and gives U+FFFD. */
static size_t next_char(struct slice s, size_t at, int32_t *c)
{
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + at, (utf8proc_ssize_t)(s.n - at), c);
    if (n > 0)
        return (size_t)n;
    *c = 0xFFFD;
    return 1;
}

/* Controls, directions, invisible signs that carry text, private use: nothing that a screen should be told. */
static bool is_hostile(int32_t c)
{
    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || c == 0xFEFF)
        return true;
    if ((c >= 0x200B && c <= 0x200F && c != 0x200D) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F))
        return true;
    if (c >= 0xE0000 && c <= 0xE0FFF)
        return true;
    utf8proc_category_t k = utf8proc_category(c);
    return k == UTF8PROC_CATEGORY_CO || k == UTF8PROC_CATEGORY_CN || k == UTF8PROC_CATEGORY_CS;
}

static bool is_mark(int32_t c)
{
    utf8proc_category_t k = utf8proc_category(c);
    return k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_ME;
}

static size_t char_width(int32_t c)
{
    if (c >= 0x1F1E6 && c <= 0x1F1FF)   /* flags are two of these, and two columns */
        return 2;
    int w = utf8proc_charwidth(c);
    return w > 0 ? (size_t)w : 0;
}

/* One character as people see it: [at, end) of s, its columns. */
struct cluster {
    size_t end, width, marks;
    bool blank, hostile;
};

static struct cluster next_cluster(struct slice s, size_t at)
{
    struct cluster k = { 0 };
    int32_t c, next, state = 0;
    k.end = at + next_char(s, at, &c);
    k.blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
    k.hostile = !k.blank && is_hostile(c);
    k.width = k.blank ? 1 : k.hostile ? 0 : char_width(c);
    while (!k.blank && !k.hostile && k.end < s.n) {
        size_t n = next_char(s, k.end, &next);
        if (utf8proc_grapheme_break_stateful(c, next, &state) || is_hostile(next))
            break;
        k.marks += is_mark(next);
        size_t w = next == 0xFE0F ? 2 : char_width(next);
        k.width = w > k.width ? w : k.width;
        k.end += n;
        c = next;
    }
    return k;
}

size_t screen_width(struct slice s)
{
    size_t width = 0;
    for (size_t at = 0; at < s.n; ) {
        struct cluster k = next_cluster(s, at);
        width += k.width;
        at = k.end;
    }
    return width;
}

static void add_cluster(struct buf *out, struct slice s, size_t at, const struct cluster *k)
{
    size_t marks = 0;
    int32_t c;
    for (size_t n; at < k->end; at += n) {
        n = next_char(s, at, &c);
        if (is_mark(c) && ++marks > MARKS_MAX)
            continue;
        if (c == 0xFFFD)
            buf_addz(out, "\xEF\xBF\xBD");
        else
            buf_add(out, (struct slice){ s.p + at, n });
    }
}

/* Blanks of all kinds, also runs of them, become one. */
size_t screen_add(struct buf *out, struct slice s, size_t columns)
{
    size_t used = 0, keep_n = out->n, keep_used = 0;
    bool blank = true;
    for (size_t at = 0; at < s.n; ) {
        struct cluster k = next_cluster(s, at);
        bool skip = k.hostile || (k.blank && blank) || (k.width == 0 && used == 0);
        if (!skip && used + k.width > columns) {
            out->n = keep_n;
            if (columns > 0)
                buf_addz(out, "…");
            return columns > 0 ? keep_used + 1 : 0;
        }
        if (!skip && k.blank)
            buf_char(out, ' ');
        else if (!skip)
            add_cluster(out, s, at, &k);
        used += skip ? 0 : k.width;
        if (used < columns) {
            keep_n = out->n;
            keep_used = used;
        }
        blank = k.hostile ? blank : k.blank;
        at = k.end;
    }
    return used;
}

void screen_add_inner(struct buf *out, struct slice s)
{
    if (s.n && (unsigned char)s.p[0] <= ' ')
        buf_char(out, ' ');
    size_t from = out->n;
    screen_add(out, s, SIZE_MAX);
    if (out->n > from && (unsigned char)s.p[s.n - 1] <= ' ')
        buf_char(out, ' ');
}

size_t screen_columns(void)
{
    struct winsize w;
    if (!isatty(STDOUT_FILENO))
        return 0;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : 80;
}

void screen_field(bool color, int columns, const char *name, struct slice value)
{
    struct buf clean = { 0 };
    if (value.n == 0)
        return;
    screen_add(&clean, value, FIELD_COLUMNS);
    printf("%s%-*s%s %s\n", screen_style(color, STYLE_DIM), columns, name, screen_plain(color), buf_z(&clean));
    buf_fini(&clean);
}

const char *screen_number(int64_t n, char out[SCREEN_NUMBER])
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRId64, n), o = 0, sign = n < 0;
    for (int i = 0; i < len; i++) {
        if (i > sign && (len - i) % 3 == 0)
            out[o++] = ',';
        out[o++] = digits[i];
    }
    out[o] = 0;
    return out;
}

const char *screen_bytes(int64_t n, char out[SCREEN_NUMBER])
{
    static const char *const unit[] = { "B", "KiB", "MiB", "GiB", "TiB" };
    double v = (double)n;
    size_t u = 0;
    for (; v >= 1024 && u < 4; u++)
        v /= 1024;
    snprintf(out, SCREEN_NUMBER, u ? "%.1f %s" : "%.0f %s", v, unit[u]);
    return out;
}

void screen_bar(struct buf *out, int64_t part, int64_t whole, size_t columns)
{
    static const char *const eighth[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
    if (whole <= 0 || part <= 0)
        return;
    size_t n = (size_t)((double)part / (double)whole * (double)columns * 8 + 0.5);
    for (size_t i = 0; i < n / 8; i++)
        buf_addz(out, "█");
    buf_addz(out, n == 0 ? "▏" : eighth[n % 8]);
}

void screen_sparkline(struct buf *out, const double *v, size_t n)
{
    static const char *const block[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    double top = 0;
    for (size_t i = 0; i < n; i++)
        top = v[i] > top ? v[i] : top;
    for (size_t i = 0; i < n; i++)
        buf_addz(out, v[i] <= 0 ? " " : block[(size_t)(v[i] / top * 7 + 0.5)]);
}
