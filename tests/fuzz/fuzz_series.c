/* Whatever bytes come as a series: refused with a reason, or rows in order with counts that can be scored. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/series_file.h"
#include "route/crisis/detector.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    char path[64];
    struct series_file s = { 0 };
    struct err e = { 0 };
    int fd = memfd_create("series", 0);
    assert(fd >= 0 && write(fd, data, n) == (ssize_t)n);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    bool ok = series_file_read(&s, path, &e);
    close(fd);
    assert(ok || e.msg[0]);
    struct detector d;
    struct detector_conf c = detector_usual;
    c.row_s = ok ? s.row_s : 60;
    assert(c.row_s >= 60 && c.row_s <= 3600);
    detector_init(&d, &c);
    for (size_t i = 0; ok && i < s.n; i++) {
        struct detector_score is;
        int64_t row = series_file_row(&s, i);
        if (row == d.row)
            continue;
        assert(row > d.row && s.v[i].count >= 0);
        detector_close(&d, row, s.v[i].count, s.v[i].heard, &is);
        assert(!isnan(is.hours[DETECTOR_BOTH]));
    }
    series_file_fini(&s);
    return 0;
}
