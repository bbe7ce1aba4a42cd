#include "route/incident.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/when.h"

#define MINUTE_MS 60000

static const char *const stages[] = { "", "alert", "crisis", "closed" };

struct incident *incident_new(const char *brand, enum crisis_type type, const char *topic, const struct alarm *a)
{
    char text[128];
    struct incident *i = calloc(1, sizeof *i);
    if (!i)
        abort();
    int n = snprintf(text, sizeof text, "%s|%s|%" PRId64, brand, crisis_type_names[type], a->opened_ms / MINUTE_MS);
    snprintf(i->id, sizeof i->id, "%016" PRIx64, hash64((struct slice){ text, (size_t)n }));
    snprintf(i->brand, sizeof i->brand, "%s", brand);
    snprintf(i->topic, sizeof i->topic, "%s", topic ? topic : "");
    i->open = true;
    handling_init(&i->handling);
    i->type = type;
    i->alarm = *a;
    i->level = a->level;
    i->opened_ms = i->updated_ms = a->opened_ms;
    i->score.authors = -1;
    i->score.share_usual = -1;
    return i;
}

void incident_free(struct incident *i)
{
    if (!i)
        return;
    buf_fini(&i->platforms);
    buf_fini(&i->causes);
    buf_fini(&i->samples);
    buf_fini(&i->said);
    buf_fini(&i->raised);
    handling_fini(&i->handling);
    free(i);
}

enum stage incident_stage(const struct incident *i)
{
    if (i->level < LEVEL_ALERT)
        return STAGE_NONE;
    return !i->open || i->handling.state == HANDLING_CLOSED ? STAGE_CLOSED : i->level == LEVEL_CRISIS ? STAGE_CRISIS : STAGE_ALERT;
}

const char *stage_name(enum stage s) { return stages[s]; }

int incident_level(const struct incident *i) { return committee_level(incident_level_name(i)); }
struct slice incident_level_name(const struct incident *i) { return slice_of(alarm_level_names[i->level]); }
struct slice incident_type(const struct incident *i) { return slice_of(crisis_type_names[i->type]); }

enum stage incident_level_stage(int level)
{
    return level >= 2 ? STAGE_CRISIS : level == 1 ? STAGE_ALERT : STAGE_NONE;
}

struct slice incident_key(const struct incident *i, char out[INCIDENT_KEY])
{
    int n = snprintf(out, INCIDENT_KEY, "%s-%s", i->id, stages[incident_stage(i)]);
    if (i->handling.reopened && incident_stage(i) == STAGE_CLOSED)
        n += snprintf(out + n, INCIDENT_KEY - (size_t)n, ".%" PRId64, i->handling.reopened);
    return (struct slice){ out, (size_t)n };
}

static bool one_of(struct slice text, const char *const *names, int count, int *which)
{
    for (*which = 0; *which < count; ++*which)
        if (slice_is(text, names[*which]))
            return true;
    return false;
}

bool incident_key_parse(struct slice key, struct slice *id, enum stage *s)
{
    int which;
    struct slice name;
    if (!slice_next(&key, '-', id) || !slice_next(&key, '.', &name) || !one_of(name, stages, 4, &which))
        return false;
    *s = (enum stage)which;
    return true;
}

/* ---- the record ---- */

static void print_time(struct buf *out, const char *name, int64_t ms)
{
    char text[WHEN_TEXT];
    if (ms == 0)
        return;
    when_print(ms, text);
    buf_printf(out, ",\"%s\":\"%s\"", name, text);
}

static void print_list(struct buf *out, const char *name, const struct buf *json, const char *none)
{
    buf_printf(out, ",\"%s\":", name);
    buf_add(out, json->n ? buf_slice(json) : slice_of(none));
}

