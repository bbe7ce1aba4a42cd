#include "ingest/normal.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/when.h"

struct normal {
    struct mention_parser *parser;
    struct json *json;
    struct buf in, out;          /* with json's padding; a record that had to be written anew */
    bool history;
};

/* What ingest adds. */
enum own { V, CONVERSATION, SOURCE, INGESTED_AT, BACKFILL, OWN };
static const char *const own_names[OWN] = { "v", "conversation", "source", "ingested_at", "backfill" };

enum { ABSENT, HOLLOW, PRESENT };   /* HOLLOW: there, but null, "" or false */

struct normal *normal_new(void)
{
    struct normal *n = calloc(1, sizeof *n);
    if (!n || !(n->json = json_new(MENTION_MAX_BYTES))) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    n->parser = mention_parser_new();
    return n;
}

void normal_free(struct normal *n)
{
    if (!n)
        return;
    mention_parser_free(n->parser);
    json_free(n->json);
    buf_fini(&n->in);
    buf_fini(&n->out);
    free(n);
}

void normal_history(struct normal *n) { n->history = true; }

/* classify puts its member last. No text holds these bytes: quotes within one are escaped. */
static struct slice cut_found(struct slice json)
{
    static const char member[] = ",\"pulso\":{";
    for (size_t at = json.n; at-- > 0;)
        if (json.n - at >= sizeof member - 1 && memcmp(json.p + at, member, sizeof member - 1) == 0)
            return (struct slice){ json.p, at };
    return json;
}

bool normal_read(struct normal *n, struct arena *a, struct slice json, int64_t now_ms, struct mention *m, struct err *e)
{
    if (!mention_parse(n->parser, a, slice_trim(json), m, e))
        return false;
    if (m->extra.p && n->history) {
        struct slice without = arena_printf(a, SLICE_FMT "}", SLICE_ARG(cut_found(slice_trim(json))));
        if (!mention_parse(n->parser, a, without, m, e))
            return false;
    }
    if (m->extra.p)
        return err_set(e, ERR_DROP, "pulso: is Pulso's own member and cannot come from outside");
    if (m->created_ms != MENTION_NONE && m->created_ms > now_ms + NORMAL_AHEAD_MS)
        return err_set(e, ERR_DROP, "created_at: absurd date, more than a day in the future");
    return true;
}

static int state_of(const struct json_value *v)
{
    return v->type == JSON_NULL || (v->type == JSON_BOOL && !v->yes) || (v->type == JSON_STRING && v->text.n == 0) ? HOLLOW : PRESENT;
}

static enum own own_of(struct slice name)
{
    enum own o = 0;
    while (o < OWN && !slice_is(name, own_names[o]))
        o++;
    return o;
}

/* Which of our members the record has. The mention was valid, so this succeeds. */
static bool look(struct normal *n, const struct mention *m, int state[OWN], struct json_value *root, struct err *e)
{
    struct slice name;
    struct json_value v;
    buf_reset(&n->in);
    buf_reserve(&n->in, m->raw.n + JSON_PADDING);
    buf_add(&n->in, m->raw);
    memset(n->in.p + n->in.n, 0, JSON_PADDING);
    if (!json_parse(n->json, n->in.p, n->in.n, root, e))
        return false;
    struct json_value rest = *root;
    while (json_member(n->json, &rest, &name, &v)) {
        enum own o = own_of(name);
        if (o < OWN)
            state[o] = state_of(&v);
    }
    return true;
}

/* The rare record whose conversation is null, or the like: the member goes, as twice the same name is refused. */
static void write_without_hollow(struct normal *n, struct json_value root, const int state[OWN])
{
    struct slice name;
    struct json_value v;
    buf_char(&n->out, '{');
    for (size_t nth = 0; json_member(n->json, &root, &name, &v); nth++) {
        enum own o = own_of(name);
        if (o < OWN && state[o] == HOLLOW)
            continue;
        if (n->out.n > 1)
            buf_char(&n->out, ',');
        buf_json(&n->out, name);
        buf_char(&n->out, ':');
        buf_add(&n->out, json_raw(n->json, nth));
    }
}

static void write_own(struct normal *n, enum own o, struct slice text)
{
    if (n->out.p[n->out.n - 1] != '{')
        buf_char(&n->out, ',');
    buf_char(&n->out, '"');
    buf_addz(&n->out, own_names[o]);
    buf_addz(&n->out, "\":");
    if (o == V)
        buf_char(&n->out, '1');
    else if (o == BACKFILL)
        buf_addz(&n->out, "true");
    else
        buf_json(&n->out, text);
}

bool normal_write(struct normal *n, struct arena *a, const struct mention *m, struct slice conversation, struct slice source,
                  int64_t now_ms, struct slice *out, struct err *e)
{
    int state[OWN] = { ABSENT };
    bool hollow = false;
    char time[WHEN_TEXT];
    struct json_value root = { 0 };
    const struct slice own[OWN] = { [CONVERSATION] = conversation, [SOURCE] = source, [INGESTED_AT] = { time, when_print(now_ms, time) } };
    if (!look(n, m, state, &root, e))
        return false;
    state[BACKFILL] = n->history ? state[BACKFILL] : PRESENT;   /* whatever it says stays */
    for (enum own o = 0; o < OWN; o++)
        hollow |= state[o] == HOLLOW;
    buf_reset(&n->out);
    if (hollow)
        write_without_hollow(n, root, state);
    else
        buf_add(&n->out, (struct slice){ m->raw.p, m->raw.n - 1 });   /* normal_read cut off the blanks, so the brace is last */
    for (enum own o = 0; o < OWN; o++)
        if (state[o] != PRESENT)
            write_own(n, o, own[o]);
    buf_char(&n->out, '}');
    if (n->out.n > MENTION_MAX_BYTES)
        return err_set(e, ERR_DROP, "%zu bytes with conversation and source, more than %u", n->out.n, MENTION_MAX_BYTES);
    *out = arena_dup(a, buf_slice(&n->out));
    return true;
}
