#include "base/log.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

static const char *const names[] = { "error", "warn", "info", "debug" };
static const char *who = "pulso";
static atomic_int threshold = LOG_LEVEL_INFO;
static atomic_int as_json;

void log_init(const char *daemon, enum log_level level)
{
    who = daemon;
    threshold = (int)level;
}

void log_set_level(enum log_level level)
{
    threshold = (int)level;
}

void log_set_json(int on)
{
    as_json = on;
}

static size_t put(char *out, size_t n, size_t cap, char c)
{
    if (n < cap)
        out[n++] = c;
    return n;
}

/* The end of a quoted value: a quote with a blank or the end behind it. Texts from outside may hold quotes themselves. */
static const char *value_end(const char *s)
{
    while (*s && !(*s == '"' && (s[1] == ' ' || !s[1])))
        s++;
    return s;
}

static size_t put_escaped(char *out, size_t n, size_t cap, char c)
{
    static const char letters[] = "\n\t\r";
    const char *at = c ? strchr(letters, c) : NULL;
    if (c == '\\' || c == '"' || at)
        n = put(out, n, cap, '\\');
    return put(out, n, cap, at ? "ntr"[at - letters] : iscntrl((unsigned char)c) ? ' ' : c);
}

/* key="value with blanks": what would end the value or the line before its time is escaped. */
static size_t pairs_to_text(const char *s, char *out, size_t cap)
{
    size_t n = 0;
    while (*s) {
        bool quoted = *s == '"' && n && out[n - 1] == '=';
        if (!quoted) {
            n = put(out, n, cap, iscntrl((unsigned char)*s) ? ' ' : *s);
            s++;
            continue;
        }
        const char *end = value_end(++s);
        n = put(out, n, cap, '"');
        while (s < end)
            n = put_escaped(out, n, cap, *s++);
        n = put(out, n, cap, '"');
        s += *s == '"';
    }
    return n;
}

/* key=value and key="value with blanks" become members of one object. */
static size_t pairs_to_json(const char *s, char *out, size_t cap)
{
    size_t n = 0;
    while (*s) {
        while (*s == ' ')
            s++;
        if (!*s)
            break;
        n = put(out, n, cap, ',');
        n = put(out, n, cap, '"');
        while (*s && *s != '=' && *s != ' ')
            n = put_escaped(out, n, cap, *s++);
        n = put(out, n, cap, '"');
        n = put(out, n, cap, ':');
        n = put(out, n, cap, '"');
        s += *s == '=';
        bool quoted = *s == '"';
        s += quoted;
        const char *end = quoted ? value_end(s) : s + strcspn(s, " ");
        while (s < end)
            n = put_escaped(out, n, cap, *s++);
        s += *s != 0;
        n = put(out, n, cap, '"');
    }
    return n;
}

void log_line(enum log_level level, const char *fmt, ...)
{
    char text[1024], line[2560], when[40];
    if ((int)level > threshold)
        return;
    va_list ap;
    va_start(ap, fmt);
    int len = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (len < 0)
        return;
    int64_t now = clock_now_ms();
    time_t sec = (time_t)(now / 1000);
    struct tm tm;
    gmtime_r(&sec, &tm);
    size_t w = strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &tm);
    snprintf(when + w, sizeof when - w, ".%03dZ", (int)(now % 1000));
    int n;
    char body[2200];   /* one event is one line, whatever came in from outside */
    size_t b = as_json ? pairs_to_json(text, body, sizeof body) : pairs_to_text(text, body, sizeof body);
    if (as_json)
        n = snprintf(line, sizeof line, "{\"time\":\"%s\",\"level\":\"%s\",\"daemon\":\"%s\"%.*s}\n", when, names[level], who, (int)b, body);
    else
        n = snprintf(line, sizeof line, "time=%s level=%s daemon=%s %.*s\n", when, names[level], who, (int)b, body);
    if (n > (int)sizeof line - 1)
        n = sizeof line - 1;
    if (write(STDERR_FILENO, line, (size_t)n) < 0)
        return;  /* nobody left to tell */
}
