/*
 * advert: does a text sell something? It tells its readers to do what a seller wants of them (subscribe, buy, download, do not miss: Spanish, English and
 * Portuguese) and shows where or for how much: by a link, a hashtag, a percentage, or a second such phrase. The phrases are those of adverts in general
 * (advert.c); customers ask for things and complain of them, and hardly ever call upon others in these words. Pure; any thread.
 */
#ifndef PULSO_CLASSIFY_ADVERT_H
#define PULSO_CLASSIFY_ADVERT_H

#include "text/tokens.h"

bool advert_is(const struct tokens *said);

#endif
