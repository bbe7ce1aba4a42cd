/*
 * person: who may look at what. A person shows a token, and has a role and the
 * brands that the role is limited to. Read-only after people_read, so any thread.
 *
 *   tokens:
 *     - name: ana
 *       secret: file:/etc/pulso/ana.token      # at least 16 bytes
 *       role: analyst                          # viewer, analyst, committee
 *       brands: [movistar-mx, claro-mx]        # default "*": all of them
 *     - { name: crm, secret: file:/etc/pulso/crm.key, role: analyst, tool: true }    # signs its requests, speaks for its people
 *       originals: true                        # may read what is masked in cases
 */
#ifndef PULSO_DASHBOARD_PERSON_H
#define PULSO_DASHBOARD_PERSON_H

#include "app/conf.h"

/* Each may do what the ones before it may, too. */
enum role { ROLE_VIEWER, ROLE_ANALYST, ROLE_COMMITTEE };

struct person {
    const char *name, *secret, *role_name;
    struct conf_strs brands;     /* "*": all */
    enum role role;
    bool tool;                   /* another program: it signs with the secret (io/signed.h), never shows it */
    bool originals;              /* may read what is masked in open cases; no role gives it */
};

struct people {
    struct person *v;
    size_t n;
    struct people *older;    /* those of before a reload: requests may still point at them */
};

/* NULL: e says why. older: becomes the new one's; on failure it stays as it was. */
struct people *people_read(const struct conf_node *list, struct people *older, struct err *e);
void people_free(struct people *p);          /* the older ones as well; accepts NULL */
void people_print_config(bool markdown);

/* NULL: no such token. The time that it takes does not tell how much was right. */
const struct person *people_bearer(const struct people *p, struct slice secret);
const struct person *people_named(const struct people *p, struct slice name);
bool person_sees(const struct person *p, struct slice brand);
bool person_sees_all(const struct person *p);

#endif
