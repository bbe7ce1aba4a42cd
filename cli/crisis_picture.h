/* crisis_picture: a backtest as a picture: negatives by the hour of each brand, and where it would have paged. SVG; inside of a page where the name ends in .html. */
#ifndef PULSO_CLI_CRISIS_PICTURE_H
#define PULSO_CLI_CRISIS_PICTURE_H

#include "cli/crisis_replay.h"

bool crisis_picture(const char *path, const char *const *names, size_t brands, const struct replay_said *v, size_t n, const struct replayed *found, size_t count, struct err *e);

#endif
