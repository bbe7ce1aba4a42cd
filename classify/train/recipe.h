/*
 * recipe: what a model is made of: a plain file of lines, so that a model can be
 * made again. Words are separated by white space; # begins a remark.
 *
 *   lang es
 *   head general C 2 balance 1      how strongly it may lean on single words (C), and how far classes are evened out
 *   head general C 2 balance 1 temperature 0.9      the same; without a temperature the one that cross-validation finds
 *   text general 1 data:umsab/es/train.tsv          a file of texts of that kind, and the weight of each
 *   text intent 0.5 labels/rare-intents.tsv         of these only the intent is learned; of less than 1, they are judged by no fold
 *   text general 1 data:umsab/es/val.tsv held       kept for judging with --hold, learned from without
 *
 * data: is the folder PULSO_DATA, default ../shared/data; other paths are as they are.
 */
#ifndef PULSO_CLASSIFY_RECIPE_H
#define PULSO_CLASSIFY_RECIPE_H

#include "classify/train/texts.h"

struct recipe_head { double c, balance, temperature; };   /* temperature 0: to be found */
struct recipe_text { enum head head; float weight; bool held; char *path; };

struct recipe {
    char lang[4];
    struct recipe_head head[HEAD_COUNT];
    struct recipe_text *texts;
    size_t n;
    uint64_t sum;                /* of the file */
};

bool recipe_read(struct recipe *r, const char *path, struct err *e);
void recipe_fini(struct recipe *r);
/* All texts; the held ones marked so if `hold`, and read first, so that no copy of one is learned from. */
bool recipe_texts(const struct recipe *r, bool hold, struct texts *t, struct err *e);

#endif
