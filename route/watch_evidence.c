/* What is said of a brand in trouble, read back from pulso.classified: what it is worth, and what an incident says of it. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "route/watch_self.h"

/* Read anew after a second while it decides whether people are called; where the answer is no again and again, less and less often. */
enum { WAIT_MS = 600, LIFE_US = 1000 * 1000, LIFE_MAX_US = 30 * 1000 * 1000, TOLD_US = 55 * 1000 * 1000, GOOD_US = 90 * 1000 * 1000, OF_MS = 60 * 1000 };

void watch_evidence_open(struct watch *w)
{
    w->evidence = evidence_new(w->conf.common, w->conf.client_id, w->conf.topic_classified, &w->conf.options.types);
    w->known = calloc(w->conf.brands->n + 1, sizeof *w->known);
    if (!w->known)
        abort();
}

void watch_evidence_close(struct watch *w)
{
    evidence_free(w->evidence);
    for (size_t i = 0; i < EVIDENCE_BRANDS; i++)
        voices_free(w->pool[i]);
    free(w->known);
}

bool watch_evidence_due(struct watch *w, uint32_t brand, bool wanted, bool paged)
{
    struct known *k = &w->known[brand];
    if (!wanted) {
        k->life_us = 0;
        return false;
    }
    return k->read_us == 0 || w->now_ms - k->at_ms >= OF_MS || clock_mono_us() - k->read_us >= (paged ? TOLD_US : k->life_us);   /* event time may run faster than the clock */
}

/* Room of the pool: its own, a free one, else that of whoever was read longest ago. */
static struct voices *room_for(struct watch *w, uint32_t brand)
{
    struct known *oldest = NULL;
    if (w->known[brand].voices)
        return w->known[brand].voices;
    for (size_t i = 0; i < EVIDENCE_BRANDS; i++)
        if (!w->pool[i])
            return w->pool[i] = voices_new(&w->conf.options.voices);
    for (uint32_t b = 0; b < w->conf.brands->n; b++)
        if (w->known[b].voices && (!oldest || w->known[b].read_us < oldest->read_us))
            oldest = &w->known[b];
    struct voices *v = oldest->voices;
    *oldest = (struct known){ 0 };
    return v;
}

void watch_evidence_read(struct watch *w, const uint32_t *brands, size_t n)
{
    struct evidence_want want[EVIDENCE_BRANDS];
    struct err e = { 0 };
    int64_t now_us = clock_mono_us();
    for (size_t i = 0; i < n; i++) {
        struct known *k = &w->known[brands[i]];
        k->voices = room_for(w, brands[i]);
        k->read_us = now_us;
        k->at_ms = w->now_ms;
        k->life_us = k->life_us == 0 ? LIFE_US : k->life_us * 2 < LIFE_MAX_US ? k->life_us * 2 : LIFE_MAX_US;
        want[i] = (struct evidence_want){ &w->conf.brands->v[brands[i]], k->voices };
    }
    if (n && !evidence_read(w->evidence, want, n, w->now_ms, WAIT_MS, &e))
        log_warn("event=evidence_not_read cause=\"%s\"", e.msg);
}

static const struct known *good(const struct watch *w, uint32_t brand)
{
    const struct known *k = &w->known[brand];
    return k->voices && k->read_us && clock_mono_us() - k->read_us < GOOD_US ? k : NULL;
}

void watch_evidence_apply(const struct watch *w, uint32_t brand, const char *topic, struct sight *s)
{
    const struct known *k = good(w, brand);
    if (k)
        voices_hear(k->voices, topic, s);
}

static void put_list(struct buf *out, struct buf *parts)
{
    buf_reset(out);
    buf_char(out, '[');
    buf_add(out, buf_slice(parts));
    buf_char(out, ']');
    buf_reset(parts);
}

bool watch_evidence_print(struct watch *w, struct incident *i, uint32_t brand)
{
    const struct known *k = good(w, brand);
    struct buf parts = { 0 };
    struct voices_weight weight;
    if (!k)
        return false;
    voices_weigh(k->voices, i->topic, &weight);
    buf_reset(&i->said);
    voices_causes(k->voices, i->topic, (double)i->score.x, i->score.mu, &i->said);
    voices_samples(k->voices, i->topic, &parts);
    put_list(&i->samples, &parts);
    voices_print_raised(weight.raised, &parts);
    put_list(&i->raised, &parts);
    buf_fini(&parts);
    return true;
}
