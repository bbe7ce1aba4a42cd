/*
 * One walk over the tokens. Feelings are collected as hits; negators, scales and
 * contrast change the hits before or after them; what stands between two tokens
 * (punctuation, emoticons) ends scopes and sentences.
 *
 *   "No me gusta nada, pero la app es MUY buena!"
 *    no: scope of 4 words -> gusta x -0.7 ; ',' ends it ; pero: hits so far x 0.6,
 *    what follows x 1.3 ; muy: x 1.3 ; capitals: x 1.3 ; '!': the sentence x 1.1
 *
 * All these numbers but the last two come from the lexicon.
 */
#include "classify/sentiment/walk.h"

#include "text/entity.h"
#include "text/utf8.h"

/* Tuned on training data only; docs/sentiment.md says how. */
static const float caps_boost = 1.3f, long_boost = 1.2f, bang_boost = 0.1f, ask_weight = 0.5f;
static const float scale_after = 0.6f;        /* "me gusta mucho": that much of a scale before */
static const float scale_max = 2.0f;
enum { FACE_MAX = sizeof ((struct face *)0)->text };
enum { NEGATION_WORDS = 4, SCALE_WORDS = 2, AFTER_WORDS = 1, BANGS_MAX = 3 };

/* A form that somebody gave the value 0 is a hit where it had another one before: it takes something away. */
static void hit_add(struct walk *w, uint32_t start, uint32_t end, float value, float own, const struct walk_step *step)
{
    if (value == 0 && own == 0)
        return;
    if (w->hits == HITS_MAX) {
        w->spilled += value;
        w->spilled_own += own;
        return;
    }
    if (w->trace)
        w->trace->v[w->hits] = *step;
    w->own[w->hits] = own;
    w->hit[w->hits++] = (struct sentiment_why){ start, end, value };
}

static void hits_scale(struct walk *w, size_t from, float by, enum walk_factor factor)
{
    for (size_t i = from; i < w->hits; i++) {
        w->hit[i].value *= by;
        w->own[i] *= by;
        if (w->trace)
            w->trace->v[i].by[factor] *= by;
    }
}

static void face_add(struct walk *w, uint32_t start, uint32_t end, const struct face *f)
{
    hit_add(w, start, end, f->value, f->own, &(struct walk_step){ NULL, f->value, { 1, 1, 1, 1, 1 } });
}

/* A negation that met no feeling is a complaint of its own: "no me dejan entrar". */
static void negation_end(struct walk *w)
{
    if (w->negation.left && w->negation.lone != 0)
        hit_add(w, w->negation.start, w->negation.end, w->negation.lone * w->weight, 0,
                &(struct walk_step){ NULL, w->negation.lone, { 1, 1, 1, w->weight, 1 } });
    w->negation.left = 0;
    w->negation.lone = 0;
}

static void clause_end(struct walk *w)
{
    negation_end(w);
    w->scale.left = 0;
    w->since_hit = AFTER_WORDS + 1;
}

static void sentence_end(struct walk *w, size_t bangs, size_t asks)
{
    clause_end(w);
    if (bangs)
        hits_scale(w, w->sentence, 1 + bang_boost * (float)(bangs < BANGS_MAX ? bangs : BANGS_MAX), BY_SIGNS);
    if (asks)
        hits_scale(w, w->sentence, ask_weight, BY_SIGNS);
    w->before = w->sentence;
    w->sentence = w->hits;
    w->weight = 1;
}

struct gap { size_t bangs, asks; bool over; };

static void on_sign(struct walk *w, struct gap *g, int32_t cp)
{
    switch (cp) {
    case '!': g->bangs++; break;
    case '?': g->asks++; break;
    case '.': case '\n': case 0x2026: g->over = true; break;
    case ',': case ';': case ':': case '(': case ')': case '"': clause_end(w); break;
    default: break;
    }
}

