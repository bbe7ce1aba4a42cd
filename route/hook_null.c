/* The hook that tells nobody: alerts are still in pulso.alerts. Called none, for null is YAML's word for nothing. */
#include "route/hook.h"

static const struct conf_key keys[] = { { 0 } };

static void null_fire(void *self, const struct hook_alert *a, struct hook_try *t)
{
    (void)self;
    (void)a;
    hook_tried(t, NULL);
}

extern const struct hook_ops hook_null;
const struct hook_ops hook_null = { .name = "none", .size = 1, .keys = keys, .fire = null_fire };
