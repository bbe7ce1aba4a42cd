/*
 * book: what one version of the configuration says of accounts and of care: whose
 * an account is, how agents sign, what answers by itself, and when somebody is
 * there. Read-only once open; brands and conf outlive it.
 *
 *   route:
 *     care:
 *       signatures: ["^", "-", "/"]          # marks before an agent's initials at the end: ^AR, .- AR
 *       automatic: { signatures: [BOT], accounts: ["@MovistarBot"] }
 *       calendar:
 *         zone: America/Argentina/Buenos_Aires
 *         hours: { mon-fri: "09:00-18:00", sat: "09:00-13:00" }
 *         holidays: ["2026-12-25"]
 */
#ifndef PULSO_ROUTE_CARE_BOOK_H
#define PULSO_ROUTE_CARE_BOOK_H

#include "app/brands.h"
#include "base/hours.h"

struct care_options {
    struct conf_strs signatures;
    const struct conf_node *automatic, *calendar;
    int64_t window_ms;
};

struct book_account {
    uint64_t hash;               /* of its handle */
    uint32_t brand;
    const char *platform;        /* NULL: any */
    struct slice entity;         /* "e|<brand>|<handle>|<purpose or ->", what counters say of it */
    bool automatic;
};

struct book;

/* care: the node route.care, NULL: only defaults. zone: the installation's. Everything that is wrong is ERR_CONFIG with its place. */
struct book *book_open(const struct brands *brands, const struct conf_node *care, const char *zone, struct err *e);
void book_close(struct book *b);                         /* accepts NULL */
bool book_window(const struct conf_node *care, int64_t *window_ms, struct err *e);
void book_print_config(bool markdown);

/* NULL: no brand's. Of several the first in the configuration. */
const struct book_account *book_account(const struct book *b, struct slice platform, struct slice handle);
/* The same of a handle in a text, in the longest reading that is one. */
const struct book_account *book_account_in_text(const struct book *b, struct slice platform, struct slice handle);
/* "e|<brand>|-|-": the brand where no account is named. */
struct slice book_brand(const struct book *b, struct slice id);
/* An agent's initials at the end of a text, empty where it is not signed. Links behind them do not count. */
struct slice book_signature(const struct book *b, struct slice text);
bool book_automatic_signature(const struct book *b, struct slice initials);
/* NULL: there is no calendar. */
const struct hours *book_hours(const struct book *b);

#endif
