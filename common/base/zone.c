#include "base/zone.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/when.h"
#include "base/zone_rule.h"

#define DAY_S 86400
#define LAST_YEAR 2201         /* the rule at the end is written out until here */
#define MAX_FILE (1u << 20)
#define HEADER 44

struct change {
    int64_t at;        /* from this second on */
    int32_t offset;    /* the zone is so many seconds east of UTC */
};

struct zone {
    char name[64];
    int32_t first;     /* offset before the first change */
    size_t n;
    struct change change[];
};

/* A TZif file (RFC 8536): a block with 32-bit times, which we skip, the same
 * with 64-bit times, and a line with the rule for the time after. */
struct counts {
    size_t utc, std, leap, time, type, chars;
};

static uint32_t be32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static int64_t be64(const char *p)
{
    return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

static bool take(struct slice *s, size_t n, const char **part)
{
    if (s->n < n)
        return false;
    *part = s->p;
    s->p += n;
    s->n -= n;
    return true;
}

static bool take_header(struct slice *s, struct counts *c)
{
    const char *h;
    if (!take(s, HEADER, &h) || memcmp(h, "TZif", 4) != 0 || h[4] < '2')
        return false;
    *c = (struct counts){ be32(h + 20), be32(h + 24), be32(h + 28), be32(h + 32), be32(h + 36), be32(h + 40) };
    /* Leap seconds ("right/...") would count other seconds than everybody else. */
    return c->utc <= MAX_FILE && c->std <= MAX_FILE && c->leap == 0 && c->time <= MAX_FILE
        && c->type >= 1 && c->type <= 256 && c->chars <= MAX_FILE;
}

struct tzif {
    size_t times, types;
    const char *at, *type_of, *type;
    struct slice rule;
};

static bool tzif_read(struct slice file, struct tzif *t)
{
    struct counts c;
    const char *skip;
    if (!take_header(&file, &c)
        || !take(&file, c.time * 5 + c.type * 6 + c.chars + c.std + c.utc, &skip)
        || !take_header(&file, &c)
        || !take(&file, c.time * 8, &t->at) || !take(&file, c.time, &t->type_of)
        || !take(&file, c.type * 6, &t->type) || !take(&file, c.chars + c.std + c.utc, &skip)
        || file.n < 2 || file.p[0] != '\n' || file.p[file.n - 1] != '\n')
        return false;
    t->times = c.time;
    t->types = c.type;
    t->rule = (struct slice){ file.p + 1, file.n - 2 };
    for (size_t i = 0; i < t->times; i++)
        if ((unsigned char)t->type_of[i] >= t->types || (i && be64(t->at + 8 * i) <= be64(t->at + 8 * (i - 1))))
            return false;
    return true;
}

static int32_t type_offset(const struct tzif *t, size_t type)
{
    return (int32_t)be32(t->type + 6 * type);
}

static void add_change(struct zone *z, int64_t after, int64_t at, int32_t offset)
{
    if (at > after)
        z->change[z->n++] = (struct change){ at, offset };
}

/* Writes the rule's changes out year by year, so that asking is one search. */
static void add_rule(struct zone *z, const struct zone_rule *r, int64_t after, int year)
{
    if (!r->has_dst) {
        add_change(z, after, after + 1, r->std_s);
        return;
    }
    for (; year <= LAST_YEAR; year++) {
        int64_t start, end;
        zone_rule_year(r, year, &start, &end);
        if (start > end)
            add_change(z, after, end, r->std_s);
        add_change(z, after, start, r->dst_s);
        if (start <= end)
            add_change(z, after, end, r->std_s);
    }
}

static struct zone *zone_build(const char *name, const struct tzif *t, const struct zone_rule *r)
{
    int64_t last = t->times ? be64(t->at + 8 * (t->times - 1)) : (int64_t)-2208988800;  /* 1900 */
    int year = LAST_YEAR, month, day;
    if (last < (int64_t)LAST_YEAR * 366 * DAY_S)
        when_civil(last / DAY_S, &year, &month, &day);
    year = year < 1900 ? 1900 : year;
    size_t most = t->times + 2 * (size_t)(year > LAST_YEAR ? 1 : LAST_YEAR - year + 1);
    struct zone *z = calloc(1, sizeof *z + most * sizeof z->change[0]);
    if (!z)
        return NULL;
    snprintf(z->name, sizeof z->name, "%s", name);
    z->first = type_offset(t, 0);
    for (size_t i = 0; i < t->times; i++)
        add_change(z, INT64_MIN, be64(t->at + 8 * i), type_offset(t, (unsigned char)t->type_of[i]));
    if (r)
        add_rule(z, r, last, year);
    return z;
}

static struct zone *zone_parse(const char *name, struct slice file)
{
    struct tzif t;
    struct zone_rule r;
    if (!tzif_read(file, &t) || (t.rule.n && !zone_rule_parse(t.rule, &r)))
        return NULL;
    return zone_build(name, &t, t.rule.n ? &r : NULL);
}

/* The name comes from a configuration or a request and becomes a path: without
 * a dot it cannot climb. */
static bool name_allowed(const char *name)
{
    size_t n = strlen(name);
    return n > 0 && n < sizeof ((struct zone *)0)->name && name[0] != '/'
        && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_+-") == n;
}

static bool file_read(const char *path, struct buf *b)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return false;
    buf_reserve(b, MAX_FILE);
    b->n = fread(b->p, 1, MAX_FILE, f);
    bool ok = !ferror(f) && b->n < MAX_FILE;
    fclose(f);
    return ok;
}

