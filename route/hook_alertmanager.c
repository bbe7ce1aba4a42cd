/*
 * Alertmanager, API v2: an incident is one alert for each level that it reached,
 * since the labels are what an alert is: on reaching crisis the one of level
 * alert ends. An alert without an end would be taken as over after
 * resolve_timeout; ours ends when the incident does, so its end lies far ahead.
 */
#include "base/when.h"
#include "route/post.h"

#define OPEN_MS (30LL * 24 * 3600 * 1000)

struct alertmanager { struct post post; };

static const struct conf_key keys[] = {
    POST_URL(NULL, "where Alertmanager listens, such as http://127.0.0.1:9093; /api/v2/alerts is added"),
    POST_TOKEN("", "bearer token, where something in front of it wants one: env:NAME or file:/path"),
    POST_REST, { 0 }
};

static bool alertmanager_open(void *self, struct http *http, struct err *e)
{
    return post_open(self, http, e);
}

static void add_alert(struct buf *out, const struct hook_alert *a, const char *level, bool firing)
{
    char end[WHEN_TEXT];
    int64_t now_ms = 0;
    when_parse(a->now, WHEN_RFC3339, NULL, &now_ms);
    when_print(firing ? now_ms + OPEN_MS : now_ms, end);
    buf_addz(out, out->n > 1 ? "," : "");
    post_text(out, "{\"labels\":{\"alertname\":\"PulsoIncident\",\"brand\":", a->brand);
    post_text(out, ",\"type\":", a->type);
    post_text(out, ",\"incident\":", a->incident);
    post_text(out, ",\"severity\":", slice_of(level));
    post_text(out, "},\"annotations\":{\"summary\":", a->title);
    post_text(out, ",\"description\":", a->text);
    if (a->procedure.n)
        post_text(out, ",\"runbook_url\":", a->procedure);
    buf_addz(out, "}");
    if (a->began.n)
        post_text(out, ",\"startsAt\":", a->began);
    post_text(out, ",\"endsAt\":", slice_of(end));
    if (a->link.n)
        post_text(out, ",\"generatorURL\":", a->link);
    buf_addz(out, "}");
}

static void alertmanager_fire(void *self, const struct hook_alert *a, struct hook_try *t)
{
    static const char *const levels[] = { "watch", "alert", "crisis" };
    const struct post *p = self;
    struct buf url = { 0 }, body = { 0 };
    buf_char(&body, '[');
    for (size_t i = 0; i < 3; i++) {
        bool at = slice_is(a->level, levels[i]);
        add_alert(&body, a, levels[i], at && !post_closed(a));
        if (at)
            break;
    }
    buf_char(&body, ']');
    buf_printf(&url, "%s/api/v2/alerts", p->url);
    post_send(p, &(struct post_extra){ .url = buf_z(&url) }, buf_slice(&body), t);
    buf_fini(&url);
    buf_fini(&body);
}

extern const struct hook_ops hook_alertmanager;
const struct hook_ops hook_alertmanager = {
    .name = "alertmanager", .size = sizeof(struct alertmanager), .keys = keys, .open = alertmanager_open, .fire = alertmanager_fire,
};
