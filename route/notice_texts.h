/* notice_texts: the words of notices by language, for notice*.c alone. */
#ifndef PULSO_ROUTE_NOTICE_TEXTS_H
#define PULSO_ROUTE_NOTICE_TEXTS_H

#include "route/cases/change.h"

enum { NOTICE_LINES = 9, NOTICE_CASE_LINES = 7 };

struct notice_texts {
    const char *lang, *date, *decimal;               /* date: an order of strftime's; decimal: the point or comma of numbers */
    struct { const char *name, *word; } levels[3], stages[6], types[4];   /* names as in the record */
    const char *what, *what_closed, *what_acknowledged, *what_unanswered;     /* templates */
    const char *lines[NOTICE_LINES][2];                       /* name of the value without which the line is left out, template */
    const char *how_link, *how_command;
    /* of cases, by what happened to them: the first word of the title, and what (a template); type is which deadline */
    const char *changes[CHANGE_KINDS], *case_what[CHANGE_KINDS];
    const char *case_lines[NOTICE_CASE_LINES][2];
};
extern const struct notice_texts notice_texts[3];

#endif
