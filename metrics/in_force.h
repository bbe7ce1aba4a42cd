/*
 * in_force: where a command reads brands, sets and queries from: the version that
 * was applied, else the installation's own file. Owns what it read; brands that
 * were read from it live as long.
 */
#ifndef PULSO_METRICS_IN_FORCE_H
#define PULSO_METRICS_IN_FORCE_H

#include "app/app.h"
#include "app/bundle.h"

#define IN_FORCE_LATEST (-1)

struct in_force {
    int64_t version;             /* 0: the file */
    struct conf *conf;           /* of the version; of version 0 the installation's */
    const char *name;            /* for people: the file, or "version 12" */
    char name_text[40], config[17];   /* config: 16 digits of the manifest; "" of version 0 */
    struct bundle files;
};

/* own: the installation's file, and how people call it. version: as partitions have it stored (0: nothing was applied, and Kafka is not asked);
 * IN_FORCE_LATEST: whichever is in force everywhere. */
bool in_force_open(const struct app_common *c, struct conf *own, const char *own_name, int64_t version, struct in_force *out, struct err *e);
void in_force_close(struct in_force *f);   /* accepts {0} */

#endif
