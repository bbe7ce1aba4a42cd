#include "ingest/csv.h"

/* Takes one field off the front of *s into `out`; true when a delimiter follows. */
static bool take_field(struct slice *s, char delimiter, char *out, size_t *n)
{
    bool quoted = s->n && s->p[0] == '"';
    size_t i = quoted;
    *n = 0;
    for (; i < s->n; i++) {
        char c = s->p[i];
        if (quoted && c == '"') {
            if (i + 1 < s->n && s->p[i + 1] == '"')
                i++;             /* doubled: one quote of the text */
            else {
                quoted = false;  /* what follows up to the delimiter is taken as it is */
                continue;
            }
        } else if (!quoted && c == delimiter) {
            break;
        }
        out[(*n)++] = c;
    }
    bool more = i < s->n;
    s->p += i + more;
    s->n -= i + more;
    return more;
}

size_t csv_split(struct arena *a, struct slice record, char delimiter, struct slice *fields, size_t max)
{
    char *out = arena_alloc(a, record.n + 1);   /* unquoting never makes it longer */
    size_t count = 0;
    bool more = true;
    while (more) {
        size_t n;
        more = take_field(&record, delimiter, out, &n);
        if (count < max)
            fields[count] = (struct slice){ out, n };
        count++;
        out += n;
    }
    return count;
}
