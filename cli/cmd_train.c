#include <errno.h>
#include <inttypes.h>

#include "classify/train/judge.h"
#include "classify/train/train.h"
#include "cli/train.h"
#include "cli/progress.h"

static const struct opt opts[] = {
    { "out", OPT_TEXT, offsetof(struct train_opts, out), "FILE", "where the model goes; without it only figures are printed" },
    { "hold", OPT_FLAG, offsetof(struct train_opts, hold), NULL, "keep the texts marked `held` out of it, and print how right the model is on them" },
    { "brand", OPT_TEXT, offsetof(struct train_opts, brand), "ID", "adapt --base to this brand, from a file of corrections instead of a recipe" },
    { "base", OPT_TEXT, offsetof(struct train_opts, base), "FILE|es|en|pt", "the model to begin from: a file, or the built-in one of a language" },
    { 0 }
};

static struct progress shown;

static void on_progress(const char *what, double part)
{
    (void)what;
    progress_show(&shown, (int64_t)(part * 1000), 1000, 0);
}

static void report_print(const struct train_report *r, FILE *f)
{
    fprintf(f, "%-8s %7s %9s %24s %12s\n", "head", "texts", "features", "macro-F1, 5-fold unseen", "temperature");
    for (int h = 0; h < HEAD_COUNT; h++)
        if (r->head[h].texts)
            fprintf(f, "%-8s %7zu %9zu %24.1f %12.2f\n", head_names[h], r->head[h].texts, r->head[h].columns, 100 * r->head[h].macro_f1,
                    r->head[h].temperature);
    fprintf(f, "%zu texts stood there already and were left out\n", r->repeated);
}

static void judge_held(const struct texts *t, const struct model *m, enum head head)
{
    struct judged labels, intents;
    struct scorer sc = { .lang = m->file.lang, .lx = t->lx, .model = m, .coverage = 1 };
    judged_labels(&labels);
    judged_intents(&intents);
    for (size_t i = 0; i < t->n; i++) {
        const struct text *x = &t->v[i];
        struct feeling f;
        struct tokens k;
        struct arena a = { 0 };
        if (!(x->flags & TEXT_HELD) || x->head != head)
            continue;
        tokens_scan(t->tk, &a, slice_of(x->said), &k);
        scorer_run(&sc, t->scratch, &k, 0, k.n, &f);
        judged_add(&labels, x->label, (int)f.sentiment.label, f.sentiment.confidence);
        if (x->intent >= 0)
            judged_add(&intents, x->intent, (int)f.intent, f.intent_confidence);
        arena_fini(&a);
    }
    if (labels.n)
        judged_print(&labels, head == HEAD_CARE ? "held, care" : "held, general", stdout);
    if (intents.n) {
        judged_print(&intents, "intents", stdout);
        printf("  complaint or cancellation against the rest: F1 %.1f\n\n",
               100 * judged_f1_of(&intents, 1u << INTENT_COMPLAINT | 1u << INTENT_CANCELLATION));
    }
    judged_fini(&labels);
    judged_fini(&intents);
}

bool train_write(const char *path, struct slice bytes, struct err *e)
{
    FILE *f = fopen(path, "we");
    if (!f)
        return err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    size_t n = fwrite(bytes.p, 1, bytes.n, f);
    if (fclose(f) != 0 || n != bytes.n)
        return err_set(e, ERR_CONFIG, "%s: could not be written whole: %s", path, strerror(errno));
    return true;
}

static bool make(const struct recipe *r, const struct train_opts *o, struct texts *t, struct err *e)
{
    struct train_report report;
    struct buf bytes = { 0 };
    if (!recipe_texts(r, o->hold, t, e))
        return false;
    progress_begin(&shown);
    train_model(r, t, &bytes, &report, on_progress);
    progress_end(&shown);
    report_print(&report, stdout);
    struct model *m = model_of(buf_slice(&bytes), "the new model", e);
    if (m && o->hold) {
        judge_held(t, m, HEAD_GENERAL);
        judge_held(t, m, HEAD_CARE);
    }
    bool ok = m && (!o->out || train_write(o->out, buf_slice(&bytes), e));
    if (ok)
        printf("%s%s%s\n", m->version, o->out ? " is in " : " was not kept: say --out FILE", o->out ? o->out : "");
    model_free(m);
    buf_fini(&bytes);
    return ok;
}

static bool train_run(struct cli *cli, const void *own, struct err *e)
{
    struct recipe r = { 0 };
    struct texts t = { 0 };
    const struct train_opts *o = own;
    if (o->brand || o->base)
        return train_brand(cli, o, e);
    if (cli->arg_count != 1)
        return err_set(e, ERR_CONFIG, "name one recipe, such as classify/model/es.recipe");
    bool ok = recipe_read(&r, cli->args[0], e);
    struct lexicon *lx = ok ? lexicon_load(NULL, r.lang, e) : NULL;
    if (lx) {
        texts_init(&t, lx);
        ok = make(&r, own, &t, e);
        texts_fini(&t);
    }
    lexicon_free(lx);
    recipe_fini(&r);
    return ok && lx;
}

const struct cmd cmd_train = {
    .name = "train",
    .about = "make a sentiment model from labelled texts",
    .args = "RECIPE|CORRECTIONS",
    .text = "Reads the texts that RECIPE names and learns weights for words, pairs of words and parts of words, on top of the lexicon. The same "
            "texts and recipe give the same model, byte by byte. What is printed was measured on texts that each of five folds had not seen.\n"
            "\n"
            "With --brand and --base it adapts a model to one brand, from 50 or more texts labelled by hand (LABEL, a tab, TEXT). "
            "Both models are judged on the same texts that they have not learned from; where the new one is not better in 95 of 100 samples of them, "
            "nothing is written and the exit code is 1. Correct what was right, too: of texts that were all called wrongly nobody can tell what is lost elsewhere.",
    .examples = "  pulso train classify/model/es.recipe --hold\n"
                "      how right such a model is on the texts kept apart\n"
                "  pulso train classify/model/es.recipe --out es.model\n"
                "  pulso train --brand telenorte --base es corrections.tsv --out telenorte/es.model\n",
    .opts = opts,
    .size = sizeof(struct train_opts),
    .run = train_run,
};
