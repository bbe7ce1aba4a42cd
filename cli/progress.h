/*
 * progress: one line on standard error that says how far a long work is, ten
 * times a second at most; nothing where standard error is no terminal.
 */
#ifndef PULSO_CLI_PROGRESS_H
#define PULSO_CLI_PROGRESS_H

#include "base/buf.h"

struct progress {              /* {0} shows nothing */
    bool shown;
    int64_t begun_us, next_us;
    struct buf line;
};

void progress_begin(struct progress *p);
/* done of all (0: nobody knows how much there is) and how many mentions that were. */
void progress_show(struct progress *p, int64_t done, int64_t all, int64_t mentions);
void progress_hide(struct progress *p);  /* makes room for a line of somebody else's, until the next progress_show */
void progress_end(struct progress *p);   /* takes the line away */

#endif
