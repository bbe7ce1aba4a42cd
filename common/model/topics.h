/*
 * topics: every Kafka topic, its key, who writes and who reads it. The names
 * get the installation's prefix ("pulso.") in front. To add one, add its line.
 *
 *  name        key                     written by                      read by
 *  mentions    platform:id; none in    ingest, pulso dlq replay;       classify
 *              control records         pulso apply (control records)
 *  classified  platform:conversation   classify                        route, archive, pulso tail
 *  queue.TEAM  platform:conversation   route                           agents' tools
 *  replies     platform:conversation   route                           publishers
 *  cases       platform:conversation   route                           pulso case, dashboard, outside tools: how each case stands
 *                                      (route/cases/case.h); compacted
 *  changes     platform:conversation   route                           its hooks that have `cases` (route/tell/), outside tools: what happened to cases,
 *                                                                      a record each (route/cases/change.h)
 *  originals   platform:id             route                           pulso case reveal, dashboard: what the queues show masked, sealed
 *                                                                      (io/original.h); compacted, without a value: forgotten
 *  actions     conversation, incident  dashboard, pulso; route (the    route, training: what people decide (model/action.h); what one case brings
 *                                      desk, merged cases)             to another (route/cases/merge.h)
 *  alerts      incident id;            route (transactions)            hooks, dashboard, pulso incident; members in route/incident.h
 *              silence-BRAND, actions-read                             and route/handling.h; planned works (route/silence.h), how far decisions were read
 *  config      a file's hash,          pulso apply, config rollback    classify, route, pulso: the versions of the
 *              manifest:H, done:H,     config skip                     configuration; one partition, compacted
 *              skip:N
 *  control     -                       -                               route: its owner evaluates crises
 *  dlq         as it came              all                             pulso dlq
 *
 * Headers of pulso.classified: "o" is "<origin partition>:<origin offset>" in
 * decimal, "c" the version of the configuration it was judged by (0: the file's).
 * A control record of pulso.mentions has no key and the header "pulso-control"; its
 * value says which version is in force behind it (app/manifest.h). Headers of
 * pulso.dlq: reason, stage, time (ms), origin, length, sha256.
 */
#ifndef PULSO_MODEL_TOPICS_H
#define PULSO_MODEL_TOPICS_H

#define TOPIC_MENTIONS   "mentions"
#define TOPIC_CLASSIFIED "classified"
#define TOPIC_QUEUE      "queue."
#define TOPIC_REPLIES    "replies"
#define TOPIC_CASES      "cases"
#define TOPIC_CHANGES    "changes"
#define TOPIC_ORIGINALS  "originals"
#define TOPIC_ACTIONS    "actions"
#define TOPIC_ALERTS     "alerts"
#define TOPIC_CONFIG     "config"
#define TOPIC_CONTROL    "control"
#define TOPIC_DLQ        "dlq"
#define HEADER_ORIGIN    "o"
#define HEADER_VERSION   "c"
#define HEADER_CONTROL   "pulso-control"

struct topic_spec {
    const char *name;
    int partitions;                 /* 0: as many as the configuration says */
    const char *config[8];          /* name, value, ..., NULL */
};
extern const struct topic_spec topic_specs[];   /* ends with name NULL */

#endif
