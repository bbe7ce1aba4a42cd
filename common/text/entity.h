/*
 * entity: HTML entities in texts (&amp; &#39; &aacute;), which many sources
 * leave in. Only with their semicolon: an address may hold `&copy=1`. One that
 * was escaped again (&amp;amp;, &amp;lt;) is what it was at first. So are JSON's
 * escapes (\u2019, \ud83d\ude21), which stay where a text was escaped twice.
 */
#ifndef PULSO_TEXT_ENTITY_H
#define PULSO_TEXT_ENTITY_H

#include "base/buf.h"

/* `at` is an & or a backslash: the end of the entity that begins there, and what it stands for; 0: none begins there. */
size_t entity_end(struct slice text, size_t at, int32_t *cp);

/* Whether one may begin somewhere: a text without is decoded as it stands. */
static inline bool entity_may_be(struct slice text)
{
    return text.n && (memchr(text.p, '&', text.n) || memchr(text.p, '\\', text.n));
}

/* Where a decoded text went another way than the original: behind an entity, in both. */
struct entity_cut { uint32_t plain, text; };

/* A text with its entities replaced, and the way back. One scratch a thread, {0} is an empty one. */
struct entity_plain {
    struct buf text;
    struct entity_cut *cut;      /* in ascending order */
    size_t cuts, cap;
};

/* false: there are none, and p is not touched. */
bool entity_decode(struct slice text, struct entity_plain *p);
/* The byte of the original that byte `at` of p->text came from. *k: 0 at first; calls with ascending `at` go on from there. */
uint32_t entity_origin(const struct entity_plain *p, uint32_t at, size_t *k);
void entity_fini(struct entity_plain *p);

#endif
