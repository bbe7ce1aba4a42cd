#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/when.h"
#include "base/zone.h"
#include "cli/asked.h"
#include "cli/kafka.h"
#include "cli/screen.h"
#include "cli/verdict_read.h"
#include "metrics/in_force.h"
#include "metrics/period.h"
#include "metrics/platforms.h"
#include "model/topics.h"
#include "pii/pii.h"

struct tail_opts {
    const char *brand, *platform, *label, *lang, *from;
    int64_t count;
    bool raw;
};

static const struct opt opts[] = {
    { "brand", OPT_TEXT, offsetof(struct tail_opts, brand), "BRAND", "only mentions of this brand (its id)" },
    { "platform", OPT_TEXT, offsetof(struct tail_opts, platform), "NAME,...", "only mentions on these platforms" },
    { "label", OPT_CHOICE, offsetof(struct tail_opts, label), "negative|neutral|positive", "only mentions that feel so (about --brand, if given)" },
    { "lang", OPT_TEXT, offsetof(struct tail_opts, lang), "LANG", "only mentions in this language: es, en, pt" },
    { "from", OPT_TEXT, offsetof(struct tail_opts, from), "WHEN", "begin earlier: 10m, 2h, 3d ago, or `beginning` (default: now)" },
    { "count", OPT_INT, offsetof(struct tail_opts, count), "N", "end after N mentions" },
    { "raw", OPT_FLAG, offsetof(struct tail_opts, raw), NULL, "texts as they are: personal data in them (cards, phones, ...) is not masked" },
    { 0 }
};

struct tail {
    struct cli *cli;
    const struct tail_opts *o;
    struct zone *zone;
    struct verdict_reader *reader;
    struct buf line, masked;
    size_t columns;
    int64_t shown;
};

/* ---- one line ---- */

static enum style feeling_style(const char *label)
{
    return strcmp(label, "negative") == 0 ? STYLE_RED : strcmp(label, "positive") == 0 ? STYLE_GREEN : STYLE_DIM;
}

static const char *feeling_mark(const char *label)
{
    return strcmp(label, "negative") == 0 ? "−" : strcmp(label, "positive") == 0 ? "+" : "○";
}

/* `width` columns of text and one blank; 0: as long as it is. */
static size_t put(struct tail *t, enum style style, struct slice text, size_t width)
{
    bool color = t->cli->color && style != STYLE_PLAIN;
    buf_addz(&t->line, screen_style(color, style));
    size_t used = screen_add(&t->line, text, width ? width : SIZE_MAX);
    buf_addz(&t->line, screen_plain(color));
    for (; used < width; used++)
        buf_char(&t->line, ' ');
    buf_char(&t->line, ' ');
    return used + 1;
}

/* Personal data masked, unless it was asked for; until the next call. */
static struct slice shown(struct tail *t, struct slice text, void (*mask)(struct slice, struct buf *))
{
    if (t->o->raw)
        return text;
    buf_reset(&t->masked);
    mask(text, &t->masked);
    return buf_slice(&t->masked);
}

static struct slice brands_text(const struct verdict_seen *v, char *out, size_t n)
{
    size_t at = 0;
    for (size_t i = 0; i < v->brand_count && at < n; i++)
        at += (size_t)snprintf(out + at, n - at, "%s%s", i ? "," : "", v->brands[i].id);
    return slice_of(v->brand_count ? out : "-");
}

static void print_line(struct tail *t, const struct verdict_seen *v)
{
    char time[PERIOD_TEXT], brands[256];
    const struct mention *m = &v->mention;
    struct slice author = m->author_handle.n ? m->author_handle : m->author_id;
    buf_reset(&t->line);
    size_t used = m->created_ms != MENTION_NONE ? put(t, STYLE_DIM, slice_of(period_time(t->zone, m->created_ms, time)), 16)
                                                : put(t, STYLE_DIM, SLICE("deleted"), 16);
    used += put(t, STYLE_CYAN, m->platform, 10);
    used += put(t, STYLE_BOLD, brands_text(v, brands, sizeof brands), 16);
    used += put(t, feeling_style(v->label), slice_of(feeling_mark(v->label)), 1);
    used += put(t, STYLE_YELLOW, author, 16);
    size_t left = t->columns == 0 ? SIZE_MAX : t->columns > used + 10 ? t->columns - used : 10;
    screen_add(&t->line, shown(t, m->text.n ? m->text : m->title, pii_mask), left);
    buf_char(&t->line, '\n');
    fwrite(t->line.p, 1, t->line.n, stdout);
}

/* ---- which ones ---- */

static bool wanted(const struct tail_opts *o, struct verdict_seen *v)
{
    const struct verdict_seen_brand *b = NULL;
    for (size_t i = 0; o->brand && i < v->brand_count; i++)
        if (strcmp(v->brands[i].id, o->brand) == 0)
            b = &v->brands[i];
    if (o->brand && !b)
        return false;
    if (b)
        v->label = b->label;   /* the feeling about the brand that was asked for */
    return platforms_have(o->platform, v->mention.platform) && (!o->label || strcmp(v->label, o->label) == 0)
        && (!o->lang || strcmp(v->lang, o->lang) == 0);
}

