/*
 * originals: mentions by their place in pulso.mentions, for tools that were told a
 * place and want to show the text. A text is shown only while Redis knows that it
 * stands as it was written: what was deleted or edited since is not, nor what is
 * older than the dedup window. Texts are masked. All of it lives in the arena.
 */
#ifndef PULSO_CLI_ORIGINALS_H
#define PULSO_CLI_ORIGINALS_H

#include "base/arena.h"
#include "cli/cli.h"

enum original_state { ORIGINAL_THERE, ORIGINAL_GONE, ORIGINAL_DELETED, ORIGINAL_EDITED, ORIGINAL_OLD };

struct original {
    int32_t partition;
    int64_t offset;
    /* found */
    enum original_state state;
    int64_t created_ms;
    struct slice platform, id, author, url, text;   /* empty unless ORIGINAL_THERE; text without line breaks, masked */
};

bool originals_read(struct cli *cli, struct arena *a, struct original *v, size_t n, struct err *e);
const char *original_word(enum original_state s);   /* there, gone from Kafka, deleted, ... */

#endif
