#include "route/care/calendar.h"

#include <stdlib.h>

struct row { const char *zone; const struct conf_node *hours; struct conf_strs holidays; };

static const struct conf_key keys[] = {
    { "zone", CONF_STR, offsetof(struct row, zone), "", "time zone of the hours; the installation's where absent" },
    { "hours", CONF_NODE, offsetof(struct row, hours), NULL, "{ mon-fri: \"09:00-18:00\", sat: \"09:00-13:00\" }" },
    { "holidays", CONF_STRS, offsetof(struct row, holidays), NULL, "days on which nobody is there, as 2026-12-25" },
    { 0 }
};

void calendar_print_config(const char *section, bool markdown)
{
    conf_print(section, keys, markdown);
}

static bool read_week(const struct conf_node *hours, struct hours_week *w, struct err *e)
{
    if (!hours || conf_kind(hours) != CONF_KIND_MAP || conf_len(hours) == 0)
        return conf_fail(hours, e, "hours must be a mapping of days: { mon-fri: \"09:00-18:00\" }");
    for (size_t i = 0; i < conf_len(hours); i++) {
        const char *days = conf_member(hours, i), *spans = conf_scalar(conf_get(hours, days)), *why = "";
        if (!hours_week_add(w, slice_of(days), slice_of(spans), &why))
            return conf_fail(conf_member_node(hours, i), e, "%s: %s", days, why);
    }
    return true;
}

static bool read_days(const struct conf_node *node, const struct conf_strs *texts, int32_t *days, struct err *e)
{
    for (size_t i = 0; i < texts->n; i++)
        if (!hours_date(slice_of(texts->v[i]), &days[i]))
            return conf_fail(conf_get(node, "holidays"), e, "'%.40s' is no day: write it as \"2026-12-25\"", texts->v[i]);
    return true;
}

bool calendar_read(const struct conf_node *node, const char *zone, struct calendar *out, struct err *e)
{
    struct row row = { 0 };
    struct hours_week week = { 0 };
    if (!node)
        return true;
    if (!conf_read(node, keys, &row, e))
        return false;
    if (!row.hours)
        return conf_fail(node, e, "the calendar has no hours: { mon-fri: \"09:00-18:00\" }");
    int32_t *days = calloc(row.holidays.n + 1, sizeof *days);
    if (!days)
        abort();
    bool ok = read_week(row.hours, &week, e) && read_days(node, &row.holidays, days, e);
    if (ok && !(out->zone = zone_open(row.zone ? row.zone : zone, e)))
        ok = conf_fail(conf_get(node, "zone"), e, "no such time zone: '%.60s'", row.zone ? row.zone : zone);
    if (ok)
        out->hours = hours_new(out->zone, &week, days, row.holidays.n);
    free(days);
    return ok;
}

void calendar_fini(struct calendar *c)
{
    hours_free(c->hours);
    zone_close(c->zone);
    *c = (struct calendar){ 0 };
}
