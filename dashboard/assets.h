/*
 * assets: the files of the pages (HTML, scripts, styles, icons), which travel
 * inside the program, compressed once when it is built. Read-only, any thread.
 * The table is made from dashboard/web/.
 */
#ifndef PULSO_DASHBOARD_ASSETS_H
#define PULSO_DASHBOARD_ASSETS_H

#include <stdbool.h>
#include <stddef.h>

struct asset {
    const char *path;            /* "/app.3f2a91.js"; an address of a page ("/compare"); ends in / : every address below it ("/brand/") */
    const char *type;            /* Content-Type: "text/html; charset=utf-8" */
    const char *etag;            /* with its quotes: "\"3f2a91c0\"" */
    const unsigned char *gzip;   /* the whole file as one gzip member */
    size_t gzip_bytes, bytes;    /* compressed, and unfolded (for the few that send no Accept-Encoding: gzip) */
    bool immutable;              /* its name holds its hash: cached for a year. Else no-cache, with the ETag */
};
extern const struct asset assets[];                   /* ends in path NULL */

const struct asset *asset_find(const char *path);     /* the whole path before a folder; NULL: none */

#endif
