/* Every rule of sentiment.c, on sentences written for it, with the lexicon that is built in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#define FEELINGS_OF "es"
#include "feelings.h"

static void entities_feel_as_what_they_stand_for(void **state)
{
    static const struct { const char *escaped, *plain; } row[] = {
        { "no es buena &amp; r&aacute;pida", "no es buena & rápida" }, { "p&eacute;simo", "pésimo" }, { "te quiero &lt;3", "te quiero <3" },
        { "no &quot;es&quot; buena", "no \"es\" buena" }, { "no es muy &nbsp; buena", "no es muy   buena" }, { "ok &gt;:(", "ok >:(" },
        { "no es&#44; buena", "no es, buena" }, { "es buena&#33;&#33;", "es buena!!" }, { "no me gusta&hellip; buena", "no me gusta… buena" },
        { "no es\\u002c buena", "no es, buena" }, { "p\\u00e9simo", "pésimo" }, { "ok:\\u2026 ya", "ok:… ya" }, { "te quiero \\u003c3", "te quiero <3" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        assert_true(score(row[i].escaped).score == score(row[i].plain).score);
    struct sentiment s = score("te quiero &lt;3");
    assert_int_equal(s.why[s.whys - 1].start, 10);
    assert_int_equal(s.why[s.whys - 1].end, 15);
}

static void a_closing_bracket_is_no_face(void **state)
{
    static const struct row row[] = {
        { "Corte el martes (18/05): aquí los horarios", NEU }, { "Horarios (lunes a viernes)': ver", NEU }, { "Sin luz ):", NEG }, { "):", NEG },
        { "Hoy\n): sin luz", NEG }, { "Hoy )': ver", NEG },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void words_of_the_trade_have_their_feeling(void **state)
{
    static const struct row row[] = {
        { "El servicio es pésimo", NEG },
        { "La atención fue excelente", POS },
        { "Me robaron con una compra fraudulenta", NEG },
        { "La sucursal abre a las nueve", NEU },
        { "El banco publicó sus horarios de atención", NEU },
        { "Internet lento desde ayer", NEG },
        { "App intuitiva y rápida", POS },
        { "Otro sobreprecio en la factura, ladrones", NEG },
        { "Me encanta la nueva tarjeta", POS },
        { "Señal intermitente en todo el barrio", NEG },
        { "Atención amable y eficiente", POS },
        { "", NEU },
        { "12345", NEU },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void each_region_is_understood(void **state)
{
    static const struct row row[] = {
        { "Son unos chorros, me tienen podrido", NEG },             /* Argentina */
        { "Re copado el servicio", POS },
        { "No mamen, otra vez sin sistema", NEG },                  /* Mexico */
        { "Qué chingón quedó la app", POS },
        { "Pinche banco culero", NEG },
        { "Está padrísimo el nuevo plan", POS },
        { "Qué mamera con este banco", NEG },                       /* Colombia */
        { "Qué chimba de servicio", POS },
        { "Vaya mierda de fibra, joder", NEG },                     /* Spain */
        { "Mola mucho, es cojonudo", POS },
        { "Estoy hasta los cojones de esta compañía", NEG },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void expressions_count_as_a_whole(void **state)
{
    static const struct row row[] = {
        { "Esto no sirve para nada", NEG },
        { "Se cayó el sistema", NEG },
        { "Me tienen harto", NEG },
        { "Brillan por su ausencia", NEG },
        { "La app dejó de funcionar", NEG },
        { "Gracias por nada", NEG },
        { "Muchas gracias por todo", POS },
        { "Me muero de risa", POS },
        { "Nunca me ha fallado", POS },
        { "No hay problema", NEU },
        { "Compré a meses sin intereses", NEU },
    };
    (void)state;
    ASSERT_LABELS(row);
    struct sentiment s = score("Ayer se cayó el sistema");
    assert_int_equal(s.whys, 1);
    assert_int_equal(s.why[0].start, 5);
    assert_int_equal(s.why[0].end, 24);
}

