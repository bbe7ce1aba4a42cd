#include "classify/contribution.h"

#include <ctype.h>
#include <string.h>

#include "classify/spam.h"
#include "model/keys.h"

/* What is not remembered is not counted: all that the largest mention counts must fit. Of a brand: b, o, r, s, u, l, c, i, f, w and topics, twice. */
_Static_assert(VERDICT_BRANDS_MAX * (10 + 2 * TOPICS_MAX) + 2 <= SEEN_NUMBERS_MAX, "entries of ids are too small");

/* A counter's name under construction. Parts hold no '|' and are bounded, so the
 * text always fits: brand 64, platform 32, the rest short. */
struct name { char text[160]; size_t n; };

static struct name *part_add(struct name *to, struct slice s)
{
    if (to->n + s.n + 1 > sizeof to->text)
        s.n = sizeof to->text - to->n - 1;
    to->text[to->n++] = '|';
    memcpy(to->text + to->n, s.p, s.n);
    to->n += s.n;
    return to;
}

static struct name name_of(char kind, struct slice first)
{
    struct name n = { .n = 1 };
    n.text[0] = kind;
    part_add(&n, first);
    return n;
}

static void count(struct judge *j, const struct name *n)
{
    judge_count(j, (struct slice){ n->text, n->n });
}

/* Countries are two letters; whatever else a source says is as good as nothing. */
static struct slice country_of(const struct mention *m, char out[2])
{
    if (m->country.n != 2 || !isalpha((unsigned char)m->country.p[0]) || !isalpha((unsigned char)m->country.p[1]))
        return SLICE("");
    out[0] = (char)toupper((unsigned char)m->country.p[0]);
    out[1] = (char)toupper((unsigned char)m->country.p[1]);
    return (struct slice){ out, 2 };
}

/* What a mention is about, counted for each of its brands. */
static void count_topics(struct judge *j, const struct topics *t, struct slice id, uint32_t topics, bool negative)
{
    for (size_t i = 0; topics; i++, topics >>= 1) {
        struct name n = name_of('t', id), bad = name_of('n', id);
        if (!(topics & 1))
            continue;
        count(j, part_add(&n, slice_of(t->names[i])));
        if (negative)
            count(j, part_add(&bad, slice_of(t->names[i])));
    }
}

/* Enough to tell a crowd from a few that shout. */
static void count_author(struct judge *j, const struct mention *m, struct slice id)
{
    int group = keys_author_group(m->platform, m->author_id.n ? m->author_id : m->author_handle);
    struct name n = name_of(MINUTES_ONLY, id);
    count(j, part_add(&n, (struct slice){ &"0123456789abcdef"[group], 1 }));
}

void contribution_count(struct judge *j, const struct classifier *cl, const struct mention *m, const struct verdict *v)
{
    char digits[2] = { (char)('0' + v->brand_count / 10), (char)('0' + v->brand_count % 10) }, land[2];
    struct slice brands = v->brand_count < 10 ? (struct slice){ digits + 1, 1 } : (struct slice){ digits, 2 }, country = country_of(m, land);
    struct name n = name_of('a', m->platform);
    count(j, &n);
    n = name_of('k', brands);
    count(j, &n);
    for (size_t i = 0; i < v->brand_count; i++) {
        const struct verdict_brand *b = &v->brands[i];
        struct slice id = slice_of(classifier_brands(cl)->v[b->brand].id);
        n = name_of('b', id);
        count(j, part_add(part_add(&n, m->platform), slice_of(label_name(b->label))));
        if (m->kind != KIND_REPOST) {
            n = name_of('o', id);
            count(j, part_add(&n, m->platform));
        }
        n = name_of(WEIGHED, id);
        if (m->followers > 0)
            count(j, part_add(&n, m->platform));
        n = name_of('s', id);
        if (v->spam >= SPAM_SUSPICIOUS && !b->own)
            count(j, part_add(&n, m->platform));
        n = name_of('u', id);
        if (b->unsure)
            count(j, part_add(&n, m->platform));
        n = name_of('l', id);
        count(j, part_add(&n, slice_of(v->lang)));
        n = name_of('c', id);
        if (country.n)
            count(j, part_add(&n, country));
        n = name_of('i', id);
        count(j, part_add(&n, slice_of(intent_name(v->intent))));
        if (v->brand_count > 1) {
            n = name_of('f', id);
            count(j, part_add(part_add(&n, m->platform), brands));
        }
        count_topics(j, classifier_topics(cl), id, v->topics, b->label == LABEL_NEGATIVE);
        if (b->label == LABEL_NEGATIVE)
            count_author(j, m, id);
    }
}

struct slice contribution_conversation(struct arena *a, const struct mention *m)
{
    struct slice talk = m->conversation.n ? m->conversation : m->in_reply_to.n ? m->in_reply_to : m->id;
    char *p = arena_alloc(a, m->platform.n + 1 + talk.n);
    memcpy(p, m->platform.p, m->platform.n);
    p[m->platform.n] = ':';
    memcpy(p + m->platform.n + 1, talk.p, talk.n);
    return (struct slice){ p, m->platform.n + 1 + talk.n };
}
