/* config_log_own: what the files of config_log share. To its users only config_log.h. */
#ifndef PULSO_IO_CONFIG_LOG_OWN_H
#define PULSO_IO_CONFIG_LOG_OWN_H

#include "io/config_log.h"

/* What was taken in. No Kafka in it, so it is what the fuzzer feeds. */
struct config_index {
    struct config_version **v;       /* oldest first; each stays where it is */
    size_t n, cap;
    struct config_file { char hash[BUNDLE_HASH]; int64_t offset; } *files;   /* open addressing by hash; offset -1: free */
    size_t file_n, file_cap;
    int64_t next;
};
void config_index_take(struct config_index *x, int64_t offset, struct slice key, struct slice value);
int64_t config_index_file(const struct config_index *x, const char *hash);   /* where it lies; -1: nowhere */
const struct config_version *config_index_in_force_at(const struct config_index *x, int partition, int64_t offset);
void config_index_fini(struct config_index *x);
void config_done_print(const int64_t *switches, size_t partitions, struct buf *out);   /* value of done:<hash> */

#define CONFIG_SKIP_KEY 32
void config_skip_print(int64_t number, int64_t with, char key[CONFIG_SKIP_KEY], struct buf *value);

struct config_log {
    rd_kafka_t *rk;
    const char *topic;
    bool exists, at_end;
    int64_t at;                  /* the consumer's next record has this offset or a later one; -1: not known */
    bool astray;                 /* not known to stand at index.next: a file was being fetched */
    int64_t look_us;
    struct config_index index;
};

#endif
