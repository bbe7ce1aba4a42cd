/*
 * suggest: what the knowledge base in force would answer to a text (kb/kb.h), for
 * people who answer. Nothing of it is sent. One a worker's thread; it holds the setup whose
 * articles it looks through.
 */
#ifndef PULSO_DASHBOARD_SUGGEST_H
#define PULSO_DASHBOARD_SUGGEST_H

#include "dashboard/setup.h"
#include "kb/kb.h"

#define SUGGEST_MOST 10

struct suggest;
struct suggest *suggest_new(void);
void suggest_free(struct suggest *s);            /* accepts NULL */

/* The articles that may answer it, the surest first; memory: of the request. 0 where there is no knowledge base. */
size_t suggest_find(struct suggest *s, struct setup *setup, struct arena *a, const struct mention *m, const struct found *f, struct kb_hit *out, size_t most);
/* What classify found in a mention that is held: its member "pulso". false: it cannot be read. */
bool suggest_found(struct suggest *s, struct arena *a, struct slice pulso, struct found *out);

#endif
