/* notice_texts: the words of notices by language, for notice*.c alone. */
#ifndef PULSO_ROUTE_NOTICE_TEXTS_H
#define PULSO_ROUTE_NOTICE_TEXTS_H

enum { NOTICE_LINES = 9 };

struct notice_texts {
    const char *lang, *date, *decimal;               /* date: an order of strftime's; decimal: the point or comma of numbers */
    struct { const char *name, *word; } levels[3], stages[6], types[4];   /* names as in the record */
    const char *what, *what_closed, *what_acknowledged, *what_unanswered;     /* templates */
    const char *lines[NOTICE_LINES][2];                       /* name of the value without which the line is left out, template */
    const char *how_link, *how_command;
};
extern const struct notice_texts notice_texts[3];

#endif
