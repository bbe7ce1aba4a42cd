/* Whatever bytes come as a time, or as a zone's rule: refused, or a time within
 * the promised years that prints and reads back as the same. */
#include <assert.h>
#include <stdlib.h>

#include "base/when.h"
#include "base/zone_rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_time(struct slice s, enum when_format f)
{
    int64_t ms, again;
    char text[WHEN_TEXT];
    if (!when_parse(s, f, NULL, &ms))
        return;
    assert(ms >= when_days(1990, 1, 1) * 86400000 && ms < when_days(2201, 1, 1) * 86400000);
    size_t printed = when_print(ms, text);
    bool read = when_parse((struct slice){ text, printed }, WHEN_RFC3339, NULL, &again);
    assert(printed == 24 && read && again == ms);
    bool any = when_parse(s, WHEN_ANY, NULL, &again);
    assert(any && (again == ms || f == WHEN_EPOCH_S || f == WHEN_EPOCH_MS));
}

static void check_rule(struct slice s)
{
    struct zone_rule r;
    int64_t start, end;
    if (!zone_rule_parse(s, &r) || !r.has_dst)
        return;
    for (int year = 1999; year <= 2004; year++) {
        int64_t middle = when_days(year, 7, 1) * 86400;
        zone_rule_year(&r, year, &start, &end);
        assert(llabs(start - middle) < INT64_C(200) * 86400);
        assert(llabs(end - middle) < INT64_C(200) * 86400);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice s = { (const char *)data, n };
    for (int f = WHEN_ANY; f <= WHEN_EPOCH_MS; f++)
        check_time(s, (enum when_format)f);
    check_rule(s);
    return 0;
}
