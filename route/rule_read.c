/* Rules as the configuration says them, with every mistake at its place. */
#include <stdio.h>
#include <stdlib.h>

#include "pii/pii.h"
#include "route/rule_reach.h"

#define FIXED_OUTCOMES 4     /* ignore, answer, contact: as enum rule_then; unanswered */

struct rule_row {
    const char *name;
    const struct conf_node *when, *then;
    int64_t priority, raise;
    struct conf_strs labels;
    bool send;
};

#define AT(m) offsetof(struct rule_row, m)
static const struct conf_key rule_keys[] = {
    { "name", CONF_STR, AT(name), NULL, "what the routed record and the metrics call it" },
    { "when", CONF_NODE, AT(when), NULL, "conditions, all of which must hold; none: always" },
    { "then", CONF_NODE, AT(then), NULL, "{ queue: TEAM }, { contact: TEAM }, contact, { answer: TEAM } (the team where no article fits), answer or ignore" },
    { "priority", CONF_INT, AT(priority), "0", "0 to 100: this urgency, in the place of the computed one (route.priority)" },
    { "raise", CONF_INT, AT(raise), "0", "points on top of the computed urgency, or off it" },
    { "labels", CONF_STRS, AT(labels), NULL, "words for the team, in the routed record" },
    { "send", CONF_BOOL, AT(send), "false", "of { answer: TEAM }: the answer goes out without a person, within the limits of kb.send" },
    { 0 }
};
#undef AT

#define AT(m) offsetof(struct rule_when, m)
static const struct conf_key when_keys[] = {
    { "brand", CONF_STRS, AT(brand), NULL, "one of these brands" },
    { "own", CONF_BOOL, AT(own), "", "whether the author is one of the brand's own accounts" },
    { "label", CONF_STRS, AT(label), NULL, "how it feels about the brand: negative, neutral, positive" },
    { "score_below", CONF_DOUBLE, AT(score_below), "0", "sentiment score about the brand is less than this, -1 to 1" },
    { "platform", CONF_STRS, AT(platform), NULL, "one of these platforms" },
    { "lang", CONF_STRS, AT(lang), NULL, "one of these languages, as classify found" },
    { "country", CONF_STRS, AT(country), NULL, "one of these countries" },
    { "kind", CONF_STRS, AT(kind), NULL, "post, reply, repost, quote, comment, review, article, dm" },
    { "intent", CONF_STRS, AT(intent), NULL, "complaint, question, request, praise, suggestion, purchase, cancellation, emergency, noise" },
    { "topic", CONF_STRS, AT(topic), NULL, "it is about one of these topics" },
    { "pii", CONF_STRS, AT(pii), NULL, "it holds personal data of one of these kinds, as in pulso.pii; any: of whatever kind" },
    { "unsure", CONF_BOOL, AT(unsure), "", "whether the classifier would rather not say how it feels" },
    { "verified", CONF_BOOL, AT(verified), "", "whether the network says that the author is who they say" },
    { "followers_from", CONF_INT, AT(followers_from), "0", "the author has at least so many followers" },
    { "priority_from", CONF_INT, AT(priority_from), "0", "its computed urgency is at least so much" },
    { "text", CONF_STR, AT(text), "", "a boolean query that title and text must match" },
    { 0 }
};
#undef AT

static bool read_kinds(const struct conf_node *when, struct rule_when *c, struct err *e)
{
    const char *names[KIND_COUNT];
    for (int k = 0; k < KIND_COUNT; k++)
        names[k] = mention_kind_name((enum mention_kind)k);
    for (size_t i = 0; i < c->kind.n; i++) {
        enum mention_kind k;
        if (mention_kind_of(slice_of(c->kind.v[i]), &k))
            c->kinds |= 1u << k;
    }
    return conf_known(when, "kind", "kind", &c->kind, names, KIND_COUNT, e);
}

