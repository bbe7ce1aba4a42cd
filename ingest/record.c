#include "ingest/record.h"

#include <stdlib.h>

#define READ_BYTES (64u * 1024)

/* Whether the record ends with this byte of CSV. */
static bool csv_step(struct records *r, char c)
{
    switch (r->state) {
    case CSV_QUOTED:
        if (c == '"')
            r->state = CSV_QUOTE;
        return false;
    case CSV_START:
        if (c == '"') {
            r->state = CSV_QUOTED;
            return false;
        }
        break;
    case CSV_QUOTE:
        if (c == '"') {      /* doubled: one quote of the text */
            r->state = CSV_QUOTED;
            return false;
        }
        break;
    case CSV_PLAIN:
        break;
    }
    r->state = c == r->delimiter || c == '\n' ? CSV_START : CSV_PLAIN;
    return c == '\n';
}

static bool find_end(struct records *r, size_t *end)
{
    if (!r->csv) {
        const char *nl = r->buf.n > r->scan ? memchr(r->buf.p + r->scan, '\n', r->buf.n - r->scan) : NULL;
        *end = nl ? (size_t)(nl - r->buf.p) : r->buf.n;
        r->scan = nl ? *end + 1 : *end;
        return nl;
    }
    while (r->scan < r->buf.n)
        if (csv_step(r, r->buf.p[r->scan++])) {
            *end = r->scan - 1;
            return true;
        }
    *end = r->buf.n;
    return false;
}

static bool pass(struct records *r, size_t end, struct err *e)
{
    const char *p = r->buf.p + r->start;
    size_t n = end - r->start;
    if (!r->md) {
        r->md = EVP_MD_CTX_new();
        if (!r->md || EVP_DigestInit_ex(r->md, EVP_sha256(), NULL) != 1)
            return err_set(e, ERR_BUG, "SHA-256 cannot be had");
        r->passed = 0;
        buf_reset(&r->head);
    }
    size_t room = RECORD_HEAD - r->head.n;
    buf_add(&r->head, (struct slice){ p, n < room ? n : room });
    EVP_DigestUpdate(r->md, p, n);
    r->passed += n;
    r->offset += n;
    r->start = end;
    return true;
}

static bool finish_overlong(struct records *r, size_t end, struct record *out, struct err *e)
{
    if (!pass(r, end, e))
        return false;
    EVP_DigestFinal_ex(r->md, out->sha256, NULL);
    EVP_MD_CTX_free(r->md);
    r->md = NULL;
    out->bytes = buf_slice(&r->head);
    out->length = r->passed;
    return true;
}

/* [start, end) is a record, and the next one begins at scan. */
static bool finish(struct records *r, size_t end, struct record *out, struct err *e)
{
    if (r->md) {
        if (!finish_overlong(r, end, out, e))
            return false;
    } else {
        out->bytes = (struct slice){ r->buf.p + r->start, end - r->start };
        out->length = out->bytes.n;
        if (out->bytes.n && out->bytes.p[out->bytes.n - 1] == '\r')
            out->bytes.n--, out->length--;
    }
    out->ended = r->scan > end;
    r->offset += r->scan - r->start;
    r->start = r->scan;
    return true;
}

static bool read_more(struct records *r, struct stream *s, size_t *got, struct err *e)
{
    if (r->start) {
        memmove(r->buf.p, r->buf.p + r->start, r->buf.n - r->start);
        r->buf.n -= r->start;
        r->scan -= r->start;
        r->start = 0;
    }
    buf_reserve(&r->buf, READ_BYTES);
    if (!stream_read(s, r->buf.p + r->buf.n, READ_BYTES, got, e))
        return false;
    r->buf.n += *got;
    return true;
}

bool records_next(struct records *r, struct stream *s, bool final, struct record *out, bool *found, struct err *e)
{
    size_t end, got = 1;
    *found = false;
    while (!find_end(r, &end)) {
        if ((r->md || end - r->start > RECORD_MAX) && !pass(r, end, e))
            return false;
        if (!read_more(r, s, &got, e))
            return false;
        if (got)
            continue;
        *found = final && stream_ended(s) && (r->buf.n > r->start || r->md);
        r->state = *found ? CSV_START : r->state;
        return !*found || finish(r, r->buf.n, out, e);
    }
    *found = true;
    return finish(r, end, out, e);
}

void records_restart(struct records *r, uint64_t offset)
{
    EVP_MD_CTX_free(r->md);
    r->md = NULL;
    r->state = CSV_START;
    r->buf.n = r->start = r->scan = 0;
    r->offset = offset;
}

void records_fini(struct records *r)
{
    EVP_MD_CTX_free(r->md);
    buf_fini(&r->buf);
    buf_fini(&r->head);
    *r = (struct records){ 0 };
}