void incident_print(const struct incident *i, const int64_t *offsets, size_t n, struct buf *out)
{
    buf_printf(out, "{\"v\":1,\"id\":\"%s\",\"brand\":", i->id);
    buf_json(out, slice_of(i->brand));
    buf_printf(out, ",\"type\":\"%s\",\"level\":\"%s\",\"state\":\"%s\"", crisis_type_names[i->type], alarm_level_names[i->level], i->open ? "open" : "closed");
    if (i->topic[0]) {
        buf_addz(out, ",\"topic\":");
        buf_json(out, slice_of(i->topic));
    }
    print_time(out, "opened", i->opened_ms);
    print_time(out, "updated", i->updated_ms);
    print_time(out, "closed", i->closed_ms);
    print_time(out, "calm", i->alarm.calm_ms);
    buf_printf(out, ",\"x\":%" PRId64 ",\"mu\":%.3f,\"z\":%.3f,\"window_minutes\":%" PRId64, i->score.x, i->score.mu, i->score.z, i->window_minutes);
    buf_printf(out, ",\"hours\":%.2f,\"page_hours\":%.2f,\"x_opened\":%.0f,\"share\":%.4f", i->score.hours, i->score.page_hours, i->alarm.x_page, i->score.share);
    if (i->score.share_usual >= 0)
        buf_printf(out, ",\"share_usual\":%.4f", i->score.share_usual);
    if (i->score.authors >= 0)
        buf_printf(out, ",\"authors\":%" PRId64, i->score.authors);
    if (i->score.unheard > 0)
        buf_printf(out, ",\"unheard\":%.4f", i->score.unheard);
    print_list(out, "raised", &i->raised, "[]");
    print_list(out, "platforms", &i->platforms, "{}");
    print_list(out, "causes", &i->causes, "[]");
    print_list(out, "samples", &i->samples, "[]");
    buf_printf(out, ",\"notified\":\"%s\",\"offsets\":[", stages[i->notified]);
    for (size_t p = 0; p < n; p++)
        buf_printf(out, "%s%" PRId64, p ? "," : "", offsets[p]);
    buf_addz(out, "],\"handling\":");
    handling_print(&i->handling, out);
    buf_char(out, '}');
}

static void read_offsets(const struct json *j, struct json_value list, int64_t *offsets, size_t n)
{
    struct json_value v;
    for (size_t p = 0; p < n && json_item(j, &list, &v); p++)
        if (v.type == JSON_INT && v.whole > offsets[p])
            offsets[p] = v.whole;
}

/* ---- reading it back ---- */

enum member { TEXT, TIME, WHOLE, REAL, NAMED };

/* Where each member goes. NAMED: one of names[]. */
#define AT(m) offsetof(struct incident, m)
static const struct { const char *name; enum member kind; size_t offset, size; const char *const *names; int count; } members[] = {
    { "id", TEXT, AT(id), sizeof ((struct incident *)0)->id, NULL, 0 },
    { "brand", TEXT, AT(brand), sizeof ((struct incident *)0)->brand, NULL, 0 },
    { "topic", TEXT, AT(topic), sizeof ((struct incident *)0)->topic, NULL, 0 },
    { "type", NAMED, AT(type), 0, crisis_type_names, CRISIS_TYPES },
    { "level", NAMED, AT(level), 0, alarm_level_names, LEVEL_COUNT },
    { "notified", NAMED, AT(notified), 0, stages, 4 },
    { "opened", TIME, AT(opened_ms), 0, NULL, 0 },
    { "updated", TIME, AT(updated_ms), 0, NULL, 0 },
    { "closed", TIME, AT(closed_ms), 0, NULL, 0 },
    { "calm", TIME, AT(alarm.calm_ms), 0, NULL, 0 },
    { "x", WHOLE, AT(score.x), 0, NULL, 0 },
    { "mu", REAL, AT(score.mu), 0, NULL, 0 },
    { "z", REAL, AT(score.z), 0, NULL, 0 },
    { "hours", REAL, AT(score.hours), 0, NULL, 0 },
    { "page_hours", REAL, AT(score.page_hours), 0, NULL, 0 },
    { "share", REAL, AT(score.share), 0, NULL, 0 },
    { "share_usual", REAL, AT(score.share_usual), 0, NULL, 0 },
    { "authors", WHOLE, AT(score.authors), 0, NULL, 0 },
    { "window_minutes", WHOLE, AT(window_minutes), 0, NULL, 0 },
    { "unheard", REAL, AT(score.unheard), 0, NULL, 0 },
    { "x_opened", REAL, AT(alarm.x_page), 0, NULL, 0 },
};
#undef AT

