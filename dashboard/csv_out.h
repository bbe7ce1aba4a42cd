/*
 * csv_out: tables for spreadsheets. plain: RFC 4180, commas and points, UTF-8.
 * comma: semicolons, decimal commas and a BOM, as spreadsheets expect where commas
 * stand in numbers. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front. The first line is the stamp, in one cell.
 */
#ifndef PULSO_DASHBOARD_CSV_OUT_H
#define PULSO_DASHBOARD_CSV_OUT_H

#include "dashboard/question.h"
#include "metrics/interval.h"

struct csv_out { struct buf *out; bool comma; size_t cells; };

struct csv_out csv_begin(struct buf *out, bool comma);
void csv_stamp(struct csv_out *c, struct question *q);
void csv_heads(struct csv_out *c, const char *const *names);
void csv_text(struct csv_out *c, struct slice s);
void csv_number(struct csv_out *c, double v);
void csv_none(struct csv_out *c);
void csv_interval(struct csv_out *c, struct interval i, bool known);   /* three cells */
void csv_end(struct csv_out *c);

#endif
