/*
 * input: a file as records with a cursor, for the sources that read files. The
 * cursor is written when records are acknowledged, at most every CURSOR_EVERY_MS:
 * a crash repeats a little, and the same ids are not counted again. With follow
 * the end of the file is not the end: it waits for more, goes over to the new
 * file when this one was renamed (log rotation; also while nobody was reading),
 * and to the start when it was cut off, also when it had outgrown where we were
 * before we looked. One thread.
 */
#ifndef PULSO_INGEST_INPUT_H
#define PULSO_INGEST_INPUT_H

#include "ingest/cursor.h"
#include "ingest/record.h"

#define CURSOR_EVERY_MS 200
#define ROTATION_GRACE_MS 1000   /* the writer may still hold the renamed file open */

struct input {
    const char *name;            /* of the source, for the log; this and the next three are the owner's to set */
    const char *path;            /* "-": standard input, without a cursor */
    const char *state;           /* folder of cursors */
    bool follow;
    struct records records;      /* the owner sets csv and delimiter */
    struct stream *stream;       /* NULL: the file is not there yet */
    char cursor_path[4096], renamed_path[4096];
    struct cursor cursor;
    struct cursor head;          /* of a followed file: how it began when it was read last; inode 0: not yet */
    uint64_t looked;             /* the raw offset at that time */
    uint64_t given;              /* offset of the record that was given last */
    uint64_t resume;             /* where input_resume goes to */
    uint64_t acked;              /* the offset that the cursor may say */
    bool unsaved;                /* and does not say yet */
    int64_t saved_ms;
    int64_t renamed_ms;          /* when the file turned out to be renamed, else 0 */
    bool last;                   /* nothing will be added to this one: its end ends a record */
    bool done;
};

bool input_open(struct input *in, struct err *e);     /* at the start, with the cursor loaded */
bool input_resume(struct input *in, struct err *e);   /* goes to where the cursor says; must precede the first record but a header */
bool input_next(struct input *in, struct record *r, bool *found, struct err *e);
void input_leave(struct input *in);                   /* the record just given stays unread, for another time; that is the end for now */
bool input_ack(struct input *in, struct err *e);      /* all records given so far are safe */
void input_close(struct input *in);                   /* accepts {0}; writes the cursor of what was acknowledged */

#endif
