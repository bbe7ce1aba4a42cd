/*
 * keys: every Redis key. All of the state of one partition lies under one hash
 * tag, so it is one slot of Redis Cluster and one script can change it at once.
 * TAG is {<prefix>m.<p>} for partition p of pulso.mentions (written by classify)
 * and {<prefix>c.<q>} for partition q of pulso.classified (written by route).
 *
 *  TAG:s             hash  the partition's state, STATE_* below
 *  TAG:ends          set   where the last commit ended; more, beyond the offset, after a torn append-only file only
 *  TAG:n             hash  counter name -> number; numbers are given in order of first use
 *  TAG:m:<minute>    hash  counter number -> count; minutes since 1970 UTC, kept 72 h
 *  TAG:h:<hour>      hash  the same by hour since 1970 UTC, kept 400 days
 *  TAG:d:<day>       hash  the same by local day since 1970-01-01 in the installation's zone, kept for good
 *  TAG:mi, TAG:hi, TAG:di  zset  the minutes, hours and days that exist
 *  TAG:i:<generation>:<segment>:<bucket>  hash  8 bytes of id hash -> what it contributed (classify/seen.h)
 *  TAG:k:<generation>:<segment>:<bucket>  hash  of c-tags: 8 bytes of hash -> a conversation, its case or an own post (route/care/thread.h, post.h, route/cases/case.h)
 *  TAG:e:<h|d>:<hour|day>:<number>:<kind>  estimates of a brand (model/estimate.h), number being that of e|... below; kept 72 h and 100 days:
 *                    u, y, z: string, authors, stories and clusters by platform (base/hll.h); a, g, l, t, c: hash slot -> count, error and text of
 *                    the authors, hashtags, links and terms that are said most, and of the texts that are copied most (classify/estimates/top.h)
 *  TAG:near          string  the latest texts that resembled none before them (classify/estimates/near.h)
 *  TAG:pace          string  who wrote the latest mentions of brands, and when (classify/estimates/pace.h)
 *  TAG:ehi, TAG:edi  zset  <hour|day>:<number>:<kind> of the estimates that exist
 *  {<prefix>meta}    hash  mentions, classified: partition counts; zone; window; made once, checked at every start
 *  {<prefix>words}   hash  mentions, table: how often words come, as classify learned it; only speed depends on it (classify/learned.h)
 *  {<prefix>crisis}:t hash  brand, brand|topic -> what the detector of crises has learned of it (route/crisis/track.h); each hour, by route.
 *                    |minute -> as of when: it only grows (common/io/keep.lua)
 *  {<prefix>crisis}:w hash  WATCH_* below: how far whoever looks for crises has got; each second, by route, for people to read
 *  {<prefix>th.<n>}:c:<hash>  string  conversation of a message, where it differs from its id; 30 days (ingest)
 *
 * Counter names (fields of TAG:n), parts joined by '|':
 *  a|<platform>                        mentions, matched or not
 *  k|<n>                               mentions by number of brands matched (n = 0 too)
 *  b|<brand>|<platform>|<label>        label: negative, neutral, positive
 *  d|<brand>|<platform>|<label>|<n>    deleted ones, by how long after they were said (model/deleted.h); not taken out again
 *  o|<brand>|<platform>                originals: not reposts
 *  u|<brand>|<platform>                whose label is unsure (classify.coverage); they stand under their label in b| all the same
 *  v|<version>                         mentions first counted under this version of the configuration (0: the file's); not taken
 *                                      out by an update or a deletion, and not remembered for each mention
 *  r|<brand>|<platform>                potential reach: the followers of their authors, added up, where the platform reports them
 *  s|<brand>|<platform>                suspicious ones (classify/spam.h)
 *  l|<brand>|<lang>   c|<brand>|<country>   country: two letters, where the record names one
 *  i|<brand>|<intent>                  what its author wants; one intent a mention
 *  f|<brand>|<platform>|<n>            mentions that name n brands in all, n >= 2: a fractional share divides them among these on reading
 *  q|, g|, p|, f|                      of c-tags: care by account and by agent, own posts, followers: model/care_names.h
 *  e|<brand>|<platform>   e|<brand>    no counters: their numbers name the estimates
 *  t|<brand>|<topic>                   what it is about; a mention of several topics counts for each
 *  n|<brand>|<topic>                   those of them that are negative
 *  w|<brand>|<group>                   negatives by group of their authors (AUTHOR_GROUPS of them, a hexadecimal digit): so many
 *                                      groups, so many authors at least. By minute only
 */
#ifndef PULSO_MODEL_KEYS_H
#define PULSO_MODEL_KEYS_H

