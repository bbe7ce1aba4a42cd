/* pulso case take, answer, ...: what a person decides goes to pulso.actions; route acts upon it. */
#include <string.h>

#include "cli/case.h"
#include "cli/decide.h"

static const struct { const char *verb; enum action_kind kind; const char *member, *what; } verbs[] = {
    { "take", ACTION_TAKE, NULL, NULL }, { "answer", ACTION_ANSWER, "text", "the answer" }, { "handover", ACTION_HAND_OVER, "to", "a team or a person" },
    { "note", ACTION_NOTE, "text", "the note" }, { "external", ACTION_EXTERNAL, "id", "what the other tool calls it" }, { "close", ACTION_CLOSE, NULL, NULL }, { "reopen", ACTION_REOPEN, NULL, NULL },
    { "validate", ACTION_VALIDATE, NULL, NULL }, { "reject", ACTION_VALIDATE, NULL, NULL },
};
#define VERBS (sizeof verbs / sizeof verbs[0])

static bool data_of(struct cli *cli, size_t verb, const struct case_opts *o, const struct case_seen *c, struct buf *data, struct err *e)
{
    bool wants = verbs[verb].member != NULL;
    if (cli->arg_count > 3 || (cli->arg_count == 3) != wants)
        return err_set(e, ERR_CONFIG, wants ? "%s is wanted behind the folio, in quotes where it has blanks" : "%s is wanted behind the folio",
                       wants ? verbs[verb].what : "nothing");
    if (verbs[verb].kind == ACTION_VALIDATE && !case_is_to_validate(c))
        return err_set(e, ERR_CONFIG, SLICE_FMT " has no answer of another customer to be validated: it is " SLICE_FMT, SLICE_ARG(c->folio), SLICE_ARG(c->state));
    buf_char(data, '{');
    if (verbs[verb].kind == ACTION_VALIDATE) {
        buf_printf(data, "\"good\":%s,\"help\":", strcmp(verbs[verb].verb, "validate") == 0 ? "true" : "false");
        buf_json(data, c->help);
        wants = true;                    /* a comma before what follows */
    } else if (wants) {
        buf_printf(data, "\"%s\":", verbs[verb].member);
        buf_json(data, slice_of(cli->args[2]));
    }
    if (verbs[verb].kind == ACTION_ANSWER && c->mention.n && !o->in) {
        buf_addz(data, ",\"in_reply_to\":");
        buf_json(data, c->mention);
    }
    if (o->why) {
        buf_addz(data, wants ? ",\"why\":" : "\"why\":");
        buf_json(data, slice_of(o->why));
    }
    buf_char(data, '}');
    return true;
}

static bool write_it(struct cli *cli, const char *by, struct action *x, const struct case_seen *c, struct err *e)
{
    char id[ACTION_ID];
    bool ok = cli_decide(cli, "pulso-case", by, x, id, e);
    if (ok && cli->json)
        cli_decided(id);
    else if (ok)
        printf(SLICE_FMT ": %s by " SLICE_FMT " is written down\n", SLICE_ARG(c->folio), action_kind_name(x->kind), SLICE_ARG(x->by));
    return ok;
}

/* Where an answer goes: where the customer wrote last, in a case of several networks. What else is decided is about all of it. */
static bool place_of(const struct case_seen *c, enum action_kind kind, const struct case_opts *o, struct slice *out, struct err *e)
{
    struct slice rest = { 0 }, one, platform;
    *out = kind == ACTION_ANSWER && c->mention_in.n ? c->mention_in : c->conversation;
    if (!o->in)
        return true;
    while (case_next_conversation(c, &rest, &one)) {
        struct slice left = one;
        *out = one;
        if (slice_is(one, o->in) || (slice_next(&left, ':', &platform) && slice_is(platform, o->in)))
            return kind == ACTION_ANSWER || err_set(e, ERR_CONFIG, "--in is of answers: what else is decided is about the whole case");
    }
    return err_set(e, ERR_CONFIG, "--in %s: no network and no conversation of " SLICE_FMT "; `pulso case show` has them", o->in, SLICE_ARG(c->folio));
}

bool case_act(struct cli *cli, const char *verb, const struct case_opts *o, struct err *e)
{
    struct cases_seen l = { 0 };
    struct buf data = { 0 };
    size_t v = 0;
    while (v < VERBS && strcmp(verbs[v].verb, verb) != 0)
        v++;
    if (v == VERBS)
        return err_set(e, ERR_BUG, "%s: nothing is done for it", verb);
    if (cli->arg_count < 2)
        return err_set(e, ERR_CONFIG, "which case? as in: pulso case %s 34T7-KQ; `pulso case list` shows them", verb);
    const struct case_seen *c = cases_seen_read(cli, &l, e) ? cases_seen_find(&l, cli->args[1], e) : NULL;
    bool ok = c && data_of(cli, v, o, c, &data, e);
    if (ok) {
        struct action x = { .kind = verbs[v].kind, .role = SLICE("care"), .data = buf_slice(&data) };
        ok = place_of(c, x.kind, o, &x.conversation, e) && write_it(cli, o->by, &x, c, e);
    }
    buf_fini(&data);
    cases_seen_fini(&l);
    return ok;
}
