#include "classify/sentiment/parties.h"

#include <math.h>
#include <string.h>

#include "classify/sentiment/compare.h"

/* What a comparison is worth beside a model's score. */
static const float compared_score = 0.7f, compared_confidence = 0.8f;
static const float answered_score = 0.4f, answered_confidence = 0.6f;
static const float set_least = 0.2f, beside_least = 0.35f, beside_score = 0.25f, beside_confidence = 0.5f;
enum { SHORT_ANSWER = 2 };

struct all {
    const struct scorer *sc;
    struct scorer_scratch *scratch;
    const struct named_text *x;
    struct clause clause[CLAUSES_MAX];
    struct relation relation[RELATIONS_MAX];
    size_t clauses, relations;
};

static void set(struct sentiment *s, float score, float confidence)
{
    s->label = score > 0 ? LABEL_POSITIVE : score < 0 ? LABEL_NEGATIVE : LABEL_NEUTRAL;
    s->score = score;
    s->confidence = confidence;
}

static void add_why(struct sentiment *s, const struct sentiment_why *why)
{
    if (s->whys < SENTIMENT_WHY_MAX)
        s->why[s->whys++] = *why;
}

static int side(const struct relation *r, uint16_t who)
{
    return r->better & who ? 1 : r->worse & who ? -1 : 0;
}

/* Of several comparisons the last one counts: people come to the point at the end. */
static bool compared(const struct all *all, uint16_t who, struct sentiment *out)
{
    int way = 0;
    const struct token *v = all->x->t->v;
    for (size_t i = 0; i < all->relations; i++) {
        const struct relation *r = &all->relation[i];
        if (!side(r, who))
            continue;
        way = side(r, who);
        add_why(out, &(struct sentiment_why){ v[r->first].start, v[r->end - 1].end, (float)way });
    }
    if (way)
        set(out, compared_score * (float)way, compared_confidence);
    return way != 0;
}

/* What is left of a clause without a comparison that says nothing of the party. */
static struct clause without_even(const struct all *all, struct clause c, uint16_t who)
{
    for (size_t i = 0; i < all->relations; i++) {
        const struct relation *r = &all->relation[i];
        uint32_t end = c.first + c.n;
        if (!(r->even & who) || r->first >= end || r->end <= c.first)
            continue;
        c.first = r->end < end ? r->end : end;
        c.n = end - c.first;
    }
    return c;
}

/* "Zumovil no", "Zumovil tampoco", "Zumovil sí": what was said before, or its contrary. 0: it is no such answer. */
static int short_answer(const struct all *all, const struct clause *c)
{
    int way = 0;
    size_t words = 0;
    for (uint32_t i = c->first; i < c->first + c->n; i++) {
        const struct token *t = &all->x->t->v[i];
        if (all->x->who[i])
            continue;
        if (in_words(" no not doesnt didnt isnt nao ", t->bare))
            way = -1;
        else if (in_words(" tambien tampoco igual idem too neither either same tambem ", t->bare))
            way = 1;
        else if (in_words(" si does did sim ", t->bare))
            way = -1;
        else if (!is_small_word(t) && !in_words(" y and e en mientras que pero but mas cambio ", t->bare))
            words++;
    }
    return words == 0 ? way : 0;
}

static void score_clause(const struct all *all, const struct clause *c, struct party *out)
{
    struct feeling f;
    scorer_run(all->sc, all->scratch, all->x->t, c->first, c->n, &f);
    out->sentiment = f.sentiment;
    out->sure = f.sure;
}

/* "sí" and "no" to what was told as a mere fact. */
static float answer_score(const struct all *all, const struct clause *c)
{
    for (uint32_t i = c->first; i < c->first + c->n; i++)
        if (in_words(" si does did sim ", all->x->t->v[i].bare))
            return answered_score;
    return -answered_score;
}

/* false: nothing is left of it that says anything. */
static bool clause_says(const struct all *all, size_t i, uint16_t who, struct party *out)
{
    struct sentiment *s = &out->sentiment;
    int way = i ? short_answer(all, &all->clause[i]) : 0;
    struct clause c = without_even(all, all->clause[way ? i - 1 : i], who);
    if (c.n == 0)
        return false;
    score_clause(all, &c, out);
    if (way < 0 && s->label != LABEL_NEUTRAL)
        set(s, -s->score, s->confidence);
    else if (way < 0)
        set(s, answer_score(all, &all->clause[i]), answered_confidence);
    return true;
}

