/*
 * /i/{incident}?p=&x=&s=: the signed link of a notice (io/link.h). GET shows the incident and a button, and changes nothing, so
 * whatever follows links in mail may; POST acknowledges, as the person whom the link was made for, whoever is signed in. The
 * signature is the decision's id: a button pressed twice is one acknowledgement, and another notice's link is another.
 * Without a person it is the address of the page, where people sign in.
 */
#include <microhttpd.h>

#include "base/clock.h"
#include "base/log.h"
#include "dashboard/api.h"
#include "dashboard/book.h"
#include "io/actions.h"
#include "io/link.h"

static const struct words {
    const char *lang, *title, *expired, *forged, *gone, *button, *done, *more;
} words[] = {
    { "es", "Incidente", "Este enlace ha caducado. Entra en el panel.", "Este enlace no es válido.", "Ese incidente ya no se conoce.",
      "Lo atiendo yo", "Hecho: queda anotado que lo atiendes tú.", "Ver en el panel" },
    { "en", "Incident", "This link has expired. Sign in to the dashboard.", "This link is not valid.", "That incident is no longer known.",
      "I have it", "Done: it is written down that you have it.", "Open the dashboard" },
    { "pt", "Incidente", "Este link expirou. Entre no painel.", "Este link não é válido.", "Esse incidente não é mais conhecido.",
      "Está comigo", "Pronto: ficou registrado que está com você.", "Abrir o painel" },
};

static const struct words *words_for(struct request *r)
{
    struct slice asked = slice_of(MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Accept-Language"));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (slice_starts(asked, slice_of(words[i].lang)))
            return &words[i];
    return &words[0];
}

static void html(struct slice s, struct buf *out)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '&': buf_addz(out, "&amp;"); break;
        case '<': buf_addz(out, "&lt;"); break;
        case '>': buf_addz(out, "&gt;"); break;
        case '"': buf_addz(out, "&quot;"); break;
        default: buf_char(out, s.p[i]);
        }
}

static void page_begin(struct request *r, const struct words *w, const char *title)
{
    r->type = "text/html; charset=utf-8";
    buf_reset(&r->answer);
    buf_printf(&r->answer, "<!doctype html><html lang=\"%s\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Pulso</title><h1>", w->lang);
    html(slice_of(title), &r->answer);
    buf_addz(&r->answer, "</h1>");
}

static void page_end(struct request *r, const struct words *w)
{
    buf_addz(&r->answer, "<p><a href=\"/incidents/");
    html(r->below, &r->answer);
    buf_printf(&r->answer, "\">%s</a></html>\n", w->more);
}

static bool sorry(struct request *r, const struct words *w, unsigned status, const char *text)
{
    r->status = status;
    page_begin(r, w, text);
    page_end(r, w);
    return true;
}

/* What the link says, if it is good; else the answer is filled in. */
struct shown { char brand[65]; struct slice person, signature; };

static bool read_link(struct api *api, struct request *r, const struct words *w, struct shown *out)
{
    static const char *const all[] = { "*" };
    struct slice expires = params_get(&r->params, "x");
    struct buf ignored = { 0 };
    int64_t opened_ms, closed_ms;
    out->person = params_get(&r->params, "p");
    out->signature = params_get(&r->params, "s");
    enum link_answer a = link_check(atomic_load(&api->links), r->below, out->person, expires, out->signature, clock_now_ms());
    if (a != LINK_GOOD) {
        log_warn("event=link ok=0 why=%s request=%s", a == LINK_EXPIRED ? "expired" : "forged", r->id);
        return !sorry(r, w, a == LINK_EXPIRED ? 410 : 403, a == LINK_EXPIRED ? w->expired : w->forged);
    }
    const struct person p = { .name = "link", .role_name = "committee", .brands = { (const char **)all, 1 }, .role = ROLE_COMMITTEE };
    struct setup *s = (struct setup *)shared_take(&api->setup);
    bool ok = book_one(api->book, &p, s, r->below, &ignored, out->brand, &opened_ms, &closed_ms);
    if (s)
        shared_drop(&s->shared);
    buf_fini(&ignored);
    return ok || !sorry(r, w, 404, w->gone);
}

static void title_of(const struct words *w, const struct shown *s, struct buf *out)
{
    buf_printf(out, "%s: %s", w->title, s->brand);
}

bool api_link_page(struct api *api, struct hand *h, struct request *r)
{
    const struct words *w = words_for(r);
    struct shown s = { 0 };
    struct buf title = { 0 };
    (void)h;
    if (params_get(&r->params, "p").n == 0) {
        r->status = 303;
        r->location = arena_strz(&r->a, arena_printf(&r->a, "/incidents/" SLICE_FMT, SLICE_ARG(r->below)));
        return true;
    }
    if (!read_link(api, r, w, &s))
        return true;
    title_of(w, &s, &title);
    page_begin(r, w, buf_z(&title));
    buf_fini(&title);
    buf_addz(&r->answer, "<form method=\"post\"><p>");
    html(s.person, &r->answer);
    buf_printf(&r->answer, ": <button>%s</button></form>", w->button);
    page_end(r, w);
    return true;
}

bool api_link_act(struct api *api, struct hand *h, struct request *r)
{
    const struct words *w = words_for(r);
    struct shown s = { 0 };
    struct err e = { 0 };
    if (!read_link(api, r, w, &s))
        return true;
    struct action x = { .kind = ACTION_ACKNOWLEDGE, .by = s.person, .role = SLICE("committee"), .at_ms = clock_now_ms(), .incident = r->below, .brand = slice_of(s.brand),
                        .id = arena_printf(&r->a, "link:" SLICE_FMT, SLICE_ARG(s.signature)) };
    bool ok = actions_write(&api->app->common, h->out, &x, &e);
    log_info("event=link ok=%d by=" SLICE_FMT " incident=" SLICE_FMT " request=%s", ok, SLICE_ARG(s.person), SLICE_ARG(r->below), r->id);
    if (!ok)
        return request_refuse_err(r, NULL, &e);
    page_begin(r, w, w->done);
    page_end(r, w);
    return true;
}
