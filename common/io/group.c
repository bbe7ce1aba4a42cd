#include "io/group.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_MS = 500 };

/* Big-endian numbers and strings of Kafka's wire format; `left` turns -1 when they do not fit. */
struct reader { const unsigned char *p; ptrdiff_t left; };

static int32_t take_int(struct reader *r, int bytes)
{
    uint32_t v = 0;
    if (r->left < bytes) {
        r->left = -1;
        return 0;
    }
    for (int i = 0; i < bytes; i++)
        v = v << 8 | r->p[i];
    r->p += bytes;
    r->left -= bytes;
    return bytes == 2 ? (int16_t)v : (int32_t)v;
}

static bool take_topic(struct reader *r, const char *topic)
{
    int32_t n = take_int(r, 2);
    if (n < 0 || r->left < n) {
        r->left = -1;
        return false;
    }
    bool same = (size_t)n == strlen(topic) && memcmp(r->p, topic, (size_t)n) == 0;
    r->p += n;
    r->left -= n;
    return same;
}

int group_owned(const void *assignment, size_t size, const char *topic, bool *owned, int count)
{
    struct reader r = { assignment, (ptrdiff_t)size };
    int found = 0;
    if (size == 0)
        return 0;                        /* a member that has joined and got nothing yet */
    take_int(&r, 2);                     /* version */
    for (int32_t topics = take_int(&r, 4); topics > 0 && r.left >= 0; topics--) {
        bool ours = take_topic(&r, topic);
        for (int32_t n = take_int(&r, 4); n > 0 && r.left >= 0; n--) {
            int32_t p = take_int(&r, 4);
            if (r.left < 0 || !ours || p < 0 || p >= count)
                continue;
            found += !owned[p];
            owned[p] = true;
        }
    }
    return r.left < 0 ? -1 : found;
}

static int partition_count(rd_kafka_t *rk, const char *topic)
{
    const struct rd_kafka_metadata *md;
    int n = 0;
    rd_kafka_topic_t *t = rd_kafka_topic_new(rk, topic, NULL);
    if (t && !rd_kafka_metadata(rk, 0, t, &md, LOOK_MS)) {
        n = md->topic_cnt == 1 ? md->topics[0].partition_cnt : 0;
        rd_kafka_metadata_destroy(md);
    }
    if (t)
        rd_kafka_topic_destroy(t);
    return n;
}

static enum group_state judge(const struct rd_kafka_group_info *g, const char *topic, int count, const char *client_id, bool *ours)
{
    const char *first = NULL;
    bool *owned = calloc((size_t)count, sizeof *owned);
    int found = 0, n = 0;
    if (!owned || strcmp(g->state, "Stable") != 0)
        n = -1;
    for (int i = 0; n >= 0 && i < g->member_cnt; i++) {
        const struct rd_kafka_group_member_info *m = &g->members[i];
        n = group_owned(m->member_assignment, (size_t)m->member_assignment_size, topic, owned, count);
        found += n;
        if (!first || strcmp(m->client_id, first) < 0)
            first = m->client_id;
    }
    free(owned);
    *ours = first && strcmp(first, client_id) == 0;
    return n < 0 || g->member_cnt == 0 ? GROUP_UNKNOWN : found == count ? GROUP_WHOLE : GROUP_ORPHANS;
}

enum group_state group_look(rd_kafka_t *rk, const char *group, const char *topic, const char *client_id, bool *ours)
{
    const struct rd_kafka_group_list *list;
    enum group_state state = GROUP_UNKNOWN;
    int count = partition_count(rk, topic);
    *ours = false;
    if (count <= 0 || rd_kafka_list_groups(rk, group, &list, LOOK_MS))
        return GROUP_UNKNOWN;
    if (list->group_cnt == 1 && !list->groups[0].err)
        state = judge(&list->groups[0], topic, count, client_id, ours);
    rd_kafka_group_list_destroy(list);
    return state;
}
