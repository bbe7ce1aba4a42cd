#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/probe.h"
#include "cli/table.h"

struct audit {
    struct cli *cli;
    struct arena a;
    struct zone *zone;
    struct states states;
    struct probe *probes;
};

static const char *verdict(const struct probe *p)
{
    return !p->state.exists ? "unused" : p->busy ? "busy" : p->wrongs ? "wrong" : "exact";
}

static void add_row(struct table *t, const struct probe *p, size_t partition)
{
    bool good = !p->state.exists || (!p->busy && !p->wrongs);
    table_printf(t, STYLE_PLAIN, "%zu", partition);
    table_number(t, p->records);
    table_number(t, p->state.v[S_NEW]);
    table_number(t, p->state.v[S_DUP]);
    table_number(t, p->state.v[S_UPDATE]);
    table_number(t, p->state.v[S_DELETE]);
    table_number(t, p->records - p->state.v[S_NEW] - p->state.v[S_DUP] - p->state.v[S_UPDATE] - p->state.v[S_DELETE]
                    - p->state.v[S_GAP]);
    table_number(t, p->state.v[S_GAP]);
    table_number(t, p->counted);
    if (p->ids_unknown)
        table_add(t, STYLE_YELLOW, SLICE("?"));
    else
        table_number(t, p->ids);
    table_add(t, good ? STYLE_GREEN : STYLE_RED, slice_of(verdict(p)));
}

static void print_table(const struct audit *u)
{
    static const char *const names[] = { "partition", "records", "new", "duplicates", "updates", "deletions", "others", "gap", "counted", "ids" };
    struct table t = { 0 };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        table_column(&t, names[i], ALIGN_RIGHT);
    table_column(&t, "", ALIGN_LEFT);
    for (size_t p = 0; p < u->states.n; p++)
        add_row(&t, &u->probes[p], p);
    table_print(&t, stdout, u->cli->color, screen_columns());
    table_fini(&t);
}

static void print_wrongs(const struct audit *u)
{
    int64_t days = 0, minutes = 0, counted = 0;
    size_t wrongs = 0;
    for (size_t i = 0; i < u->states.n; i++) {
        const struct probe *p = &u->probes[i];
        for (size_t k = 0; !p->busy && k < p->wrongs && k < PROBE_WRONGS; k++)
            printf("partition %zu: %s\n", i, p->wrong[k]);
        if (!p->busy && p->wrongs > PROBE_WRONGS)
            printf("partition %zu: and %zu more\n", i, p->wrongs - PROBE_WRONGS);
        if (p->busy)
            printf("partition %zu got new counters each time that it was read: try again in a moment\n", i);
        if (p->ids_unknown)
            printf("partition %zu: its ids are too many to be counted while records come in; all else was compared\n", i);
        wrongs += !p->busy && p->wrongs;
        days += p->days;
        minutes += p->minutes;
        counted += p->counted;
    }
    if (wrongs)
        printf("\nThe counters do not follow from the records. What to do: stop classify, restore Redis from the last backup, start again "
               "(it replays what came after); then audit again.\n");
    else if (!u->cli->found)
        printf("\nexact: %" PRId64 " mentions counted; %" PRId64 " days agree with their hours, %" PRId64 " minutes with theirs\n", counted, days,
               minutes);
}

static void print_json(const struct audit *u)
{
    struct buf out = { 0 };
    for (size_t i = 0; i < u->states.n; i++) {
        const struct probe *p = &u->probes[i];
        buf_printf(&out, "%s{\"partition\":%zu,\"verdict\":\"%s\",\"records\":%" PRId64 ",\"fates\":%" PRId64 ",\"counted\":%" PRId64
                   ",\"expected\":%" PRId64 ",\"ids\":%" PRId64 ",\"ids_expected\":%" PRId64 ",\"wrong\":[", i ? "," : "[", i, verdict(p),
                   p->records, p->fates, p->counted, p->expected, p->ids, p->ids_expected);
        for (size_t k = 0; k < p->wrongs && k < PROBE_WRONGS; k++) {
            if (k)
                buf_char(&out, ',');
            buf_json(&out, slice_of(p->wrong[k]));
        }
        buf_addz(&out, "]}");
    }
    printf("%s]\n", buf_z(&out));
    buf_fini(&out);
}

static bool probe_all(struct audit *u, struct err *e)
{
    bool progress = isatty(STDERR_FILENO) && u->states.n > 1;
    bool ok = true;
    u->probes = calloc(u->states.n, sizeof *u->probes);
    if (!u->probes)
        abort();
    for (size_t p = 0; ok && p < u->states.n; p++) {
        if (progress)
            fprintf(stderr, "\rpartition %zu of %zu", p + 1, u->states.n);
        ok = probe_partition(u->cli, &u->a, u->zone, (int)p, &u->probes[p], e);
        u->cli->found = u->cli->found || u->probes[p].busy || u->probes[p].wrongs;
    }
    if (progress)
        fprintf(stderr, "\r                              \r");
    return ok;
}

static bool audit(struct audit *u, struct err *e)
{
    if (!cli_conf(u->cli, e) || !states_read(cli_ledger(u->cli), &u->a, STATE_MENTIONS, &u->states, e))
        return false;
    if (u->states.n == 0)
        return err_set(e, ERR_CONFIG, "nothing has been counted yet under the prefix %s: is pulso-classify running? (pulso doctor)",
                       u->cli->common.prefix);
    u->zone = zone_open(u->states.zone ? u->states.zone : u->cli->common.zone, e);
    if (!u->zone || !probe_all(u, e))
        return false;
    if (u->cli->json)
        print_json(u);
    else {
        print_table(u);
        print_wrongs(u);
    }
    return true;
}

static bool audit_run(struct cli *cli, const void *own, struct err *e)
{
    struct audit u = { .cli = cli };
    (void)own;
    bool ok = audit(&u, e);
    zone_close(u.zone);
    free(u.probes);
    arena_fini(&u.a);
    return ok;
}

const struct cmd cmd_audit = {
    .name = "audit",
    .about = "hold the counters against the records that were applied",
    .text =
        "For each partition of mentions: new + duplicates + updates + deletions + late + refreshed + control + dead letters + gap must be the "
        "number of records between the first offset and the stored one; the days must count what is new and was not removed; hours must "
        "add up to their day and minutes to their hour, where they are still kept; the ids that are remembered must be as many as were put in.\n"
        "\n"
        "It may run at any time: what is compared is read at one instant. Ends with 1 when anything is off.",
    .examples = "  pulso audit && echo exact\n",
    .run = audit_run,
};
