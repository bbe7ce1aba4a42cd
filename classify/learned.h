/*
 * learned: how many mentions hold each word, counted from what classify reads, so
 * that the next version (or the next start) is compiled for what people say
 * here. It decides how fast is matched, never what matches: so it may be a sample,
 * and may be lost.
 *
 * The first mentions are all counted, then every 64th, which hardly costs. Memory is
 * fixed: when the table of words is nearly full every count is halved, and words
 * that are left with none are forgotten. So old habits fade, and a word that one
 * mention in thousands holds may come and go.
 *
 * One thread, but for learned_table, which any may call.
 */
#ifndef PULSO_CLASSIFY_LEARNED_H
#define PULSO_CLASSIFY_LEARNED_H

#include "base/buf.h"
#include "io/store.h"
#include "model/mention.h"

#define LEARNED_FIRST 20000     /* mentions that are all counted */
#define LEARNED_EACH  64        /* then one of as many */
#define LEARNED_LEAST 2000      /* fewer say more about themselves than about the language: not used */

struct learned;

struct learned *learned_new(void);
void learned_free(struct learned *l);                          /* accepts NULL */
void learned_see(struct learned *l, const struct mention *m);  /* allocates nothing once texts were as long */

/* Lines of WORD<TAB>MENTIONS OF A MILLION, as query/frequencies.h reads them; empty: too few were seen. */
void learned_table(struct learned *l, struct buf *out);
int64_t learned_mentions(const struct learned *l);             /* counted, less what was forgotten by halving */

/* {<prefix>words} in Redis: what was learned outlives a restart; of several daemons the last to write wins. Away or not ours: as if
 * nothing had been kept. */
void learned_take(struct learned *l, int64_t mentions, struct slice table);   /* a new one: as if it had learned that */
void learned_load(struct learned *l, struct store *s, struct slice key);
bool learned_is_due(const struct learned *l);                  /* enough was counted since it was kept */
void learned_keep(struct learned *l, struct store *s, struct slice key);

#endif
