/* platforms: a list of names of platforms with commas between, as people ask for them. NULL: all. */
#ifndef PULSO_METRICS_PLATFORMS_H
#define PULSO_METRICS_PLATFORMS_H

#include "base/slice.h"

bool platforms_have(const char *names, struct slice platform);   /* is it one of them? */
/* false: `wrong` is none that a mention's platform can have. */
bool platforms_valid(const char *names, struct slice *wrong);

#endif