static bool take(void *self, const rd_kafka_message_t *record)
{
    struct tail *t = self;
    struct verdict_seen v;
    struct err e = { 0 };
    struct slice json = { record->payload, record->len };
    if (!verdict_read(t->reader, json, &v, &e)) {
        fprintf(stderr, "%d:%" PRId64 ": %s\n", (int)record->partition, record->offset, e.msg);
        return true;
    }
    if (!wanted(t->o, &v))
        return true;
    if (t->cli->json) {
        struct slice line = shown(t, slice_trim(json), pii_mask_json);
        fwrite(line.p, 1, line.n, stdout);
        putchar('\n');
    } else {
        print_line(t, &v);
    }
    fflush(stdout);
    t->shown++;
    return !ferror(stdout) && (t->o->count == 0 || t->shown < t->o->count);
}

/* ---- from where ---- */

static bool since(const struct tail_opts *o, const struct zone *z, int64_t *ms, struct err *e)
{
    struct period p;
    struct err ignored = { 0 };
    *ms = strcmp(o->from, "beginning") == 0 ? 0 : -1;
    if (*ms == 0 || when_parse(slice_of(o->from), WHEN_RFC3339, NULL, ms))
        return true;
    if (!period_parse(slice_of(o->from), z, clock_now_ms(), &p, &ignored))
        return err_set(e, ERR_CONFIG, "--from %s: 10m, 2h, 3d, today, a time (RFC 3339) or `beginning` is wanted", o->from);
    *ms = p.from_ms;
    return true;
}

static struct kafka_span *spans(struct tail *t, const char *topic, int *count, struct err *e)
{
    int64_t low = 0, high = 0, ms = 0;
    struct kafka_span *v = NULL;
    if (t->o->from && !since(t->o, t->zone, &ms, e))
        return NULL;
    rd_kafka_t *rk = kafka_open(t->cli, RD_KAFKA_PRODUCER, e);
    bool ok = rk && kafka_partitions(rk, topic, count, e) && (v = calloc((size_t)*count, sizeof *v)) != NULL;
    for (int p = 0; ok && p < *count; p++) {
        ok = kafka_range(rk, topic, p, &low, &high, e) && (!t->o->from || ms == 0 || kafka_since(rk, topic, p, ms, &high, e));
        v[p] = (struct kafka_span){ t->o->from && ms == 0 ? low : high, INT64_MAX };
    }
    if (rk)
        rd_kafka_destroy(rk);
    if (!ok) {
        free(v);
        return NULL;
    }
    return v;
}

/* What can never come would be waited for without end. */
static bool can_come(struct cli *cli, const struct tail_opts *o, struct err *e)
{
    struct brands b = { 0 };
    struct in_force f = { 0 };
    bool ok = asked_platforms(o->platform, e)
           && (!o->brand || (in_force_open(&cli->common, cli->conf, cli_config_path(cli), IN_FORCE_LATEST, &f, e) && brands_read(f.conf, &b, e) && asked_brand(cli, &b, o->brand, e)));
    brands_fini(&b);
    in_force_close(&f);
    return ok;
}

static bool tail_run(struct cli *cli, const void *own, struct err *e)
{
    struct tail t = { .cli = cli, .o = own, .columns = screen_columns() };
    int count = 0;
    if (!cli_conf(cli, e) || !can_come(cli, own, e) || !(t.zone = zone_open(cli->common.zone, e)))
        return false;
    const char *topic = bus_topic(&cli->common, TOPIC_CLASSIFIED);
    struct kafka_span *v = spans(&t, topic, &count, e);
    t.reader = verdict_reader_new();
    bool ok = v && kafka_read(cli, topic, v, count, take, &t, e);
    free(v);
    verdict_reader_free(t.reader);
    zone_close(t.zone);
    buf_fini(&t.line);
    buf_fini(&t.masked);
    return ok;
}

const struct cmd cmd_tail = {
    .name = "tail",
    .about = "classified mentions as they come",
    .text =
        "Shows each mention that classify has passed on: time, platform, brands, feeling (− negative, ○ neutral, + positive), author, text. "
        "It reads by itself, so it takes nothing from any daemon, and ends with Ctrl-C or after --count.\n"
        "\n"
        "Texts are shown without anything that could move the cursor, and with personal data masked (docs/privacy.md); --json prints the "
        "records, their texts masked, too. --raw shows both as they are.",
    .examples = "  pulso tail --brand movistar --label negative\n  pulso tail --from 10m --json | jq -r .text\n",
    .opts = opts,
    .size = sizeof(struct tail_opts),
    .run = tail_run,
};
