/*
 * verdict_read: a record of pulso.classified, for those who look on: the mention
 * and what its member `pulso` says. All of it lives until the next verdict_read.
 */
#ifndef PULSO_CLI_VERDICT_READ_H
#define PULSO_CLI_VERDICT_READ_H

#include "model/mention.h"

#define VERDICT_SEEN_BRANDS 64

struct verdict_seen_brand { const char *id, *label; };

struct verdict_seen {
    struct mention mention;
    const char *lang, *label;      /* "" where the record says nothing */
    struct verdict_seen_brand brands[VERDICT_SEEN_BRANDS];
    size_t brand_count;
};

struct verdict_reader;
struct verdict_reader *verdict_reader_new(void);
void verdict_reader_free(struct verdict_reader *r);        /* accepts NULL */
bool verdict_read(struct verdict_reader *r, struct slice json, struct verdict_seen *out, struct err *e);

#endif