/* any is all kinds by name, so that whoever compares rules need not know the word. */
static bool read_pii(const struct conf_node *when, struct rule_when *c, struct err *e)
{
    static const char *names[PII_KINDS + 1];
    for (int k = 0; k < PII_KINDS; k++)
        names[k] = pii_name((enum pii_kind)k);
    names[PII_KINDS] = "any";
    if (!conf_known(when, "pii", "kind of personal data", &c->pii, names, PII_KINDS + 1, e))
        return false;
    for (size_t i = 0; i < c->pii.n; i++)
        for (int k = 0; k < PII_KINDS; k++)
            if (strcmp(c->pii.v[i], names[k]) == 0 || strcmp(c->pii.v[i], "any") == 0)
                c->pii_kinds |= 1u << k;
    if (c->pii_kinds == (1u << PII_KINDS) - 1)
        c->pii = (struct conf_strs){ names, PII_KINDS };
    return true;
}

static bool add_text(struct rules *rs, size_t rule, const struct conf_node *node, const char *text, struct err *e)
{
    struct query_error qe = { 0 };
    if (!rs->texts)
        rs->texts = query_set_new();
    return query_set_add(rs->texts, (uint32_t)rule, slice_of(text), &qe)
        || conf_fail(node, e, "text, character %zu: %s", qe.at + 1, qe.what);
}

static bool read_when(struct rules *rs, size_t rule, const struct conf_node *when, const struct brands *brands, struct err *e)
{
    static const char *const labels[] = { "negative", "neutral", "positive" };
    static const char *const intents[] = { "complaint", "question", "request", "praise", "suggestion", "purchase", "cancellation", "emergency", "noise" };
    struct rule_when *c = &rs->v[rule].when;
    if (!conf_read(when, when_keys, c, e) || !brands_known(brands, when, "brand", &c->brand, e)
        || !conf_known(when, "label", "label", &c->label, labels, 3, e) || !read_kinds(when, c, e)
        || !conf_known(when, "intent", "intent", &c->intent, intents, sizeof intents / sizeof intents[0], e) || !read_pii(when, c, e))
        return false;
    c->asks_own = conf_get(when, "own") != NULL;
    c->asks_unsure = conf_get(when, "unsure") != NULL;
    c->asks_verified = conf_get(when, "verified") != NULL;
    c->asks_score = conf_get(when, "score_below") != NULL;
    if (c->asks_score && (c->score_below <= -1 || c->score_below > 1))
        return conf_fail(conf_get(when, "score_below"), e, "scores go from -1 to 1: nothing or everything is below %g", c->score_below);
    if (c->followers_from < 0)
        return conf_fail(conf_get(when, "followers_from"), e, "a number of followers is not negative");
    if (c->priority_from < 0 || c->priority_from > 100)
        return conf_fail(conf_get(when, "priority_from"), e, "a priority is 0 to 100");
    return !c->text || add_text(rs, rule, conf_get(when, "text"), c->text, e);
}

static bool read_team(const struct rules *rs, struct rule *r, const struct conf_node *node, struct err *e)
{
    const char *name = conf_scalar(node);
    if (!name)
        return conf_fail(node, e, "the name of a team is expected");
    for (size_t i = 0; i < rs->teams.n; i++)
        if (strcmp(rs->teams.v[i], name) == 0) {
            r->team = (int)i;
            r->outcome = FIXED_OUTCOMES + i;
            return true;
        }
    return conf_unknown(node, "team", name, rs->teams.v, rs->teams.n, e);
}

