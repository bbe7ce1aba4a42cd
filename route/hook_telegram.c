/* Telegram, by a bot: sendMessage with plain text, so nothing that people wrote can be taken for a mark. The token is in the URL, which no log holds. */
#include "route/post.h"

enum { TEXT_MAX = 4096 };

struct telegram { struct post post; const char *bot, *chat; };

#define AT(m) offsetof(struct telegram, m)
static const struct conf_key keys[] = {
    POST_URL("https://api.telegram.org", "of the Bot API"),
    { "bot", CONF_SECRET, AT(bot), NULL, "the bot's token: env:NAME or file:/path" },
    { "chat", CONF_STR, AT(chat), NULL, "id of the chat, or @name of the channel" },
    POST_REST, { 0 }
};
#undef AT

static bool telegram_to_ok(const char *to)
{
    const char *digits = "0123456789", *name = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    const char *rest = to + (*to == '@' || *to == '-');
    return *rest && strlen(to) <= 64 && strspn(rest, *to == '@' ? name : digits) == strlen(rest);
}

static bool telegram_open(void *self, struct http *http, struct err *e)
{
    struct telegram *g = self;
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:_-";
    if (!g->bot[0] || strspn(g->bot, allowed) != strlen(g->bot))
        return err_set(e, ERR_CONFIG, "bot: a token is digits, a colon, and letters, digits, _ and -");
    if (!telegram_to_ok(g->chat))
        return err_set(e, ERR_CONFIG, "chat: a number, such as -1001234567890, or @name");
    return post_open(&g->post, http, e);
}

static void telegram_fire(void *self, const struct hook_alert *a, struct hook_try *t)
{
    const struct telegram *g = self;
    struct buf url = { 0 }, body = { 0 }, text = { 0 };
    buf_printf(&url, "%s/bot%s/sendMessage", g->post.url, g->bot);
    buf_printf(&text, SLICE_FMT "\n\n" SLICE_FMT, SLICE_ARG(a->title), SLICE_ARG(a->text));
    post_text(&body, "{\"chat_id\":", a->to.n ? a->to : slice_of(g->chat));
    post_text(&body, ",\"text\":", post_cut(buf_slice(&text), TEXT_MAX));
    buf_addz(&body, ",\"disable_web_page_preview\":true}");   /* a preview would fetch the signed link */
    post_send(&g->post, &(struct post_extra){ .url = buf_z(&url) }, buf_slice(&body), t);
    buf_fini(&url);
    buf_fini(&body);
    buf_fini(&text);
}

extern const struct hook_ops hook_telegram;
const struct hook_ops hook_telegram = {
    .name = "telegram", .size = sizeof(struct telegram), .keys = keys, .open = telegram_open, .fire = telegram_fire, .to_ok = telegram_to_ok,
};
