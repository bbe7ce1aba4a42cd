/*
 * conversation: which conversation a mention belongs to, settled once and for
 * all readers, before it is produced:
 *   the source's thread id;
 *   else, of an update, new numbers or a deletion, what Redis remembers of the
 *   message itself: all that is said of it goes to one partition;
 *   else, of a reply or comment, what Redis remembers of in_reply_to;
 *   else in_reply_to itself; else the own id (reposts and quotes as well: they
 *   name the original, and answer nobody).
 * A parent, or the message itself, in the same batch counts as remembered.
 * What differs from the own id is remembered for 30 days; the first answer wins,
 * so a batch that is repeated gets the answers that it got before. One thread.
 */
#ifndef PULSO_INGEST_CONVERSATION_H
#define PULSO_INGEST_CONVERSATION_H

#include "ingest/source.h"
#include "io/store.h"

struct conversations;

struct conversations *conversations_new(struct slice prefix);
void conversations_free(struct conversations *c);     /* accepts NULL */

/* Fills conversation of every item without a reason, in their order. Redis is asked only of replies and of what comes later.
 * ERR_RETRY: Redis is away; call again with the same batch. */
bool conversations_settle(struct conversations *c, struct store *s, struct batch *b, struct err *e);

#endif