static void negation_turns_and_weakens(void **state)
{
    static const struct row row[] = {
        { "No es buena", NEG },
        { "No me parece nada buena", NEG },
        { "Nunca fueron amables", NEG },
        { "Nadie es eficiente acá", NEG },
        { "Tampoco está mal", NEU },
        { "No es una estafa", POS },
    };
    static const struct pair pair[] = {
        { "Es un servicio excelente", "No es un servicio excelente" },
        { "No es un servicio pésimo", "Es un servicio pésimo" },
        { "Es excelente", "No es pésimo" },               /* weaker than the plain word */
    };
    (void)state;
    ASSERT_LABELS(row);
    ASSERT_PAIRS(pair);
}

static void negation_ends_at_punctuation_contrast_and_four_words(void **state)
{
    static const struct pair pair[] = {
        { "No, excelente", "No excelente" },
        { "No pero excelente", "No excelente" },
        { "No vi la factura de abril excelente", "No vi la factura excelente" },
        { "No. Excelente", "No excelente" },
    };
    (void)state;
    ASSERT_PAIRS(pair);
    assert_int_equal(score("No vi la factura excelente").label, NEG);               /* the fourth word */
    assert_int_equal(score("No vi la factura azul excelente").label, POS);          /* the fifth */
}

static void a_lone_negation_is_a_small_complaint(void **state)
{
    struct sentiment s = score("No vi la factura");
    (void)state;
    assert_int_equal(s.label, NEU);
    assert_int_equal(s.whys, 1);
    assert_true(s.score < 0);
    assert_int_equal(s.why[0].start, 0);
    assert_int_equal(s.why[0].end, 2);
}

