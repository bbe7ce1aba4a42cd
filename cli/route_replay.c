/* pulso route replay: what other rules would have done with the mentions that were routed. */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/lines_in.h"
#include "cli/retained.h"
#include "cli/route_side.h"
#include "cli/screen.h"
#include "cli/table.h"
#include "model/topics.h"
#include "pii/pii.h"

#define LIMIT_DEFAULT 1000000
#define EXAMPLES_DEFAULT 5
#define EXAMPLES_MAX 1000

enum { OLD, NEW, SIDES };

struct example { const struct rule *rule[SIDES]; struct slice text; };

struct replay {
    struct cli *cli;
    struct route_side side[SIDES];
    struct arena arena, kept;
    int64_t seen, unrouted, bad, changed, moved, limit;   /* changed: another outcome; moved: another rule only */
    int64_t *pairs;                  /* [old rule * rules of NEW + new rule] */
    struct example *examples;
    size_t example_count, examples_max;
};

static void keep_example(struct replay *r, const struct route_decision d[SIDES])
{
    struct buf masked = { 0 };
    const struct mention *m = &d[NEW].mention;
    if (r->example_count == r->examples_max)
        return;
    pii_mask(m->text.n ? m->text : m->title, &masked);
    r->examples[r->example_count++] = (struct example){ { d[OLD].rule, d[NEW].rule }, arena_dup(&r->kept, buf_slice(&masked)) };
    buf_fini(&masked);
}

static bool same_outcome(const struct replay *r, const struct rule *a, const struct rule *b)
{
    char one[128], two[128];
    return strcmp(route_outcome(r->side[OLD].rules, a, one, sizeof one), route_outcome(r->side[NEW].rules, b, two, sizeof two)) == 0;
}

static bool take_line(struct replay *r, struct slice json, struct err *e)
{
    struct route_decision d[SIDES];
    arena_reset(&r->arena);
    for (int i = 0; i < SIDES; i++)
        if (!route_side_decide(&r->side[i], r->cli, &r->arena, json, &d[i], e))
            return false;
    r->seen++;
    if (!d[OLD].rule) {
        r->unrouted++;
        return true;
    }
    size_t from = (size_t)(d[OLD].rule - r->side[OLD].rules->v), to = (size_t)(d[NEW].rule - r->side[NEW].rules->v);
    r->pairs[from * r->side[NEW].rules->n + to]++;
    if (!same_outcome(r, d[OLD].rule, d[NEW].rule)) {
        r->changed++;
        keep_example(r, d);
    } else if (strcmp(d[OLD].rule->name, d[NEW].rule->name) != 0) {
        r->moved++;
    }
    return true;
}

static bool take_record(void *self, const rd_kafka_message_t *m)
{
    struct replay *r = self;
    struct err why = { 0 };
    if (!m->payload || !take_line(r, (struct slice){ m->payload, m->len }, &why))
        r->bad++;
    return true;
}

static bool read_file(struct replay *r, const char *path, struct err *e)
{
    struct lines_in *in = lines_in_open(path, e);
    struct slice line;
    while (in && r->seen < r->limit && lines_in_next(in, &line, e)) {
        struct err why = { 0 };
        if (line.n && take_line(r, line, &why))
            continue;
        fprintf(stderr, "line %" PRId64 ": %s\n", lines_in_number(in), line.n ? why.msg : "longer than any mention");
        r->bad++;
    }
    lines_in_close(in);
    return e->kind == ERR_NONE;
}

static bool read_all(struct replay *r, const struct route_opts *o, struct err *e)
{
    bool cut = false;
    if (o->input)
        return read_file(r, o->input, e);
    struct retained what = { .topic = bus_topic(&r->cli->common, TOPIC_CLASSIFIED), .period = o->period, .limit = r->limit, .each = take_record,
                             .self = r, .mentions = &r->seen };
    bool ok = retained_read(r->cli, &what, &cut, e);
    if (ok && cut)
        fprintf(stderr, "pulso route: there were more than %" PRId64 " mentions; the newest were taken, --limit raises it\n", r->limit);
    return ok;
}

static int64_t pair(const struct replay *r, size_t old, size_t new)
{
    return r->pairs[old * r->side[NEW].rules->n + new];
}

