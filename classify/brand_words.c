/* What words say of one brand alone. */
#include "app/conf_node.h"
#include "classify/brand_scorers.h"
#include "classify/sentiment/lexicon.h"

/* - bajo: 1.5 */
static bool read_words(struct lexicon_reading *r, const struct conf_node *map, struct err *e)
{
    if (conf_kind(map) != CONF_KIND_MAP)
        return conf_fail(map, e, "words with their values are wanted here: lexicon: [{ bajo: 1.5 }, { caído: -3 }]");
    for (size_t i = 0; i < conf_len(map); i++) {
        const struct conf_node *at = conf_member_node(map, i);
        const char *value = conf_scalar(conf_at(map, i));
        if (!lexicon_parse_feeling(r, conf_node_file(at), conf_line(at), conf_col(at), slice_of(conf_member(map, i)), slice_of(value ? value : ""), e))
            return false;
    }
    return true;
}

static bool read_node(struct lexicon_reading *r, const struct conf_node *n, struct err *e)
{
    if (conf_kind(n) != CONF_KIND_LIST)
        return read_words(r, n, e);
    for (size_t i = 0; i < conf_len(n); i++)
        if (!read_words(r, conf_at(n, i), e))
            return false;
    return true;
}

bool brand_words_read(struct brand_scorer *s, const struct brand *b, const struct bundle_file *f, const struct scorer *scorers, struct err *e)
{
    for (size_t i = 0; i < BRAND_LANGUAGES; i++) {
        struct lexicon_reading r;
        lexicon_reading_init(&r);
        bool ok = (!b->lexicon || read_node(&r, b->lexicon, e)) && (!f || lexicon_parse(&r, f->place, f->bytes, e));
        s->lx[i] = ok ? lexicon_build(lexicon_reading_forms(&r), lexicon_reading_count(&r), e) : NULL;
        s->in[i].lx = s->lx[i];
        if (s->lx[i]) {
            lexicon_differ(s->lx[i], lexicon_reading_forms(&r), scorers[i].lx);
            lexicon_put_on(s->lx[i], scorers[i].lx);
        }
        lexicon_reading_fini(&r);
        if (!s->lx[i])
            return false;
    }
    return true;
}
