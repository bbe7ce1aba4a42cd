#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/hash.h"
#include "text/fold.h"
#include "text/tokens.h"

#define ROWS(t) (sizeof(t) / sizeof(t)[0])

static struct tokenizer *tok;
static struct arena arena;

enum form { FOLDED, BARE, SQUEEZED, ORIGINAL };

static struct slice form_of(const struct tokens *k, size_t i, enum form f)
{
    const struct token *t = &k->v[i];
    switch (f) {
    case FOLDED: return t->folded;
    case BARE: return t->bare;
    case SQUEEZED: return t->squeezed;
    default: return (struct slice){ k->text.p + t->start, t->end - t->start };
    }
}

static const char *joined(struct slice text, enum form f)
{
    static struct buf b;
    struct tokens k;
    tokens_scan(tok, &arena, text, &k);
    buf_reset(&b);
    for (size_t i = 0; i < k.n; i++) {
        if (i)
            buf_char(&b, '|');
        buf_add(&b, form_of(&k, i, f));
    }
    return buf_z(&b);
}

static void text_is_cut_into_words(void **state)
{
    static const struct { const char *in, *want; } row[] = {
        { "", "" }, { " \t\n.,;!?", "" }, { "Hola", "hola" },
        { "¡Nooo funciona @Movistar!", "nooo|funciona|@movistar" },
        { "Señal MALÍSIMA, ¿qué pasó?", "señal|malísima|qué|pasó" },
        { "wendy's e-mail", "wendy|s|e|mail" }, { "l’oréal", "l|oréal" },
        { "bancomer.com", "bancomer|com" }, { "1.000,50", "1|000|50" },
        { "#FelizNoche @Ana_Perez $TEF", "#feliznoche|@ana_perez|$tef" },
        { "#a#b", "#a|#b" }, { "# @ $ #! @_ #__", "" }, { "C# y C++", "c|y|c" },
        { "foo_bar _hola_ __x", "foo_bar|hola|x" }, { "@_ana_", "@_ana_" },
        { "#Señal2", "#señal2" }, { "$100", "$100" },
        { "“hola”…adiós—ya", "hola|adiós|ya" }, { "«Claro»", "claro" },
        { "Straße", "strasse" }, { "Ærø", "ærø" }, { "m² n.º 1º", "m|n|o|1o" },
        { "ЖАЛОБА Ελλάς", "жалоба|ελλάσ" }, { "ﬁn ＡＢＣ", "fin|abc" },
        { "漢字かな カタカナ", "漢|字|か|な|カタカナ" }, { "İstanbul", "i̇stanbul" },
        { "se\xC2\xAD" "ñal", "señal" }, { "a\xE2\x80\x8B" "b", "a|b" },
        { "×÷ a×b", "a|b" }, { "a\tb\rc\nd", "a|b|c|d" }, { "Movistar™ Claro®", "movistar|claro" },
        { "हिन्दी", "हिन्दी" }, { "ÿÀÖÞ", "ÿàöþ" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++)
        assert_string_equal(joined(slice_of(row[i].in), FOLDED), row[i].want);
}

static void addresses_are_one_token_each(void **state)
{
    static const struct { const char *in, *want; enum token_kind kind; size_t which; } row[] = {
        { "ver https://t.co/AbC1 ya", "ver|https://t.co/AbC1|ya", TOKEN_URL, 1 },
        { "(http://x.com/a?b=c&d=e#f).", "http://x.com/a?b=c&d=e#f", TOKEN_URL, 0 },
        { "WWW.Claro.com.ar, sí", "WWW.Claro.com.ar|sí", TOKEN_URL, 0 },
        { "http://es.wikipedia.org/wiki/Claro_(empresa) x", "http://es.wikipedia.org/wiki/Claro_(empresa)|x", TOKEN_URL, 0 },
        { "https://t.co/ab… no", "https://t.co/ab|no", TOKEN_URL, 0 },
        { "https://t.co/ab😡", "https://t.co/ab|😡", TOKEN_URL, 0 },
        { "escribe a Juan.Perez+x@mail.Banco.com.mx.", "escribe|a|Juan.Perez+x@mail.Banco.com.mx", TOKEN_EMAIL, 2 },
        { "ana_@x.mx", "ana_@x.mx", TOKEN_EMAIL, 0 },
        { "hola juan@x", "hola|juan|@x", TOKEN_HANDLE, 2 },
        { "@ana@mastodon.social dice", "@ana@mastodon.social|dice", TOKEN_HANDLE, 0 },
        { "@ana@host", "@ana@host", TOKEN_HANDLE, 0 },
        { "@ana@host-- dice", "@ana@host|dice", TOKEN_HANDLE, 0 }, { "@ana@a--b.org", "@ana@a--b.org", TOKEN_HANDLE, 0 },
        { "https:// www. http:/x", "https|www|http|x", TOKEN_WORD, 0 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct tokens k;
        assert_string_equal(joined(slice_of(row[i].in), ORIGINAL), row[i].want);
        tokens_scan(tok, &arena, slice_of(row[i].in), &k);
        assert_int_equal(k.v[row[i].which].kind, row[i].kind);
    }
}

static void each_emoji_is_one_token(void **state)
{
    static const struct { const char *in, *folded, *bare; } row[] = {
        { "bien😡😡mal", "bien|😡|😡|mal", "bien|😡|😡|mal" },
        { "👍🏽", "👍🏽", "👍" }, { "❤️", "❤", "❤" }, { "☎︎", "☎", "☎" },
        { "👨‍👩‍👧 x", "👨‍👩‍👧|x", "👨‍👩‍👧|x" }, { "👩🏽‍💻", "👩🏽‍💻", "👩‍💻" },
        { "🇦🇷🇺🇾", "🇦🇷|🇺🇾", "🇦🇷|🇺🇾" }, { "1️⃣ #️⃣ *️⃣", "1⃣|#⃣|*⃣", "1⃣|#⃣|*⃣" },
        { "12️⃣", "1|2⃣", "1|2⃣" }, { "©️", "©", "©" }, { "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿" },
        { "🏽", "🏽", "🏽" }, { "😡\xE2\x80\x8D", "😡", "😡" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        assert_string_equal(joined(slice_of(row[i].in), FOLDED), row[i].folded);
        assert_string_equal(joined(slice_of(row[i].in), BARE), row[i].bare);
    }
}

static void bare_is_without_accents_and_squeezed_without_runs(void **state)
{
    static const struct { const char *in, *bare, *squeezed; } row[] = {
        { "Señal PÉSIMA", "senal|pesima", "senal|pesima" },
        { "malísimoooo", "malisimoooo", "malisimo" }, { "nooo holaaa sssí", "nooo|holaaa|sssi", "no|hola|si" },
        { "perrro llamar", "perrro|llamar", "pero|llamar" }, { "1000 aaa1111", "1000|aaa1111", "1000|a1111" },
        { "síííí", "siiii", "si" }, { "#Goool", "#goool", "#gol" }, { "se\xCC\x81 n\xCC\x83o", "se|no", "se|no" },
        { "Čeština łódź", "cestina|łodz", "cestina|łodz" }, { "ЖЖЖуть", "жжжуть", "жуть" }, { "ガ", "ガ", "ガ" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        assert_string_equal(joined(slice_of(row[i].in), BARE), row[i].bare);
        assert_string_equal(joined(slice_of(row[i].in), SQUEEZED), row[i].squeezed);
    }
}

static void flags_say_what_was_seen(void **state)
{
    static const struct { const char *in; uint32_t flags; } row[] = {
        { "hola", 0 }, { "HOLA", TOKEN_CAPS }, { "A", 0 }, { "Hola", 0 }, { "OÍD", TOKEN_CAPS | TOKEN_MARKED },
        { "ñ", TOKEN_MARKED }, { "123", TOKEN_NUMBER }, { "4G", 0 }, { "4GB", TOKEN_CAPS }, { "nooo", TOKEN_LONG },
        { "NOOO", TOKEN_LONG | TOKEN_CAPS }, { "noo", 0 }, { "1111", TOKEN_NUMBER }, { "ЖЖЖ", TOKEN_LONG | TOKEN_CAPS },
        { "ÁÁÁ", TOKEN_LONG | TOKEN_CAPS | TOKEN_MARKED }, { "👍🏽", TOKEN_MARKED }, { "٣٤", TOKEN_NUMBER },
        { "#ÑU", TOKEN_CAPS | TOKEN_MARKED }, { "ŠŠ", TOKEN_CAPS | TOKEN_MARKED },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct tokens k;
        tokens_scan(tok, &arena, slice_of(row[i].in), &k);
        assert_int_equal(k.n, 1);
        assert_int_equal(k.v[0].flags, row[i].flags);
        assert_true(k.v[0].hash == hash64(k.v[0].bare));
    }
}

static void entities_are_what_they_stand_for(void **state)
{
    static const struct { const char *in, *folded, *original; } row[] = {
        { "pan &amp; agua", "pan|agua", "pan|agua" }, { "AT&amp;T", "at|t", "AT|T" }, { "&lt;b&gt;hola&lt;/b&gt;", "b|hola|b", "b|hola|b" },
        { "Se&ntilde;al p&Eacute;sima", "señal|pésima", "Se&ntilde;al|p&Eacute;sima" }, { "&aacute;&aacute;", "áá", "&aacute;&aacute;" },
        { "d&#237;a d&#xED;a d&#XeD;a", "día|día|día", "d&#237;a|d&#xED;a|d&#XeD;a" }, { "it&#39;s it&apos;s", "it|s|it|s", "it|s|it|s" },
        { "a&nbsp;b&hellip;c", "a|b|c", "a|b|c" }, { "bien&#128545;mal", "bien|😡|mal", "bien|&#128545;|mal" },
        { "R&amp;amp;D &amp;lt;x &amp;amp;quot;y", "r|d|x|y", "R|D|x|y" }, { "comi&#243;&#33;", "comió", "comi&#243;" },
        { "amp; &amp &bogus; &; &#; &#x; &#0; &#xD800;", "amp|amp|bogus|#x|#0|#xd800", "amp|amp|bogus|#x|#0|#xD800" },
        { "http://x.com/?a=1&amp;b=2 y", "http://x.com/?a=1&b=2|y", "http://x.com/?a=1&amp;b=2|y" },
        { "http://x.com/?a=1&copy=2", "http://x.com/?a=1&copy=2", "http://x.com/?a=1&copy=2" },
        { "&#64;Ana &#35;Se&ntilde;al", "@ana|#señal", "&#64;Ana|&#35;Se&ntilde;al" }, { "&#150;hola&#146;", "hola", "hola" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        assert_string_equal(joined(slice_of(row[i].in), FOLDED), row[i].folded);
        assert_string_equal(joined(slice_of(row[i].in), ORIGINAL), row[i].original);
    }
}

static void escapes_of_json_are_what_they_stand_for(void **state)
{
    static const struct { const char *in, *folded, *original; } row[] = {
        { "it\\u2019s bad\\u002c really", "it|s|bad|really", "it|s|bad|really" }, { "se\\u00f1al P\\u00C9sima", "señal|pésima", "se\\u00f1al|P\\u00C9sima" },
        { "\\u0040Ana \\u0023se\\u00f1al", "@ana|#señal", "\\u0040Ana|\\u0023se\\u00f1al" },
        { "mal\\ud83d\\ude21ya", "mal|😡|ya", "mal|\\ud83d\\ude21|ya" }, { "R\\u0026amp;D \\u0026lt;x", "r|d|x", "R|D|x" },
        { "&ntilde;\\u00f1&ntilde;", "ñññ", "&ntilde;\\u00f1&ntilde;" }, { "a\\u2019", "a", "a" }, { "\\u00e9", "é", "\\u00e9" },
        { "\\u12 \\u12g4 \\U00f1 \\ud83dx \\ude21 \\u0000 \\", "u12|u12g4|u00f1|ud83dx|ude21|u0000", "u12|u12g4|U00f1|ud83dx|ude21|u0000" },
        { "\\ud83d\\u0041", "ud83da", "ud83d\\u0041" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        assert_string_equal(joined(slice_of(row[i].in), FOLDED), row[i].folded);
        assert_string_equal(joined(slice_of(row[i].in), ORIGINAL), row[i].original);
    }
}

static void what_was_written_is_known_behind_entities(void **state)
{
    struct tokens k;
    (void)state;
    tokens_scan(tok, &arena, slice_of("Juan Mu&ntilde;OZ &amp; Cia"), &k);
    assert_int_equal(k.n, 3);
    assert_true(slice_is(token_written(&k, &k.v[1]), "MuñOZ"));
    assert_true(slice_is(token_written(&k, &k.v[2]), "Cia"));
    tokens_scan(tok, &arena, slice_of("A & B"), &k);
    assert_null(k.written);
    assert_true(slice_is(token_written(&k, &k.v[1]), "B"));
}

static void laughter_is_marked(void **state)
{
    static const struct { const char *in; bool want; } row[] = {
        { "jaja", true }, { "JAJAJA", true }, { "jajajajajja", true }, { "ajajaj", true }, { "jejeje", true }, { "jiji", true },
        { "jsjsjs", true }, { "jjj", true }, { "kkk", true }, { "kkkkkkk", true }, { "haha", true }, { "hehe", true }, { "ahahah", true },
        { "rsrs", true }, { "rsrsrs", true }, { "jjajaj", true }, { "jajá", true }, { "jajaaaa", true }, { "ja", false }, { "aja", false }, { "ojo", false },
        { "eje", false }, { "hija", false }, { "kk", false }, { "hacha", false }, { "Jujuy", false }, { "hola", false }, { "aj", false },
        { "rs", false }, { "#jaja", false }, { "jaaaa", false }, { "jajas", false }, { "kia", false },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct tokens k;
        tokens_scan(tok, &arena, slice_of(row[i].in), &k);
        assert_int_equal(k.n, 1);
        if (((k.v[0].flags & TOKEN_LAUGH) != 0) != row[i].want)
            fail_msg("%s", row[i].in);
    }
}

/* The fast pass and utf8proc must agree, or a word would match or not by its neighbours. */
static void the_fast_pass_folds_as_utf8proc_does(void **state)
{
    struct fold f = { 0 };
    struct buf folded = { 0 }, bare = { 0 };
    (void)state;
    for (int32_t cp = 0xC0; cp <= 0xFF; cp++) {
        char word[3] = { (char)0xC3, (char)(0x80 | (cp & 0x3F)), 0 };
        struct tokens k;
        tokens_scan(tok, &arena, slice_of(word), &k);
        if (cp == 0xD7 || cp == 0xF7) {
            assert_int_equal(k.n, 0);
            continue;
        }
        buf_reset(&folded);
        buf_reset(&bare);
        fold_append(&f, slice_of(word), &folded, &bare);
        assert_int_equal(k.n, 1);
        assert_true(slice_eq(k.v[0].folded, buf_slice(&folded)));
        assert_true(slice_eq(k.v[0].bare, buf_slice(&bare)));
    }
    fold_fini(&f);
    buf_fini(&folded);
    buf_fini(&bare);
}

/* Blocks of letters are read at once where the text goes on long enough behind them; else one by one. */
static bool has_three_alike(struct slice s)
{
    for (size_t i = 2; i < s.n; i++)
        if (s.p[i] >= 'a' && s.p[i] <= 'z' && s.p[i] == s.p[i - 1] && s.p[i] == s.p[i - 2])
            return true;
    return false;
}

static void a_word_reads_alike_however_much_text_follows(void **state)
{
    static const char *const piece[] = { "a", "A", "b", "B", "aa", "AAA", "z", "Z", "\u00e1", "\u00d1", "1", "_", "aAaAaAaAaAaAaAaA", "bbbbbbbbbbbbbbb" };
    char text[400], padded[500];
    struct tokens alone, followed;
    (void)state;
    uint32_t seed = 1;
    for (int i = 0; i < 20000; i++) {
        text[0] = 0;
        for (int k = 0; k < 1 + i % 12; k++) {
            seed = seed * 1664525u + 1013904223u;
            strcat(text, piece[(seed >> 16) % (sizeof piece / sizeof piece[0])]);
        }
        snprintf(padded, sizeof padded, "%s%40s", text, "");
        arena_reset(&arena);
        tokens_scan(tok, &arena, slice_of(text), &alone);
        tokens_scan(tok, &arena, slice_of(padded), &followed);
        assert_int_equal(alone.n, followed.n);
        for (size_t k = 0; k < alone.n; k++) {
            assert_int_equal(alone.v[k].flags, followed.v[k].flags);
            assert_int_equal(has_three_alike(alone.v[k].bare), (alone.v[k].flags & TOKEN_LONG) != 0);
            assert_int_equal(alone.v[k].end, followed.v[k].end);
            assert_true(slice_eq(alone.v[k].folded, followed.v[k].folded));
            assert_true(slice_eq(alone.v[k].bare, followed.v[k].bare));
        }
    }
}

/* Whatever stands behind a word: a short text is read letter by letter, what begins a long one at one look. */
static void a_word_reads_alike_whatever_sign_follows(void **state)
{
    static const char *const word[] = { "a", "ab", "AB", "Ab", "aaa", "jaja", "https", "www", "fifteenletterss", "sixteenletterssx" };
    char text[64], padded[128];
    struct tokens alone, followed;
    (void)state;
    for (size_t i = 0; i < sizeof word / sizeof word[0] * 127; i++) {
        snprintf(text, sizeof text, "%s%c//x", word[i / 127], (char)(1 + i % 127));
        snprintf(padded, sizeof padded, "%s%40s", text, "");
        arena_reset(&arena);
        tokens_scan(tok, &arena, slice_of(text), &alone);
        tokens_scan(tok, &arena, slice_of(padded), &followed);
        assert_int_equal(alone.n, followed.n);
        for (size_t k = 0; k < alone.n; k++) {
            assert_int_equal(alone.v[k].kind, followed.v[k].kind);
            assert_int_equal(alone.v[k].flags, followed.v[k].flags);
            assert_int_equal(alone.v[k].end, followed.v[k].end);
            assert_true(slice_eq(alone.v[k].bare, followed.v[k].bare));
        }
    }
}

static void bad_bytes_separate_and_never_harm(void **state)
{
    static const struct { const char *in, *want; } row[] = {
        { "a\xFF" "b", "a|b" }, { "se\xC3", "se" }, { "\xC3\xC3\xB1", "ñ" }, { "a\xE2\x80", "a" }, { "\xF0\x9F", "" },
        { "#\xC3", "" }, { "x\xED\xA0\x80y", "x|y" }, { "š\xC5", "š" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++)
        assert_string_equal(joined(slice_of(row[i].in), FOLDED), row[i].want);
    assert_string_equal(joined((struct slice){ "a\0b", 3 }, FOLDED), "a|b");
}

/* Marks in a row are put in order in quadratic time unless they are bounded. */
static void ten_thousand_marks_take_no_time_to_speak_of(void **state)
{
    static char text[40001];
    (void)state;
    text[0] = 'a';
    for (size_t i = 0; i < 10000; i++)
        memcpy(text + 1 + i * 4, i % 2 ? "\xCC\x96\xCC\x96" : "\xCC\x81\xCC\x81", 4);
    struct tokens k;
    tokens_scan(tok, &arena, (struct slice){ text, sizeof text }, &k);
    assert_int_equal(k.n, 1);
    assert_int_equal(k.v[0].end, 1 + 30 * 2);
}

static void single_words_fold_alike(void **state)
{
    static const struct { const char *in, *folded, *bare; } row[] = {
        { "Señal", "señal", "senal" }, { "❤️", "❤", "❤" }, { "No Sé", "no sé", "no se" }, { "", "", "" },
        { "👩🏽‍💻", "👩🏽‍💻", "👩‍💻" }, { "e-Mail", "e-mail", "e-mail" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct slice in = slice_of(row[i].in);
        assert_true(slice_is(tokens_fold(tok, &arena, in), row[i].folded));
        assert_true(slice_is(tokens_bare(tok, &arena, in), row[i].bare));
    }
}

static void letters_match_by_their_marks_and_runs(void **state)
{
    static const struct { const char *pattern, *word; unsigned how; bool want; } row[] = {
        { "nino", "niño", 0, true }, { "niño", "nino", 0, false }, { "niño", "niño", 0, true },
        { "compañia", "compañía", 0, true }, { "compañia", "compania", 0, false }, { "tu", "tus", 0, false },
        { "tus", "tu", 0, false }, { "malísimo", "malísimoooo", FOLD_LONG, true }, { "malísimo", "malisimoooo", FOLD_LONG, false },
        { "malisimo", "malísimoooo", 0, false }, { "perro", "perrrro", FOLD_LONG, true }, { "pero", "perrrro", FOLD_LONG, true },
        { "perro", "pero", FOLD_LONG, false }, { "buenoo", "buennnnooo", FOLD_LONG, true }, { "a111", "a1111", FOLD_LONG, false },
        { "señ", "señal", FOLD_PREFIX, true }, { "señ", "senal", FOLD_PREFIX, false }, { "al", "alll", FOLD_PREFIX, true },
        { "all", "al", FOLD_PREFIX, false }, { "buen", "bueeeno", FOLD_PREFIX | FOLD_LONG, true }, { "sí", "sííí", FOLD_LONG, true },
        { "nooo", "noooo", FOLD_LONG, false }, { "", "x", FOLD_PREFIX, true }, { "x", "", 0, false },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++)
        assert_int_equal(fold_match(slice_of(row[i].pattern), slice_of(row[i].word), row[i].how), row[i].want);
}

static int setup(void **state)
{
    (void)state;
    tok = tokenizer_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    tokenizer_free(tok);
    arena_fini(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_cut_into_words),
        cmocka_unit_test(addresses_are_one_token_each),
        cmocka_unit_test(each_emoji_is_one_token),
        cmocka_unit_test(bare_is_without_accents_and_squeezed_without_runs),
        cmocka_unit_test(flags_say_what_was_seen),
        cmocka_unit_test(entities_are_what_they_stand_for),
        cmocka_unit_test(escapes_of_json_are_what_they_stand_for),
        cmocka_unit_test(what_was_written_is_known_behind_entities),
        cmocka_unit_test(laughter_is_marked),
        cmocka_unit_test(the_fast_pass_folds_as_utf8proc_does),
        cmocka_unit_test(a_word_reads_alike_however_much_text_follows),
        cmocka_unit_test(a_word_reads_alike_whatever_sign_follows),
        cmocka_unit_test(bad_bytes_separate_and_never_harm),
        cmocka_unit_test(ten_thousand_marks_take_no_time_to_speak_of),
        cmocka_unit_test(single_words_fold_alike),
        cmocka_unit_test(letters_match_by_their_marks_and_runs),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
