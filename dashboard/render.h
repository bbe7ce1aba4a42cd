/*
 * render: a mention as the API sends it, with personal data masked. In pieces, since
 * of its brands everybody sees their own. One a thread.
 */
#ifndef PULSO_DASHBOARD_RENDER_H
#define PULSO_DASHBOARD_RENDER_H

#include "dashboard/marker.h"
#include "dashboard/person.h"

struct render { struct post_reader *reader; struct marker *marker; struct buf masked; struct spans spans; struct post_view view; };

void render_init(struct render *r);
void render_fini(struct render *r);
/* Reads it into r->view and finds its spans. false: it cannot be read. */
bool render_read(struct render *r, const struct post *p, struct setup *s);
void render_head(struct render *r, struct buf *out);                  /* {... "brands":[ */
void render_brand(const struct post_brand *b, struct buf *out);
void render_tail(struct render *r, struct buf *out);                  /* ] ...} */
bool render_visible(const struct post_view *v, const struct person *p);   /* some brand of it is theirs; of none: theirs who see all */
void render_mention(struct render *r, const struct person *p, struct buf *out);

#endif
