#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

bool cli_lines(bool (*each)(void *self, struct slice line, struct err *e), void *self, int64_t *bad, struct err *e)
{
    char *text = NULL;
    size_t cap = 0;
    ssize_t n;
    int64_t number = 0;
    errno = 0;
    while ((n = getline(&text, &cap, stdin)) != -1) {
        struct err why = { 0 };
        struct slice line = slice_trim((struct slice){ text, (size_t)n });
        number++;
        if (line.n == 0 || each(self, line, &why))
            continue;
        fprintf(stderr, "line %" PRId64 ": %s\n", number, why.msg);
        ++*bad;
    }
    bool ok = !ferror(stdin) || err_set(e, ERR_RETRY, "standard input: %s", strerror(errno));
    free(text);
    return ok;
}
