/*
 * wrong: what a person says of a mention that was classified: the object `data`
 * of an action of kind "wrong" (model/action.h). Each member is there only where
 * the person said something about it:
 *
 *   {"label":"negative", "intent":"complaint", "topics":["billing"], "of_brand":false, "note":"…"}
 *
 * label is how the mention feels toward the action's brand (docs/labelling.md);
 * of_brand false: it is not of that brand at all; "withdrawn":true takes back what
 * was said before. A later action about the same mention and brand stands
 * above an earlier one, member by member. What was right may be said, too:
 * training needs both.
 */
#ifndef PULSO_MODEL_WRONG_H
#define PULSO_MODEL_WRONG_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/json.h"

#define WRONG_TOPICS 32

struct wrong {
    struct slice label, intent, note;       /* empty: not said */
    struct slice topic[WRONG_TOPICS];
    size_t topics;
    bool topics_said;                       /* none may be said, too */
    bool brand_said, of_brand;
    bool withdrawn;
};

/* ERR_DROP: which member and why. Slices lie in the arena; unknown members are passed over. */
bool wrong_parse(struct json *j, struct arena *a, struct slice data, struct wrong *out, struct err *e);
void wrong_print(const struct wrong *w, struct buf *out);
/* What a later one says above what an earlier one said. */
void wrong_put_on(struct wrong *under, const struct wrong *later);

#endif