static bool read_then(const struct rules *rs, struct rule *r, const struct conf_node *then, struct err *e)
{
    static const char *const alone[] = { "ignore", "answer", "contact" };
    const char *word = conf_scalar(then);
    r->team = -1;
    for (size_t i = 0; word && i < sizeof alone / sizeof alone[0]; i++)
        if (strcmp(word, alone[i]) == 0) {
            r->then = (enum rule_then)i;
            r->outcome = r->then == THEN_ANSWER ? OUTCOME_UNANSWERED : i;
            return true;
        }
    if (conf_kind(then) == CONF_KIND_MAP && conf_len(then) == 1) {
        const char *verb = conf_member(then, 0);
        bool queue = strcmp(verb, "queue") == 0, answer = strcmp(verb, "answer") == 0;
        r->then = queue ? THEN_QUEUE : answer ? THEN_ANSWER : THEN_CONTACT;
        if (queue || answer || strcmp(verb, "contact") == 0)
            return read_team(rs, r, conf_at(then, 0), e);
    }
    return conf_fail(then, e, "then is { queue: TEAM }, { contact: TEAM }, contact, { answer: TEAM }, answer or ignore");
}

static bool read_rule(struct rules *rs, size_t i, const struct conf_node *node, const struct brands *brands, struct err *e)
{
    struct rule *r = &rs->v[i];
    struct rule_row row = { 0 };
    if (!conf_read(node, rule_keys, &row, e))
        return false;
    if (!row.then)
        return conf_fail(node, e, "rule \"%s\" has no then: { queue: TEAM }, { contact: TEAM }, contact, { answer: TEAM }, answer or ignore", row.name);
    if (row.priority < 0 || row.priority > 100)
        return conf_fail(conf_get(node, "priority"), e, "a priority is 0 to 100");
    if (row.raise < -100 || row.raise > 100)
        return conf_fail(conf_get(node, "raise"), e, "a priority is 0 to 100, so a rule raises it by -100 to 100");
    for (size_t k = 0; k < i; k++)
        if (strcmp(rs->v[k].name, row.name) == 0)
            return conf_fail(conf_get(node, "name"), e, "a rule named '%s' stands further up, in %s:%d:%d", row.name, conf_node_file(rs->v[k].node),
                             conf_line(rs->v[k].node), conf_col(rs->v[k].node));
    r->name = row.name;
    r->node = node;
    r->sets_priority = conf_get(node, "priority") != NULL;
    r->priority = row.priority;
    r->raise = row.raise;
    r->labels = row.labels;
    r->send = row.send;
    r->always = !row.when || conf_len(row.when) == 0;
    if (!read_then(rs, r, row.then, e))
        return false;
    if (r->send && (r->then != THEN_ANSWER || r->team < 0))
        return conf_fail(conf_get(node, "send"), e, "only { answer: TEAM } may send: the team gets what must not go out by itself");
    return (r->always || read_when(rs, i, row.when, brands, e));
}

static bool check_order(const struct rules *rs, const struct conf_node *list, struct err *e)
{
    for (size_t i = 0; i + 1 < rs->n; i++)
        if (rs->v[i].always)
            return conf_fail(conf_at(list, i + 1), e, "rule \"%s\" is never reached: \"%s\" before it has no condition and takes everything",
                             rs->v[i + 1].name, rs->v[i].name);
    return rs->v[rs->n - 1].always
        || conf_fail(conf_at(list, rs->n - 1), e, "the last rule has to take everything that is left: add one without when, such as "
                                                  "{ name: rest, then: ignore }");
}

/* "a", "b" and "c" */
static void name_rules(const struct rules *rs, const struct reach *by, char *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < by->by_count && n < room; i++)
        n += (size_t)snprintf(out + n, room - n, "%s\"%.40s\"", i == 0 ? "" : i + 1 == by->by_count ? " and " : ", ", rs->v[by->by[i]].name);
}

/* A rule that nothing reaches is a mistake: whoever wrote it expects it to do something. But for the last, which has to be there
 * whether anything is left for it or not. */
