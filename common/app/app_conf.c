#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/listen.h"
#include "base/zone.h"

const struct conf_key app_keys[] = {
    { "prefix", CONF_STR, offsetof(struct app_common, prefix), "pulso.", "in front of every topic and Redis key, so that installations can share a cluster" },
    { "zone", CONF_STR, offsetof(struct app_common, zone), "UTC", "time zone of the days that are counted, such as America/Mexico_City; it cannot change later" },
    { 0 }
};

const struct conf_key app_kafka_keys[] = {
    { "brokers", CONF_STR, offsetof(struct app_common, kafka.brokers), "127.0.0.1:9092", "host:port of one or more brokers, with commas between" },
    { "security", CONF_STR, offsetof(struct app_common, kafka.security), "plaintext", "plaintext, ssl, sasl_plaintext or sasl_ssl" },
    { "sasl_mechanism", CONF_STR, offsetof(struct app_common, kafka.sasl_mechanism), "SCRAM-SHA-512", "PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, GSSAPI or OAUTHBEARER" },
    { "user", CONF_STR, offsetof(struct app_common, kafka.user), "", "for SASL" },
    { "password", CONF_SECRET, offsetof(struct app_common, kafka.password), "", "for SASL: file:/path or env:NAME" },
    { "ca", CONF_STR, offsetof(struct app_common, kafka.ca), "", "file with the authorities that sign the brokers' certificates; without it the system's" },
    { "cert", CONF_STR, offsetof(struct app_common, kafka.cert), "", "file with our own certificate, for mutual TLS" },
    { "key", CONF_STR, offsetof(struct app_common, kafka.key), "", "file with the private key of cert" },
    { "partitions", CONF_INT, offsetof(struct app_common, kafka.partitions), "8", "of topics that are made; it cannot change later" },
    { "replication", CONF_INT, offsetof(struct app_common, kafka.replication), "1", "copies of topics that are made; 3 where there are three brokers" },
    { "options", CONF_NODE, offsetof(struct app_common, kafka.options), NULL, "any property of librdkafka, as it is: { socket.keepalive.enable: true }" },
    { 0 }
};

const struct conf_key app_redis_keys[] = {
    { "address", CONF_STR, offsetof(struct app_common, redis.address), "127.0.0.1:6379", "host:port or unix:/path/of/socket" },
    { "user", CONF_STR, offsetof(struct app_common, redis.user), "", "ACL user; without it the default one" },
    { "password", CONF_SECRET, offsetof(struct app_common, redis.password), "", "file:/path or env:NAME" },
    { "ca", CONF_STR, offsetof(struct app_common, redis.ca), "", "file with the authorities that sign the server's certificate; asks for TLS, which this build refuses: its hiredis has none" },
    { "timeout", CONF_MS, offsetof(struct app_common, redis.timeout_ms), "5s", "of connecting and of each answer" },
    { 0 }
};

const struct conf_key app_admin_keys[] = {
    { "listen", CONF_STR, offsetof(struct app_common, admin.listen), "127.0.0.1:0", "host:port of /metrics and /health; port 0: any free one, which the log names; \"\": none" },
    { 0 }
};

const struct conf_key app_log_keys[] = {
    { "level", CONF_STR, offsetof(struct app_common, log.level), "info", "error, warn, info or debug" },
    { "format", CONF_STR, offsetof(struct app_common, log.format), "text", "text (key=value) or json" },
    { 0 }
};

/* Every section that a file may have. To add one, add its line; its owner reads
 * it with conf_section, other daemons pass over it. */
