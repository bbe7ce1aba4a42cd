#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/screen.h"

#define BAR_COLUMNS 30
#define PAUSE_US 100000

void progress_begin(struct progress *p)
{
    *p = (struct progress){ .shown = isatty(STDERR_FILENO), .begun_us = clock_mono_us() };
}

static void write_line(struct progress *p)
{
    fwrite(p->line.p, 1, p->line.n, stderr);
    fflush(stderr);
}

void progress_show(struct progress *p, int64_t done, int64_t all, int64_t mentions)
{
    char number[SCREEN_NUMBER], rate[SCREEN_NUMBER];
    int64_t now = p->shown ? clock_mono_us() : 0, took = now - p->begun_us;
    if (!p->shown || now < p->next_us)
        return;
    p->next_us = now + PAUSE_US;
    buf_reset(&p->line);
    buf_addz(&p->line, "\r\033[K");
    if (all > 0) {
        done = done < all ? done : all;
        size_t from = p->line.n;
        screen_bar(&p->line, done, all, BAR_COLUMNS);
        for (size_t used = screen_width((struct slice){ p->line.p + from, p->line.n - from }); used < BAR_COLUMNS; used++)
            buf_char(&p->line, ' ');
        buf_printf(&p->line, " %3d %%  ", (int)(100.0 * (double)done / (double)all));
    }
    buf_printf(&p->line, "%s mentions", screen_number(mentions, number));
    if (took > PAUSE_US)
        buf_printf(&p->line, ", %s a second", screen_number((int64_t)((double)mentions * 1e6 / (double)took), rate));
    write_line(p);
}

void progress_hide(struct progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
}

void progress_end(struct progress *p)
{
    progress_hide(p);
    buf_fini(&p->line);
    *p = (struct progress){ 0 };
}
