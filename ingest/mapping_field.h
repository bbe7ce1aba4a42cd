/* mapping_field: what mapping_read.c makes of the configuration and mapping.c writes by. Nobody else's. */
#ifndef PULSO_INGEST_MAPPING_FIELD_H
#define PULSO_INGEST_MAPPING_FIELD_H

#include "base/when.h"
#include "ingest/mapping.h"

enum mapping_how { MAPPING_TEXT, MAPPING_WHOLE, MAPPING_TIME, MAPPING_YESNO };

struct mapping_target { const char *group, *name; enum mapping_how how; };   /* group: the object around it, or NULL */

struct mapping_field {
    const struct mapping_target *target;
    const struct conf_node *node;
    const char *from, *value, *format_name, *before;
    const struct conf_node *values;
    enum when_format format;
};

struct mapping {
    const char *zone_name;
    bool keep;
    const struct conf_node *fields;
    struct conf *file;           /* where it came from, if it has a file of its own */
    struct zone *zone;
    struct mapping_field v[MAPPING_MAX];
    size_t n;
};

#endif
