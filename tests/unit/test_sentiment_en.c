/* The built-in English lexicon on sentences written for it: words, expressions, slang, and each rule of walk.c as
 * English speaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "classify/sentiment/lexicon.h"
#define FEELINGS_OF "en"
#include "feelings.h"

static void plain_judgements_have_their_feeling(void **state)
{
    static const struct row row[] = {
        { "The service is terrible", NEG },
        { "What an awful experience", NEG },
        { "Your staff were rude and unhelpful", NEG },
        { "I am so disappointed with this bank", NEG },
        { "The new branch is wonderful", POS },
        { "Excellent work by the technician", POS },
        { "I love my new plan", POS },
        { "The agent was kind, patient and professional", POS },
        { "The branch opens at nine", NEU },
        { "The bank published its annual report", NEU },
        { "Flight 201 to Denver boards at gate 12", NEU },
        { "The office of Telenorte is on street 7", NEU },
        { "", NEU },
        { "12345", NEU },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void complaints_about_telephone_and_internet_are_heard(void **state)
{
    static const struct row row[] = {
        { "Another outage in our area", NEG },
        { "Internet is down again", NEG },
        { "My wifi keeps dropping", NEG },
        { "No signal since this morning", NEG },
        { "The app keeps crashing", NEG },
        { "The app won't let me log in", NEG },
        { "Your website doesn't work", NEG },
        { "Still no internet after three visits", NEG },
        { "My calls get dropped, patchy coverage everywhere", NEG },
        { "The router stopped working", NEG },
        { "Service is back up and running, thanks for the quick response", POS },
        { "Great coverage out here, full bars", POS },
        { "The new fibre works great", POS },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void complaints_about_banks_and_bills_are_heard(void **state)
{
    static const struct row row[] = {
        { "You charged me twice", NEG },
        { "Hidden fees everywhere, what a rip off", NEG },
        { "I was overcharged on my bill", NEG },
        { "My card was declined at the till", NEG },
        { "They froze my account", NEG },
        { "Somebody made a fraudulent purchase with my card", NEG },
        { "Still waiting for my refund", NEG },
        { "I want my money back", NEG },
        { "Closing my account tomorrow", NEG },
        { "They waived the fee without a fuss", POS },
        { "Got my refund, great customer service", POS },
        { "My credit card expires in May", NEU },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void waiting_for_care_is_a_complaint(void **state)
{
    static const struct row row[] = {
        { "On hold for two hours", NEG },
        { "Nobody answers the phone", NEG },
        { "They hung up on me", NEG },
        { "Passed around from pillar to post", NEG },
        { "Nobody called me back", NEG },
        { "Flight delayed again and no one knows anything", NEG },
        { "You lost my luggage", NEG },
        { "Stuck on the tarmac", NEG },
        { "Thanks for the help!", POS },
        { "They went above and beyond for us", POS },
        { "Shout out to your team at the airport", POS },
        { "You guys are awesome", POS },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void expressions_count_as_a_whole(void **state)
{
    static const struct row row[] = {
        { "Thanks for nothing", NEG },
        { "What a waste of time", NEG },
        { "This is a joke", NEG },
        { "I am sick and tired of you", NEG },
        { "Had enough", NEG },
        { "A slap in the face", NEG },
        { "Nothing works", NEG },
        { "Can't wait for the concert", POS },
        { "Hats off to the crew", POS },
        { "A breath of fresh air", POS },
        { "No complaints so far", POS },
        { "No problem", NEU },
        { "Let me know", NEU },
        { "How do I reach the help desk?", NEU },
    };
    (void)state;
    ASSERT_LABELS(row);
    struct sentiment s = score("Today the phone stopped working");
    assert_int_equal(s.whys, 1);
    assert_int_equal(s.why[0].start, 16);
    assert_int_equal(s.why[0].end, 31);
}

static void slang_and_the_spelling_of_the_networks_are_understood(void **state)
{
    static const struct row row[] = {
        { "smh", NEG },
        { "wtf is this", NEG },
        { "ffs sort it out", NEG },
        { "this sucks", NEG },
        { "meh", NEG },
        { "what a bunch of muppets", NEG },
        { "taking the piss", NEG },
        { "total dumpster fire", NEG },
        { "so lit", POS },
        { "gr8 stuff", POS },
        { "luv it", POS },
        { "thx", POS },
        { "tysm", POS },
        { "fucking awesome", POS },
        { "hell yeah", POS },
        { "tbh idk", NEU },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void negation_turns_and_weakens(void **state)
{
    static const struct row row[] = {
        { "It is not good", NEG },
        { "It isn't helpful", NEG },
        { "It isnt helpful", NEG },
        { "It isn’t helpful", NEG },
        { "They were never friendly", NEG },
        { "Nobody was polite", NEG },
        { "Not bad at all", POS },
        { "Never disappointed", POS },
    };
    static const struct pair pair[] = {
        { "It is great", "It is not great" },
        { "It is not horrible", "It is horrible" },
        { "It is great", "It is not horrible" },          /* weaker than the plain word */
        { "No, great", "No great" },                      /* punctuation ends the scope */
        { "Don't worry, you are helpful", "You aren't helpful" },
        { "I never saw the blue paper bag wonderful", "I never saw the wonderful" },   /* beyond four words */
    };
    (void)state;
    ASSERT_LABELS(row);
    ASSERT_PAIRS(pair);
}

