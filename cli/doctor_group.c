#include "cli/doctor_group.h"

#include "io/group.h"

static bool *owned_by(struct doctor *d, const struct rd_kafka_group_info *g, const char *topic, int partitions)
{
    bool *owned = arena_zalloc(&d->a, (size_t)partitions * sizeof *owned);
    if (strcmp(g->state, "Stable") != 0)
        return NULL;
    for (int i = 0; i < g->member_cnt; i++)
        if (group_owned(g->members[i].member_assignment, (size_t)g->members[i].member_assignment_size, topic, owned, partitions) < 0)
            return NULL;
    return owned;
}

struct doctor_group doctor_group(struct doctor *d, const char *daemon, const char *topic, int partitions)
{
    struct doctor_group out = { .members = -1 };
    const struct rd_kafka_group_list *list = NULL;
    char name[300];
    snprintf(name, sizeof name, "%s%s", d->cli->common.prefix, daemon);
    if (rd_kafka_list_groups(d->kafka, name, &list, KAFKA_WAIT_MS))
        return out;
    out.members = 0;
    if (list->group_cnt == 1 && !list->groups[0].err) {
        out.members = list->groups[0].member_cnt;
        out.owned = owned_by(d, &list->groups[0], topic, partitions);
    }
    rd_kafka_group_list_destroy(list);
    return out;
}
