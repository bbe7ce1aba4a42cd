#include "base/clock.h"

#include <stddef.h>
#include <time.h>

static int64_t (*replaced)(void);

static int64_t read_us(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_now_ms(void)
{
    return replaced ? replaced() : read_us(CLOCK_REALTIME) / 1000;
}

int64_t clock_mono_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

void clock_sleep_ms(int64_t ms)
{
    struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
    nanosleep(&t, NULL);  /* a signal may cut it short: the loop looks again */
}

void clock_set(int64_t (*now_ms)(void))
{
    replaced = now_ms;
}
