#include "model/care_names.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "base/hll.h"
#include "model/keys.h"

static const char *const whats[CARE_COUNTS] = {
    "asks", "answered", "thanks", "back_negative", "back_neutral", "back_positive", "cases", "reopened", "community", "case_replies",
    "first", "first_s", "busy", "busy_s", "solved", "solved_s", "community_accepted", "replies", "private", "automatic",
};
static const char *const posts[POST_COUNTS] = { "posts", "likes", "comments", "shares", "views" };
static const char *const spreads[CARE_SPREADS + 1] = { "first.", "busy.", "solved.", "person." };

const char *care_what_name(enum care_what w) { return whats[w]; }
const char *post_what_name(enum post_what w) { return posts[w]; }

static bool one_of(struct slice s, const char *const *names, int n, int *at)
{
    for (*at = 0; *at < n; ++*at)
        if (slice_is(s, names[*at]))
            return true;
    return false;
}

static bool bucket_of(struct slice s, struct care_name *out)
{
    for (int i = 0; i <= CARE_PEOPLE; i++) {
        struct slice prefix = slice_of(spreads[i]);
        int64_t bucket;
        if (!slice_starts(s, prefix) || !slice_int((struct slice){ s.p + prefix.n, s.n - prefix.n }, &bucket) || bucket < 0 || bucket >= (i == CARE_PEOPLE ? HLL_CELLS : SPREAD_BUCKETS))
            continue;
        out->spread = (enum care_spread)i;
        out->what = (int)bucket;
        return true;
    }
    return false;
}

bool care_name_parse(struct slice name, struct care_name *out)
{
    struct slice kind;
    *out = (struct care_name){ .spread = CARE_NO_SPREAD };
    if (!slice_next(&name, '|', &kind) || kind.n != 1 || !memchr("qgpf", kind.p[0], 4))
        return false;
    out->kind = kind.p[0];
    if (!slice_next(&name, '|', &out->brand) || !slice_next(&name, '|', &out->platform) || !slice_next(&name, '|', &out->who)
        || (out->kind != 'g' && !slice_next(&name, '|', &out->purpose)))
        return false;
    if (out->kind == 'p')
        return one_of(name, posts, POST_COUNTS, &out->what);
    if (out->kind == 'f')
        return slice_is(name, CARE_FOLLOWERS);
    return one_of(name, whats, CARE_COUNTS, &out->what) || bucket_of(name, out);
}

static size_t add(char *out, size_t n, struct slice s)
{
    if (s.n > CARE_NAME - 1 - n)
        s.n = CARE_NAME - 1 - n;         /* cannot be: brand 64, platform 32, account 128, purpose 16 */
    memcpy(out + n, s.p, s.n);
    return n + s.n;
}

static size_t begin(char *out, char kind, struct slice brand, struct slice platform, struct slice who)
{
    const struct slice part[] = { { &kind, 1 }, brand, platform, who };
    size_t n = 0;
    for (size_t i = 0; i < 4; i++)
        n = add(out, add(out, n, part[i]), SLICE("|"));
    return n;
}

struct slice care_name_put(char out[CARE_NAME], char kind, struct slice brand, struct slice platform, struct slice who, const char *what)
{
    return (struct slice){ out, add(out, begin(out, kind, brand, platform, who), slice_of(what)) };
}

struct slice care_name_bucket(char out[CARE_NAME], char kind, struct slice brand, struct slice platform, struct slice who, enum care_spread s, int bucket)
{
    char digits[INT_TEXT];
    size_t n = add(out, begin(out, kind, brand, platform, who), slice_of(spreads[s]));
    return (struct slice){ out, add(out, n, (struct slice){ digits, int_text(bucket, digits) }) };
}

int care_person(struct slice platform, uint64_t author)
{
    return hll_cell(hash64_seed(platform, author));
}

/* ---- followers: 18 bits of seconds since the day before began in UTC, 32 of followers ---- */

#define DAY_S INT64_C(86400)

int64_t care_followers_put(int32_t day, int64_t ms, int64_t followers)
{
    int64_t since = ms / 1000 - (day - 1) * DAY_S;       /* zones lie within a day of UTC, and no local day is longer than two */
    assert(since >= 0 && since < 3 * DAY_S);
    return since << 32 | (followers < FOLLOWERS_MOST ? followers : FOLLOWERS_MOST);
}

int64_t care_followers(int64_t report)
{
    return report & UINT32_MAX;
}

int64_t care_followers_ms(int64_t report, int32_t day)
{
    return ((day - 1) * DAY_S + (report >> 32)) * 1000;
}
