/*
 * story: what makes two mentions one story: the same words. Case, accents,
 * punctuation, links, "RT @ana:" and the handles that a reply begins with do not
 * count, so an original, its reposts and what is copied from it are one, on every
 * platform. A repost without a text of its own is the story of its original's id.
 */
#ifndef PULSO_CLASSIFY_STORY_H
#define PULSO_CLASSIFY_STORY_H

#include "model/mention.h"
#include "text/tokens.h"

uint64_t story_of(const struct mention *m, const struct tokens *said);
/* Where the words begin: behind what is not the author's. */
size_t story_begins(const struct tokens *said);

#endif
