#include "route/care/book.h"

#include <ctype.h>
#include <stdlib.h>

#include "route/care/calendar.h"
#include "route/care/handle.h"

struct automatic { struct conf_strs signatures, accounts; };

struct book {
    struct care_options options;
    struct automatic automatic;
    struct arena arena;
    struct book_account *accounts;   /* open addressing by hash, in the order of the configuration */
    uint32_t mask;
    struct slice *brands;        /* entities, by index */
    const struct brands *of;
    struct calendar calendar;
};

static const struct conf_key care_keys[] = {
    { "signatures", CONF_STRS, offsetof(struct care_options, signatures), NULL,
      "marks that stand before an agent's initials at the end of an answer; where absent: ^ - – — * / ~" },
    { "automatic", CONF_NODE, offsetof(struct care_options, automatic), NULL, "what answers by itself: it stops no clock" },
    { "calendar", CONF_NODE, offsetof(struct care_options, calendar), NULL, "business hours; without it only the clock's time is counted" },
    { "window", CONF_MS, offsetof(struct care_options, window_ms), "15d",
      "a conversation is remembered for at least so long after its last message; cannot change once there are counters" },
    { 0 }
};
static const struct conf_key automatic_keys[] = {
    { "signatures", CONF_STRS, offsetof(struct automatic, signatures), NULL, "initials that a program signs with, such as BOT" },
    { "accounts", CONF_STRS, offsetof(struct automatic, accounts), NULL, "accounts of brands that a program writes for" },
    { 0 }
};
void book_print_config(bool markdown)
{
    conf_print("route.care", care_keys, markdown);
    conf_print("route.care.automatic", automatic_keys, markdown);
    calendar_print_config("route.care.calendar", markdown);
}

/* ---- reading ---- */

/* A part of a counter's name: small letters, without what separates parts. */
static struct slice part_of(struct arena *a, const char *handle)
{
    struct slice s = slice_of(*handle == '@' ? handle + 1 : handle);
    char *p = arena_alloc(a, s.n + 1);
    s.n = s.n < HANDLE_MAX ? s.n : HANDLE_MAX;
    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] == '|' ? '_' : (char)tolower((unsigned char)s.p[i]);
    return (struct slice){ p, s.n };
}

static bool is_automatic(const struct book *b, struct slice handle)
{
    for (size_t i = 0; i < b->automatic.accounts.n; i++)
        if (handle_hash(slice_of(b->automatic.accounts.v[i])) == handle_hash(handle))
            return true;
    return false;
}

static void add_account(struct book *b, uint32_t brand, const struct brand_account *acc)
{
    struct slice handle = part_of(&b->arena, acc->handle);
    struct book_account a = { .hash = handle_hash(handle), .brand = brand, .platform = acc->platform && *acc->platform ? acc->platform : NULL };
    a.entity = arena_printf(&b->arena, "e|%s|" SLICE_FMT "|%s", b->of->v[brand].id, SLICE_ARG(handle), acc->purpose && *acc->purpose ? acc->purpose : "-");
    a.automatic = is_automatic(b, handle);
    uint32_t at = (uint32_t)a.hash & b->mask;
    while (b->accounts[at].hash)
        at = (at + 1) & b->mask;
    b->accounts[at] = a;
}

static void add_brands(struct book *b)
{
    size_t n = 0;
    uint32_t size = 16;
    for (size_t i = 0; i < b->of->n; i++)
        n += b->of->v[i].accounts.n;
    while (size < 2 * n)
        size *= 2;
    b->accounts = arena_zalloc(&b->arena, size * sizeof *b->accounts);
    b->mask = size - 1;
    b->brands = arena_alloc(&b->arena, (b->of->n + 1) * sizeof *b->brands);
    for (uint32_t i = 0; i < b->of->n; i++) {
        b->brands[i] = arena_printf(&b->arena, "e|%s|-|-", b->of->v[i].id);
        for (size_t k = 0; k < b->of->v[i].accounts.n; k++)
            add_account(b, i, &b->of->v[i].account[k]);
    }
}

