#include "route/priority.h"

#include <inttypes.h>

#define AT(m) offsetof(struct priority_points, m)
const struct conf_key priority_keys[] = {
    { "base", CONF_INT, AT(base), "30", "where every mention begins" },
    { "emergency", CONF_INT, AT(emergency), "50", "somebody is in danger" },
    { "cancellation", CONF_INT, AT(cancellation), "25", "a customer wants to leave" },
    { "complaint", CONF_INT, AT(complaint), "15", "a complaint" },
    { "request", CONF_INT, AT(request), "10", "something is asked to be done" },
    { "question", CONF_INT, AT(question), "10", "a question" },
    { "purchase", CONF_INT, AT(purchase), "10", "somebody wants to buy" },
    { "negative", CONF_INT, AT(negative), "10", "it feels negative, about some brand or as a whole" },
    { "positive", CONF_INT, AT(positive), "-10", "it feels positive, and negative about no brand" },
    { "reach_1k", CONF_INT, AT(reach_1k), "5", "the author has 1,000 followers or more" },
    { "reach_10k", CONF_INT, AT(reach_10k), "10", "10,000 or more" },
    { "reach_100k", CONF_INT, AT(reach_100k), "20", "100,000 or more" },
    { "verified", CONF_INT, AT(verified), "5", "the network says that the author is who they say" },
    { "private_message", CONF_INT, AT(private_message), "10", "said to the brand alone (kind dm)" },
    { "personal_data", CONF_INT, AT(personal_data), "10", "personal data stands in the open" },
    { 0 }
};
#undef AT

bool priority_check(const struct conf_node *section, const struct priority_points *p, struct err *e)
{
    for (const struct conf_key *k = priority_keys; section && k->name; k++) {
        int64_t points = *(const int64_t *)((const char *)p + k->offset);
        if (points < -100 || points > 100)
            return conf_fail(conf_get(section, k->name), e, "a priority is 0 to 100, so points are -100 to 100");
    }
    return true;
}

static int64_t bounded(int64_t v)
{
    return v < 0 ? 0 : v > 100 ? 100 : v;
}

static void add(struct priority *p, const char *why, int64_t points)
{
    if (points == 0)
        return;
    p->value += points;
    if (p->reason_count < PRIORITY_REASONS_MAX)
        p->reasons[p->reason_count++] = (struct priority_reason){ why, points };
}

static bool feels(const struct found *f, const char *label)
{
    for (size_t i = 0; i < f->brand_count; i++)
        if (slice_is(f->brands[i].label, label))
            return true;
    return f->brand_count == 0 && slice_is(f->label, label);
}

static void add_intent(struct priority *out, const struct priority_points *p, struct slice intent)
{
    const struct { const char *name; int64_t points; } row[] = {
        { "emergency", p->emergency }, { "cancellation", p->cancellation }, { "complaint", p->complaint },
        { "request", p->request }, { "question", p->question }, { "purchase", p->purchase },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (slice_is(intent, row[i].name))
            add(out, row[i].name, row[i].points);
}

void priority_of(const struct priority_points *p, const struct mention *m, const struct found *f, struct priority *out)
{
    out->value = 0;
    out->reason_count = 0;
    add(out, "base", p->base);
    add_intent(out, p, f->intent);
    if (feels(f, "negative"))
        add(out, "negative", p->negative);
    else if (feels(f, "positive"))
        add(out, "positive", p->positive);
    if (m->followers >= 100000)
        add(out, "reach", p->reach_100k);
    else if (m->followers >= 10000)
        add(out, "reach", p->reach_10k);
    else if (m->followers >= 1000)
        add(out, "reach", p->reach_1k);
    if (m->verified == 1)
        add(out, "verified", p->verified);
    if (m->kind == KIND_DM)
        add(out, "private_message", p->private_message);
    else if (f->pii)
        add(out, "personal_data", p->personal_data);
    out->value = bounded(out->value);
}

void priority_set(struct priority *p, int64_t value)
{
    p->value = value;
    p->reasons[0] = (struct priority_reason){ "rule", value };
    p->reason_count = 1;
}

void priority_raise(struct priority *p, int64_t points)
{
    add(p, "rule", points);
    p->value = bounded(p->value);
}

void priority_print(const struct priority *p, struct buf *out)
{
    buf_printf(out, "\"priority\":%" PRId64 ",\"reasons\":[", p->value);
    for (size_t i = 0; i < p->reason_count; i++)
        buf_printf(out, "%s[\"%s\",%" PRId64 "]", i ? "," : "", p->reasons[i].why, p->reasons[i].points);
    buf_char(out, ']');
}
