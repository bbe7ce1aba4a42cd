/*
 * label: what people say of mentions that were classified, kept in pulso.actions
 * (model/wrong.h) and read back beside the texts, which pulso.classified holds for
 * as long as it retains them. `pulso train --brand` learns from what `export` prints.
 */
#ifndef PULSO_CLI_LABEL_H
#define PULSO_CLI_LABEL_H

#include "cli/cli.h"
#include "cli/kafka.h"
#include "model/action.h"
#include "model/wrong.h"

struct label_opts { const char *label, *intent, *topics, *brand, *note, *by, *lang; bool right, not_of_brand, withdraw, raw; };

/* What was said of one mention and one brand, the later above the earlier; no text where Kafka has it no more. */
struct labelled {
    struct slice mention, brand;         /* platform:id; brand empty: of none by name */
    struct slice by;                     /* who said it last, and when */
    int64_t at_ms;
    struct wrong wrong;
    /* from pulso.classified */
    bool there, deleted;
    struct slice text, lang, said, of;   /* said: the label then; of: the brand, where the mention is of one alone */
    size_t brands;
    size_t before;                       /* while reading: what was said of the mention before; its place in v, + 1 */
    bool folded;                         /* while reading: a later one has taken it in */
};

struct labels {
    struct cli *cli;
    struct arena a;
    struct labelled *v;                  /* in the order of the latest word, partition by partition */
    size_t n, cap;
    size_t bad;                          /* actions that could not be read */
};

bool label_mark(struct cli *cli, const struct label_opts *o, struct err *e);
bool label_list(struct cli *cli, const struct label_opts *o, struct err *e);
bool label_export(struct cli *cli, const struct label_opts *o, struct err *e);

/* All of them, with their texts. */
bool labels_read(struct labels *l, struct cli *cli, struct err *e);
void labels_fini(struct labels *l);
/* The topic's whole, retained range; *v is malloc'd. */
bool label_spans(struct cli *cli, const char *topic, struct kafka_span **v, int *partitions, struct err *e);
/* The brand that the label is about; empty: none, or one of several. */
struct slice labelled_brand(const struct labelled *x);

#endif
