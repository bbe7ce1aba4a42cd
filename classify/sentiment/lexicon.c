#include <ctype.h>

#include "base/hash.h"
#include "classify/sentiment/lexicon_table.h"

/* No form has a letter three times in a row, so a stretched word is only looked for squeezed. */
static inline uint64_t token_key(const struct token *t)
{
    if (t->flags & TOKEN_LONG)
        return hash64(t->squeezed);
    if (t->kind == TOKEN_TAG)
        return hash64((struct slice){ t->bare.p + 1, t->bare.n - 1 });
    return t->hash;
}

static bool rest_matches(const struct lexicon *lx, const struct lexicon_row *row, const struct token *v)
{
    for (size_t i = 2; i < row->words; i++)
        if (token_key(&v[i]) != lx->rest[row->rest + i - 2])
            return false;
    return !(row->entry.flags & ENTRY_EXACT) || !(v->flags & TOKEN_MARKED ? hash64(v->folded) != row->exact
                                                                          : v->hash != row->exact);
}

static const struct entry *find_key(const struct lexicon *lx, uint64_t key, const struct token *v, size_t n,
                                    size_t *words)
{
    const struct lexicon_slot *s = slot_find(lx, key);
    for (size_t i = 0; i < s->n; i++) {
        const struct lexicon_row *row = &lx->rows[s->first + i];
        if (row->words <= n && rest_matches(lx, row, v)) {
            *words = row->words;
            return &row->entry;
        }
    }
    return NULL;
}

static inline bool is_aei(char c)
{
    return c == 'a' || c == 'e' || c == 'i';
}

static inline bool may_laugh(struct slice s)
{
    return s.n >= 4 && (s.p[0] == 'j' || s.p[0] == 'h' || is_aei(s.p[0]));
}

/* jajajaja, ajajja, jejeje, hahaha: the first four letters of the pattern, else empty. */
static struct slice laugh_base(struct slice s)
{
    if (s.n && is_aei(s.p[0]))
        s.p++, s.n--;
    if (s.n < 4 || (s.p[0] != 'j' && s.p[0] != 'h') || !is_aei(s.p[1]))
        return (struct slice){ 0 };
    size_t hits = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != s.p[0] && s.p[i] != s.p[1])
            return (struct slice){ 0 };
        hits += s.p[i] == s.p[0];
    }
    return hits >= 2 && s.p[0] == s.p[2] ? (struct slice){ s.p, 4 } : (struct slice){ 0 };
}

static const struct entry *find_here(const struct lexicon *lx, const struct token *v, size_t n, size_t *words)
{
    const struct entry *found = NULL;
    uint64_t key = token_key(v);
    if (n > 1 && bit_has(lx->begins, BEGINS_LOG2, key)) {
        uint64_t pair = pair_key(key, token_key(&v[1]));
        if (bit_has(lx->maybe, MAYBE_LOG2, pair))
            found = find_key(lx, pair, v, n, words);
    }
    if (!found && bit_has(lx->maybe, MAYBE_LOG2, key))
        found = find_key(lx, key, v, 1, words);
    if (!found && v->kind == TOKEN_WORD && may_laugh(v->bare)) {
        struct slice laugh = laugh_base(v->bare);
        found = laugh.n ? find_key(lx, hash64(laugh), v, 1, words) : NULL;
    }
    return found;
}

const struct entry *lexicon_find(const struct lexicon *lx, const struct token *v, size_t n, size_t *words)
{
    const struct entry *ours = find_here(lx, v, n, words);
    if (!lx->base)
        return ours;
    size_t longer = ours ? *words : 0;
    const struct entry *beneath = lexicon_find(lx->base, v, n, &longer);
    if (!beneath || (ours && *words >= longer))
        return ours;
    *words = longer;
    return beneath;
}

/* The bytes of a face are one number, so that a text's colon costs a comparison for each, not a call. As model_score.c: for processors
 * that keep the low byte first. */
static const struct face *face_here(const struct lexicon *lx, const char *p, const char *end)
{
    size_t left = (size_t)(end - p);
    uint64_t here = 0, text;
    if (!lexicon_may_face(lx, p, end))
        return NULL;
    memcpy(&here, p, left < sizeof here ? left : sizeof here);
    for (size_t i = 0; i < lx->faces_n; i++) {
        const struct face *f = &lx->faces[i];
        memcpy(&text, f->text, sizeof text);
        if ((here ^ text) << (64 - 8 * f->len) == 0 && f->len <= left
            && !(isalnum((unsigned char)f->text[f->len - 1]) && left > f->len && isalnum((unsigned char)p[f->len])))
            return f;
    }
    return NULL;
}

const struct face *lexicon_face(const struct lexicon *lx, const char *p, const char *end)
{
    const struct face *ours = face_here(lx, p, end), *beneath = lx->base ? lexicon_face(lx->base, p, end) : NULL;
    return !beneath || (ours && ours->len >= beneath->len) ? ours : beneath;
}