/* An entity between two tokens: its own semicolon ends no clause, what it stands for may, and &lt;3 is a heart. */
static size_t walk_entity(struct walk *w, struct gap *g, uint32_t at)
{
    char seen[FACE_MAX + 4];
    int32_t cp;
    struct slice text = w->t->text;
    size_t end = entity_end(text, at, &cp), n = end ? utf8_put(seen, cp) : 0;
    if (!end)
        return at + 1;
    on_sign(w, g, cp);
    if (cp >= 0x80)
        return end;
    size_t more = text.n - end < FACE_MAX ? text.n - end : FACE_MAX;
    memcpy(seen + n, text.p + end, more);
    const struct face *f = lexicon_face(w->lx, seen, seen + n + more);
    if (!f)
        return end;
    clause_end(w);
    end += f->len - n;
    face_add(w, at, (uint32_t)end, f);
    return end;
}

/* Not the bracket that is closed in "(18/05):", nor the backslash of an escape in "hola:\u2026". */
static const struct face *face_at(const struct walk *w, const char *p)
{
    struct slice text = w->t->text;
    const struct face *f = lexicon_may_face(w->lx, p, text.p + text.n) ? lexicon_face(w->lx, p, text.p + text.n) : NULL;
    int32_t cp;
    if (!f || (*p == ')' && p > text.p && (unsigned char)p[-1] > ' '))
        return NULL;
    const char *last = p + f->len - 1;
    return *last == '\\' && entity_end(text, (size_t)(last - text.p), &cp) ? NULL : f;
}

/* What stands between two tokens, or before the first, or after the last. */
static void walk_gap(struct walk *w, uint32_t from, uint32_t to)
{
    const char *text = w->t->text.p, *end = text + w->t->text.n;
    struct gap g = { 0 };
    for (const char *p = text + from; p < text + to; p++) {
        const struct face *f = face_at(w, p);
        if (f) {
            clause_end(w);
            face_add(w, (uint32_t)(p - text), (uint32_t)(p - text) + f->len, f);
            *(f->value > 0 ? &w->faces_up : &w->faces_down) += 1;
            p += f->len - 1;
        } else if (*p == '&' || *p == '\\') {
            p = text + walk_entity(w, &g, (uint32_t)(p - text)) - 1;
        } else if (*p == '\xE2') {
            g.over |= end - p >= 3 && memcmp(p, "\xE2\x80\xA6", 3) == 0;   /* the ellipsis sign */
        } else {
            on_sign(w, &g, (unsigned char)*p);
        }
    }
    w->bangs += (unsigned)g.bangs;
    w->asks += (unsigned)g.asks;
    if (g.over || g.bangs || g.asks)
        sentence_end(w, g.bangs, g.asks);
}

/* A word belongs to one reason: once it is in one, later ones begin behind it. */
static const uint32_t TAKEN = UINT32_MAX;

