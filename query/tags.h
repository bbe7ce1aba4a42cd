/*
 * tags: the words inside a hashtag. By case, digits and underscores first
 * (#MovistarNoFunciona); what is left in one piece is cut where every part is a
 * word of some query (#movistarnofunciona), or where it begins or ends with a
 * long one and the rest is no mere ending (#personalidad stays whole).
 */
#ifndef PULSO_QUERY_TAGS_H
#define PULSO_QUERY_TAGS_H

#include "query/atoms.h"

#define TAG_PARTS_MAX 24    /* more words than that are no hashtag: it stays whole */
#define TAG_LETTERS_MAX 60  /* of a piece that is cut by known words */

struct tag_part {
    struct slice as, folded, bare;
    uint32_t start, end;    /* bytes of the name */
    unsigned flags;         /* TOKEN_MARKED, TOKEN_LONG */
};

struct tag_scratch { struct fold *fold; struct buf folded, bare; };

/* `name`: what stands behind the #, as it is written. Fewer than two parts are none: 0. The forms live until the next call. */
size_t tag_parts(const struct atoms *known, struct slice name, struct tag_scratch *scratch, struct tag_part out[TAG_PARTS_MAX]);

#endif
