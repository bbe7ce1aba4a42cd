/* notice_own: what notices are made of, for notice*.c alone. */
#ifndef PULSO_ROUTE_NOTICE_OWN_H
#define PULSO_ROUTE_NOTICE_OWN_H

#include "base/arena.h"
#include "model/json.h"
#include "route/notice.h"
#include "route/notice_texts.h"
#include "route/template.h"

enum { NOTICE_LEVEL, NOTICE_CLOSED, NOTICE_ACKNOWLEDGED, NOTICE_UNANSWERED, NOTICE_WHATS, NOTICE_LANGS = 3 };

struct notice_lang {
    const struct notice_texts *t;
    struct template *what[NOTICE_WHATS], *lines[NOTICE_LINES], *how_link, *how_command;
    struct template *case_what[CHANGE_KINDS], *case_lines[NOTICE_CASE_LINES];
};

struct notices {
    struct notice_lang lang[NOTICE_LANGS];
    struct json *json;
    struct arena arena;          /* of what was filled in last */
};

struct slice notice_keep(struct notices *n, struct slice s);
struct slice notice_filled(struct notices *n, const struct template *t, const struct hook_alert *a);
/* A time as people of that language write it, with the zone's name; 0: empty. */
struct slice notice_local(struct notices *n, const struct notice_lang *l, int64_t ms, const struct zone *zone);
struct slice notice_whole(struct notices *n, int64_t v);

/* notice_case.c: the same of a case. A record that cannot be read leaves empty what it would say. */
void notice_case(struct notices *n, const struct notice_lang *l, struct hook_alert *a, const struct zone *zone);

#endif
