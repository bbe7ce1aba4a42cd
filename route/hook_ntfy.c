/* ntfy: push to phones, from ntfy.sh or one's own server. Published as JSON to the server's root. */
#include "route/post.h"

enum { MESSAGE_MAX = 3800 };   /* more than 4096 bytes would become an attachment */

struct ntfy { struct post post; const char *topic; };

static const struct conf_key keys[] = {
    POST_URL("https://ntfy.sh", "of the server, without the topic"),
    { "topic", CONF_STR, offsetof(struct ntfy, topic), NULL, "who knows its name can read it where the server asks for no token" },
    POST_TOKEN("", "access token: env:NAME or file:/path"),
    POST_REST, { 0 }
};

static bool ntfy_to_ok(const char *to)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return *to && strlen(to) <= 64 && strspn(to, allowed) == strlen(to);
}

static bool ntfy_open(void *self, struct http *http, struct err *e)
{
    struct ntfy *n = self;
    if (!ntfy_to_ok(n->topic))
        return err_set(e, ERR_CONFIG, "topic: 1 to 64 of A-Z a-z 0-9 _ -");
    return post_open(&n->post, http, e);
}

static void ntfy_fire(void *self, const struct hook_alert *a, struct hook_try *t)
{
    const struct ntfy *n = self;
    struct buf body = { 0 };
    bool over = post_closed(a) || slice_is(a->stage, "acknowledged"), crisis = slice_is(a->level, "crisis"), watch = slice_is(a->level, "watch");
    post_text(&body, "{\"topic\":", a->to.n ? a->to : slice_of(n->topic));
    post_text(&body, ",\"title\":", post_cut(a->title, 250));
    post_text(&body, ",\"message\":", post_cut(a->text, MESSAGE_MAX));
    buf_printf(&body, ",\"priority\":%d", over ? 3 : crisis ? 5 : watch ? 3 : 4);
    buf_printf(&body, ",\"tags\":[\"%s\"]", over ? "white_check_mark" : crisis ? "rotating_light" : "warning");
    if (a->link.n)
        post_text(&body, ",\"click\":", a->link);
    buf_char(&body, '}');
    post_send(&n->post, NULL, buf_slice(&body), t);
    buf_fini(&body);
}

extern const struct hook_ops hook_ntfy;
const struct hook_ops hook_ntfy = { .name = "ntfy", .size = sizeof(struct ntfy), .keys = keys, .open = ntfy_open, .fire = ntfy_fire, .to_ok = ntfy_to_ok };
