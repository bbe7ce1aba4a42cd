/* pulso case merge, unmerge: the same customer in two networks. The younger case goes on in the older one (route/cases/merge.h). */
#include "cli/case.h"
#include "cli/decide.h"
#include "model/decision.h"

static bool write_it(struct cli *cli, const struct case_opts *o, struct action *x, const struct buf *data, struct err *e)
{
    char id[ACTION_ID];
    x->role = SLICE("care");
    x->data = buf_slice(data);
    bool ok = cli_decide(cli, "pulso-case", o->by, x, id, e);
    if (ok && cli->json)
        cli_decided(id);
    return ok;
}

static bool may_merge(const struct case_seen *a, const struct case_seen *b, struct err *e)
{
    const struct case_seen *shut = case_is_open(a) ? b : a;
    switch (case_merge_bar(a, b)) {
    case CASE_SAME: return err_set(e, ERR_CONFIG, "they are one case already: " SLICE_FMT, SLICE_ARG(a->folio));
    case CASE_SHUT:
        return err_set(e, ERR_CONFIG, SLICE_FMT " is " SLICE_FMT ": only open cases are merged; `pulso case reopen` opens it", SLICE_ARG(shut->folio), SLICE_ARG(shut->state));
    case CASE_OF_TWO_BRANDS:
        return err_set(e, ERR_CONFIG, SLICE_FMT " is of " SLICE_FMT ", " SLICE_FMT " of " SLICE_FMT ": cases of two brands stay two", SLICE_ARG(a->folio),
                       SLICE_ARG(a->brand), SLICE_ARG(b->folio), SLICE_ARG(b->brand));
    case CASE_TOO_MANY:
        return err_set(e, ERR_CONFIG, "they are %zu conversations together, and a case holds %d", case_conversations(a) + case_conversations(b), CASE_MEMBERS_MAX + 1);
    case CASE_TOO_OLD:
        return err_set(e, ERR_CONFIG, "the record of " SLICE_FMT " is of an older route: run the new one, and wait until something happens in it",
                       SLICE_ARG(a->since_ms > 0 ? b->folio : a->folio));
    default: return true;
    }
}

static bool merge(struct cli *cli, const struct case_opts *o, const struct case_seen *a, const struct case_seen *b, struct err *e)
{
    const struct case_seen *head = case_is_older(a, b) ? a : b, *young = head == a ? b : a;
    struct buf data = { 0 };
    struct action x = { .kind = ACTION_MERGE, .conversation = young->conversation };
    if (!may_merge(head, young, e))
        return false;
    decision_print_merge(head->conversation, head->folio, head->since_ms, o->why ? slice_of(o->why) : (struct slice){ 0 }, &data);
    bool ok = write_it(cli, o, &x, &data, e);
    buf_fini(&data);
    if (ok && !cli->json)
        printf(SLICE_FMT ": goes on in " SLICE_FMT ", the older one; its folio leads there\n", SLICE_ARG(young->folio), SLICE_ARG(head->folio));
    return ok;
}

bool case_merge(struct cli *cli, const struct case_opts *o, struct err *e)
{
    struct cases_seen l = { 0 };
    if (cli->arg_count != 3)
        return err_set(e, ERR_CONFIG, "two cases are wanted, as in: pulso case merge 34T7-KQ 2D0M-8; `pulso case list` shows them");
    const struct case_seen *a = cases_seen_read(cli, &l, e) ? cases_seen_find(&l, cli->args[1], e) : NULL;
    const struct case_seen *b = a ? cases_seen_find(&l, cli->args[2], e) : NULL;
    bool ok = b && merge(cli, o, a, b, e);
    cases_seen_fini(&l);
    return ok;
}

bool case_unmerge(struct cli *cli, const struct case_opts *o, struct err *e)
{
    struct cases_seen l = { 0 };
    struct buf data = { 0 };
    if (cli->arg_count != 2)
        return err_set(e, ERR_CONFIG, "which one? the folio of the case that went into another, as in: pulso case unmerge 2D0M-8");
    const struct case_seen *c = cases_seen_read(cli, &l, e) ? cases_seen_find_own(&l, cli->args[1], e) : NULL;
    bool ok = c && (slice_is(c->state, "merged") || err_set(e, ERR_CONFIG, SLICE_FMT " stands for itself already%s", SLICE_ARG(c->folio),
                                                            c->merged.n ? "; name the folio that was merged into it: `pulso case show` has them" : ""));
    if (ok) {
        struct action x = { .kind = ACTION_UNMERGE, .conversation = c->conversation };
        buf_addz(&data, o->why ? "{\"why\":" : "{");
        if (o->why)
            buf_json(&data, slice_of(o->why));
        buf_char(&data, '}');
        ok = write_it(cli, o, &x, &data, e);
    }
    if (ok && !cli->json)
        printf(SLICE_FMT ": stands for itself again, no longer in " SLICE_FMT "\n", SLICE_ARG(c->folio), SLICE_ARG(c->into));
    buf_fini(&data);
    cases_seen_fini(&l);
    return ok;
}