static const struct conf_key sections[] = {
    { "include", CONF_NODE, 0, NULL, "files whose sections are joined in, such as brands/*.yaml; relative to this file" },
    { "kafka", CONF_NODE, 0, NULL, "the brokers" },
    { "redis", CONF_NODE, 0, NULL, "the counters" },
    { "admin", CONF_NODE, 0, NULL, "the port for metrics and health" },
    { "log", CONF_NODE, 0, NULL, "what is logged" },
    { "brands", CONF_NODE, 0, NULL, "what is listened for" },
    { "queries", CONF_NODE, 0, NULL, "queries of no brand, that others take in as @@name" },
    { "topics", CONF_NODE, 0, NULL, "what a mention can be about, beside the topics that the program knows" },
    { "sets", CONF_NODE, 0, NULL, "brands whose share of voice is compared" },
    { "ingest", CONF_NODE, 0, NULL, "where mentions come from" },
    { "classify", CONF_NODE, 0, NULL, "how mentions are judged" },
    { "route", CONF_NODE, 0, NULL, "where mentions go" },
    { "kb", CONF_NODE, 0, NULL, "articles that answer what is asked often" },
    { "originals", CONF_NODE, 0, NULL, "keys that seal what the queues show masked" },
    { "links", CONF_NODE, 0, NULL, "signed links in what people are told of incidents" },
    { "dashboard", CONF_NODE, 0, NULL, "the pages and the API" },
    { "archive", CONF_NODE, 0, NULL, "the files of what was said" },
    { "campaigns", CONF_NODE, 0, NULL, "named periods that figures are cut by (--campaign)" },
    { "customers", CONF_NODE, 0, NULL, "how many customers brands have, month by month" },
    { "hashtag_groups", CONF_NODE, 0, NULL, "hashtags that mean the same event" },
    { 0 }
};

static bool check_prefix(struct conf *c, const char *prefix, struct err *e)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t n = strlen(prefix);
    return (n >= 1 && n <= 64 && strspn(prefix, allowed) == n)
        || conf_fail_at(c, "prefix", e, "'%.80s' must be 1 to 64 letters, digits, dots, _ or -, as in 'pulso.'", prefix);
}

/* What cannot change later must not be a slip: `zone:` with nothing behind it would be the default for good. */
static bool check_given(struct conf *c, const char *name, const char *env, struct err *e)
{
    const struct conf_node *root = conf_root(c);
    for (size_t i = 0; i < conf_len(root); i++)
        if (strcmp(conf_member(root, i), name) == 0 && !conf_get(root, name) && !getenv(env))
            return conf_fail(conf_member_node(root, i), e, "%s: nothing stands behind it; write a value, or remove the line for the default", name);
    return true;
}

static bool check_zone(struct conf *c, const char *name, struct err *e)
{
    struct err why = { 0 };
    struct zone *z = zone_open(name, &why);
    if (!z)
        return conf_fail_at(c, "zone", e, "%.400s", why.msg);
    zone_close(z);
    return true;
}

static bool check_range(struct conf *c, const char *path, int64_t v, int64_t least, int64_t most, struct err *e)
{
    return (v >= least && v <= most)
        || conf_fail_at(c, path, e, "%lld is not between %lld and %lld", (long long)v, (long long)least, (long long)most);
}

static bool check_options(const struct conf_node *options, struct err *e)
{
    if (options && conf_kind(options) != CONF_KIND_MAP)
        return conf_fail(options, e, "options: properties are expected, as in { socket.keepalive.enable: true }");
    for (size_t i = 0; i < conf_len(options); i++)
        if (conf_kind(conf_at(options, i)) != CONF_KIND_SCALAR)
            return conf_fail(conf_at(options, i), e, "%s: one value is expected", conf_member(options, i));
    return true;
}

/* What would silently not be encrypted, or not be proven, is an error. */
static bool check_security(struct conf *c, const struct app_common *a, struct err *e)
{
    static const char *const kinds[] = { "plaintext", "ssl", "sasl_plaintext", "sasl_ssl", NULL };
    static const char *const ways[] = { "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI", "OAUTHBEARER", NULL };
    if (!conf_choice(c, "kafka.security", a->kafka.security, kinds, e))
        return false;
    bool sasl = strncmp(a->kafka.security, "sasl", 4) == 0, tls = strstr(a->kafka.security, "ssl") != NULL;
    if (sasl && !conf_choice(c, "kafka.sasl_mechanism", a->kafka.sasl_mechanism, ways, e))
        return false;
    bool named = sasl && (a->kafka.sasl_mechanism[0] == 'P' || a->kafka.sasl_mechanism[0] == 'S');
    if (named && !a->kafka.user)
        return conf_fail_at(c, "kafka.user", e, "is needed with security %s", a->kafka.security);
    if (named && !a->kafka.password)
        return conf_fail_at(c, "kafka.password", e, "is needed with security %s; write file:/path or env:NAME", a->kafka.security);
    if (!sasl && (a->kafka.user || a->kafka.password))
        return conf_fail_at(c, "kafka.security", e, "a user or password is given, but %s would not use it; write sasl_ssl", a->kafka.security);
    if (!tls && (a->kafka.ca || a->kafka.cert))
        return conf_fail_at(c, "kafka.security", e, "a certificate is given, but %s would not encrypt; write ssl or sasl_ssl", a->kafka.security);
    if (!a->kafka.cert != !a->kafka.key)
        return conf_fail_at(c, a->kafka.cert ? "kafka.key" : "kafka.cert", e, "cert and key go together; give both");
    return true;
}

