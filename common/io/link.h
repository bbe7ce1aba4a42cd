/*
 * link: the signed link in a notification. It is bound to one person and one
 * incident, and it expires. route makes it, the dashboard checks it:
 *
 *   <links.url>/i/<incident>?p=<person>&x=<expires, s since 1970>&s=<signature>
 *   signature = base64url(HMAC-SHA256(links.secret, "pulso-link-1|" incident "|" person "|" expires))
 *
 * Whoever serves it shows on GET and acts on POST only: scanners of mail follow
 * every link, and none of them may acknowledge a crisis. What it may do is what
 * that person may do with that incident, nothing else. Incidents and persons are
 * of A-Z a-z 0-9 . _ -, so the pieces cannot run into each other. Any thread.
 */
#ifndef PULSO_IO_LINK_H
#define PULSO_IO_LINK_H

#include "app/conf.h"
#include "base/buf.h"

/* The section `links`. url NULL: no links are made, people open the dashboard by themselves. */
struct links {
    const char *url;             /* the dashboard as people reach it, without a / at the end */
    const char *secret;
    int64_t valid_ms;
};
extern const struct conf_key links_keys[];
bool links_read(struct conf *c, struct links *out, struct err *e);   /* ERR_CONFIG: a URL without a secret, or a weak one */

enum link_answer { LINK_GOOD, LINK_EXPIRED, LINK_FORGED };

bool link_name_ok(struct slice name);             /* 1 to 64 of A-Z a-z 0-9 . _ - */
/* Appends the whole link. Without a person: the incident's page, where people sign in; without links.url: nothing. */
void link_make(const struct links *l, struct slice incident, struct slice person, int64_t now_ms, struct buf *out);
/* The parts as they came in the request, percent-decoded. A forged one costs as much time as a good one. */
enum link_answer link_check(const struct links *l, struct slice incident, struct slice person, struct slice expires, struct slice signature,
                            int64_t now_ms);

#endif