struct zone *zone_open(const char *name, struct err *e)
{
    const char *folder = getenv("PULSO_ZONEINFO");
    char path[4096];
    struct buf file = { 0 };
    struct zone *z = NULL;
    if (!name_allowed(name)) {
        err_set(e, ERR_CONFIG, "\"%.64s\" is no name of a time zone; America/Mexico_City is one", name);
        return NULL;
    }
    snprintf(path, sizeof path, "%s/%s", folder ? folder : "/usr/share/zoneinfo", name);
    if (!file_read(path, &file))
        err_set(e, ERR_CONFIG, "time zone %s: %s: %s (is tzdata installed?)", name, path, strerror(errno));
    else if (!(z = zone_parse(name, buf_slice(&file))))
        err_set(e, ERR_CONFIG, "time zone %s: %s is not a tzdata file that can be used", name, path);
    buf_fini(&file);
    return z;
}

void zone_close(struct zone *z)
{
    free(z);
}

const char *zone_name(const struct zone *z)
{
    return z->name;
}

int32_t zone_offset(const struct zone *z, int64_t utc_s)
{
    size_t low = 0, high = z->n;   /* the first change that is later */
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (z->change[mid].at <= utc_s)
            low = mid + 1;
        else
            high = mid;
    }
    return low ? z->change[low - 1].offset : z->first;
}

/* The two candidates are the offsets of the day before and of the day after. If
 * both agree with themselves, clocks went back and the old offset came first; if
 * neither, the time is in a gap, and the old offset moves it forward. */
int64_t zone_to_utc(const struct zone *z, int64_t local_s)
{
    int32_t before = zone_offset(z, local_s - DAY_S), after = zone_offset(z, local_s + DAY_S);
    bool before_fits = zone_offset(z, local_s - before) == before;
    bool after_fits = zone_offset(z, local_s - after) == after;
    return local_s - (before_fits || !after_fits ? before : after);
}

int32_t zone_day(const struct zone *z, int64_t utc_s)
{
    int64_t local_s = utc_s + zone_offset(z, utc_s);
    return (int32_t)((local_s - (local_s < 0 ? DAY_S - 1 : 0)) / DAY_S);
}
