/* What was said most, in words and hashtags, of the brands that are mentioned most. */
#include <string.h>

#include "cli/report.h"

enum { BRANDS = 8, TERMS = 10, HASHTAGS = 6 };

/* A brand's own name is in nearly all that is said of it. */
static bool is_its_name(const struct brand *b, struct slice word)
{
    if (word.n && (word.p[0] == '#' || word.p[0] == '@'))
        word.p++, word.n--;
    return slice_eq_nocase(word, slice_of(b->id)) || (b->name && slice_eq_nocase(word, slice_of(b->name)));
}

static void items(struct report *r, const struct brand *b, const struct estimate_items *list, size_t most)
{
    size_t shown = 0;
    report_raw(r, "<td>");
    for (size_t i = 0; i < list->n && shown < most; i++) {
        const struct estimate_item *x = &list->v[i];
        if (x->low < 1 || is_its_name(b, x->text))
            continue;
        report_raw(r, shown++ ? " <span><b>" : "<span><b>");
        report_stranger(r, x->text);
        report_raw(r, "</b> <em>");
        report_put(r, slice_of(locale_int(r->l, &r->a, x->low)));
        if (x->high > x->low) {
            report_raw(r, "–");
            report_put(r, slice_of(locale_int(r->l, &r->a, x->high)));
        }
        report_raw(r, "</em></span>");
    }
    report_raw(r, shown ? "</td>" : "—</td>");
}

void report_words(struct report *r)
{
    if (!r->said || r->total == 0)
        return;
    report_raw(r, "<section class=\"whole\">");
    report_section(r, SAY_WORDS, SAY_WORDS_NOTE);
    report_raw(r, "<div class=\"wide\"><table id=\"words\" class=\"words\"><thead><tr>");
    report_th(r, SAY_BRAND, false);
    report_th(r, SAY_TERMS, false);
    report_th(r, SAY_HASHTAGS, false);
    report_raw(r, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < r->counts.width && i < BRANDS; i++) {
        const struct report_said *said = &r->said[r->order[i]];
        const struct brand *b = &r->brands.v[r->counts.set[r->order[i]]];
        report_raw(r, "<tr>");
        report_brand_cell(r, r->order[i]);
        items(r, b, &said->terms, TERMS);
        items(r, b, &said->hashtags, HASHTAGS);
        report_raw(r, "</tr>\n");
    }
    report_raw(r, "</tbody></table></div></section>\n");
}
