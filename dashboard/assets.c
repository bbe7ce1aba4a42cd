#include "dashboard/assets.h"

#include <string.h>

const struct asset *asset_find(const char *path)
{
    const struct asset *below = NULL;
    for (const struct asset *a = assets; a->path; a++) {
        size_t n = strlen(a->path);
        if (strcmp(a->path, path) == 0)
            return a;
        if (n > 1 && a->path[n - 1] == '/' && strncmp(a->path, path, n) == 0)
            below = a;
    }
    return below;
}