/* Its clauses together: a feeling counts by how strong it is, a neutral one only where there is nothing else. */
static void spoken_of(const struct all *all, uint16_t who, struct party *v)
{
    float sum = 0, strongest = -1;
    struct party one;
    struct sentiment *out = &v->sentiment;
    const struct sentiment *s = &one.sentiment;
    set(out, 0, 0.5f);
    for (size_t i = 0; i < all->clauses; i++) {
        if (!(all->clause[i].who & who) || !clause_says(all, i, who, &one))
            continue;
        float strength = s->label == LABEL_NEUTRAL ? 0 : fabsf(s->score);
        sum += s->label == LABEL_NEUTRAL ? 0 : s->score;
        if (strength > strongest || (strength == strongest && s->confidence > out->confidence)) {
            strongest = strength;
            out->confidence = s->confidence;
            out->score = s->score;
            out->label = s->label;
            v->sure = one.sure;
        }
        for (size_t k = 0; k < s->whys; k++)
            add_why(out, &s->why[k]);
    }
    if (strongest > 0 && sum * out->score < 0) {      /* several weak ones against one strong one */
        out->label = sum > 0 ? LABEL_POSITIVE : LABEL_NEGATIVE;
        out->score = sum < -1 ? -1 : sum > 1 ? 1 : sum;
    }
}

/*
 * Beside a party that is praised another one is blamed by less, and the other way round: "Telenorte es un robo, Zumovil no
 * cobra mantenimiento". A clause that leans away from what the text says of the other is taken at its word.
 */
static void set_against(struct party *v, size_t n)
{
    if (n != 2 || v[0].whole || v[1].whole)
        return;
    for (int k = 0; k < 2; k++) {
        struct sentiment *s = &v[k].sentiment, *o = &v[!k].sentiment;
        if (s->label == LABEL_NEUTRAL && o->label != LABEL_NEUTRAL && fabsf(o->score) > set_least && s->score * o->score < 0)
            set(s, s->score, s->confidence);
    }
}

/* The only clause about a party, where it says something of it: two words or more beside names. NULL: there are several, or none. */
static const struct clause *only_clause(const struct all *all, uint16_t who)
{
    const struct clause *found = NULL;
    size_t words = 0;
    for (size_t i = 0; i < all->clauses; i++)
        if (all->clause[i].who & who) {
            if (found || all->clause[i].who != who)
                return NULL;
            found = &all->clause[i];
        }
    for (uint32_t i = 0; found && i < found->n; i++) {
        const struct token *t = &all->x->t->v[found->first + i];
        words += t->kind == TOKEN_WORD && !all->x->who[found->first + i] && !is_small_word(t);
    }
    return words >= 2 ? found : NULL;
}

/*
 * "Telenorte no responde los reclamos, Zumovil responde en el día": of two that stand side by side, one is felt clearly and
 * of the other a fact is told. Who writes so sets one against the other; questions do not.
 */
static void set_beside(const struct all *all, struct party *v, size_t n)
{
    const struct slice text = all->x->t->text;
    if (n != 2 || v[0].whole || v[1].whole || all->relations || memchr(text.p, '?', text.n))
        return;
    for (int k = 0; k < 2; k++) {
        struct sentiment *s = &v[k].sentiment, *o = &v[!k].sentiment;
        const struct clause *mine = only_clause(all, (uint16_t)(1u << k)), *other = only_clause(all, (uint16_t)(1u << !k));
        if (!mine || !other || (mine - other != 1 && other - mine != 1) || s->label != LABEL_NEUTRAL || fabsf(o->score) < beside_least
            || o->label == LABEL_NEUTRAL)
            continue;
        set(s, o->score > 0 ? -beside_score : beside_score, beside_confidence);
    }
}

/* "comparado con Telenorte": what is said of the other, turned round; "igual que Telenorte": the same, where nothing else is said. */
static void lean_on_others(const struct relation *r, struct party *v, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        bool contrary = r->contrary >> k & 1, alike = r->alike >> k & 1 && v[k].sentiment.label == LABEL_NEUTRAL && !v[k].whole;
        for (size_t o = 0; o < n && (contrary || alike); o++)
            if (o != k && v[o].sentiment.label != LABEL_NEUTRAL && !v[o].whole) {
                set(&v[k].sentiment, (contrary ? -1 : 1) * v[o].sentiment.score, v[o].sentiment.confidence);
                v[k].whole = false;
                v[k].sure = v[o].sure;
            }
    }
}

/* One clause that is the whole text, but for the handles that it begins with. */
static bool is_whole(const struct all *all, uint16_t who)
{
    for (size_t i = 0; i < all->relations; i++)
        if (all->relation[i].even & who)
            return false;
    return all->clauses == 1 && all->clause[0].who & who;
}

void parties_score(const struct scorer *sc, struct scorer_scratch *scratch, const struct named_text *x, struct party *v, size_t n)
{
    struct all all = { .sc = sc, .scratch = scratch, .x = x };
    all.relations = compare_find(x, all.relation);
    all.clauses = clauses_cut(x, sc->lx, all.clause);
    for (size_t k = 0; k < n; k++) {
        uint16_t who = (uint16_t)(1u << k);
        v[k].whole = false;
        v[k].sentiment.whys = 0;
        v[k].sure = scorer_sure(sc);
        if (compared(&all, who, &v[k].sentiment))
            continue;
        v[k].whole = is_whole(&all, who);
        if (!v[k].whole)
            spoken_of(&all, who, &v[k]);
    }
    for (size_t i = 0; i < all.relations; i++)
        lean_on_others(&all.relation[i], v, n);
    set_against(v, n);
    set_beside(&all, v, n);
}
