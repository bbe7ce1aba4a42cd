#include "classify/spam.h"

#include "classify/advert.h"

enum { WORDS_FEW = 3, TAGS_MANY = 5, HANDLES_MANY = 5, YOUNG_DAYS = 7, FOLLOWS_MANY = 500, FOLLOWERS_FEW = 5, DIGITS_MANY = 5, FAST_LEAST = 3 };

/* To add one, add its line here and in the enum. */
static const struct { const char *name; int points; } rules[SPAM_RULES] = {
    [SPAM_REPEATS_ITSELF] = { "repeats-itself", 50 }, [SPAM_COPIES] = { "copies-another", 20 }, [SPAM_LINK_ONLY] = { "link-only", 40 },
    [SPAM_MANY_TAGS] = { "many-hashtags", 20 },       [SPAM_MANY_HANDLES] = { "many-handles", 20 }, [SPAM_YOUNG_ACCOUNT] = { "young-account", 30 },
    [SPAM_FOLLOWS_MANY] = { "follows-many", 20 },     [SPAM_NO_FOLLOWERS] = { "no-followers", 20 }, [SPAM_MADE_UP_HANDLE] = { "made-up-handle", 20 },
    [SPAM_POSTS_FAST] = { "posts-fast", 30 },         [SPAM_ADVERTISES] = { "advertises", 60 },
};

const char *spam_rule_name(enum spam_rule r) { return rules[r].name; }
int spam_rule_points(enum spam_rule r) { return rules[r].points; }

static unsigned bit(enum spam_rule r, bool holds) { return holds ? 1u << r : 0; }

static size_t digits_at_end(struct slice handle)
{
    size_t n = 0;
    while (n < handle.n && handle.p[handle.n - 1 - n] >= '0' && handle.p[handle.n - 1 - n] <= '9')
        n++;
    return n < handle.n ? n : 0;         /* a number and nothing else is an id */
}

/* Who asks somebody again and again, or shows a picture of what went wrong, is a customer who waits: most of those that these two rules found among
 * mentions of banks (tests/spam.tsv). */
static bool speaks_to_somebody(const struct mention *m, const struct tokens *said)
{
    return m->kind == KIND_REPLY || m->kind == KIND_COMMENT || m->kind == KIND_DM || (said->n && said->v[0].kind == TOKEN_HANDLE);
}

static unsigned of_text(const struct mention *m, const struct tokens *said, bool to_somebody)
{
    size_t n[TOKEN_EMAIL + 1] = { 0 };
    for (size_t i = 0; i < said->n; i++)
        n[said->v[i].kind]++;
    return bit(SPAM_LINK_ONLY, m->kind != KIND_REPOST && !to_somebody && n[TOKEN_URL] && n[TOKEN_WORD] < WORDS_FEW) | bit(SPAM_MANY_TAGS, n[TOKEN_TAG] >= TAGS_MANY)
         | bit(SPAM_MANY_HANDLES, n[TOKEN_HANDLE] >= HANDLES_MANY) | bit(SPAM_ADVERTISES, m->kind != KIND_REPOST && !to_somebody && advert_is(said));
}

/* What the platform says of the author; what it does not say speaks against nobody. */
static unsigned of_author(const struct mention *m)
{
    bool counted = m->followers != MENTION_NONE, both = counted && m->following != MENTION_NONE;
    bool young = m->joined_ms != MENTION_NONE && m->joined_ms <= m->created_ms && m->created_ms - m->joined_ms < YOUNG_DAYS * INT64_C(86400000);
    return bit(SPAM_YOUNG_ACCOUNT, young) | bit(SPAM_FOLLOWS_MANY, both && m->following >= FOLLOWS_MANY && m->followers < m->following / 20)
         | bit(SPAM_NO_FOLLOWERS, counted && m->followers < FOLLOWERS_FEW) | bit(SPAM_MADE_UP_HANDLE, digits_at_end(m->author_handle) >= DIGITS_MANY);
}

bool spam_fast(int written, int partitions)
{
    return written >= FAST_LEAST && written * partitions >= SPAM_FAST;
}

unsigned spam_rules(const struct mention *m, const struct tokens *said, struct spam_seen seen)
{
    if (m->verified == 1)
        return 0;
    bool wrote = m->kind != KIND_REPOST, to_somebody = speaks_to_somebody(m, said);
    return bit(SPAM_REPEATS_ITSELF, wrote && !to_somebody && seen.copy == SPAM_OWN_COPY) | bit(SPAM_COPIES, wrote && seen.copy == SPAM_COPY) | bit(SPAM_POSTS_FAST, seen.fast)
         | of_text(m, said, to_somebody) | of_author(m);
}

int spam_score(unsigned found)
{
    int score = 0;
    for (int r = 0; r < SPAM_RULES; r++)
        score += found >> r & 1 ? rules[r].points : 0;
    return score < 100 ? score : 100;
}
