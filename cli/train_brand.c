/* pulso train --brand: a model for one brand, or why there is none. */
#include <string.h>

#include "classify/train/adapt.h"
#include "cli/progress.h"
#include "cli/train.h"

/* Below this share the texts are mistakes picked out, not a sample of what the brand's mentions are. */
#define RIGHT_LEAST 0.25

static struct progress shown;

static void on_progress(const char *what, double part)
{
    (void)what;
    progress_show(&shown, (int64_t)(part * 1000), 1000, 0);
}

static void print(const struct adapt_report *r, const struct model *base)
{
    const struct paired_figures *p = &r->compared;
    printf("%zu corrections, %zu repeated ones left out; %zu words and parts of words that %s does not know\n", r->texts, r->repeated, r->added,
           base->version);
    printf("macro-F1, 5-fold unseen: %s %.1f, adapted %.1f (by %+.1f, 95 %% interval %+.1f to %+.1f)\n", base->version, 100 * p->old_f1,
           100 * p->new_f1, 100 * (p->new_f1 - p->old_f1), 100 * p->low, 100 * p->high);
    if (p->old_right < RIGHT_LEAST)
        fprintf(stderr, "warning: %s calls only %.0f %% of these texts as they are labelled. Where only mistakes were labelled, any other model looks "
                        "better; label a random sample of the brand's mentions, also those that are right\n", base->version, 100 * p->old_right);
}

static bool adapt(struct cli *cli, const struct train_opts *o, const struct model *base, const struct texts *t, struct err *e)
{
    struct adapt_report r;
    struct buf bytes = { 0 };
    progress_begin(&shown);
    bool ok = adapt_model(base, t, o->brand, &bytes, &r, on_progress, e);
    progress_end(&shown);
    if (ok)
        print(&r, base);
    if (ok && !r.better) {
        printf("refused: on unseen texts it is better in %.0f of 100 samples, and more than chance in %.0f; %.0f are wanted of both; nothing was written\n",
               100 * r.compared.surer, 100 * r.compared.known, 100 * ADAPT_SURE);
        cli->found = true;
    } else if (ok) {
        struct model *m = model_of(buf_slice(&bytes), "the new model", e);
        ok = m && (!o->out || train_write(o->out, buf_slice(&bytes), e));
        if (ok)
            printf("C %g, balance %g, temperature %.2f\n%s%s%s\n", r.c, r.balance, r.temperature, m->version,
                   o->out ? " is in " : " was not kept: say --out FILE", o->out ? o->out : "");
        model_free(m);
    }
    buf_fini(&bytes);
    return ok;
}

static bool asked(const struct cli *cli, const struct train_opts *o, struct err *e)
{
    if (!o->brand || !o->base)
        return err_set(e, ERR_CONFIG, "--brand and --base belong together: which brand, and from which model (es, en, pt, or a file)");
    if (o->hold)
        return err_set(e, ERR_CONFIG, "--hold is for recipes: with --brand every text is judged by a model that has not learned from it");
    return cli->arg_count == 1 || err_set(e, ERR_CONFIG, "name one file of corrections: LABEL <tab> TEXT in each line");
}

bool train_brand(struct cli *cli, const struct train_opts *o, struct err *e)
{
    struct texts t = { 0 };
    if (!asked(cli, o, e))
        return false;
    struct model *base = strlen(o->base) == 2 ? model_built_in(o->base, e) : model_load(o->base, e);
    struct lexicon *lx = base ? lexicon_load(NULL, base->file.lang, e) : NULL;
    bool ok = lx != NULL;
    if (ok) {
        texts_init(&t, lx);
        ok = texts_read(&t, cli->args[0], HEAD_CARE, 1, TEXT_SAID, e);
        if (ok && t.n < ADAPT_TEXTS_LEAST) {
            printf("refused: %zu corrections (and %zu repeated ones), at least %d are wanted\n", t.n, t.repeated, ADAPT_TEXTS_LEAST);
            cli->found = true;
        } else {
            ok = ok && adapt(cli, o, base, &t, e);
        }
        texts_fini(&t);
    }
    lexicon_free(lx);
    model_free(base);
    return ok;
}
