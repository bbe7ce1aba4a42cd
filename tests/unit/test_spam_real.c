/* spam on real mentions that were read and labelled (tests/spam.tsv): how much of it the rules find, and how often they are right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/hash.h"
#include "classify/estimates/near.h"
#include "classify/estimates/pace.h"
#include "classify/spam.h"
#include "classify/story.h"
#include "metrics/interval.h"

enum { LABELS = 2000, LINE = 4000 };

struct label { char set[16], id[32]; bool random, spam, seen, flagged; };
static struct label label[LABELS];
static int labels;

static void read_labels(void)
{
    char line[LINE], drawn[16];
    int spam;
    FILE *f = fopen("tests/spam.tsv", "r");
    assert_non_null(f);
    while (labels < LABELS && fgets(line, sizeof line, f)) {
        struct label *l = &label[labels];
        if (line[0] == '#' || sscanf(line, "%15s %31s %15s %d", l->set, l->id, drawn, &spam) != 4)
            continue;
        l->random = strcmp(drawn, "random") == 0;
        l->spam = spam == 1;
        labels++;
    }
    fclose(f);
}

static struct label *label_of(struct slice set, struct slice id)
{
    for (int i = 0; i < labels; i++)
        if (slice_is(id, label[i].id) && slice_is(set, label[i].set))
            return &label[i];
    return NULL;
}

/* As classify does it, with one partition. */
struct rules { struct arena a; struct tokenizer *tk; struct near *near; struct pace *pace; int64_t n; };

static unsigned rules_of(struct rules *r, struct slice line, struct slice *set, struct slice *id, struct slice *text)
{
    struct mention m = { .platform = SLICE("x"), .following = MENTION_NONE, .joined_ms = MENTION_NONE };
    struct slice kind, minute, followers, verified;
    struct spam_seen seen = { .copy = SPAM_NO_COPY };
    struct tokens said;
    int64_t at = 0;
    slice_next(&line, '\t', set);
    slice_next(&line, '\t', id);
    slice_next(&line, '\t', &m.author_handle);
    slice_next(&line, '\t', &kind);
    slice_next(&line, '\t', &minute);
    slice_next(&line, '\t', &followers);
    slice_next(&line, '\t', &verified);
    *text = m.text = line;
    m.id = *id;
    m.kind = slice_is(kind, "repost") ? KIND_REPOST : KIND_POST;
    m.followers = slice_int(followers, &m.followers) ? m.followers : MENTION_NONE;
    m.verified = slice_is(verified, "-") ? -1 : slice_is(verified, "1");
    assert_true(slice_int(minute, &at));
    m.created_ms = at * 60000;
    tokens_scan(r->tk, &r->a, m.text, &said);
    struct near_original o = { .offset = r->n++, .story = story_of(&m, &said), .author = (uint32_t)(hash64(m.author_handle) >> 32) };
    seen.fast = spam_fast(pace_meet(r->pace, o.author, (uint32_t)at), 1);
    shingles_of(&said, story_begins(&said), &o.is);
    const struct near_original *of = o.is.n ? near_meet(r->near, &o) : NULL;
    if (of)
        seen.copy = of->author == o.author ? SPAM_OWN_COPY : SPAM_COPY;
    return spam_rules(&m, &said, seen);
}

static void show(const struct label *l, struct slice set, struct slice id, unsigned rules, struct slice text)
{
    printf("%s %d " SLICE_FMT "\t" SLICE_FMT "\t", l ? "LABELLED" : "NEW", l ? l->spam : -1, SLICE_ARG(set), SLICE_ARG(id));
    for (int k = 0; k < SPAM_RULES; k++)
        if (rules >> k & 1)
            printf("%s ", spam_rule_name((enum spam_rule)k));
    printf("\t" SLICE_FMT "\n", SLICE_ARG(text));
}

static int run(int *flagged)
{
    const char *data = getenv("PULSO_DATA");
    char command[1024], line[LINE];
    struct rules r = { .tk = tokenizer_new(), .near = near_new(), .pace = pace_new() };
    int n = 0;
    snprintf(command, sizeof command, "test -d '%s/mentions' && python3 tests/kit/spam.py stream '%s'", data ? data : "../shared/data", data ? data : "../shared/data");
    FILE *f = popen(command, "re");
    while (f && fgets(line, sizeof line, f)) {
        struct slice set, id, text;
        unsigned rules = rules_of(&r, slice_trim(slice_of(line)), &set, &id, &text);
        struct label *l = label_of(set, id);
        bool suspicious = spam_score(rules) >= SPAM_SUSPICIOUS;
        if (getenv("SHOW") && (suspicious || (l && l->spam)))
            show(l, set, id, rules, text);
        if (l) {
            l->seen = true;
            l->flagged = suspicious;
        }
        *flagged += suspicious;
        n++;
        arena_reset(&r.a);
    }
    int status = f ? pclose(f) : -1;
    tokenizer_free(r.tk);
    near_free(r.near);
    pace_free(r.pace);
    arena_fini(&r.a);
    return status == 0 ? n : 0;
}

/* Of each set, for docs/metrics.md: SHOW=1. */
static struct { int flagged, right, spam, found; } of[2];
static void by_set(const struct label *l)
{
    int k = strcmp(l->set, "mx") != 0;
    of[k].flagged += l->flagged;
    of[k].right += l->flagged && l->spam;
    of[k].spam += l->random && l->spam;
    of[k].found += l->random && l->spam && l->flagged;
}

static void what_the_rules_find_of_real_spam(void **state)
{
    int flagged = 0, n, hit = 0, said = 0, right = 0, all = 0;
    (void)state;
    read_labels();
    n = run(&flagged);
    if (n == 0) {
        print_message("the texts beside the repository are missing: no spam to find\n");
        skip();
    }
    for (int i = 0; i < labels; i++) {
        const struct label *l = &label[i];
        assert_true(l->seen);
        by_set(l);
        all += l->random && l->spam;
        hit += l->random && l->spam && l->flagged;
        said += l->flagged;
        right += l->flagged && l->spam;
    }
    struct interval recall = interval_share(hit, all), precision = interval_share(right, said);
    assert_true(said > 50 && precision.value >= 0.7 && recall.value >= 0.5);
    for (int k = 0; k < 2; k++)
        print_message("%s: %d of %d right, %d of %d found\n", k ? "to and of banks" : "hashtags of the exchange", of[k].right, of[k].flagged, of[k].found, of[k].spam);
    print_message("%d mentions, %d suspicious; of %d labels: precision %d of %d = %.2f (%.2f to %.2f), recall %d of %d = %.2f (%.2f to %.2f)\n", n, flagged, labels, right, said,
                  precision.value, precision.low, precision.high, hit, all, recall.value, recall.low, recall.high);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(what_the_rules_find_of_real_spam) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