static uint32_t min_u32(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static float token_boost(const struct walk *w, const struct token *t)
{
    return (t->flags & TOKEN_CAPS && !w->shouting ? caps_boost : 1) * (t->flags & TOKEN_LONG ? long_boost : 1);
}

static void on_feeling(struct walk *w, const struct entry *en, const struct token *t, uint32_t end)
{
    uint32_t start = t->start;
    struct walk_step s = { en, en->value, { token_boost(w, t), 1, 1, w->weight, 1 } };
    bool feels = en->value != 0 || en->own != 0;
    if (w->scale.left && feels) {
        s.by[BY_SCALE] = w->scale.by;
        start = min_u32(start, w->scale.start);
        w->scale.left = 0;
    }
    if (w->negation.left && feels) {
        if (!(en->flags & ENTRY_FIXED))
            s.by[BY_NEGATION] = w->negation.by;
        start = min_u32(start, w->negation.start);
        w->negation.start = TAKEN;
        w->negation.lone = 0;
    }
    float by = s.by[BY_VOICE] * s.by[BY_SCALE] * s.by[BY_NEGATION] * s.by[BY_CONTRAST];
    hit_add(w, start, end, en->value * by, en->own * by, &s);
    w->since_hit = 0;
}

/* "muy muy malo" multiplies; "me gusta mucho" reaches back one word. */
static void on_scale(struct walk *w, float by, const struct token *t)
{
    uint32_t start = t->start;
    by = 1 + (by - 1) * token_boost(w, t);
    if (w->since_hit <= AFTER_WORDS && w->hits > w->sentence) {
        struct sentiment_why *last = &w->hit[w->hits - 1];
        hits_scale(w, w->hits - 1, 1 + (by - 1) * scale_after, BY_SCALE);
        last->end = t->end;
        start = TAKEN;
        w->since_hit = AFTER_WORDS + 1;
    }
    bool more = w->scale.left > 0;
    by = more ? by * w->scale.by : by;
    w->scale.by = by > scale_max ? scale_max : by;
    w->scale.start = more ? w->scale.start : start;
    w->scale.left = SCALE_WORDS + 1;
}

static void on_negator(struct walk *w, const struct entry *en, const struct token *t, uint32_t end)
{
    bool open = w->negation.left > 0;
    if (!open) {
        w->negation.start = t->start;
        w->negation.end = end;
        w->negation.by = en->value;
        w->negation.lone = en->extra * token_boost(w, t);
    }
    w->negation.left = NEGATION_WORDS + 1;
}

static void on_contrast(struct walk *w, const struct entry *en)
{
    clause_end(w);
    hits_scale(w, w->hits == w->sentence ? w->before : w->sentence, en->value, BY_CONTRAST);
    w->weight = en->extra;
}

/* A word has gone by: scopes get shorter. */
static void word_past(struct walk *w)
{
    if (w->negation.left && --w->negation.left == 0) {
        w->negation.left = 1;
        negation_end(w);
    }
    if (w->scale.left)
        w->scale.left--;
    w->since_hit++;
}

/* "bien feo", "pinche ladrón": a feeling that, right before another one, only makes it stronger. */
static bool scales_next(const struct walk *w, const struct entry *en, size_t next, size_t end)
{
    size_t words;
    if (en->extra == 0 || next >= end || w->t->v[next].start > w->t->v[next - 1].end + 1)
        return false;
    const struct entry *n = lexicon_find(w->lx, &w->t->v[next], end - next, &words);
    return n && n->kind == ENTRY_FEELING && n->value != 0 && n->extra == 0;
}

static size_t walk_token(struct walk *w, size_t i, size_t end)
{
    const struct token *t = &w->t->v[i];
    size_t words = 1;
    if (t->kind != TOKEN_WORD && t->kind != TOKEN_TAG && t->kind != TOKEN_EMOJI)
        return 1;
    if (t->kind == TOKEN_EMOJI)
        clause_end(w);             /* an emoji is never negated */
    const struct entry *en = lexicon_find(w->lx, t, end - i, &words);
    uint32_t last = w->t->v[i + words - 1].end;
    switch (en ? (enum entry_kind)en->kind : ENTRY_NONE) {
    case ENTRY_FEELING:
        if (scales_next(w, en, i + words, end))
            on_scale(w, en->extra, t);
        else
            on_feeling(w, en, t, last);
        break;
    case ENTRY_SCALE: on_scale(w, en->value, t); break;
    case ENTRY_NEGATOR: on_negator(w, en, t, last); break;
    case ENTRY_CONTRAST: on_contrast(w, en); break;
    case ENTRY_FACE:
    case ENTRY_NONE: break;
    }
    word_past(w);
    return words;
}

float walk_own(const struct walk *w)
{
    float sum = w->spilled_own;
    for (size_t i = 0; i < w->hits; i++)
        sum += w->own[i];
    return sum;
}

static bool all_caps(const struct token *v, size_t n)
{
    size_t words = 0, caps = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i].kind == TOKEN_WORD && v[i].end - v[i].start > 1) {
            words++;
            caps += (v[i].flags & TOKEN_CAPS) != 0;
        }
    return words > 1 && caps * 4 >= words * 3;
}

void walk_run(struct walk *w, size_t first, size_t end)
{
    const struct tokens *t = w->t;
    uint32_t at = first == 0 ? 0 : first < t->n ? t->v[first].start : (uint32_t)t->text.n;
    w->shouting = all_caps(t->v + first, end - first);
    w->since_hit = AFTER_WORDS + 1;
    w->weight = 1;
    for (size_t i = first; i < end;) {
        if (t->v[i].start > at + 1 || (t->v[i].start > at && t->text.p[at] != ' '))
            walk_gap(w, at, t->v[i].start);
        i += walk_token(w, i, end);
        at = t->v[i - 1].end;
    }
    walk_gap(w, at, end < t->n ? t->v[end].start : (uint32_t)t->text.n);
    sentence_end(w, 0, 0);
}