static bool check_reach(const struct rules *rs, struct err *e)
{
    for (size_t i = 1; i + 1 < rs->n; i++) {
        struct reach by;
        char names[160];
        rules_reach(rs, i, &by);
        if (by.reachable)
            continue;
        name_rules(rs, &by, names, sizeof names);
        return conf_fail(rs->v[i].node, e, "rule \"%.40s\" is never reached: %s before it %s all that it would; move it up or take it out", rs->v[i].name,
                         names, by.by_count == 1 ? "takes" : "take");
    }
    return true;
}

/* Team names become topics, and parts of counters' names. */
static bool check_teams(const struct conf_node *node, const struct conf_strs *teams, struct err *e)
{
    for (size_t i = 0; i < teams->n; i++) {
        const char *t = teams->v[i];
        if (!*t || strlen(t) > 64 || strspn(t, "abcdefghijklmnopqrstuvwxyz0123456789._-") != strlen(t))
            return conf_fail(conf_entry(node, i), e, "a team's name is 1 to 64 of a-z 0-9 . _ - : it becomes the name of its topic");
        for (size_t k = 0; k < i; k++)
            if (strcmp(teams->v[k], t) == 0)
                return conf_fail(conf_entry(node, i), e, "team \"%s\" is there twice", t);
    }
    return true;
}

static void name_outcomes(struct rules *rs)
{
    static const char *const fixed[] = { "ignore", "answer", "contact", "unanswered" };
    rs->outcome_count = FIXED_OUTCOMES + rs->teams.n + 1;
    rs->outcomes = calloc(rs->outcome_count, sizeof *rs->outcomes);
    for (size_t i = 0; rs->outcomes && i < rs->outcome_count; i++) {
        bool team = i >= FIXED_OUTCOMES && i + 1 < rs->outcome_count;
        const char *word = team ? "queue." : i < FIXED_OUTCOMES ? fixed[i] : "unrouted";
        if (asprintf(&rs->outcomes[i], "%s%s", word, team ? rs->teams.v[i - FIXED_OUTCOMES] : "") < 0)
            abort();
    }
}

static bool read_all(struct rules *rs, const struct conf_node *list, const struct brands *brands, struct err *e)
{
    rs->n = conf_len(list);
    rs->v = calloc(rs->n, sizeof *rs->v);
    if (!rs->v)
        abort();
    name_outcomes(rs);
    for (size_t i = 0; i < rs->n; i++)
        if (!read_rule(rs, i, conf_at(list, i), brands, e))
            return false;
    return check_order(rs, list, e) && check_reach(rs, e) && (!rs->texts || query_set_compile(rs->texts, e));
}

struct rules *rules_open(const struct conf_node *section, const struct conf_strs *teams, const struct brands *brands, struct err *e)
{
    const struct conf_node *list = section ? conf_get(section, "rules") : NULL;
    if (!list || conf_kind(list) != CONF_KIND_LIST || conf_len(list) == 0) {
        static const char what[] = "route needs a list of rules; the least is: rules: [ { name: rest, then: ignore } ]";
        section ? conf_fail(list ? list : section, e, "%s", what) : err_set(e, ERR_CONFIG, "%s", what);
        return NULL;
    }
    if (teams->n && !check_teams(conf_get(section, "teams"), teams, e))
        return NULL;
    struct rules *rs = calloc(1, sizeof *rs);
    if (!rs)
        abort();
    const struct conf_node *points = conf_get(section, "priority");
    rs->teams = *teams;
    if (conf_read(points, priority_keys, &rs->points, e) && priority_check(points, &rs->points, e) && read_all(rs, list, brands, e))
        return rs;
    rules_close(rs);
    return NULL;
}

void rules_close(struct rules *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->outcome_count; i++)
        free(r->outcomes[i]);
    free(r->outcomes);
    free(r->v);
    if (r->texts)
        query_set_free(r->texts);
    free(r);
}

void rules_print_config(bool markdown)
{
    conf_print("route.priority", priority_keys, markdown);
    conf_print("route.rules[]", rule_keys, markdown);
    conf_print("route.rules[].when", when_keys, markdown);
}
