/* series_own: what a series is made of, for the files series*.c alone. */
#ifndef PULSO_ROUTE_CRISIS_SERIES_OWN_H
#define PULSO_ROUTE_CRISIS_SERIES_OWN_H

#include "route/crisis/series.h"

#define MINUTE_MS 60000
#define HOUR_MS (60 * MINUTE_MS)
#define SERIES_OPEN 3          /* minutes that are not closed: the running one and two before it */
#define SERIES_DAY 24

enum counter_kind { COUNT_PLATFORM, COUNT_TOPIC, COUNT_GROUP };

/* One counter of one partition: b|<brand>|<platform>|<label>, t| and n|<brand>|<topic>, w|<brand>|<group>. */
struct counter {
    int64_t number;
    enum counter_kind kind;
    size_t track;
    const char *name;          /* platform, topic, group; the series' own copy */
    bool bad, all;             /* what it adds to the track */
    double day;                /* in the last 24 whole hours */
    float minutes[DETECTOR_ROWS];   /* by minute % DETECTOR_ROWS */
};

struct part {
    char tag[160];
    int64_t offset, watermark_ms, names;    /* as series_inputs found them */
    int64_t scanned;                        /* names when the dictionary was read last; -1: never */
    int64_t read_offset;                    /* what the last minutes are of; -1: nothing */
    struct counter *v;
    size_t n, cap;
};

struct series_track { uint32_t brand; const char *topic; struct track track; };

struct series {
    const struct brands *brands;
    const struct crisis_types *types;
    int partitions;
    struct part *parts;
    struct series_track *v;
    size_t n, cap;
    char **texts;              /* every name once */
    size_t text_count, text_cap;
    char keep[160];            /* the key of what is kept */
    bool ready;                /* taken over */
    bool ahead;                /* what is kept is of a later minute than the one wanted */
    int64_t minute, closed;    /* the running one, the last closed one */
    int64_t heard;             /* the last minute in which anything was counted */
    bool existing[DETECTOR_ROWS];   /* minutes that exist in any partition */
    struct minute *open[SERIES_OPEN];   /* by track: the minutes after closed */
    int (*authors)[2];         /* by brand, and by window; of the long one as of the minute looked */
    int64_t looked;
    size_t seen_cap;
    struct buf key, packed;
};

const char *series_text(struct series *s, struct slice text);
size_t series_track_of(struct series *s, uint32_t brand, const char *topic);   /* makes it */
void series_forget(struct series *s);

/* series_talk.c: Redis */
bool series_names(struct series *s, struct store *store, struct part *p, struct err *e);
void series_arg_key(struct series *s, struct store *store, const struct part *p, const char *kind, int64_t number);   /* number < 0: none */
int64_t series_number(const redisReply *r);                                     /* 0 where it is none */
redisReply *series_list(struct store *store, size_t n, struct err *e);          /* the next answer, which must be a list of n; n 0: of any length */

/* series_counts.c */
/* Brings minutes from..to, at most DETECTOR_ROWS, of these partitions up to date; moved: only of those whose offset moved. */
bool series_minutes(struct series *s, struct store *store, int64_t from, int64_t to, bool moved, struct err *e);
/* Whole hours from..to: what each counter has in the day up to the last one; tell: the tracks as well. */
bool series_hours(struct series *s, struct store *store, int64_t from, int64_t to, bool tell, struct err *e);
bool series_first_minute(struct series *s, struct store *store, int64_t from, int64_t *first, struct err *e);   /* INT64_MAX: none */

void series_sum(const struct series *s, int64_t minute, struct minute *out);    /* series_time.c: all tracks' sums of one minute */
bool series_look(struct series *s);                                             /* series_say.c: at what is not closed yet */

/* series_keep.c */
bool series_save(struct series *s, struct store *store, struct err *e);
bool series_load(struct series *s, struct store *store, int64_t oldest, struct err *e);   /* tracks whose last minute is older begin anew */

#endif
