/* Matrix: a message into a room. The key is the transaction's id, so a repeat is none: the server gives back the event that is there. */
#include "route/post.h"
#include "route/template.h"

struct matrix { struct post post; const char *room; };

static const struct conf_key keys[] = {
    POST_URL(NULL, "of the homeserver, such as https://matrix.example.com"),
    { "room", CONF_STR, offsetof(struct matrix, room), NULL, "its id, such as !abc:example.com; the account must have joined it" },
    POST_TOKEN(NULL, "access token of the account: env:NAME or file:/path"),
    POST_REST, { 0 }
};

static bool matrix_to_ok(const char *to) { return *to == '!' && strlen(to) <= 255 && !to[strcspn(to, "\r\n ")]; }

static bool matrix_open(void *self, struct http *http, struct err *e)
{
    struct matrix *m = self;
    if (!matrix_to_ok(m->room))
        return err_set(e, ERR_CONFIG, "room: its id begins with ! (an alias, with #, can be moved to another room)");
    return post_open(&m->post, http, e);
}

static void add_html(struct buf *body, const struct hook_alert *a)
{
    struct buf html = { 0 };
    buf_addz(&html, "<strong>");
    template_escape(a->title, ESCAPE_XML, &html);
    buf_addz(&html, "</strong><br>");
    for (struct slice rest = a->text, line; slice_next(&rest, '\n', &line);) {
        template_escape(line, ESCAPE_XML, &html);
        buf_addz(&html, rest.n ? "<br>" : "");
    }
    post_text(body, ",\"format\":\"org.matrix.custom.html\",\"formatted_body\":", buf_slice(&html));
    buf_fini(&html);
}

static void matrix_fire(void *self, const struct hook_alert *a, struct hook_try *t)
{
    const struct matrix *m = self;
    struct buf url = { 0 }, body = { 0 }, text = { 0 };
    buf_printf(&url, "%s/_matrix/client/v3/rooms/", m->post.url);
    template_escape(a->to.n ? a->to : slice_of(m->room), ESCAPE_URL, &url);
    buf_addz(&url, "/send/m.room.message/");
    template_escape(a->key, ESCAPE_URL, &url);
    buf_printf(&text, SLICE_FMT "\n" SLICE_FMT, SLICE_ARG(a->title), SLICE_ARG(a->text));
    post_text(&body, "{\"msgtype\":\"m.text\",\"body\":", buf_slice(&text));
    add_html(&body, a);
    buf_char(&body, '}');
    post_send(&m->post, &(struct post_extra){ .method = "PUT", .url = buf_z(&url) }, buf_slice(&body), t);
    buf_fini(&url);
    buf_fini(&body);
    buf_fini(&text);
}

extern const struct hook_ops hook_matrix;
const struct hook_ops hook_matrix = { .name = "matrix", .size = sizeof(struct matrix), .keys = keys, .open = matrix_open, .fire = matrix_fire, .to_ok = matrix_to_ok };
