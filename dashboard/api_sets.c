/* /v1/sets: sets of brands and the brands in them, as far as the asker may see them. */
#include "dashboard/json_out.h"
#include "dashboard/question.h"

static void print_competitors(const struct question *q, const struct brand *b, struct buf *out)
{
    size_t n = 0;
    buf_addz(out, ",\"competitors\":[");
    for (size_t i = 0; i < b->competitor_count; i++) {
        const char *id = q->setup->brands.v[b->competitors[i]].id;
        if (!person_sees(q->r->person, slice_of(id)))
            continue;
        buf_addz(out, n++ ? "," : "");
        buf_json(out, slice_of(id));
    }
    buf_char(out, ']');
}

static void print_brand(const struct question *q, const char *set, uint32_t index, struct buf *out)
{
    const struct brand *b = &q->setup->brands.v[index];
    buf_addz(out, "{\"id\":");
    buf_json(out, slice_of(b->id));
    buf_addz(out, ",\"name\":");
    buf_json(out, slice_of(b->name ? b->name : b->id));
    buf_printf(out, ",\"own\":%s,\"color\":%d", b->own ? "true" : "false", setup_color(q->setup, set, index));
    print_competitors(q, b, out);
    buf_addz(out, ",\"sector\":");
    json_text(out, b->sector);
    buf_addz(out, ",\"country\":");
    json_text(out, b->country);
    buf_char(out, '}');
}

/* A set of which one may see nothing is not there. */
static bool print_set(struct question *q, const char *id, bool comma, struct buf *out)
{
    struct columns c;
    if (!setup_columns(q->setup, q->r->person, id, &q->r->a, &c) || c.n == 0)
        return false;
    buf_addz(out, comma ? ",{\"id\":" : "{\"id\":");
    buf_json(out, slice_of(id));
    buf_addz(out, ",\"brands\":[");
    for (size_t i = 0; i < c.n; i++) {
        if (i)
            buf_char(out, ',');
        print_brand(q, id, c.v[i], out);
    }
    buf_addz(out, "]}");
    return true;
}

bool api_sets(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { NULL };
    struct question q = { 0 };
    struct buf *out = &r->answer;
    bool comma = false, ok = request_knows(r, params) && question_open(&q, api, h, r);
    if (ok) {
        buf_char(out, '{');
        question_stamp(&q, out);
        buf_addz(out, ",\"default\":");
        json_text(out, q.setup->brands.n ? setup_default(q.setup, r->person) : NULL);
        buf_addz(out, ",\"sets\":[");
        for (size_t i = 0; i < q.setup->brands.set_count; i++)
            comma = print_set(&q, q.setup->brands.sets[i].id, comma, out) || comma;
        if (!brands_set(&q.setup->brands, SETUP_ALL))
            print_set(&q, SETUP_ALL, comma, out);
        buf_addz(out, "]}\n");
    }
    question_close(&q);
    return ok;
}
