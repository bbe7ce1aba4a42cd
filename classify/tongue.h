/*
 * tongue: in which language a text is read that does not tell its own: that of
 * the country where it was written, else that of its brand's market, else the
 * first that the installation listens in. Read-only once read.
 */
#ifndef PULSO_CLASSIFY_TONGUE_H
#define PULSO_CLASSIFY_TONGUE_H

#include "app/conf.h"
#include "classify/lang.h"

struct tongues {
    enum lang first;
    bool heard[LANG_OTHER];
};

/* `classify.languages`; an empty list: es, en, pt. */
bool tongues_read(struct conf *c, const struct conf_strs *names, struct tongues *out, struct err *e);
/* The language of a country (two letters), if we listen in it; LANG_OTHER: it says nothing. */
enum lang tongue_of_country(const struct tongues *t, struct slice country);

#endif
