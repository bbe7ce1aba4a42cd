#include "route/crisis/types.h"

#include <string.h>

const char *const crisis_type_names[CRISIS_TYPES] = { "institutional", "technical", "commercial" };

static const char *institutional[] = { "fraud", "staff", "branch", "tragedy" }, *technical[] = { "outage", "coverage", "app" }, *commercial[] = { "price", "billing", "cards" }, *sensitive[] = { "tragedy" };
static const struct crisis_types shipped = { { { institutional, 4 }, { technical, 3 }, { commercial, 3 } }, { sensitive, 1 } };

#define AT(t) offsetof(struct crisis_types, topics[t])
const struct conf_key crisis_types_keys[] = {
    { "institutional", CONF_STRS, AT(CRISIS_INSTITUTIONAL), NULL, "topics whose excess is an institutional crisis; so is that of no topic" },
    { "technical", CONF_STRS, AT(CRISIS_TECHNICAL), NULL, "topics whose excess is a technical crisis" },
    { "commercial", CONF_STRS, AT(CRISIS_COMMERCIAL), NULL, "topics whose excess is a commercial crisis" },
    { "sensitive", CONF_STRS, offsetof(struct crisis_types, sensitive), NULL, "topics of which every mention counts, whatever its tone, and half the floor is enough" },
    { 0 }
};
#undef AT

bool crisis_types_read(const struct conf_node *types, struct crisis_types *out, struct err *e)
{
    *out = shipped;
    return !types || conf_read(types, crisis_types_keys, out, e);
}

bool crisis_type_sensitive(const struct crisis_types *t, const char *topic)
{
    for (size_t i = 0; topic && i < t->sensitive.n; i++)
        if (strcmp(t->sensitive.v[i], topic) == 0)
            return true;
    return false;
}

enum crisis_type crisis_type_of(const struct crisis_types *t, const char *topic)
{
    for (int type = 0; topic && type < CRISIS_TYPES; type++)
        for (size_t i = 0; i < t->topics[type].n; i++)
            if (strcmp(t->topics[type].v[i], topic) == 0)
                return (enum crisis_type)type;
    return CRISIS_INSTITUTIONAL;
}