static bool read_real(const struct json_value *v, double *out)
{
    *out = v->type == JSON_INT ? (double)v->whole : v->real;
    return v->type == JSON_INT || v->type == JSON_REAL;
}

static bool read_text(const struct json_value *v, char *out, size_t size)
{
    if (v->type != JSON_STRING || v->text.n == 0 || v->text.n >= size)
        return false;
    memcpy(out, v->text.p, v->text.n);
    out[v->text.n] = 0;
    return true;
}

static bool read_named(const struct json_value *v, size_t m, void *place)
{
    int which;
    if (v->type != JSON_STRING || !one_of(v->text, members[m].names, members[m].count, &which))
        return false;
    memcpy(place, &which, sizeof which);   /* an enum: as wide as int here */
    return true;
}
_Static_assert(sizeof(enum stage) == sizeof(int) && sizeof(enum alarm_level) == sizeof(int) && sizeof(enum crisis_type) == sizeof(int), "read_named");

static bool read_place(const struct json_value *v, size_t m, void *place)
{
    switch (members[m].kind) {
    case TEXT: return read_text(v, place, members[m].size);
    case TIME: return v->type == JSON_STRING && when_parse(v->text, WHEN_RFC3339, NULL, place);
    case WHOLE: *(int64_t *)place = v->whole; return v->type == JSON_INT;
    case REAL: return read_real(v, place);
    case NAMED: return read_named(v, m, place);
    }
    return false;
}

static bool read_member(struct incident *i, struct slice name, const struct json_value *v)
{
    if (slice_is(name, "state"))
        i->open = v->type == JSON_STRING && slice_is(v->text, "open");
    for (size_t m = 0; m < sizeof members / sizeof members[0]; m++)
        if (slice_is(name, members[m].name))
            return read_place(v, m, (char *)i + members[m].offset);
    return true;
}

/* The members that are kept as they are. */
static struct buf *list_of(struct incident *i, struct slice name)
{
    return slice_is(name, "causes") ? &i->causes : slice_is(name, "samples") ? &i->samples : slice_is(name, "raised") ? &i->raised : NULL;
}

struct incident *incident_parse(struct json *j, struct arena *a, struct slice record, int64_t *offsets, size_t n, struct err *e)
{
    struct json_value root, v;
    struct slice name;
    char *padded = arena_alloc(a, record.n + JSON_PADDING);
    memcpy(padded, record.p, record.n);
    memset(padded + record.n, 0, JSON_PADDING);
    if (!json_parse(j, padded, record.n, &root, e) || root.type != JSON_OBJECT)
        return NULL;
    struct incident *i = calloc(1, sizeof *i);
    if (!i)
        abort();
    handling_init(&i->handling);
    i->score.authors = -1;
    i->score.share_usual = -1;
    for (size_t at = 0; json_member(j, &root, &name, &v); at++) {
        if (slice_is(name, "offsets") && v.type == JSON_ARRAY)
            read_offsets(j, v, offsets, n);
        else if (slice_is(name, "handling") && v.type == JSON_OBJECT) {
            if (!handling_parse(&i->handling, j, v, e)) {
                incident_free(i);
                return NULL;
            }
        } else if (slice_is(name, "platforms") && v.type == JSON_OBJECT)
            buf_add(&i->platforms, json_raw(j, at));
        else if (v.type == JSON_ARRAY && list_of(i, name))
            buf_add(list_of(i, name), json_raw(j, at));
        else if (!read_member(i, name, &v)) {
            err_set(e, ERR_DROP, SLICE_FMT ": not a value that this version writes", SLICE_ARG(name));
            incident_free(i);
            return NULL;
        }
    }
    if (!i->id[0] || !i->brand[0]) {
        err_set(e, ERR_DROP, "no id or no brand");
        incident_free(i);
        return NULL;
    }
    i->alarm.level = i->open ? i->level : LEVEL_NONE;
    i->alarm.opened_ms = i->opened_ms;
    return i;
}
