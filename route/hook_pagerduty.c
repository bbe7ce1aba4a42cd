/* PagerDuty, Events API v2. The incident's id is the dedup_key, so a repeat, a higher level, the acknowledgement and the end meet in one. */
#include "route/post.h"

enum { SUMMARY_MAX = 1024 };

struct pagerduty { struct post post; const char *routing_key; };

static const struct conf_key keys[] = {
    POST_URL("https://events.pagerduty.com/v2/enqueue", "of the Events API v2"),
    { "routing_key", CONF_SECRET, offsetof(struct pagerduty, routing_key), NULL, "the integration key of the service: env:NAME or file:/path" },
    POST_REST, { 0 }
};

static bool pagerduty_open(void *self, struct http *http, struct err *e)
{
    return post_open(self, http, e);
}

static void add_payload(struct buf *out, const struct hook_alert *a)
{
    bool crisis = slice_is(a->level, "crisis"), watch = slice_is(a->level, "watch");
    post_text(out, ",\"payload\":{\"summary\":", post_cut(a->title, SUMMARY_MAX));
    post_text(out, ",\"source\":", slice_of("pulso"));
    post_text(out, ",\"severity\":", slice_of(crisis ? "critical" : watch ? "warning" : "error"));
    if (a->began.n)
        post_text(out, ",\"timestamp\":", a->began);
    post_text(out, ",\"component\":", a->brand);
    post_text(out, ",\"group\":", a->brand);
    post_text(out, ",\"class\":", a->type);
    post_text(out, ",\"custom_details\":{\"text\":", a->text);
    post_text(out, ",\"level\":", a->level);
    post_text(out, ",\"causes\":", a->causes);
    buf_addz(out, "}}");
}

static void add_links(struct buf *out, const struct hook_alert *a)
{
    post_text(out, ",\"client\":", slice_of("Pulso"));
    if (a->link.n)
        post_text(out, ",\"client_url\":", a->link);
    if (a->procedure.n) {
        post_text(out, ",\"links\":[{\"href\":", a->procedure);
        buf_addz(out, ",\"text\":\"Procedure\"}]");
    }
}

static void pagerduty_fire(void *self, const struct hook_alert *a, struct hook_try *t)
{
    const struct pagerduty *p = self;
    const char *action = post_closed(a) ? "resolve" : slice_is(a->stage, "acknowledged") ? "acknowledge" : "trigger";
    struct buf body = { 0 };
    post_text(&body, "{\"routing_key\":", slice_of(p->routing_key));
    post_text(&body, ",\"event_action\":", slice_of(action));
    post_text(&body, ",\"dedup_key\":", a->incident);
    if (action[0] == 't') {
        add_payload(&body, a);
        add_links(&body, a);
    }
    buf_char(&body, '}');
    post_send(&p->post, NULL, buf_slice(&body), t);
    buf_fini(&body);
}

extern const struct hook_ops hook_pagerduty;
const struct hook_ops hook_pagerduty = {
    .name = "pagerduty", .size = sizeof(struct pagerduty), .keys = keys, .open = pagerduty_open, .fire = pagerduty_fire,
};
