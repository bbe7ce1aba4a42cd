#include "route/care/handle.h"

#include <ctype.h>

#include "base/hash.h"

uint64_t handle_hash(struct slice h)
{
    char small[HANDLE_MAX];
    size_t n = 0;
    slice_take(&h, '@');
    for (; n < h.n && n < sizeof small; n++)
        small[n] = (char)tolower((unsigned char)h.p[n]);
    uint64_t x = hash64((struct slice){ small, n });
    return x ? x : 1;
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static size_t name_end(struct slice text, size_t at)
{
    while (at < text.n && (is_name(text.p[at]) || ((text.p[at] == '.' || text.p[at] == '-') && at + 1 < text.n && is_name(text.p[at + 1]))))
        at++;
    return at;
}

bool handle_next(struct slice text, size_t *at, struct slice *handle)
{
    for (size_t i = *at; i < text.n; i++) {
        char before = i ? text.p[i - 1] : ' ';
        if (text.p[i] != '@' || is_name(before) || before == '.' || before == '-' || before == '@')
            continue;
        size_t end = name_end(text, i + 1);
        if (end == i + 1 || text.p[i + 1] == '.' || text.p[i + 1] == '-')
            continue;
        if (end < text.n && text.p[end] == '@') {
            size_t server = name_end(text, end + 1);
            end = server > end + 1 ? server : end;
        }
        *handle = (struct slice){ text.p + i + 1, end - i - 1 };
        *at = end;
        return true;
    }
    return false;
}

bool handle_shorter(struct slice *h)
{
    for (size_t i = 1; i < h->n; i++)
        if (h->p[i] == '@') {
            h->n = i;
            return true;
        }
    for (size_t i = h->n; i-- > 1;)
        if (h->p[i] == '.' || h->p[i] == '-') {
            h->n = i;
            return true;
        }
    return false;
}