static bool check_kafka(struct conf *c, const struct app_common *a, struct err *e)
{
    if (!*a->kafka.brokers)
        return conf_fail_at(c, "kafka.brokers", e, "must not be empty; write host:port");
    return check_security(c, a, e)
        && check_range(c, "kafka.partitions", a->kafka.partitions, 1, 4096, e)
        && check_range(c, "kafka.replication", a->kafka.replication, 1, 100, e)
        && check_options(a->kafka.options, e);
}

static bool check_redis(struct conf *c, const struct app_common *a, struct err *e)
{
    char host[256], port[8];
    const char *at = a->redis.address;
    bool local = strncmp(at, "unix:/", 6) == 0;
    if (!local && (!listen_shape(at, host, port) || strcmp(port, "0") == 0))
        return conf_fail_at(c, "redis.address", e, "'%.120s' is neither host:port nor unix:/path", at);
    if (a->redis.user && !a->redis.password)
        return conf_fail_at(c, "redis.password", e, "is needed with a user; write file:/path or env:NAME");
    /* Until io/store speaks TLS, a file that asks for it must not get a connection in the clear. */
    if (a->redis.ca)
        return conf_fail_at(c, "redis.ca", e, "this build cannot speak TLS to Redis (that needs hiredis_ssl, of hiredis 1.0 or later); "
                            "leave ca out and put a TLS tunnel such as stunnel beside it");
    return check_range(c, "redis.timeout", a->redis.timeout_ms, 10, 3600000, e);
}

static bool check_rest(struct conf *c, const struct app_common *a, struct err *e)
{
    static const char *const levels[] = { "error", "warn", "info", "debug", NULL };
    static const char *const formats[] = { "text", "json", NULL };
    char host[256], port[8];
    if (*a->admin.listen && !listen_shape(a->admin.listen, host, port))
        return conf_fail_at(c, "admin.listen", e, "'%.120s' is not host:port, as in 127.0.0.1:9101", a->admin.listen);
    return conf_choice(c, "log.level", a->log.level, levels, e)
        && conf_choice(c, "log.format", a->log.format, formats, e);
}

static void resolve(struct conf *c, const char **path)
{
    *path = conf_resolve(c, *path);
}

bool app_common_read(struct conf *c, struct app_common *out, struct err *e)
{
    const struct conf_node *any;
    *out = (struct app_common){ 0 };
    if (!conf_read2(conf_root(c), app_keys, out, sections, &any, e)
        || !conf_section(c, "kafka", app_kafka_keys, out, e)
        || !conf_section(c, "redis", app_redis_keys, out, e)
        || !conf_section(c, "admin", app_admin_keys, out, e)
        || !conf_section(c, "log", app_log_keys, out, e))
        return false;
    resolve(c, &out->kafka.ca);
    resolve(c, &out->kafka.cert);
    resolve(c, &out->kafka.key);
    resolve(c, &out->redis.ca);
    return check_given(c, "prefix", "PULSO_PREFIX", e) && check_given(c, "zone", "PULSO_ZONE", e)
        && check_prefix(c, out->prefix, e) && check_zone(c, out->zone, e)
        && check_kafka(c, out, e) && check_redis(c, out, e) && check_rest(c, out, e);
}

void app_print_config(bool markdown)
{
    conf_print("", app_keys, markdown);
    conf_print("kafka", app_kafka_keys, markdown);
    conf_print("redis", app_redis_keys, markdown);
    conf_print("admin", app_admin_keys, markdown);
    conf_print("log", app_log_keys, markdown);
}
