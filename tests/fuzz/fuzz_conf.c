/* Whatever bytes the file holds: no crash, every error says where, and a tree
 * that loads can be walked and read. Secrets are left out: they open files. */
#include <assert.h>
#include <ctype.h>
#include <stdint.h>

#include "app/conf.h"

#define PLACE "fuzz.yaml:"

struct options {
    const char *text;
    int64_t number, wait_ms, size_bytes;
    double share;
    bool on;
    struct conf_strs words;
    const struct conf_node *more;
};

#define PLACES 40   /* of each text: looking further makes long files slow */

static const struct conf_key keys[] = {
    { "text", CONF_STR, offsetof(struct options, text), "x", "a text" },
    { "number", CONF_INT, offsetof(struct options, number), "8", "a number" },
    { "wait", CONF_MS, offsetof(struct options, wait_ms), "3s", "a time" },
    { "size", CONF_BYTES, offsetof(struct options, size_bytes), "2M", "a size" },
    { "share", CONF_DOUBLE, offsetof(struct options, share), "0.5", "a decimal" },
    { "on", CONF_BOOL, offsetof(struct options, on), "true", "a switch" },
    { "words", CONF_STRS, offsetof(struct options, words), NULL, "some" },
    { "more", CONF_NODE, offsetof(struct options, more), NULL, "a subtree" },
    { 0 }
};

/* Bytes of a text stand in the file in the same order, and letters as they are, unless they were escaped. */
static void places(const struct conf_node *n)
{
    const char *text = conf_scalar(n);
    struct conf_place p;
    size_t last = 0;
    for (size_t at = 0; at < PLACES && at <= strlen(text) && conf_place(n, at, &p); at++) {
        assert(p.at >= last && p.at <= p.source.n && p.line >= 1 && p.col >= 1);
        assert(!isalpha((unsigned char)text[at]) || p.source.p[p.at] == text[at] || p.source.p[p.at] == '\\');
        last = p.at;
    }
}

static void walk(const struct conf_node *n, int depth)
{
    if (conf_scalar(n))
        places(n);
    assert(depth <= 64 && conf_line(n) >= 1 && conf_col(n) >= 1);
    assert((conf_kind(n) == CONF_KIND_SCALAR) == (conf_scalar(n) != NULL));
    for (size_t i = 0; i < conf_len(n); i++) {
        const char *name = conf_member(n, i);
        assert((conf_kind(n) == CONF_KIND_MAP) == (name != NULL));
        if (name) {
            const struct conf_node *found = conf_get(n, name);
            assert(found == conf_at(n, i) || (!found && !*conf_scalar(conf_at(n, i))));
        }
        walk(conf_at(n, i), depth + 1);
    }
    assert(conf_at(n, conf_len(n)) == NULL);
}

static void assert_placed(const struct err *e)
{
    assert(e->kind == ERR_CONFIG && strncmp(e->msg, PLACE, strlen(PLACE)) == 0);
}

/* The same bytes as two files of one configuration, cut at the first form feed. */
static void two_files(struct slice all)
{
    struct err e = { 0 };
    struct slice rest = all, first;
    if (!memchr(all.n ? all.p : "", '\f', all.n) || !slice_next(&rest, '\f', &first))
        return;
    struct conf *c = conf_parse_all("fuzz", (const struct conf_source[]){ { "fuzz.yaml:a", first }, { "fuzz.yaml:b", rest } }, 2, &e);
    if (c)
        walk(conf_root(c), 1);
    else
        assert_placed(&e);
    conf_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct err e = { 0 };
    struct options o;
    two_files((struct slice){ (const char *)data, n });
    struct conf *c = conf_parse("fuzz.yaml", (struct slice){ (const char *)data, n }, &e);
    if (!c) {
        assert_placed(&e);
        return 0;
    }
    walk(conf_root(c), 1);
    if (!conf_section(c, "s", keys, &o, &e))
        assert_placed(&e);
    if (!conf_read(conf_root(c), keys, NULL, &e))
        assert_placed(&e);
    conf_free(c);
    return 0;
}
