/* pulso case reveal: what is masked in a case, once it is written down who looks and why. */
#include "cli/case.h"
#include "cli/decide.h"
#include "cli/screen.h"
#include "io/original.h"
#include "metrics/period.h"

enum { READ_MS = 60000 };

struct look {
    struct arena a;
    struct keyring *keys;
    struct original_set all;
    struct err closed;               /* why one of them does not open */
    struct zone *zone;
};

static bool ready(struct cli *cli, const struct case_opts *o, struct look *l, struct err *e)
{
    if (cli->arg_count != 2)
        return err_set(e, ERR_CONFIG, "which case? as in: pulso case reveal 34T7-KQ --reason 'she asks which card was charged'");
    if (!o->reason || !*o->reason || strlen(o->reason) > ORIGINALS_REASON)
        return err_set(e, ERR_CONFIG, "--reason: why does it have to be read? 1 to %d bytes, which are written down beside your name", ORIGINALS_REASON);
    if (!keyring_open(cli->conf, NULL, &l->keys, e) || !(l->zone = zone_open(cli->common.zone, e)))
        return false;
    return l->keys || err_set(e, ERR_CONFIG, "%s has no originals.keys, so none are kept; docs/privacy.md says how to set them up", conf_path(cli->conf));
}

static bool read_and_open(struct cli *cli, const struct case_seen *c, struct json *json, struct look *l, struct err *e)
{
    if (!original_set_read(&cli->common, "pulso-case", c->conversation, READ_MS, json, &l->a, &l->all, e))
        return false;
    original_set_open(l->keys, json, &l->a, &l->all, &l->closed);
    if (l->all.n)
        return true;
    return l->closed.kind ? err_set(e, ERR_CONFIG, "%s", l->closed.msg)
                          : err_set(e, ERR_CONFIG, "nothing is kept of " SLICE_FMT ": nothing is masked in it, or it was deleted where it was said", SLICE_ARG(c->folio));
}

static bool write_down(struct cli *cli, const struct case_seen *c, const struct case_opts *o, const struct look *l, char id[ACTION_ID], struct err *e)
{
    struct buf data = { 0 };
    original_set_print_look(&l->all, slice_of(o->reason), &data);
    struct action x = { .kind = ACTION_REVEAL, .role = SLICE("care"), .conversation = c->conversation, .brand = c->brand, .data = buf_slice(&data) };
    bool ok = cli_decide(cli, "pulso-case", o->by, &x, id, e);
    buf_fini(&data);
    return ok;
}

static void show(struct cli *cli, const struct case_seen *c, const struct look *l, const char *id)
{
    struct buf out = { 0 };
    char when[PERIOD_TEXT];
    if (cli->json) {
        buf_addz(&out, "{\"folio\":");
        buf_json(&out, c->folio);
        buf_printf(&out, ",\"id\":\"%s\",\"originals\":", id);
        original_set_print(&l->all, &out);
        buf_char(&out, '}');
    } else {
        buf_printf(&out, SLICE_FMT ": this look is written down\n", SLICE_ARG(c->folio));
        for (size_t i = 0; i < l->all.n; i++) {
            const struct original *x = &l->all.v[i];
            buf_printf(&out, "\n%s  " SLICE_FMT "\n", period_time(l->zone, x->at_ms, when), SLICE_ARG(x->mention));
            for (int part = 0; part < 2; part++) {
                struct slice s = part ? x->text : x->title;
                if (s.n) {
                    buf_addz(&out, "  ");
                    screen_add(&out, s, SIZE_MAX / 2);
                    buf_char(&out, '\n');
                }
            }
        }
    }
    puts(buf_z(&out));
    explicit_bzero(out.p, out.n);
    buf_fini(&out);
}

bool case_reveal(struct cli *cli, const struct case_opts *o, struct err *e)
{
    struct cases_seen cases = { 0 };
    struct look l = { 0 };
    char id[ACTION_ID];
    const struct case_seen *c = ready(cli, o, &l, e) && cases_seen_read(cli, &cases, e) ? cases_seen_find_own(&cases, cli->args[1], e) : NULL;
    bool ok = c && read_and_open(cli, c, cases.json, &l, e) && write_down(cli, c, o, &l, id, e);
    if (ok)
        show(cli, c, &l, id);
    if (ok && l.closed.kind) {
        fprintf(stderr, "pulso: %s\n", l.closed.msg);
        cli->found = true;
    }
    original_set_fini(&l.all);
    keyring_close(l.keys);
    zone_close(l.zone);
    arena_fini(&l.a);
    if (cases.json)
        cases_seen_fini(&cases);
    return ok;
}
