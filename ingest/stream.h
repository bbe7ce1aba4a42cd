/*
 * stream: the bytes of a file or of standard input ("-"), unfolded if they begin
 * as gzip does (several members one after the other as well). Never waits:
 * where nothing is there at present, it says so. One thread.
 */
#ifndef PULSO_INGEST_STREAM_H
#define PULSO_INGEST_STREAM_H

#include "base/err.h"
#include "base/slice.h"

struct stream;

struct stream *stream_open(const char *path, struct err *e);   /* ERR_RETRY: no such file (yet); ERR_CONFIG: anything else */
void stream_close(struct stream *s);                           /* accepts NULL */
/* Up to n bytes; *got 0: nothing at present, see stream_ended. A later call tries again.
 * ERR_CONFIG: the gzip data is damaged or ends early. */
bool stream_read(struct stream *s, char *p, size_t n, size_t *got, struct err *e);
bool stream_ended(const struct stream *s);         /* the last read met the end of the file */
bool stream_is_gzip(struct stream *s);             /* looks at the first bytes */
bool stream_skip(struct stream *s, uint64_t n, struct err *e); /* forward, from the start; ERR_RETRY: it is shorter */
int stream_fd(const struct stream *s);
uint64_t stream_raw_offset(const struct stream *s); /* bytes of the file read so far, folded as they are */

#endif
