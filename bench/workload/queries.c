/* The queries: as analysts write them about a brand, and class by class what the operators are. */
#include "bench/workload/workload.h"

#include <string.h>

const char *const workload_class_names[CLASSES] = {
    "brands, all mixed", "terms", "phrases", "prefixes", "inner * and ?", "NEAR", "NEAR of wildcards", "~n on groups", "NEAR in NEAR", "nested 8 deep",
};

/* A brand that no text speaks of: made of words, as such names are, and of letters by its number. */
static void add_invented(struct buf *b, uint32_t i)
{
    static const char *const x[] = { "tele", "banco", "movi", "fibra", "credi", "segur", "nube", "red", "plaza", "norte" };
    static const char *const y[] = { "sur", "lago", "pampa", "andes", "costa", "verde", "azul", "luna", "sol", "rio" };
    buf_addz(b, x[i % 10]);
    buf_addz(b, y[i / 10 % 10]);
    for (uint32_t k = i / 100; k; k /= 20)
        buf_char(b, "bcdfghjklmnpqrstvwxz"[k % 20]);
}

static void add_name(struct buf *b, uint32_t i)
{
    if (i < WORKLOAD_POPULAR)
        buf_addz(b, workload_brand(i));
    else
        add_invented(b, i);
}

static struct slice any_word(struct workload *w)
{
    return w->word[workload_rnd(w, (uint32_t)w->words)];
}

/* Neither everybody's nor a few people's. */
static struct slice middling_word(struct workload *w)
{
    size_t from = w->words / 100;
    return w->word[from + workload_rnd(w, (uint32_t)(w->words / 20 + 1))];
}

/* As often as the texts say it. */
static struct slice said_word(struct workload *w)
{
    return w->word[w->said[workload_rnd(w, (uint32_t)w->saids)]];
}

static bool is_plain(char c)
{
    return c >= 'a' && c <= 'z';
}

/* A * or ? in place of a letter in the middle, between ASCII letters. */
static void add_wildcard(struct workload *w, struct buf *b)
{
    for (int tries = 0; tries < 100; tries++) {
        struct slice s = any_word(w);
        if (s.n < 6 || !is_plain(s.p[0]) || !is_plain(s.p[1]) || !is_plain(s.p[2]) || !is_plain(s.p[3]) || !is_plain(s.p[4]))
            continue;
        buf_add(b, (struct slice){ s.p, 3 });
        buf_char(b, workload_rnd(w, 2) ? '*' : '?');
        buf_add(b, (struct slice){ s.p + 4, s.n - 4 });
        return;
    }
    buf_addz(b, "tel*fono");
}

static void add_prefix(struct workload *w, struct buf *b)
{
    for (int tries = 0; tries < 100; tries++) {
        struct slice s = any_word(w);
        if (s.n < 6 || !is_plain(s.p[0]) || !is_plain(s.p[1]) || !is_plain(s.p[2]) || !is_plain(s.p[3]) || !is_plain(s.p[4]))
            continue;
        buf_add(b, (struct slice){ s.p, s.n > 8 && is_plain(s.p[5]) && is_plain(s.p[6]) ? 7 : 5 });
        buf_char(b, '*');
        return;
    }
    buf_addz(b, "pesim*");
}

/* A line of `form` is a query; in it stand for words:
 *   N the brand's name, S one as often as it is said, M one of those in between, R any, mostly rare,
 *   P a prefix of one, W one with a wildcard inside */
static void fill(struct workload *w, const char *form, uint32_t i, struct buf *b)
{
    buf_reset(b);
    for (const char *p = form; *p; p++) {
        bool alone = (p == form || !strchr("ABDEFMNORTSPW", p[-1])) && !strchr("ABDEFMNORTSPW", p[1] ? p[1] : ' ');
        if (alone && *p == 'N')
            add_name(b, i);
        else if (alone && *p == 'S')
            buf_add(b, said_word(w));
        else if (alone && *p == 'M')
            buf_add(b, middling_word(w));
        else if (alone && *p == 'R')
            buf_add(b, any_word(w));
        else if (alone && *p == 'P')
            add_prefix(w, b);
        else if (alone && *p == 'W')
            add_wildcard(w, b);
        else
            buf_char(b, *p);
    }
}

static const char *const brand_forms[] = {
    "N OR @N OR #N OR \"S N\"",
    "(N OR @N) AND (S OR S OR P) NOT (sorteo OR #promo)",
    "S NEAR/5 (N OR Noficial OR Nmx)",
    "(N OR @N OR #N OR \"S N\" OR Nmx OR @Nayuda OR Noficial OR \"N R\") AND (S OR S OR S OR R OR R OR \"S S\" OR R OR R OR P OR W OR R) NOT (R OR sorteo)",
    "\"S N\" OR \"N S\" OR \"N R R\" OR @N",
    "(N OR N* OR @N) AND (S OR P OR W)",
    "S AND (R OR S) AND (N OR @N OR Nmx)",
    "(S NEAR/3 (R OR S)) AND (N OR @N)",
    "(N NEAR/4f (S OR P OR R)) OR \"N app\" OR (N AND (S OR R))",
    "((S AND (R OR S)) OR (R AND (S OR R))) AND (N OR @N OR Nmx) NOT (\"S S\" OR R)",
    "(R OR R OR \"S R\") AND (N OR @N OR #N)",
    "(R NEAR/5 (S OR R)) AND (N OR Nmx)",
    "W AND (N OR @N)",
    "(P OR R OR W) NEAR/6 (N OR @N)",
    "(\"R S\" OR \"S R\" OR R) AND (S OR S) AND (N OR #N)",
    "(M AND M AND M) OR \"N S\" OR @N",
    "(\"M S M\" OR (M AND (R OR M) AND M)) NOT N",
    "(M NEAR/1f (M OR R)) AND (M OR W OR N)",
    "(R AND (M OR R)) OR (\"S M\" AND (R OR N))",
    "((M OR W) AND (R OR P) AND (M OR R)) NOT language:en",
};
#define BRAND_FORMS (sizeof brand_forms / sizeof brand_forms[0])

static const char *const class_forms[CLASSES] = {
    [TERMS] = "(N OR R OR R OR R) AND (S OR S OR S) NOT sorteo",
    [PHRASES] = "(N OR \"R S\" OR \"S R\" OR \"R S S\") AND (S OR \"S S\" OR S) NOT sorteo",
    [PREFIXES] = "(N OR P OR P OR R) AND (S OR P OR S) NOT sorteo",
    [INSIDE] = "(N OR W OR W OR R) AND (S OR W OR S) NOT sorteo",
    [NEAR] = "(N OR R OR R OR R) NEAR/5 (S OR S OR S) NOT sorteo",
    [NEAR_WILD] = "(N OR W OR W OR R) NEAR/5 (S OR P OR S) NOT sorteo",
    [WITHIN] = "((N OR R OR R OR R) AND (S OR S OR S))~5 NOT sorteo",
    [NESTED] = "(N OR W OR R OR R) NEAR/5 (S OR P OR S) NEAR/8 (S OR W OR S) NOT sorteo",
    [DEEP] = "((N OR ((R AND (S OR (R AND (S OR (R NOT S))))) OR (R AND (S OR R)))) AND (S OR ((S OR R) AND (S OR R))) NOT sorteo)",
};

void workload_query(struct workload *w, enum workload_class c, uint32_t i, struct buf *b)
{
    fill(w, c == BRANDS ? brand_forms[i % BRAND_FORMS] : class_forms[c], i, b);
}