static void reproaches_are_not_turned_by_negation(void **state)
{
    static const struct row row[] = {
        { "No sean ratas", NEG }, { "No roben más", NEG }, { "No me estafen", NEG }, { "Ya no mientan", NEG },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void scales_strengthen_and_weaken_their_neighbour(void **state)
{
    static const struct pair pair[] = {
        { "lento", "muy lento" },
        { "muy lento", "muy muy lento" },
        { "demasiado lento", "muchísimo lento" },
        { "un poco lento", "lento" },
        { "algo lento", "lento" },
        { "agrada mucho la app", "agrada la app" },       /* from behind, too */
        { "súper amable", "amable" },
        { "amable", "medianamente azul" },
        { "feo", "bien feo" },                            /* a feeling before another one is a scale */
        { "lento servicio", "puto lento servicio" },
        { "medio lento", "lento" },
    };
    (void)state;
    ASSERT_PAIRS(pair);
}

static void contrast_gives_weight_to_what_comes_after(void **state)
{
    static const struct row row[] = {
        { "La app es buena, pero el servicio es malo", NEG },
        { "El servicio es malo, pero la app es buena", NEU },
        { "Tardaron bastante, pero me atendieron muy bien y son excelentes", POS },
        { "Es un desastre, aunque amables", NEG },
        { "El plan es bueno. Sin embargo la señal es pésima", NEG },
    };
    static const struct pair pair[] = {
        { "Es lento pero bueno", "Es bueno pero lento" },
        { "Es bueno aunque lento", "Es lento aunque bueno" },
        { "Es bueno todo azul", "Es bueno pero azul" },   /* less before */
        { "Es azul pero bueno", "Es azul todo bueno" },   /* more after */
        { "Es bueno. Todo azul", "Es bueno. Pero azul" }, /* at the head of a sentence: before is the one before it */
        { "Es bueno. Es azul. Pero feo", "Es bueno pero feo" },
    };
    (void)state;
    ASSERT_LABELS(row);
    ASSERT_PAIRS(pair);
}

static void reasons_come_in_the_order_of_the_text(void **state)
{
    static const char *const text[] = {
        "No vi 😡 la factura buena", "No vi :( la factura buena", "No anda ni bien ni mal, nunca vi 😡 algo tan feo, no!",
        "Sin luz, sin agua y sin señal; nadie vino, ni llamó 😡😡",
    };
    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct sentiment s = score(text[i]);
        assert_true(s.whys > 1);
        for (size_t k = 1; k < s.whys; k++)
            assert_true(s.why[k].start >= s.why[k - 1].end);
    }
}

static void voice_is_heard(void **state)
{
    static const struct pair pair[] = {
        { "servicio pésimo", "servicio PÉSIMO" },
        { "pésimo servicio para todos", "pésimo servicio para todos!" },
        { "servicio malo!", "servicio malo!!!" },
        { "lento", "leeeento" },
        { "genial!", "genial" },
        { "¿es malo?", "es malo" },                       /* a question asserts less */
    };
    (void)state;
    ASSERT_PAIRS(pair);
    assert_float_equal(score("SERVICIO MALO SIEMPRE").score, score("servicio malo siempre").score, 0.001);
    assert_float_equal(score("malo!!!").score, score("malo!!!!!!!!").score, 0.001);
}

static void accents_case_and_stretching_do_not_hide_a_word(void **state)
{
    static const struct row row[] = {
        { "pesimo", NEG }, { "PÉSIMO", NEG }, { "Pésimooooo", NEG }, { "#Pésimo", NEG }, { "#PesimoServicio", NEG },
        { "EXCELENTEEEE", POS }, { "horribleeee", NEG },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void emoji_and_emoticons_count(void **state)
{
    static const struct row row[] = {
        { "Llegó la tarjeta 😍", POS },
        { "Otra factura 😡", NEG },
        { "👍🏽", POS },                                    /* a skin tone changes nothing */
        { "❤️", POS },
        { "Llegó la tarjeta :)", POS },
        { "Llegó la tarjeta :(", NEG },
        { ":(", NEG },
        { "Ya la tengo :D", POS },
        { "A las 10:30 en http://example.com/:(", NEU },
        { "🤦‍♀️🤦‍♀️ otra llamada", NEG },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void handles_links_and_mail_carry_no_feeling(void **state)
{
    static const struct row row[] = {
        { "@pesimo", NEU }, { "https://example.com/pesimo", NEU }, { "malo@example.com", NEU },
    };
    (void)state;
    ASSERT_LABELS(row);
    assert_true(score("No @banco @otro @mas @uno funciono bien").score < 0);   /* nor do they use up a scope */
}

static void reasons_point_at_the_original_text(void **state)
{
    static const struct { const char *text, *why; float sign; } row[] = {
        { "¡Qué día! El SERVICIO es PÉSIMO", "PÉSIMO", -1 },
        { "La verdad, no me parece buena", "no me parece buena", -1 },
        { "Ahora está muy lento", "muy lento", -1 },
        { "Llegó 👍🏽 ayer", "👍🏽", 1 },
        { "Llegó :-) ayer", ":-)", 1 },
        { "Esa app gusta mucho", "gusta mucho", 1 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct sentiment s = score(row[i].text);
        assert_true(s.whys > 0);
        struct sentiment_why *w = &s.why[s.whys - 1];
        struct slice got = { row[i].text + w->start, w->end - w->start };
        if (!slice_is(got, row[i].why))
            fail_msg("\"%s\": reason \"" SLICE_FMT "\", wanted \"%s\"", row[i].text, SLICE_ARG(got), row[i].why);
        assert_true(w->value * row[i].sign > 0);
    }
}

static void of_many_reasons_the_strongest_stay_in_order(void **state)
{
    struct buf text = { 0 };
    (void)state;
    for (int i = 0; i < 100; i++)
        buf_addz(&text, i % 10 == 9 ? "excelente, " : "bonito, ");
    struct sentiment s = score(buf_z(&text));
    size_t strong = 0;
    assert_int_equal(s.label, POS);
    assert_int_equal(s.whys, SENTIMENT_WHY_MAX);
    for (size_t i = 0; i < s.whys; i++) {
        assert_true(s.why[i].end <= text.n && s.why[i].start < s.why[i].end);
        assert_true(i == 0 || s.why[i].start >= s.why[i - 1].end);
        strong += s.why[i].end - s.why[i].start == strlen("excelente");
    }
    assert_true(strong == 6);      /* all that lie among the first 64 */
    buf_fini(&text);
}

static void what_finds_no_room_among_the_reasons_still_counts(void **state)
{
    struct buf text = { 0 };
    (void)state;
    for (int i = 0; i < 300; i++)
        buf_addz(&text, i < 100 ? "bonito, " : "feo, ");
    assert_int_equal(score(buf_z(&text)).label, NEG);
    buf_fini(&text);
}

static void scores_and_confidence_stay_in_range(void **state)
{
    static const char *const text[] = {
        "", "no", "pésimo", "excelente", "bueno malo", "😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡", "!!!!", "pero",
        "pero pero pero", "muy", "muy muy muy muy muy excelente", "...", "no no no no no", ":(:(:(:(:(", "¿?¿?¿?",
        "\n\n\n", "no,", "(",
    };
    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct sentiment s = score(text[i]);
        assert_true(s.score >= -1 && s.score <= 1);
        assert_true(s.confidence >= 0 && s.confidence <= 1);
    }
}

static void confidence_grows_with_the_strength_of_the_feeling(void **state)
{
    (void)state;
    assert_true(score("pésimo, horrible, ladrones").confidence > score("pésimo").confidence);
    assert_true(score("pésimo").confidence > score("lento").confidence);
    assert_true(score("excelente, maravilloso").confidence > score("bueno").confidence);
}

static void a_part_is_scored_without_its_neighbours(void **state)
{
    const char *text = "Claro funciona genial, Movistar es un desastre";
    struct tokens t;
    struct sentiment first, second;
    (void)state;
    tokens_scan(tk, &a, slice_of(text), &t);
    sentiment_part(lx, &t, 0, 3, &first);
    sentiment_part(lx, &t, 3, t.n - 3, &second);
    assert_int_equal(first.label, POS);
    assert_int_equal(second.label, NEG);
    assert_true(second.why[0].start > 22);
    sentiment_part(lx, &t, t.n, 0, &first);
    assert_int_equal(first.label, NEU);
}

static void without_a_lexicon_nothing_is_claimed(void **state)
{
    struct tokens t;
    struct sentiment s;
    (void)state;
    tokens_scan(tk, &a, slice_of("terrible service"), &t);
    sentiment_score(NULL, &t, &s);
    assert_int_equal(s.label, NEU);
    assert_true(s.confidence == 0);
    assert_int_equal(s.whys, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_closing_bracket_is_no_face),
        cmocka_unit_test(entities_feel_as_what_they_stand_for),
        cmocka_unit_test(words_of_the_trade_have_their_feeling),
        cmocka_unit_test(each_region_is_understood),
        cmocka_unit_test(expressions_count_as_a_whole),
        cmocka_unit_test(negation_turns_and_weakens),
        cmocka_unit_test(negation_ends_at_punctuation_contrast_and_four_words),
        cmocka_unit_test(a_lone_negation_is_a_small_complaint),
        cmocka_unit_test(reproaches_are_not_turned_by_negation),
        cmocka_unit_test(scales_strengthen_and_weaken_their_neighbour),
        cmocka_unit_test(contrast_gives_weight_to_what_comes_after),
        cmocka_unit_test(voice_is_heard),
        cmocka_unit_test(accents_case_and_stretching_do_not_hide_a_word),
        cmocka_unit_test(emoji_and_emoticons_count),
        cmocka_unit_test(handles_links_and_mail_carry_no_feeling),
        cmocka_unit_test(reasons_point_at_the_original_text),
        cmocka_unit_test(reasons_come_in_the_order_of_the_text),
        cmocka_unit_test(of_many_reasons_the_strongest_stay_in_order),
        cmocka_unit_test(what_finds_no_room_among_the_reasons_still_counts),
        cmocka_unit_test(scores_and_confidence_stay_in_range),
        cmocka_unit_test(confidence_grows_with_the_strength_of_the_feeling),
        cmocka_unit_test(a_part_is_scored_without_its_neighbours),
        cmocka_unit_test(without_a_lexicon_nothing_is_claimed),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
