/* stop: words that say nothing by themselves (de, the, para): they are never among the terms that are said most. Read-only once made; any thread. */
#ifndef PULSO_TEXT_STOP_H
#define PULSO_TEXT_STOP_H

#include <stdbool.h>
#include <stdint.h>

void stop_open(void);                   /* once, before stop_has */
bool stop_has(uint64_t hash);           /* hash64 of the bare word, as tokens have it */

#endif
