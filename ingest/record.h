/*
 * record: cuts a stream into records: lines, or rows of CSV, where a line's end
 * inside quotes does not count (quotes as Python's csv module reads them). What
 * is longer than RECORD_MAX is not kept: its first RECORD_HEAD bytes are, its
 * length and SHA-256 are of the whole. One thread.
 */
#ifndef PULSO_INGEST_RECORD_H
#define PULSO_INGEST_RECORD_H

#include <openssl/evp.h>

#include "base/buf.h"
#include "base/err.h"
#include "ingest/stream.h"

#define RECORD_MAX (1024u * 1024)
#define RECORD_HEAD (768u * 1024)    /* what pulso.dlq takes of a record */
#define SHA256_BYTES 32

struct record {
    struct slice bytes;          /* without the end of the line; until the next records_next */
    bool ended;                  /* by the end of a line or row, not of the stream */
    uint64_t length;             /* of the whole; more than bytes.n: it was too long */
    unsigned char sha256[SHA256_BYTES];   /* only of one that was too long */
};

enum csv_state { CSV_START, CSV_PLAIN, CSV_QUOTED, CSV_QUOTE };   /* where in a field the last byte left us */

struct records {                 /* {0} and csv set: at the start */
    bool csv;
    char delimiter;              /* of csv */
    enum csv_state state;
    struct buf buf;
    size_t start, scan;          /* of the record at hand; how far its end has been looked for */
    uint64_t offset;             /* in the stream, of the record at hand */
    EVP_MD_CTX *md;              /* while an overlong one passes by, else NULL */
    uint64_t passed;             /* its bytes so far */
    struct buf head;
};

/* final: what the stream ends with is a record although no line ends there. *found false: none at present. */
bool records_next(struct records *r, struct stream *s, bool final, struct record *out, bool *found, struct err *e);
void records_restart(struct records *r, uint64_t offset);   /* forgets what is read: another stream begins at offset */
void records_fini(struct records *r);

#endif
