/* Judges what the classifier says of labelled texts, by the same way that mentions go. */
#include <stdlib.h>

#include "classify/classifier.h"
#include "classify/train/judge.h"
#include "classify/train/texts.h"
#include "cli/own_classifier.h"
#include "cli/lines_in.h"

struct eval_opts { const char *lang; bool wrong; };

static const struct opt opts[] = {
    { "lang", OPT_TEXT, offsetof(struct eval_opts, lang), "es|en|pt", "the texts' language (default: as detected, one by one)" },
    { "wrong", OPT_FLAG, offsetof(struct eval_opts, wrong), NULL, "print the texts that were called otherwise, instead of figures" },
    { 0 }
};

struct eval {
    const struct eval_opts *o;
    struct classifier *cl;
    struct classifier_worker *worker;
    struct arena arena;
    struct judged labels, intents;
};

static void judge_text(struct eval *v, struct slice text, int label, int intent)
{
    struct verdict found;
    struct mention m = { .text = text, .lang = slice_of(v->o->lang ? v->o->lang : "") };
    arena_reset(&v->arena);
    classifier_run(v->worker, &v->arena, &m, &found);
    judged_add(&v->labels, label, (int)found.sentiment.label, found.sentiment.confidence);
    if (intent >= 0)
        judged_add(&v->intents, intent, (int)found.intent, found.intent_confidence);
    if (v->o->wrong && (int)found.sentiment.label != label)
        printf("%s\t%s\t" SLICE_FMT "\n", label_name((enum label)label), label_name(found.sentiment.label), SLICE_ARG(text));
}

static bool judge_line(struct eval *v, struct slice line, struct err *e)
{
    struct slice label, text;
    enum intent intent = INTENT_NOISE;
    int is;
    if (!slice_next(&line, '\t', &label) || !texts_label(label, &is))
        return err_set(e, ERR_CONFIG, "wants LABEL <tab> TEXT [<tab> INTENT], with the label negative, neutral or positive");
    slice_next(&line, '\t', &text);
    if (line.n && !intent_find(line, &intent))
        return err_set(e, ERR_CONFIG, "'" SLICE_FMT "' is no intent", SLICE_ARG(line));
    judge_text(v, text, is, line.n ? (int)intent : -1);
    return true;
}

static bool judge_file(struct eval *v, const char *path, struct err *e)
{
    struct lines_in *in = lines_in_open(path, e);
    struct slice line;
    bool ok = in != NULL;
    while (ok && lines_in_next(in, &line, e))
        if (line.n && line.p[0] != '#' && !judge_line(v, line, e))
            ok = err_at(e, "%s:%lld", path, (long long)lines_in_number(in));
    lines_in_close(in);
    return ok && e->kind == ERR_NONE;
}

static void show(struct cli *cli, struct eval *v, const char *path)
{
    unsigned leave = 1u << INTENT_COMPLAINT | 1u << INTENT_CANCELLATION;
    if (cli->json) {
        struct buf out = { 0 };
        buf_addz(&out, "{\"sentiment\":");
        judged_json(&v->labels, &out);
        if (v->intents.n) {
            buf_addz(&out, ",\"intent\":");
            judged_json(&v->intents, &out);
            buf_printf(&out, ",\"complaint_or_cancellation_f1\":%.4f", judged_f1_of(&v->intents, leave));
        }
        buf_addz(&out, "}\n");
        fwrite(out.p, 1, out.n, stdout);
        buf_fini(&out);
        return;
    }
    judged_print(&v->labels, path, stdout);
    if (v->intents.n) {
        judged_print(&v->intents, "intents", stdout);
        printf("  complaint or cancellation against the rest: F1 %.1f\n", 100 * judged_f1_of(&v->intents, leave));
    }
}

static bool eval_run(struct cli *cli, const void *own, struct err *e)
{
    struct eval v = { .o = own };
    if (cli->arg_count != 1)
        return err_set(e, ERR_CONFIG, "name one file of labelled texts: LABEL <tab> TEXT in each line");
    if (!(v.cl = own_classifier(cli, e)))
        return false;
    v.worker = classifier_worker_new(v.cl);
    judged_labels(&v.labels);
    judged_intents(&v.intents);
    bool ok = judge_file(&v, cli->args[0], e);
    if (ok && !v.o->wrong)
        show(cli, &v, cli->args[0]);
    judged_fini(&v.labels);
    judged_fini(&v.intents);
    classifier_worker_free(v.worker);
    classifier_close(v.cl);
    arena_fini(&v.arena);
    return ok;
}

const struct cmd cmd_eval = {
    .name = "eval",
    .about = "how right sentiment and intent are on labelled texts",
    .args = "FILE",
    .text = "Classifies each text of FILE (LABEL, a tab, TEXT, and optionally a tab and the intent; .gz too) as mentions are classified, and prints "
            "macro-F1 with its 95 % interval, macro-recall, the figures and confusions of each label, and how far confidence and truth lie apart.",
    .examples = "  pulso eval mentions.tsv --lang es\n"
                "  pulso eval mentions.tsv --wrong | less\n",
    .opts = opts,
    .size = sizeof(struct eval_opts),
    .run = eval_run,
};