struct book *book_open(const struct brands *brands, const struct conf_node *care, const char *zone, struct err *e)
{
    struct book *b = calloc(1, sizeof *b);
    if (!b)
        abort();
    b->of = brands;
    if (conf_read(care, care_keys, &b->options, e) && conf_read(b->options.automatic, automatic_keys, &b->automatic, e) && calendar_read(b->options.calendar, zone, &b->calendar, e)) {
        add_brands(b);
        return b;
    }
    book_close(b);
    return NULL;
}

bool book_window(const struct conf_node *care, int64_t *window_ms, struct err *e)
{
    struct care_options o = { 0 };
    if (!conf_read(care, care_keys, &o, e))
        return false;
    *window_ms = o.window_ms;
    return o.window_ms >= 1000 || conf_fail(conf_get(care, "window"), e, "window: at least 1s");
}

void book_close(struct book *b)
{
    if (!b)
        return;
    calendar_fini(&b->calendar);
    arena_fini(&b->arena);
    free(b);
}

/* ---- asking ---- */

const struct book_account *book_account(const struct book *b, struct slice platform, struct slice handle)
{
    if (!handle.n)
        return NULL;
    uint64_t hash = handle_hash(handle);
    for (uint32_t at = (uint32_t)hash & b->mask; b->accounts[at].hash; at = (at + 1) & b->mask)
        if (b->accounts[at].hash == hash && (!b->accounts[at].platform || slice_eq_nocase(slice_of(b->accounts[at].platform), platform)))
            return &b->accounts[at];
    return NULL;
}

const struct book_account *book_account_in_text(const struct book *b, struct slice platform, struct slice handle)
{
    const struct book_account *a;
    do
        a = book_account(b, platform, handle);
    while (!a && handle_shorter(&handle));
    return a;
}

struct slice book_brand(const struct book *b, struct slice id)
{
    uint32_t index;
    return brands_find(b->of, id, &index) ? b->brands[index] : (struct slice){ 0 };
}

const struct hours *book_hours(const struct book *b)
{
    return b->calendar.hours;
}

/* ---- signatures ---- */

static const char *const marks_default[] = { "^", "-", "–", "—", "*", "/", "~" };

/* Cuts white space and whole links off the end. */
static struct slice without_links(struct slice t)
{
    for (;;) {
        t = slice_trim(t);
        size_t at = t.n;
        while (at && !isspace((unsigned char)t.p[at - 1]))
            at--;
        struct slice last = { t.p + at, t.n - at };
        if (at == 0 || (!slice_starts(last, SLICE("http://")) && !slice_starts(last, SLICE("https://"))))
            return t;
        t.n = at;
    }
}

static bool ends_in_mark(const struct book *b, struct slice t)
{
    const char *const *v = b->options.signatures.n ? b->options.signatures.v : marks_default;
    size_t n = b->options.signatures.n ? b->options.signatures.n : sizeof marks_default / sizeof marks_default[0];
    for (size_t i = 0; i < n; i++) {
        struct slice mark = slice_of(v[i]);
        if (!mark.n || !slice_ends(t, mark))
            continue;
        if (t.n == mark.n)
            return false;                /* nothing was said */
        char before = t.p[t.n - mark.n - 1];
        if (!isalnum((unsigned char)before) || slice_is(mark, "^"))   /* no part of a word such as e-TV */
            return true;
    }
    return false;
}

struct slice book_signature(const struct book *b, struct slice text)
{
    struct slice t = without_links(text);
    size_t at = t.n;
    while (at && isupper((unsigned char)t.p[at - 1]))
        at--;
    struct slice initials = { t.p + at, t.n - at };
    t.n = at;
    t = slice_trim(t);
    return initials.n >= 1 && initials.n <= 4 && ends_in_mark(b, t) ? initials : (struct slice){ 0 };
}

bool book_automatic_signature(const struct book *b, struct slice initials)
{
    for (size_t i = 0; i < b->automatic.signatures.n; i++) {
        struct slice s = slice_of(b->automatic.signatures.v[i]);
        if (slice_eq_nocase(s, initials) && s.n)
            return true;
    }
    return false;
}
