/* pulso label mark: what a person says of one mention goes to pulso.actions. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "classify/sentiment/model.h"
#include "cli/asked.h"
#include "cli/decide.h"
#include "cli/label.h"
#include "cli/progress.h"
#include "cli/verdict_read.h"
#include "metrics/in_force.h"
#include "model/topics.h"

/* ---- the mention: only its record knows the conversation, which is the action's key */

struct sought {
    struct cli *cli;
    struct slice id;
    const char *brand;                   /* whose label is wanted; NULL: the only one's */
    struct arena a;
    struct verdict_reader *reader;
    struct progress progress;
    int64_t all, done;
    bool found, deleted, of_brand;
    struct slice conversation, label, of;
    size_t brands;
};

/* Ids stand in their records as they are, or escaped; the latter are taken apart to see. */
static bool may_be(const struct sought *f, const rd_kafka_message_t *m)
{
    const char *id = memchr(f->id.p, ':', f->id.n);
    size_t n = f->id.n - (size_t)(id + 1 - f->id.p);
    return memmem(m->payload, m->len, id + 1, n) || memchr(m->payload, '\\', m->len);
}

static bool look(void *self, const rd_kafka_message_t *m)
{
    struct sought *f = self;
    struct verdict_seen v;
    struct err why = { 0 };
    f->done++;
    progress_show(&f->progress, f->done, f->all, f->done);
    if (!m->payload || !may_be(f, m) || !verdict_read(f->reader, (struct slice){ m->payload, m->len }, &v, &why)
        || !slice_eq(mention_key(&f->a, &v.mention), f->id))
        return true;
    f->found = true;
    f->deleted = v.mention.deleted;
    f->conversation = arena_dup(&f->a, (struct slice){ m->key, m->key_len });
    f->label = arena_dup(&f->a, slice_of(v.label));
    f->brands = v.brand_count;
    f->of = v.brand_count == 1 ? arena_dup(&f->a, slice_of(v.brands[0].id)) : (struct slice){ 0 };
    f->of_brand = false;
    for (size_t i = 0; i < v.brand_count; i++)
        if (f->brand ? strcmp(v.brands[i].id, f->brand) == 0 : v.brand_count == 1) {
            f->label = arena_dup(&f->a, slice_of(v.brands[i].label));
            f->of_brand = true;
        }
    return true;
}

static bool find(struct sought *f, struct err *e)
{
    struct kafka_span *spans;
    int partitions = 0;
    const char *topic = bus_topic(&f->cli->common, TOPIC_CLASSIFIED);
    bool ok = label_spans(f->cli, topic, &spans, &partitions, e);
    for (int p = 0; ok && p < partitions; p++)
        f->all += spans[p].to - spans[p].from;
    f->reader = verdict_reader_new();
    progress_begin(&f->progress);
    ok = ok && (f->all == 0 || kafka_read(f->cli, topic, spans, partitions, look, f, e));
    progress_end(&f->progress);
    verdict_reader_free(f->reader);
    free(spans);
    if (ok && !f->found)
        return err_set(e, ERR_CONFIG, "%s holds no mention " SLICE_FMT ": is it written as PLATFORM:ID, and was it classified?", topic, SLICE_ARG(f->id));
    if (ok && f->deleted)
        return err_set(e, ERR_CONFIG, "the mention " SLICE_FMT " was deleted by its author", SLICE_ARG(f->id));
    return ok;
}

/* ---- what is said of it */

static bool read_topics(const char *list, struct wrong *w, struct err *e)
{
    struct slice rest = slice_of(list), name;
    w->topics_said = true;
    while (slice_next(&rest, ',', &name)) {
        if (!name.n && !rest.n && !w->topics)
            return true;                 /* '': of none */
        if (w->topics == WRONG_TOPICS || !name.n)
            return err_set(e, ERR_CONFIG, "--topics %s: names with commas between are wanted, at most %d", list, WRONG_TOPICS);
        w->topic[w->topics++] = name;
    }
    return true;
}

static bool what(const struct label_opts *o, struct wrong *w, struct err *e)
{
    enum intent intent;
    *w = (struct wrong){ .label = slice_of(o->label ? o->label : ""), .intent = slice_of(o->intent ? o->intent : ""), .withdrawn = o->withdraw,
                         .note = slice_of(o->note ? o->note : ""), .brand_said = o->not_of_brand };
    if (o->label && o->right)
        return err_set(e, ERR_CONFIG, "--label says what it should be, --right that it is right: only one of them");
    if (o->intent && !intent_find(w->intent, &intent))
        return err_set(e, ERR_CONFIG, "--intent %s: one of complaint, question, request, praise, suggestion, purchase, cancellation, emergency, noise is wanted", o->intent);
    if (o->topics && !read_topics(o->topics, w, e))
        return false;
    return o->label || o->right || o->intent || o->topics || o->not_of_brand || o->withdraw
        || err_set(e, ERR_CONFIG, "say what it should be: --label, --intent, --topics, --not-of-brand; or that it is --right");
}

static bool brand_there(struct cli *cli, const char *id, struct err *e)
{
    struct brands b = { 0 };
    struct in_force f = { 0 };
    bool ok = !id || (in_force_open(&cli->common, cli->conf, cli_config_path(cli), IN_FORCE_LATEST, &f, e) && brands_read(f.conf, &b, e)
                       && asked_brand(cli, &b, id, e));
    brands_fini(&b);
    in_force_close(&f);
    return ok;
}

static bool write(struct cli *cli, const struct label_opts *o, const struct sought *f, const struct wrong *w, struct err *e)
{
    char id[ACTION_ID];
    struct buf data = { 0 };
    struct action x = { .kind = ACTION_WRONG, .role = SLICE("analyst"), .mention = f->id, .conversation = f->conversation,
                        .brand = o->brand ? slice_of(o->brand) : f->of };
    wrong_print(w, &data);
    x.data = buf_slice(&data);
    bool ok = cli_decide(cli, "pulso-label", o->by, &x, id, e);
    if (ok && cli->json)
        cli_decided(id);
    else if (ok)
        printf(SLICE_FMT "%s" SLICE_FMT ": it said " SLICE_FMT "; kept\n", SLICE_ARG(f->id), x.brand.n ? ", " : "", SLICE_ARG(x.brand), SLICE_ARG(f->label));
    buf_fini(&data);
    return ok;
}

bool label_mark(struct cli *cli, const struct label_opts *o, struct err *e)
{
    struct sought f = { .cli = cli, .brand = o->brand };
    struct wrong w;
    if (cli->arg_count != 2 || !strchr(cli->args[1], ':'))
        return err_set(e, ERR_CONFIG, "which mention? as in: pulso label mark x:1473422171934441483 --label negative");
    f.id = slice_of(cli->args[1]);
    bool ok = what(o, &w, e) && brand_there(cli, o->brand, e) && find(&f, e);
    if (ok && (o->label || o->right || o->not_of_brand) && !o->brand && f.brands > 1)
        ok = err_set(e, ERR_CONFIG, "the mention is of %zu brands: say of which with --brand", f.brands);
    if (ok && o->not_of_brand && !f.of_brand)
        ok = err_set(e, ERR_CONFIG, "it was not taken for one of %s", o->brand ? o->brand : "any brand");
    if (o->right)
        w.label = f.label;
    ok = ok && write(cli, o, &f, &w, e);
    arena_fini(&f.a);
    return ok;
}
