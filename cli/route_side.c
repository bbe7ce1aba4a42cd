#include "cli/route_side.h"

#include <stdio.h>
#include <sys/stat.h>

#include "route/route.h"

static bool is_directory(const char *path)
{
    struct stat st;
    return path && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool read_rules(struct route_side *s, struct conf *conf, struct conf *teams_of, struct err *e)
{
    struct route_options o = { 0 };
    const struct conf_node *route = conf_get(conf_root(conf), "route");
    if (!route || !conf_get(route, "rules"))
        return err_set(e, ERR_CONFIG, "%s: says nothing of route.rules", s->name);
    if (!conf_section(teams_of, "route", route_keys, &o, e))
        return false;
    s->teams = o.teams;
    return (s->rules = rules_open(route, &s->teams, &s->brands, e)) != NULL;
}

static bool open_conf(struct route_side *s, struct cli *cli, const char *path, struct err *e)
{
    s->name = path ? path : cli_config_path(cli);
    if (is_directory(path))
        return cli_conf(cli, e) && bundle_read_dir(&s->files, path, e) && (s->conf = bundle_conf(&s->files, e)) != NULL;
    if (path)
        return (s->conf = conf_load(path, e)) != NULL;
    return cli_conf(cli, e);
}

struct conf *route_side_conf(const struct route_side *s, const struct cli *cli)
{
    return s->conf ? s->conf : cli->conf;
}

bool route_side_open_plain(struct route_side *s, struct cli *cli, const char *path, struct err *e)
{
    *s = (struct route_side){ 0 };
    if (!open_conf(s, cli, path, e) || !brands_read(route_side_conf(s, cli), &s->brands, e))
        return false;
    s->parser = mention_parser_new();
    s->json = json_new(MENTION_MAX_BYTES);
    return true;
}

bool route_side_open(struct route_side *s, struct cli *cli, const char *path, struct err *e)
{
    if (!route_side_open_plain(s, cli, path, e) || !read_rules(s, route_side_conf(s, cli), s->files.n ? cli->conf : route_side_conf(s, cli), e))
        return false;
    s->worker = rule_worker_new(s->rules);
    return true;
}

void route_side_close(struct route_side *s)
{
    classifier_worker_free(s->classify);
    classifier_close(s->cl);
    json_free(s->json);
    mention_parser_free(s->parser);
    rule_worker_free(s->worker);
    rules_close(s->rules);
    brands_fini(&s->brands);
    conf_free(s->conf);
    bundle_fini(&s->files);
    buf_fini(&s->text);
}

static bool open_classifier(struct route_side *s, struct cli *cli, struct err *e)
{
    if (s->cl)
        return true;
    s->cl = s->files.n ? classifier_open_bundle(&s->files, "", NULL, e) : classifier_open(s->conf ? s->conf : cli->conf, e);
    if (s->cl)
        s->classify = classifier_worker_new(s->cl);
    return s->cl != NULL;
}

static bool classify(struct route_side *s, struct cli *cli, struct arena *a, struct mention *m, struct err *e)
{
    struct verdict v;
    if (!open_classifier(s, cli, e))
        return false;
    classifier_run(s->classify, a, m, &v);
    buf_reset(&s->text);
    verdict_print(s->cl, m, &v, &s->text);
    return mention_parse_text(s->parser, a, buf_slice(&s->text), m, e);
}

bool route_side_read(struct route_side *s, struct cli *cli, struct arena *a, struct slice json, struct mention *m, struct found *f, struct err *e)
{
    struct err whole = { 0 };
    if (!mention_parse(s->parser, a, json, m, &whole) && !mention_parse_text(s->parser, a, json, m, e))
        return false;                /* a deletion has no text, a text that is tried has no author */
    if (m->deleted || m->refresh)
        return true;
    return (m->extra.n || classify(s, cli, a, m, e)) && found_read(s->json, a, m->extra, f, e);
}

bool route_side_decide(struct route_side *s, struct cli *cli, struct arena *a, struct slice json, struct route_decision *out, struct err *e)
{
    struct mention *m = &out->mention;
    out->rule = NULL;
    if (!route_side_read(s, cli, a, json, m, &out->found, e))
        return false;
    if (!m->deleted && !m->refresh)
        out->rule = rules_decide(s->worker, a, m, &out->found, &out->priority);
    return true;
}

const char *route_outcome(const struct rules *rs, const struct rule *r, char *out, size_t room)
{
    static const char *const words[] = { [THEN_IGNORE] = "ignore", [THEN_ANSWER] = "answer", [THEN_CONTACT] = "contact", [THEN_QUEUE] = "queue" };
    if (!r)
        return "unrouted";
    if (r->team < 0)
        return words[r->then];
    snprintf(out, room, "%s %s", words[r->then], rs->teams.v[r->team]);
    return out;
}

void route_print_json(const struct rules *rs, const struct route_decision *d, struct buf *out)
{
    const struct rule *r = d->rule;
    char text[128];
    struct slice outcome = slice_of(route_outcome(rs, r, text, sizeof text)), word;
    slice_next(&outcome, ' ', &word);
    buf_addz(out, "\"outcome\":");
    buf_json(out, word);
    if (!r)
        return;
    buf_addz(out, ",\"rule\":");
    buf_json(out, slice_of(r->name));
    buf_addz(out, ",\"team\":");
    if (r->team >= 0)
        buf_json(out, slice_of(rs->teams.v[r->team]));
    else
        buf_addz(out, "null");
    buf_char(out, ',');
    priority_print(&d->priority, out);
    buf_addz(out, ",\"labels\":[");
    for (size_t i = 0; i < r->labels.n; i++) {
        buf_addz(out, i ? "," : "");
        buf_json(out, slice_of(r->labels.v[i]));
    }
    buf_char(out, ']');
}