#include "base/arena.h"

#define AUTHOR_GROUPS 16           /* of an author: FNV-1a, 32 bits, of platform:id (of the handle where there is no id), modulo this */
#define WEIGHED 'r'                /* names that begin so are added the mention's followers, at most FOLLOWERS_MOST of them, instead of 1 */
#define FOLLOWERS_MOST 1000000000
#define MINUTES_ONLY 'w'           /* names that begin so are not rolled up to hours and days */

/* Fields of TAG:s. All are decimal integers but those marked *. */
#define STATE_OFFSET   "off"       /* the next offset to be applied: compare-and-set rests on it */
#define STATE_SIDE     "act"       /* route: the next offset of the same partition of pulso.actions; compared and set with off */
#define STATE_AHEAD    "ahead"     /* * route: which records beyond off are applied already, as bits (io/ahead.h) */
#define STATE_ORDER    "ord"       /* route: hash of the orders of application that were not the log's; compared and set with off */
#define STATE_EPOCH    "epoch"     /* grows with each owner; only saves a zombie's work */
#define STATE_OWNER    "owner"     /* * who took it last, for people */
#define STATE_START    "start"     /* first offset ever applied */
#define STATE_CLOCK    "clock"     /* dedup clock: largest append time, ms */
#define STATE_WATERMARK "wm"       /* largest event time, never beyond its append time, ms */
#define STATE_LAST_MS  "last_ms"   /* append time and checksum of record off-1: finds a topic made again */
#define STATE_LAST_SUM "last_sum"
#define STATE_NEW      "new"       /* records by what became of them; with gap they add up to off - start, and what is applied ahead */
#define STATE_DUP      "dup"
#define STATE_UPDATE   "upd"
#define STATE_DELETE   "del"
#define STATE_LATE     "late"
#define STATE_REFRESH  "ref"
#define STATE_CONTROL  "ctl"
#define STATE_DLQ      "dlq"
#define STATE_GAP      "gap"       /* offsets lost to retention and accepted by a person */
#define STATE_REMOVED  "removed"   /* mentions taken out of the counters again by deletions */
#define STATE_NAMES    "names"     /* how many counter numbers are given */
#define STATE_VERSION  "ver"       /* classify: version of the configuration in force for record off; 0: the file's */
#define STATE_SKIPPED  "skip"      /* classify: the last version that a person put another in the place of, since it could not be loaded */
#define STATE_VERSION_MARK "vmark" /* classify: of its manifest, to notice a pulso.config that was made again */
/* classify: the dedup generations (classify/seen.h): number, ids in it, buckets of its first segment. The current one,
 * the one before, and the one that is being forgotten, with how many of its keys are gone. */
#define STATE_NOW_NUMBER "gn"
#define STATE_NOW_IDS "gi"
#define STATE_NOW_BUCKETS "gb"
#define STATE_BEFORE_NUMBER "pn"
#define STATE_BEFORE_IDS "pi"
#define STATE_BEFORE_BUCKETS "pb"
#define STATE_DROP_NUMBER "xn"
#define STATE_DROP_IDS "xi"
#define STATE_DROP_BUCKETS "xb"
#define STATE_DROPPED "xk"
/* route: o:<p> the next origin offset wanted of origin partition p; r:<outcome> counts */

#define WATCH_NOW "now"            /* of {<prefix>crisis}:w: event time up to which all is looked at, ms; 0: nothing yet */
#define WATCH_CLOCK "clock"        /* when that was, ms */
#define WATCH_BEHIND "behind"      /* records of mentions that are not counted yet */
#define WATCH_HELD "held"          /* 1: it waits for a partition that went back */
#define WATCH_OWNER "owner"
#define META_ZONE "zone"           /* of {<prefix>meta}; the partition counts bear the topics' names */
#define META_WINDOW "window"       /* ms */
#define META_CARE_WINDOW "care_window" /* ms, for which route remembers conversations */

struct slice keys_mentions_tag(struct arena *a, struct slice prefix, int partition);    /* {pulso.m.3} */
struct slice keys_classified_tag(struct arena *a, struct slice prefix, int partition);  /* {pulso.c.3} */
struct slice keys_meta(struct arena *a, struct slice prefix);
struct slice keys_words(struct arena *a, struct slice prefix);
int keys_author_group(struct slice platform, struct slice author);
struct slice keys_crisis(struct arena *a, struct slice prefix);                         /* {pulso.crisis}:t */
struct slice keys_watch(struct arena *a, struct slice prefix);                          /* {pulso.crisis}:w */

#endif