static void print_moves(struct replay *r)
{
    const struct rules *old = r->side[OLD].rules, *new = r->side[NEW].rules;
    struct table t = { 0 };
    char text[128];
    table_column(&t, "was taken by", ALIGN_LEFT);
    table_column(&t, "for", ALIGN_LEFT);
    table_column(&t, "would be by", ALIGN_LEFT);
    table_column(&t, "for", ALIGN_LEFT);
    table_column(&t, "mentions", ALIGN_RIGHT);
    for (size_t i = 0; i < old->n; i++)
        for (size_t k = 0; k < new->n; k++) {
            if (!pair(r, i, k) || same_outcome(r, &old->v[i], &new->v[k]))
                continue;
            table_add(&t, STYLE_PLAIN, slice_of(old->v[i].name));
            table_add(&t, STYLE_PLAIN, slice_of(route_outcome(old, &old->v[i], text, sizeof text)));
            table_add(&t, STYLE_PLAIN, slice_of(new->v[k].name));
            table_add(&t, STYLE_PLAIN, slice_of(route_outcome(new, &new->v[k], text, sizeof text)));
            table_number(&t, pair(r, i, k));
        }
    table_print(&t, stdout, r->cli->color, screen_columns());
    table_fini(&t);
}

static void print(struct replay *r)
{
    struct buf out = { 0 };
    printf("%" PRId64 " mentions: %" PRId64 " would end elsewhere, %" PRId64 " be taken by another rule for the same\n", r->seen - r->unrouted, r->changed, r->moved);
    if (r->changed) {
        putchar('\n');
        print_moves(r);
    }
    for (size_t i = 0; i < r->example_count; i++) {
        const struct example *x = &r->examples[i];
        buf_reset(&out);
        buf_printf(&out, "%s%s → %s  ", i ? "" : "\n", x->rule[OLD]->name, x->rule[NEW]->name);
        screen_add(&out, x->text, 100);
        printf("%s\n", buf_z(&out));
    }
    buf_fini(&out);
}

static void print_json(struct replay *r)
{
    const struct rules *old = r->side[OLD].rules, *new = r->side[NEW].rules;
    struct buf out = { 0 };
    bool first = true;
    buf_printf(&out, "{\"mentions\":%" PRId64 ",\"changed\":%" PRId64 ",\"moved\":%" PRId64 ",\"bad\":%" PRId64 ",\"pairs\":[", r->seen - r->unrouted, r->changed, r->moved,
               r->bad);
    for (size_t i = 0; i < old->n; i++)
        for (size_t k = 0; k < new->n; k++) {
            if (!pair(r, i, k))
                continue;
            buf_addz(&out, first ? "{\"old\":" : ",{\"old\":");
            buf_json(&out, slice_of(old->v[i].name));
            buf_addz(&out, ",\"new\":");
            buf_json(&out, slice_of(new->v[k].name));
            buf_printf(&out, ",\"mentions\":%" PRId64 ",\"same_outcome\":%s}", pair(r, i, k), same_outcome(r, &old->v[i], &new->v[k]) ? "true" : "false");
            first = false;
        }
    buf_addz(&out, "],\"examples\":[");
    for (size_t i = 0; i < r->example_count; i++) {
        buf_addz(&out, i ? ",{\"old\":" : "{\"old\":");
        buf_json(&out, slice_of(r->examples[i].rule[OLD]->name));
        buf_addz(&out, ",\"new\":");
        buf_json(&out, slice_of(r->examples[i].rule[NEW]->name));
        buf_addz(&out, ",\"text\":");
        buf_json(&out, r->examples[i].text);
        buf_char(&out, '}');
    }
    printf("%s]}\n", buf_z(&out));
    buf_fini(&out);
}

static bool open_replay(struct replay *r, struct cli *cli, const struct route_opts *o, struct err *e)
{
    if (cli->arg_count != 2)
        return err_set(e, ERR_CONFIG, "the new rules are wanted: pulso route replay NEW, a configuration or a directory as for pulso apply");
    if (o->input && o->period)
        return err_set(e, ERR_CONFIG, "--period is of the retained topic, --input a file: one of the two");
    r->limit = o->limit ? o->limit : LIMIT_DEFAULT;
    r->examples_max = (size_t)(o->examples ? (o->examples < EXAMPLES_MAX ? o->examples : EXAMPLES_MAX) : EXAMPLES_DEFAULT);
    if (!route_side_open(&r->side[OLD], cli, o->rules, e) || !route_side_open(&r->side[NEW], cli, cli->args[1], e))
        return false;
    r->examples = arena_zalloc(&r->kept, r->examples_max * sizeof *r->examples);
    r->pairs = arena_zalloc(&r->kept, r->side[OLD].rules->n * r->side[NEW].rules->n * sizeof *r->pairs);
    return true;
}

bool route_replay(struct cli *cli, const struct route_opts *o, struct err *e)
{
    struct replay r = { .cli = cli };
    bool ok = open_replay(&r, cli, o, e) && (o->input || cli_conf(cli, e)) && read_all(&r, o, e);
    if (ok)
        cli->json ? print_json(&r) : print(&r);
    cli->found = r.bad > 0;
    for (int i = 0; i < SIDES; i++)
        route_side_close(&r.side[i]);
    arena_fini(&r.arena);
    arena_fini(&r.kept);
    return ok;
}
