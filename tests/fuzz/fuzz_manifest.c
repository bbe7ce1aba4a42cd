/* Whatever stands in pulso.config or in a control record: no crash, and what is called sound has what its users rely on. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>

#include "io/config_log_own.h"

static void check(const struct manifest *m)
{
    assert(m->n > 0 && m->n <= BUNDLE_FILES_MAX && m->parent >= 0 && m->message && strlen(m->sum) == BUNDLE_HASH - 1);
    for (size_t i = 0; i < m->n; i++) {
        assert(bundle_name_ok(m->files[i].name) && strlen(m->files[i].hash) == BUNDLE_HASH - 1 && m->files[i].size >= 0);
        assert(i == 0 || strcmp(m->files[i - 1].name, m->files[i].name) < 0);
    }
}

/* The bytes as three records of the topic: a file, a manifest, and where its control records stand. */
static void index_of(struct slice value)
{
    struct config_index x = { 0 };
    char hash[BUNDLE_HASH], key[BUNDLE_HASH + 16];
    bundle_hash(value, hash);
    config_index_take(&x, 0, (struct slice){ hash, BUNDLE_HASH - 1 }, value);
    assert(config_index_file(&x, hash) == 0);
    snprintf(key, sizeof key, "manifest:%s", hash);
    config_index_take(&x, 1, slice_of(key), value);
    snprintf(key, sizeof key, "done:%s", hash);
    config_index_take(&x, 2, slice_of(key), value);
    config_index_take(&x, 3, value, value);
    config_index_take(&x, 4, SLICE("skip:1"), value);
    assert(x.v[0]->with == 0 || x.v[0]->with > 1);
    config_index_take(&x, 5, SLICE("skip:1"), SLICE("{\"with\":7}"));
    assert(x.v[0]->with == 7);
    assert(x.n == 1 && x.next == 6 && (!x.v[0]->sound || x.v[0]->manifest.n));
    config_index_fini(&x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct err e = { 0 };
    struct manifest m;
    struct config_switch s;
    struct slice json = { (const char *)data, n };
    if (manifest_parse(json, &m, &e))
        check(&m);
    else
        assert(e.kind == ERR_CONFIG && m.n == 0);
    manifest_fini(&m);
    err_clear(&e);
    if (config_switch_parse(json, &s, &e))
        assert(s.version > 0 && strlen(s.manifest) == BUNDLE_HASH - 1 && manifest_mark(s.manifest) >= 0);
    else
        assert(e.kind == ERR_CONFIG);
    index_of(json);
    return 0;
}
