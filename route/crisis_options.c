#include "route/crisis_options.h"

#define AT(m) offsetof(struct crisis_options, m)
static const struct conf_key keys[] = {
    { "budget", CONF_DOUBLE, AT(alarm.budget), "2", "false pages a month that a brand tolerates: it pages when it is so loud about once in 450 hours / budget" },
    { "watch_hours", CONF_DOUBLE, AT(alarm.watch_hours), "72", "a watch, which is shown and pages nobody: so loud about once in so many hours" },
    { "floor", CONF_INT, AT(alarm.floor), "10", "never a page with fewer negatives in 15 minutes, nor with less than 3 times the usual" },
    { "authors", CONF_INT, AT(alarm.authors), "5", "never a page with fewer authors, at most 16" },
    { "crisis_factor", CONF_DOUBLE, AT(alarm.crisis_factor), "4", "an alert is a crisis when it is so many times rarer, or at so many times the negatives that are enough for one" },
    { "same_author", CONF_INT, AT(voices.same_author), "2", "negatives of one author that count in 15 minutes, so that few accounts are no crowd; 0: all" },
    { "same_text", CONF_INT, AT(voices.same_text), "3", "the same of one text of five words and more that is no repost; 0: all" },
    { "influential", CONF_INT, AT(voices.influential), "100000", "a negative of an author with so many followers: half the floor, and half as rare, is enough; 0: never" },
    { "reach", CONF_INT, AT(voices.reach), "200000", "the authors of the negatives have so many followers together, and three times as many each as those before: the same; 0: never" },
    { "sensitive_terms", CONF_STRS, AT(voices.sensitive_terms), NULL, "words of harm to people: of three authors, the same (shipped: dead, injured, fire, in three languages); []: none" },
    { "own_post", CONF_BOOL, AT(voices.own_post), "true", "half of the negatives answer one post of the brand's own: the same" },
    { "sudden_term", CONF_BOOL, AT(voices.sudden_term), "false", "half of the negatives say what was not said before: the same" },
    { "close_after", CONF_MS, AT(alarm.close_ms), "6h", "below half of what opens, for so long" },
    { "every", CONF_MS, AT(every_ms), "1s", "how often to look" },
    { "fresh", CONF_MS, AT(fresh_ms), "30m", "what happened longer ago opens no alert; 0: whatever its age" },
    { "types", CONF_NODE, AT(types_node), NULL, "which topics make a crisis institutional, technical or commercial" },
    { 0 }
};
#undef AT

static bool check(const struct conf_node *n, const struct crisis_options *o, struct err *e)
{
    const struct alarm_conf *a = &o->alarm;
    if (!(a->budget >= 0.05 && a->budget <= 30))
        return conf_fail(conf_get(n, "budget"), e, "a budget is 0.05 to 30 false pages a month");
    if (!(a->watch_hours >= 6))
        return conf_fail(conf_get(n, "watch_hours"), e, "what comes more often than every 6 hours is no news");
    if (a->floor < 1)
        return conf_fail(conf_get(n, "floor"), e, "a floor is at least 1");
    if (a->authors < 0 || a->authors > 16)
        return conf_fail(conf_get(n, "authors"), e, "0 to 16: more are not told apart");
    if (o->voices.same_author < 0 || o->voices.same_text < 0)
        return conf_fail(conf_get(n, o->voices.same_author < 0 ? "same_author" : "same_text"), e, "fewer than none cannot count; 0: as many as there are");
    if (o->voices.influential < 0 || o->voices.reach < 0)
        return conf_fail(conf_get(n, o->voices.reach < 0 ? "reach" : "influential"), e, "followers are not fewer than none; 0: never");
    if (o->voices.sensitive_terms.n > VOICES_TERMS)
        return conf_fail(conf_get(n, "sensitive_terms"), e, "at most %d words", VOICES_TERMS);
    if (!(a->crisis_factor >= 1))
        return conf_fail(conf_get(n, "crisis_factor"), e, "a factor is at least 1");
    if (a->close_ms < 60000)
        return conf_fail(conf_get(n, "close_after"), e, "a minute at least: else one incident is many");
    return o->every_ms >= 100 || conf_fail(conf_get(n, "every"), e, "looking more often than every 100ms finds nothing more");
}

bool crisis_options_read(const struct conf_node *crisis, struct crisis_options *out, struct err *e)
{
    bool ok = conf_read(crisis, keys, out, e);
    if (ok && !(crisis && conf_get(crisis, "sensitive_terms")))
        out->voices.sensitive_terms = voices_usual.sensitive_terms;
    return ok && (!crisis || check(crisis, out, e)) && crisis_types_read(out->types_node, &out->types, e);
}

void crisis_options_print(bool markdown)
{
    conf_print("route.crisis", keys, markdown);
    conf_print("route.crisis.types", crisis_types_keys, markdown);
}
