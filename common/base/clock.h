/*
 * clock: the time, for everything that asks. Tests put their own clock in with
 * clock_set. What counts mentions never asks: it takes the records' times.
 */
#ifndef PULSO_BASE_CLOCK_H
#define PULSO_BASE_CLOCK_H

#include <stdint.h>

int64_t clock_now_ms(void);       /* since 1970, UTC */
int64_t clock_mono_us(void);      /* for durations; never goes back */
void clock_sleep_ms(int64_t ms);
void clock_set(int64_t (*now_ms)(void));  /* NULL: the real clock again */

#endif
