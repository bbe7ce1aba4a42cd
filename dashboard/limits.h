/*
 * limits: how many requests somebody may make: a bucket that fills again with
 * time. In a table of fixed size, in which whoever asked longest ago is forgotten
 * (a forgotten one has a full bucket). One thread.
 */
#ifndef PULSO_DASHBOARD_LIMITS_H
#define PULSO_DASHBOARD_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#define LIMITS_SLOTS 4096u       /* a power of two */
#define LIMITS_WAYS 8u

struct limits { struct limit_slot { uint64_t key; int64_t tokens_micro, at_us; } *v; };

void limits_init(struct limits *l);
void limits_fini(struct limits *l);
/* Takes one of `a_minute` that key has, of which a tenth (at least 10) may come at once. false: *retry_s is when to come again. */
bool limits_take(struct limits *l, uint64_t key, int64_t a_minute, int64_t now_us, int *retry_s);

#endif
