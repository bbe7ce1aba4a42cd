/*
 * model: learned weights on top of the lexicon: linear, int8, explained word by
 * word. One file a language with up to four heads over the same features:
 *
 *   general   3 labels, learned from texts about anything
 *   care      3 labels, learned from mentions of brands that serve people
 *   gate      how much a text is of the second kind; the two are mixed by it
 *   intent    9 intents
 *
 * The score of a head is (sum of idf * w over the features) / |idf| + the dense
 * numbers' part + a bias; probabilities are its softmax. Shape of the file, inside
 * a gzip: the struct model_file below, then one row for each bucket: tag, idf, a
 * weight for each output. In memory only weights that were learned are kept, by
 * how common their features are: those that most texts ask for lie together and
 * fit the processor's second cache. Read-only, shared by threads; 1.1 to 1.6 MB, within a page of 2 MB.
 */
#ifndef PULSO_CLASSIFY_MODEL_H
#define PULSO_CLASSIFY_MODEL_H

#include "base/buf.h"
#include "base/err.h"
#include "classify/sentiment/features.h"

enum head { HEAD_GENERAL, HEAD_CARE, HEAD_GATE, HEAD_INTENT, HEAD_COUNT };
enum intent {
    INTENT_COMPLAINT, INTENT_QUESTION, INTENT_REQUEST, INTENT_PRAISE, INTENT_SUGGESTION,
    INTENT_PURCHASE, INTENT_CANCELLATION, INTENT_EMERGENCY, INTENT_NOISE, INTENT_COUNT
};
const char *intent_name(enum intent i);
bool intent_find(struct slice name, enum intent *out);

#define MODEL_OUTPUTS (LABEL_COUNT + LABEL_COUNT + 1 + INTENT_COUNT)
extern const uint8_t head_first[HEAD_COUNT], head_outputs[HEAD_COUNT];   /* where a head's outputs lie in a row */
extern const char *const head_names[HEAD_COUNT];

enum { MODEL_SURE = 21 };

/* The file's beginning, little-endian. */
struct model_file {
    char magic[8];                                /* PULSOMD2; another number: of texts seen otherwise (features.h) */
    char lang[4];
    uint32_t heads;                               /* bit 1 << HEAD_...: learned */
    uint32_t bits, row_bytes;                     /* FEATURE_BITS, 2 + MODEL_OUTPUTS */
    uint64_t sum;                                 /* hash64 of all that follows this member */
    char made_of[64];                             /* what it was learned from, for people */
    float scale[HEAD_COUNT];                      /* of the int8 weights */
    float sure[2][MODEL_SURE];                    /* general, care: confidence that k / (MODEL_SURE - 1) of unseen texts stayed below */
    float bias[MODEL_OUTPUTS];
    float dense[DENSE][MODEL_OUTPUTS];
};

/* A bucket's key: 7 bits of its tag (the lowest is always set), its idf, the row of its weights. */
#define MODEL_NOBODY 0u                           /* with an idf of 0 it adds nothing to any sum */
static inline uint32_t model_key(uint8_t tag, uint8_t idf, uint32_t row) { return row << 15 | (uint32_t)idf << 7 | tag >> 1; }
static inline bool model_key_is(uint32_t key, uint32_t hash) { return ((key ^ hash >> 1) & 0x7f) == 0; }
static inline uint32_t model_key_idf(uint32_t key) { return key >> 7 & 0xff; }
static inline uint32_t model_key_row(uint32_t key) { return key >> 15; }
_Static_assert(FEATURE_BITS + 15 <= 32, "a key's row is one of as many as there are buckets");

struct model {
    struct model_file file;
    uint32_t *keys;                               /* by bucket */
    int8_t (*weights)[MODEL_OUTPUTS];             /* by row, the most common first; behind the keys, aligned to its size */
    size_t rows;
    float scale[MODEL_OUTPUTS];                   /* of the head that an output is of */
    char version[24];                             /* "es-1f03c2d4" */
};

/* What came out, before the softmax, and which words made it. */
struct model_scores {
    float out[MODEL_OUTPUTS];
    float gate;                                   /* 0 to 1; 0 without that head */
    float why[FEATURE_TOKENS_MAX];                /* for each token: what it added to positive less negative */
    /* Scratch: features that have a row, how many of those before each feature, and twice what each token added, in whole numbers,
     * to general and care. */
    uint32_t known[FEATURES_MAX + 1];
    uint16_t before[FEATURES_MAX + 1];
    struct model_part { int32_t of[2]; } twice[FEATURE_TOKENS_MAX];
};

/* NULL with e set. */
struct model *model_of(struct slice packed, const char *name, struct err *e);
bool model_pack(struct slice bytes, struct buf *out);   /* the gzip: the same bytes for the same model */
struct model *model_load(const char *path, struct err *e);
/* The one built into the program; NULL with e set: there is none for the language. */
struct model *model_built_in(const char *lang, struct err *e);
void model_free(struct model *m);
size_t model_bytes(const struct model *m);      /* of memory */
static inline bool model_has(const struct model *m, enum head h) { return m->file.heads & 1u << h; }

/* n: of tokens; of more than FEATURE_TOKENS_MAX the rest has no say. */
void model_score(const struct model *m, const struct features *f, size_t n, struct model_scores *out);
void softmax(const float *logit, size_t n, float *p);
/* The confidence below which the least sure 1 - coverage of texts like this one lie. */
float model_sure(const struct model *m, float gate, float coverage);
/* What the dense numbers of the lexicon (the first 8) add toward positive. */
float model_lexicon_part(const struct model *m, const struct features *f, float gate);

#endif
