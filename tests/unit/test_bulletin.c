/* bulletin: which brands answer nothing by themselves, and what may be said instead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "route/bulletin.h"
#include "route/incident.h"

#define T0 1795322533120LL

static struct bulletin *b;

static void tell(const char *brand, enum alarm_level level, bool open, enum handling_state state, const char *statement, const char *lang)
{
    struct buf out = { 0 };
    struct alarm a = { level, T0, 17, 0 };
    struct incident *i = incident_new(brand, CRISIS_TECHNICAL, NULL, &a);
    i->open = open;
    i->handling.state = state;
    i->handling.statement = statement ? strdup(statement) : NULL;
    i->handling.statement_lang = lang ? strdup(lang) : NULL;
    incident_print(i, NULL, 0, &out);
    bulletin_take(b, buf_slice(&out));
    incident_free(i);
    buf_fini(&out);
}

/* "": answers as always, "-": held. */
static const char *of(const char *brand, const char *lang)
{
    struct bulletin_say say;
    if (!bulletin_of(b, slice_of(brand), slice_of(lang), &say))
        return "";
    return say.statement ? say.statement : "-";
}

static void from_its_level_on_only_the_statement_is_said(void **state)
{
    (void)state;
    b = bulletin_open(NULL, "", "", LEVEL_CRISIS, 0);
    assert_string_equal(of("telenorte", "es"), "");
    tell("telenorte", LEVEL_ALERT, true, HANDLING_NEW, NULL, NULL);
    assert_string_equal(of("telenorte", "es"), "");
    tell("telenorte", LEVEL_CRISIS, true, HANDLING_NEW, NULL, NULL);
    assert_string_equal(of("telenorte", "es"), "-");
    assert_string_equal(of("bancosur", "es"), "");
    tell("telenorte", LEVEL_CRISIS, true, HANDLING_ACKNOWLEDGED, "Trabajamos en ello", "es");
    assert_string_equal(of("telenorte", "es"), "Trabajamos en ello");
    assert_string_equal(of("telenorte", "pt"), "-");          /* nobody approved one in Portuguese */
    tell("telenorte", LEVEL_CRISIS, true, HANDLING_ACKNOWLEDGED, "Working on it", NULL);
    assert_string_equal(of("telenorte", "pt"), "Working on it");
    tell("telenorte", LEVEL_CRISIS, true, HANDLING_CLOSED, "Working on it", NULL);
    assert_string_equal(of("telenorte", "es"), "");
    tell("telenorte", LEVEL_CRISIS, true, HANDLING_NEW, NULL, NULL);
    tell("telenorte", LEVEL_CRISIS, false, HANDLING_NEW, NULL, NULL);
    assert_string_equal(of("telenorte", "es"), "");
    bulletin_take(b, SLICE("{\"v\":1,\"actions\":[1]}"));
    bulletin_take(b, SLICE("{broken"));
    assert_string_equal(of("telenorte", "es"), "");
    bulletin_close(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(from_its_level_on_only_the_statement_is_said) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
