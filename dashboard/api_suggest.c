/* /v1/kb/suggest: what the knowledge base would answer, to the conversation of a case or another one that is held, or to a text. */
#include <string.h>

#include "base/clock.h"
#include "dashboard/api.h"
#include "dashboard/inbox.h"
#include "dashboard/json_out.h"
#include "dashboard/ring.h"
#include "dashboard/search.h"
#include "dashboard/suggest.h"

enum { TEXT_MAX = 4000 };

/* What is to be answered. */
struct asked { struct mention m; struct found f; };

/* ---- a text ---- */

static bool ask_text(struct api *api, struct request *r, struct setup *s, struct asked *out)
{
    struct slice text = params_get(&r->params, "text"), brand = params_get(&r->params, "brand"), lang = params_get(&r->params, "lang");
    (void)api;
    if (text.n > TEXT_MAX)
        return request_refuse_param(r, "text", "a text has at most %d bytes", TEXT_MAX);
    if (!lang.n)
        return request_refuse_param(r, "lang", "in which language is it? Nobody is answered in another one: lang=es, en or pt");
    out->m = (struct mention){ .kind = KIND_POST, .text = text, .country = params_get(&r->params, "country"), .created_ms = clock_now_ms(), .updated_ms = MENTION_NONE };
    out->f = (struct found){ .lang = lang };
    if (!brand.n)
        return true;
    for (size_t i = 0; i < s->brands.n; i++)
        if (slice_is(brand, s->brands.v[i].id) && person_sees(r->person, brand)) {
            out->f.brands = arena_zalloc(&r->a, sizeof *out->f.brands);
            out->f.brands[0].id = brand;
            out->f.brand_count = 1;
            return true;
        }
    return request_refuse(r, REFUSE_NOT_FOUND, "no such brand of yours");
}

/* ---- a conversation ---- */

static bool by_the_brand(const struct post_view *v)
{
    for (size_t i = 0; i < v->brand_count; i++)
        if (v->brands[i].own)
            return true;
    return false;
}

static bool is_asked(struct render *rd, const struct person *p, struct slice platform, struct slice id)
{
    const struct post_view *v = &rd->view;
    return slice_eq(v->m.platform, platform) && slice_eq(v->m.conversation.n ? v->m.conversation : v->m.id, id) && render_visible(v, p) && !v->m.deleted && v->m.text.n
        && !by_the_brand(v);
}

/* The customer's latest message that is held; none: nothing can be suggested. It is copied: the ring and the reader go on. */
static bool ask_conversation(struct api *api, struct hand *h, struct request *r, struct setup *s, struct slice conversation, struct asked *out)
{
    struct slice id = conversation, platform = { 0 };
    struct render *rd = search_render(h->search);
    struct ring_look all = ring_look(api->ring);
    bool found = false;
    slice_next(&id, ':', &platform);
    for (size_t i = 0; i < all.n && id.n && !found; i++) {
        if (!memmem(all.v[i]->bytes, all.v[i]->n, id.p, id.n) || !render_read(rd, all.v[i], s) || !is_asked(rd, r->person, platform, id))
            continue;
        const struct mention *m = &rd->view.m;
        out->m = (struct mention){ .platform = arena_dup(&r->a, m->platform), .id = arena_dup(&r->a, m->id), .kind = m->kind, .text = arena_dup(&r->a, m->text),
                                   .title = arena_dup(&r->a, m->title), .country = arena_dup(&r->a, m->country), .created_ms = m->created_ms, .updated_ms = MENTION_NONE };
        found = suggest_found(h->suggest, &r->a, arena_dup(&r->a, m->extra), &out->f);
    }
    ring_done(&all);
    return inbox_lets(api->inbox, r->person, conversation) || request_refuse(r, REFUSE_NOT_FOUND, "no such conversation of your brands");
}

/* ---- the answer ---- */

/* Of several brands those that the person may not see suggest nothing. */
static void narrow(const struct person *p, struct found *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->brand_count; i++)
        if (person_sees(p, f->brands[i].id))
            f->brands[n++] = f->brands[i];
    f->brand_count = n;
}

static void print_hit(const struct kb_hit *hit, struct buf *out)
{
    buf_addz(out, "{\"article\":");
    buf_json(out, slice_of(hit->article->id));
    buf_addz(out, ",\"title\":");
    buf_json(out, slice_of(hit->article->title));
    buf_addz(out, ",\"lang\":");
    buf_json(out, slice_of(hit->answer->lang));
    buf_addz(out, ",\"text\":");
    buf_json(out, slice_of(hit->answer->text));
    buf_addz(out, ",\"confidence\":");
    json_number(out, hit->confidence);
    buf_printf(out, ",\"by\":\"%s\",\"private\":%s}", hit->by_pattern ? "pattern" : "words", hit->article->private ? "true" : "false");
}

static void print(struct hand *h, struct request *r, struct setup *s, struct asked *asked, size_t most)
{
    struct kb_hit hits[SUGGEST_MOST], hand_off = { 0 };
    struct buf *out = &r->answer;
    narrow(r->person, &asked->f);
    size_t n = asked->m.text.n ? suggest_find(h->suggest, s, &r->a, &asked->m, &asked->f, hits, most) : 0;
    if (n)
        hand_off = hits[0];
    bool off = s->kb && asked->m.platform.n && kb_hand_off(s->kb, &asked->m, &asked->f, &hand_off);
    buf_addz(out, "{\"sure_from\":");
    json_number(out, s->kb ? s->kb->confidence : 0);
    buf_addz(out, ",\"suggestions\":[");
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(out, ',');
        print_hit(&hits[i], out);
    }
    buf_addz(out, "],\"hand_off\":");
    if (off)
        print_hit(&hand_off, out);
    else
        buf_addz(out, "null");
    buf_addz(out, "}\n");
}

bool api_suggest(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { "folio", "conversation", "text", "brand", "lang", "country", "limit", NULL };
    struct asked asked = { 0 };
    int64_t limit;
    struct slice folio = params_get(&r->params, "folio"), conversation = params_get(&r->params, "conversation");
    struct inbox_case found = { 0 };
    bool text = params_get(&r->params, "text").n > 0;
    if (!request_knows(r, params) || !request_int(r, "limit", 1, SUGGEST_MOST, 3, &limit))
        return false;
    if (text + (folio.n > 0) + (conversation.n > 0) != 1)
        return request_refuse_param(r, "text", "what is to be answered? One of folio=, conversation=platform:id, or text= with lang=");
    if (folio.n && !inbox_one(api->inbox, r->person, folio, &r->a, &found))
        return request_refuse(r, REFUSE_NOT_FOUND, "no such open case of your brands");
    conversation = folio.n ? found.asks : conversation;
    struct setup *s = (struct setup *)shared_take(&api->setup);
    if (!s)
        return request_refuse(r, REFUSE_UNAVAILABLE, "the configuration is being read");
    bool ok = text ? ask_text(api, r, s, &asked) : ask_conversation(api, h, r, s, conversation, &asked);
    if (ok)
        print(h, r, s, &asked, (size_t)limit);
    shared_drop(&s->shared);
    return ok;
}
