/* lexicon_tools: what `pulso lexicon` does, and the lexicons that it is given. Inside of lexicon only. */
#ifndef PULSO_CLI_LEXICON_TOOLS_H
#define PULSO_CLI_LEXICON_TOOLS_H

#include "app/bundle.h"
#include "classify/classifier.h"
#include "classify/sentiment/lexicon.h"
#include "cli/cli.h"

struct lexicon_opts { const char *lang, *lexicon, *input; int64_t examples; };

extern const char *const lexicon_langs[];        /* es, en, pt, NULL */

/*
 * A lexicon as people name it: a folder with es/FILE.tsv (or with lexicon/es/FILE.tsv, as `pulso apply` takes it, or with
 * FILE.tsv, when its own name is a language), one file, `built-in`, or the number of a version. Its files have the names
 * of a version's; a language without any is the built-in one.
 */
struct lexicon_side { const char *arg; struct bundle files; };
bool lexicon_side_open(struct lexicon_side *s, const char *arg, struct cli *cli, const struct lexicon_opts *o, struct err *e);
void lexicon_side_close(struct lexicon_side *s);                              /* accepts {0} */
bool lexicon_side_has(const struct lexicon_side *s, const char *group);       /* lexicon/<group>/: es, any, brands */
struct classifier *lexicon_side_classifier(const struct lexicon_side *s, struct err *e);   /* with the built-in models, no brands */

bool lexicon_check(struct cli *cli, const struct lexicon_opts *o, struct err *e);
bool lexicon_diff(struct cli *cli, const struct lexicon_opts *o, struct err *e);
bool lexicon_try(struct cli *cli, const struct lexicon_opts *o, struct err *e);

/* Calls each with every text of --input, or of standard input: lines are mentions as JSON, or bare texts. */
bool lexicon_texts(const char *path, void (*each)(void *self, const struct mention *m), void *self, int64_t *bad, struct err *e);

#endif
