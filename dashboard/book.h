/*
 * book: the incidents, as pulso.alerts tells of them, and what people decided about
 * them, as pulso.actions does. Bounded: of closed ones the oldest are forgotten. The
 * feed's thread writes, any thread reads.
 */
#ifndef PULSO_DASHBOARD_BOOK_H
#define PULSO_DASHBOARD_BOOK_H

#include "base/buf.h"
#include "dashboard/person.h"

#define BOOK_INCIDENTS 2000u
#define BOOK_ACTIONS 300u        /* of one incident; the oldest go first */

struct book;
struct setup;

struct book *book_new(void);
void book_free(struct book *b);                  /* accepts NULL */
bool book_alert(struct book *b, struct slice record, int64_t offset);    /* false: not an incident */
bool book_action(struct book *b, struct slice record);                   /* false: not about one */
uint64_t book_mark(struct book *b);

/* Incidents of the set's brands (set NULL: all) that the person may see: open ones first, then the newest. [Incident, ...]; how many. */
size_t book_print(struct book *b, const struct person *p, const struct setup *s, const char *set, bool open_only, size_t most, struct buf *out);
size_t book_print_open(struct book *b, const struct person *p, const struct setup *s, const char *set, struct buf *out);
/* One incident, as an Incident; brand[65]. false: no such one that the person may see. */
bool book_one(struct book *b, const struct person *p, const struct setup *s, struct slice id, struct buf *out, char brand[65], int64_t *opened_ms, int64_t *closed_ms);
/* What route wrote down of how people handle it (route/handling.h), as it stands in pulso.alerts; null: of an older route. */
void book_handling(struct book *b, struct slice id, struct buf *out);
/* When its first statement was approved; 0: none was. */
int64_t book_statement_ms(struct book *b, struct slice id);
/* Its timeline, and the steps that were ticked: both are JSON lists. */
void book_timeline(struct book *b, struct slice id, struct buf *out);
void book_checklist(struct book *b, struct slice id, struct buf *out);
/* The excess by cause, as the record says; [] where it does not. */
void book_causes(struct book *b, struct slice id, struct buf *out);
/* Five of its mentions as the record quotes them, masked; [] where it does not. */
void book_samples(struct book *b, struct slice id, struct buf *out);
/* Of a record of pulso.alerts: what is sent to viewers. brand[65]. false: not an incident. */
bool book_event(struct book *b, struct slice record, struct buf *out, char brand[65]);
/* The same of the incident that a record of pulso.actions is about. */
bool book_decided(struct book *b, struct slice record, struct buf *out, char brand[65]);

#endif
