#include "cli/report_number.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/when.h"

#define MINUS "\u2212"
#define NARROW "\u00a0"

static const struct locale locales[] = {
    { "mx", '.', ",", "%" }, { "es", ',', ".", NARROW "%" }, { "ar", ',', ".", "%" },
    { "co", ',', ".", "%" }, { "br", ',', ".", "%" }, { "gb", '.', ",", "%" },
};

static const struct locale *by_region(const char *region)
{
    for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++)
        if (strcmp(locales[i].region, region) == 0)
            return &locales[i];
    return &locales[0];
}

const struct locale *locale_find(enum report_lang lang, const char *region, const char *zone)
{
    if (region)
        return by_region(region);
    if (lang != REPORT_ES)
        return by_region(lang == REPORT_PT ? "br" : "gb");
    if (strncmp(zone, "Europe/", 7) == 0 || strcmp(zone, "Atlantic/Canary") == 0)
        return by_region("es");
    bool ar = strncmp(zone, "America/Argentina/", 18) == 0 || strcmp(zone, "America/Buenos_Aires") == 0;
    return by_region(ar ? "ar" : strcmp(zone, "America/Bogota") == 0 ? "co" : "mx");
}

static const char *keep(struct arena *a, const char *z)
{
    size_t n = strlen(z) + 1;
    return memcpy(arena_alloc(a, n), z, n);
}

const char *locale_int(const struct locale *l, struct arena *a, int64_t n)
{
    return locale_fixed(l, a, (double)n, 0);
}

static const char *fixed(const struct locale *l, struct arena *a, double v, int digits, const char *plus, const char *after)
{
    char plain[64], out[128];
    size_t n = 0;
    snprintf(plain, sizeof plain, "%.*f", digits, fabs(v));
    bool zero = strspn(plain, "0.") == strlen(plain);
    size_t whole = strcspn(plain, ".");
    n += (size_t)snprintf(out, sizeof out, "%s", zero ? "" : v < 0 ? MINUS : plus);
    for (size_t i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            n += (size_t)snprintf(out + n, sizeof out - n, "%s", l->group);
        out[n++] = plain[i];
    }
    if (digits)
        n += (size_t)snprintf(out + n, sizeof out - n, "%c%s", l->decimal, plain + whole + 1);
    snprintf(out + n, sizeof out - n, "%s", after);
    return keep(a, out);
}

const char *locale_fixed(const struct locale *l, struct arena *a, double v, int digits) { return fixed(l, a, v, digits, "", ""); }
const char *locale_signed(const struct locale *l, struct arena *a, double v, int digits) { return fixed(l, a, v, digits, "+", ""); }
const char *locale_percent(const struct locale *l, struct arena *a, double share, int digits) { return fixed(l, a, 100 * share, digits, "", l->percent); }

const char *locale_lasting(const struct locale *l, struct arena *a, double seconds)
{
    char text[64];
    int64_t s = (int64_t)(seconds + 0.5), m = (s + 30) / 60;
    if (s < 60)
        snprintf(text, sizeof text, "%" PRId64 NARROW "s", s);
    else if (m < 60)
        snprintf(text, sizeof text, "%" PRId64 NARROW "min", m);
    else if (m < 48 * 60)
        snprintf(text, sizeof text, "%" PRId64 NARROW "h" NARROW "%02" PRId64 NARROW "min", m / 60, m % 60);
    else
        return fixed(l, a, seconds / 86400, 1, "", NARROW "d");
    return keep(a, text);
}

/* ---- dates ---- */

static const char *const months[REPORT_LANGS][12] = {
    { "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic" },
    { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" },
    { "jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez." },
};

struct civil { int year, month, day, hour, minute; };

static struct civil civil_of(const struct zone *z, int64_t ms)
{
    struct civil c;
    int64_t s = ms / 1000;
    int32_t day = zone_day(z, s);
    int64_t of_day = s + zone_offset(z, s) - (int64_t)day * 86400;
    when_civil(day, &c.year, &c.month, &c.day);
    c.hour = (int)(of_day / 3600);
    c.minute = (int)(of_day / 60 % 60);
    return c;
}

const char *locale_short_day(enum report_lang lang, struct arena *a, const struct zone *z, int64_t ms)
{
    char text[32];
    struct civil c = civil_of(z, ms);
    snprintf(text, sizeof text, "%d" NARROW "%s", c.day, months[lang][c.month - 1]);
    return keep(a, text);
}

const char *locale_day(enum report_lang lang, struct arena *a, const struct zone *z, int64_t ms)
{
    char text[48];
    snprintf(text, sizeof text, "%s" NARROW "%d", locale_short_day(lang, a, z, ms), civil_of(z, ms).year);
    return keep(a, text);
}

const char *locale_hour(struct arena *a, const struct zone *z, int64_t ms)
{
    char text[24];
    struct civil c = civil_of(z, ms);
    snprintf(text, sizeof text, "%02d:%02d", c.hour, c.minute);
    return keep(a, text);
}

const char *locale_time(enum report_lang lang, struct arena *a, const struct zone *z, int64_t ms)
{
    char text[80];
    snprintf(text, sizeof text, "%s, %s", locale_day(lang, a, z, ms), locale_hour(a, z, ms));
    return keep(a, text);
}

const char *locale_span(enum report_lang lang, struct arena *a, const struct zone *z, int64_t from_ms, int64_t to_ms)
{
    char text[160];
    struct civil from = civil_of(z, from_ms), to = civil_of(z, to_ms);
    bool days = from.hour + from.minute + to.hour + to.minute == 0;
    const char *first = days ? locale_day(lang, a, z, from_ms) : locale_time(lang, a, z, from_ms);
    const char *last = days ? locale_day(lang, a, z, to_ms - 1) : locale_time(lang, a, z, to_ms);
    if (strcmp(first, last) == 0)
        return first;
    snprintf(text, sizeof text, "%s \u2013 %s", first, last);
    return keep(a, text);
}
