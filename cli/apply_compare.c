/* What a new version changes, for people and for programs. */
#include <inttypes.h>

#include "cli/apply.h"
#include "cli/items.h"
#include "cli/screen.h"

#define SHOWN_OF_A_KIND 40      /* on the screen; --json has all */

struct show {
    const struct cli *cli;
    struct buf json;
    size_t n[ITEM_KINDS], all;
};

static void put_line(const struct show *s, enum style style, const char *mark, struct slice text)
{
    struct buf line = { 0 };
    buf_addz(&line, screen_style(s->cli->color, style));
    buf_addz(&line, mark);
    screen_add(&line, text, SIZE_MAX);
    buf_addz(&line, screen_plain(s->cli->color));
    buf_char(&line, '\n');
    fwrite(line.p, 1, line.n, stdout);
    buf_fini(&line);
}

static void put_text(struct show *s, const struct change *c)
{
    const struct config_item *i = c->new ? c->new : c->old;
    if (s->n[i->kind] == 1)
        printf("%s\n", item_kind_plurals[i->kind]);
    if (s->n[i->kind] > SHOWN_OF_A_KIND)
        return;
    bool both = c->old && c->new;
    put_line(s, both ? STYLE_YELLOW : c->new ? STYLE_GREEN : STYLE_RED, both ? "  ~ " : c->new ? "  + " : "  - ", i->name);
    if (c->old)
        put_line(s, STYLE_RED, "      - ", c->old->text);
    if (c->new)
        put_line(s, STYLE_GREEN, "      + ", c->new->text);
}

static void put_json(struct show *s, const struct change *c)
{
    const struct config_item *i = c->new ? c->new : c->old;
    buf_printf(&s->json, "%s{\"what\":\"%s\",\"change\":\"%s\",\"name\":", s->all > 1 ? "," : "", item_kind_names[i->kind],
               c->old && c->new ? "changed" : c->new ? "added" : "removed");
    buf_json(&s->json, i->name);
    for (int k = 0; k < 2; k++) {
        const struct config_item *side = k ? c->new : c->old;
        buf_addz(&s->json, k ? ",\"new\":" : ",\"old\":");
        if (side)
            buf_json(&s->json, side->text);
        else
            buf_addz(&s->json, "null");
    }
    buf_char(&s->json, '}');
}

static void on_change(void *self, const struct change *c)
{
    struct show *s = self;
    s->n[(c->new ? c->new : c->old)->kind]++;
    s->all++;
    if (s->cli->json)
        put_json(s, c);
    else
        put_text(s, c);
}

static void print_rest(const struct show *s)
{
    for (int k = 0; k < ITEM_KINDS; k++)
        if (s->n[k] > SHOWN_OF_A_KIND)
            printf("  ... and %zu more %s (--json shows all)\n", s->n[k] - SHOWN_OF_A_KIND, item_kind_plurals[k]);
}

/* What is in force now: a version, or the installation's own file. */
static bool read_old(struct apply *a, const struct config_version *v, struct items *out, struct err *e)
{
    struct bundle files = { 0 };
    struct conf *conf = NULL;
    if (!v) {
        items_read(out, a->cli->conf, NULL, NULL);
        return true;
    }
    bool ok = config_log_files(a->log, v, &files, e) && (conf = bundle_conf(&files, e)) != NULL;
    if (ok)
        items_read(out, conf, &files, a->cli->conf);
    conf_free(conf);
    bundle_fini(&files);
    return ok;
}

static bool read_new(const struct apply *a, const struct bundle *files, struct items *out, struct err *e)
{
    struct conf *conf = bundle_conf(files, e);
    if (conf)
        items_read(out, conf, files, a->cli->conf);
    conf_free(conf);
    return conf != NULL;
}

static void print_heading(const struct apply *a, const struct config_version *v)
{
    if (a->cli->json)
        return;
    if (v)
        printf("compared with version %" PRId64 ", which is in force:\n", v->number);
    else
        printf("compared with %s, since nothing was applied yet:\n", cli_config_path(a->cli));
}

static void print_end(struct show *s, const struct apply *a, const struct config_version *v, bool dry)
{
    if (a->cli->json && dry)
        printf("{\"in_force\":%" PRId64 ",\"resumes\":%" PRId64 ",\"changes\":[%s]}\n", v ? v->number : 0, a->resume ? a->resume->number : 0, buf_z(&s->json));
    if (a->cli->json)
        return;
    print_rest(s);
    if (s->all == 0)
        puts("nothing differs");
    if (a->resume)
        printf("version %" PRId64 " was begun with these very files and is not in force everywhere: this completes it\n", a->resume->number);
}

/* The last one was begun with the same content: its control records are missing somewhere. */
static const struct config_version *unfinished(const struct config_log *log, const struct bundle *files)
{
    char sum[BUNDLE_HASH];
    const struct config_version *last = config_log_latest(log);
    if (!last || last->done || !last->sound)
        return NULL;
    bundle_sum(files, sum);
    return strcmp(sum, last->manifest.sum) == 0 ? last : NULL;
}

bool apply_compare(struct apply *a, const struct bundle *files, bool dry, struct err *e)
{
    struct items old = { 0 }, new = { 0 };
    struct show s = { .cli = a->cli };
    if (!(a->log = config_log_open(&a->cli->common, "pulso-apply", e)) || !config_log_catch_up(a->log, e))
        return false;
    const struct config_version *v = config_log_in_force(a->log);
    a->resume = unfinished(a->log, files);
    struct err why = { 0 };
    bool known = read_old(a, v, &old, &why), ok = (known || why.kind != ERR_RETRY || err_set(e, ERR_RETRY, "%s", why.msg)) && read_new(a, files, &new, e);
    if (ok) {
        if (known)
            print_heading(a, v);
        else                     /* what it lacks may be just what is to be written */
            fprintf(stderr, "compared with nothing, since what is in force cannot be read: %s\n", why.msg);
        a->changes = items_compare(&old, &new, on_change, &s);
        print_end(&s, a, v, dry);
    }
    items_fini(&old);
    items_fini(&new);
    buf_fini(&s.json);
    return ok;
}