static void scales_strengthen_and_weaken_their_neighbour(void **state)
{
    static const struct pair pair[] = {
        { "rude", "incredibly rude" },
        { "rude", "utterly rude" },
        { "rude", "fucking rude" },
        { "very rude", "extremely rude" },
        { "a bit rude", "rude" },
        { "kinda rude", "rude" },
        { "somewhat rude", "rude" },
        { "rude", "rude as hell" },
        { "extremely polite", "polite" },
        { "polite", "slightly polite" },
    };
    (void)state;
    ASSERT_PAIRS(pair);
}

static void contrast_gives_weight_to_what_comes_after(void **state)
{
    static const struct row row[] = {
        { "The app is nice but the service is horrible", NEG },
        { "Boring at first, but the ending was excellent, wonderful", POS },
        { "The plan is good. However the signal is terrible", NEG },
    };
    static const struct pair pair[] = {
        { "slow but polite", "polite but slow" },
        { "polite although slow", "slow although polite" },
    };
    (void)state;
    ASSERT_LABELS(row);
    ASSERT_PAIRS(pair);
}

static void voice_emoji_and_questions_count(void **state)
{
    static const struct row row[] = {
        { "The parcel came 😍", POS },
        { "The parcel came :)", POS },
        { "The bill came 😡", NEG },
        { "#fail", NEG },
        { "AWESOOOOME", POS },
    };
    static const struct pair pair[] = {
        { "awful service here", "AWFUL service here" },
        { "awful", "awwwful!" },
        { "is it awful?", "it is awful" },
    };
    (void)state;
    ASSERT_LABELS(row);
    ASSERT_PAIRS(pair);
}

static void the_lexicon_is_rich_and_balanced(void **state)
{
    size_t negative = 0, positive = 0, phrases = 0;
    (void)state;
    for (size_t i = 0; i < lx->rows_n; i++)
        if (lx->rows[i].entry.kind == ENTRY_FEELING) {
            negative += lx->rows[i].entry.value < 0;
            positive += lx->rows[i].entry.value > 0;
            phrases += lx->rows[i].words > 1;
        }
    assert_true(lexicon_count(lx) >= 4000);
    assert_true(negative >= 2000 && positive >= 1500 && phrases >= 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_judgements_have_their_feeling),
        cmocka_unit_test(complaints_about_telephone_and_internet_are_heard),
        cmocka_unit_test(complaints_about_banks_and_bills_are_heard),
        cmocka_unit_test(waiting_for_care_is_a_complaint),
        cmocka_unit_test(expressions_count_as_a_whole),
        cmocka_unit_test(slang_and_the_spelling_of_the_networks_are_understood),
        cmocka_unit_test(negation_turns_and_weakens),
        cmocka_unit_test(scales_strengthen_and_weaken_their_neighbour),
        cmocka_unit_test(contrast_gives_weight_to_what_comes_after),
        cmocka_unit_test(voice_emoji_and_questions_count),
        cmocka_unit_test(the_lexicon_is_rich_and_balanced),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
