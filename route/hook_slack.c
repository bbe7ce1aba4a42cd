/* Slack, by an incoming webhook; Mattermost and Rocket.Chat take the same. Their texts know & < > as marks, so those are escaped. */
#include "route/post.h"

enum { TEXT_MAX = 2900, HEAD_MAX = 150 };   /* a section takes 3000 characters, a header 150 */

struct slack { struct post post; };

static const struct conf_key keys[] = {
    { "url", CONF_SECRET, offsetof(struct post, url), NULL, "of the incoming webhook; whoever knows it can write, so: env:NAME or file:/path" },
    POST_REST, { 0 }
};

static bool slack_open(void *self, struct http *http, struct err *e)
{
    return post_open(self, http, e);
}

static void marks(struct slice s, struct buf *out)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '&': buf_addz(out, "&amp;"); break;
        case '<': buf_addz(out, "&lt;"); break;
        case '>': buf_addz(out, "&gt;"); break;
        default: buf_char(out, s.p[i]);
        }
}

static void slack_fire(void *self, const struct hook_alert *a, struct hook_try *t)
{
    struct buf body = { 0 }, title = { 0 }, text = { 0 };
    marks(a->title, &title);
    marks(post_cut(a->text, TEXT_MAX * 3 / 4), &text);
    post_text(&body, "{\"text\":", buf_slice(&title));   /* what a notification on a phone shows */
    post_text(&body, ",\"blocks\":[{\"type\":\"header\",\"text\":{\"type\":\"plain_text\",\"text\":", post_cut(a->title, HEAD_MAX));
    post_text(&body, "}},{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":", buf_slice(&text));
    buf_addz(&body, "}}]}");
    post_send(self, NULL, buf_slice(&body), t);
    buf_fini(&body);
    buf_fini(&title);
    buf_fini(&text);
}

extern const struct hook_ops hook_slack;
const struct hook_ops hook_slack = { .name = "slack", .size = sizeof(struct slack), .keys = keys, .open = slack_open, .fire = slack_fire };
