/*
 * portion: how many records one turn takes while more wait, where what is urgent goes
 * first: what comes while a turn runs waits for its end, and a turn of 2,000 takes
 * seconds where the machine has little time to give. So many as took PORTION_US the
 * last time, never less than an eighth of the most (each turn costs something, whatever its
 * size), and at first an eighth. How large turns are changes no result, only when each
 * record is applied. One thread.
 */
#ifndef PULSO_IO_PORTION_H
#define PULSO_IO_PORTION_H

#include <stddef.h>
#include <stdint.h>

#define PORTION_US (1000 * 1000)
#define PORTION_LEAST 8          /* of the most */

struct portion { size_t most, n; };      /* n 0: nothing was measured yet */

size_t portion_of(const struct portion *p);
/* A turn of so many records took so long. */
void portion_took(struct portion *p, size_t records, int64_t us);

#endif
