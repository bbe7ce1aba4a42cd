/* The short forms of the networks that carry a feeling: the built-in lexicons know them, each by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "classify/sentiment/sentiment.h"

static struct arena a;
static struct tokenizer *tk;

static const struct { const char *lang, *bad, *good; } forms[] = {
    { "es",
      "hdp|hdps|ctm|ptm|lpm|lpqtp|csm|conchetumare|pndj|pndjs|pinshi|pinche|mrd|mrda|"
      "alv|culiao|ql|kk|asko|orrible|pesimo|jodanse|chinga|hijueputa|gonorrea|malparido|verga|cagada|"
      "choto|feo|kgada|ptmr|vrga|qlo|mlp",
      "grax|grcs|graxias|gracs|thx|tqm|tkm|tq|besos|chido|chevere|joya|bkn|bakan|"
      "tqmm|felis|wii|yay|crack|tkmm|bn|bno|bnisimo|salu2|bss" },
    { "en",
      "wtf|smh|ffs|fml|sux|stfu|gtfo|bs|fck|fckn|fking|effing|pos|sob|"
      "crap|meh|ugh|argh|grr|tf|wtaf|wth|shite|bollocks|dumbass|sh*t|ripoff|rip off|"
      "scammers|h8|cba|idgaf|gfy|fk",
      "thx|thnx|tnx|ty|tysm|tyvm|thanx|thnks|luv|ily|ilysm|lol|lmao|rofl|"
      "xoxo|gr8|yay|woo|woot|w00t|congrats|grats|gg|gj|wp|bff|hbd|fab|"
      "gud|lit|dope|ftw|ilu|kudos|cheers|tyy" },
    { "pt",
      "fdp|fdps|pqp|vsf|vtnc|tnc|vtmnc|krl|crl|crlh|porra|mds|merda|bosta|"
      "lixo|aff|afff|affs|afe|pff|raiva|odeio|flopou|flop|cringe|cuzao|otario|trouxa|"
      "ridiculo|pessimo|horrivel|pistola|affz|n presta|n funciona|pnc|tmnc",
      "obg|obgd|obgda|brigado|brigada|brigadao|vlw|vlww|flw|blz|bjs|bjos|bjo|abs|"
      "abç|tmj|amo|adoro|mt bom|mto bom|top|topzera|showw|lindu|lindaa|fofa|fofo|s2|"
      "parabens|rsrs|uhul|eba|arrasou|mara|abçs|tmjj" },
};

static float score(const struct lexicon *lx, struct slice text)
{
    struct sentiment s;
    struct tokens t;
    tokens_scan(tk, &a, text, &t);
    sentiment_score(lx, &t, &s);
    return s.score;
}

/* How many there are; each that does not feel as it should is named. */
static size_t count(const struct lexicon *lx, const char *list, float sign, size_t *wrong)
{
    struct slice rest = slice_of(list), form;
    size_t n = 0;
    for (; slice_next(&rest, '|', &form); n++)
        if (!(score(lx, form) * sign > 0.05f)) {
            print_message("'" SLICE_FMT "': %.2f\n", SLICE_ARG(form), (double)score(lx, form));
            ++*wrong;
        }
    return n;
}

static void sixty_short_forms_of_each_language_carry_their_feeling(void **state)
{
    size_t wrong = 0;
    (void)state;
    tk = tokenizer_new();
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct err e = { 0 };
        struct lexicon *lx = lexicon_load(NULL, forms[i].lang, &e);
        if (!lx)
            fail_msg("%s", e.msg);
        assert_true(count(lx, forms[i].bad, -1, &wrong) + count(lx, forms[i].good, 1, &wrong) >= 60);
        lexicon_free(lx);
    }
    tokenizer_free(tk);
    arena_fini(&a);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(sixty_short_forms_of_each_language_carry_their_feeling) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
