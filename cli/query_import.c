/* pulso query import: queries of other tools as ours, and what of them is not the same. */
#include <inttypes.h>

#include "base/hash.h"
#include "cli/import_file.h"
#include "cli/query_tools.h"
#include "query/import.h"
#include "query/map.h"

#define NAME_MAX_BYTES 64

struct importing {
    struct cli *cli;
    const struct query_opts *o;
    const struct import_dialect *d;
    const struct import_file *f;
    const struct import_entry *q;
    struct map names;                 /* taken; the value is how often */
    struct buf name, native, json;    /* json: the remarks */
    bool alone;                       /* one query without a name: printed as it is */
    size_t made, outcomes[3];
};

/* As line and column of the file. */
static void place(struct slice all, size_t at, size_t *line, size_t *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < at && i < all.n; i++) {
        bool begins = ((unsigned char)all.p[i] & 0xC0) != 0x80;
        *column = all.p[i] == '\n' ? 1 : *column + begins;
        *line += all.p[i] == '\n';
    }
}

static const char *effect_name(enum import_effect effect)
{
    return effect == IMPORT_CHANGED ? "approximated" : "left out";
}

static void remark_json(struct importing *im, enum import_effect effect, size_t at, size_t end, const char *what)
{
    size_t line, column;
    place(im->f->all, at, &line, &column);
    buf_printf(&im->json, "%s{\"line\":%zu,\"column\":%zu,\"effect\":\"%s\",\"was\":", im->json.n ? "," : "", line, column, effect_name(effect));
    buf_json(&im->json, (struct slice){ im->f->all.p + at, end - at });
    buf_addz(&im->json, ",\"what\":");
    buf_json(&im->json, slice_of(what));
    buf_char(&im->json, '}');
}

static void remark(void *self, enum import_effect effect, const struct query_error *what)
{
    struct importing *im = self;
    struct query_error said;
    struct buf b = { 0 };
    said.at = import_entry_place(im->q, what->at);
    size_t end = import_entry_place(im->q, what->at + what->len);
    said.len = end > said.at ? end - said.at : 0;
    if (im->cli->json) {
        remark_json(im, effect, said.at, said.at + said.len, what->what);
        return;
    }
    snprintf(said.what, sizeof said.what, "%s: %.380s", effect_name(effect), what->what);
    query_print_error(&b, im->f->path, 1, im->f->all, &said);
    fputs(buf_z(&b), stderr);
    buf_fini(&b);
}

/* A name as others refer to it: no blanks, brackets and signs. */
static void add_name(struct buf *b, struct slice s)
{
    for (size_t i = 0; i < s.n && b->n < NAME_MAX_BYTES - 8; i++) {
        bool fine = (unsigned char)s.p[i] > ' ' && s.p[i] != 0x7F && !strchr("()\"[]{}<>=@'", s.p[i]);
        if (fine || (b->n && b->p[b->n - 1] != '-'))
            buf_char(b, fine ? s.p[i] : '-');
    }
    while (b->n && (b->p[b->n - 1] == '-' || ((unsigned char)b->p[b->n - 1] & 0xC0) == 0xC0))
        b->n--;   /* and no letter that was cut in two */
}

static struct slice stem(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct slice s = slice_of(slash ? slash + 1 : path);
    const char *dot = memrchr(s.p, '.', s.n);
    if (dot && dot != s.p)
        s.n = (size_t)(dot - s.p);
    return s;
}

/* Its own, else the file's; with PREFIX in front; with a number where that is taken. */
static void name_query(struct importing *im)
{
    struct slice own = im->q->name;
    buf_reset(&im->name);
    if (im->o->name)
        buf_printf(&im->name, "%.32s", im->o->name);
    if (!own.n)
        own = stem(im->f->path);
    if (own.n)
        add_name(&im->name, own);
    if (im->name.n == 0)
        buf_addz(&im->name, "query");
    uint64_t h = hash64(buf_slice(&im->name));
    uint32_t before = map_get(&im->names, h);
    uint32_t n = before == MAP_NONE ? 1 : before + 1;
    map_put(&im->names, h, n);
    if (n > 1)
        buf_printf(&im->name, "-%" PRIu32, n);
}

static void print_yaml(struct importing *im)
{
    if (im->made == 0)
        puts("queries:");
    printf("  - name: '%s'\n    query: '", buf_z(&im->name));
    for (size_t i = 0; i < im->native.n; i++) {
        putchar(im->native.p[i]);
        if (im->native.p[i] == '\'')
            putchar('\'');
    }
    puts("'\n    hashtag_parts: false");
}

static void print_json(struct importing *im, enum import_outcome outcome)
{
    struct buf b = { 0 };
    size_t line, column;
    place(im->f->all, import_entry_place(im->q, 0), &line, &column);
    buf_addz(&b, "{\"file\":");
    buf_json(&b, slice_of(im->f->path));
    buf_printf(&b, ",\"line\":%zu,\"name\":", line);
    buf_json(&b, buf_slice(&im->name));
    buf_printf(&b, ",\"outcome\":\"%s\",\"query\":", import_outcome_name(outcome));
    if (outcome == IMPORT_REFUSED)
        buf_addz(&b, "null");
    else
        buf_json(&b, buf_slice(&im->native));
    buf_addz(&b, ",\"remarks\":[");
    buf_add(&b, buf_slice(&im->json));
    printf("%s]}\n", buf_z(&b));
    buf_fini(&b);
}

static void print_native(struct importing *im)
{
    if (!im->alone)
        printf("@@%s = ", buf_z(&im->name));
    printf("%s\n", buf_z(&im->native));
}

static void import_one(struct importing *im)
{
    struct import_options o = { .partial = im->o->partial, .width = im->o->yaml || im->cli->json ? SIZE_MAX : 0 };
    buf_reset(&im->native);
    buf_reset(&im->json);
    name_query(im);
    enum import_outcome outcome = import_query(im->d, im->q->text, &o, remark, im, &im->native);
    im->outcomes[outcome]++;
    if (im->cli->json)
        print_json(im, outcome);
    else if (outcome != IMPORT_REFUSED && im->o->yaml)
        print_yaml(im);
    else if (outcome != IMPORT_REFUSED)
        print_native(im);
    im->made += outcome != IMPORT_REFUSED;
}

static bool import_path(struct importing *im, const char *path, struct err *e)
{
    struct import_file f;
    bool ok = import_file_read(&f, path, e);
    im->f = &f;
    im->alone = im->cli->arg_count == 2 && !im->o->name && import_file_count(&f) == 1 && import_file_entry(&f, 0)->name.n == 0;
    for (size_t i = 0; ok && i < import_file_count(&f); i++) {
        im->q = import_file_entry(&f, i);
        import_one(im);
    }
    import_file_fini(&f);
    return ok;
}

static const struct import_dialect *dialect(const struct query_opts *o, struct err *e)
{
    const struct import_dialect *d = o->from ? import_dialect_find(slice_of(o->from)) : NULL;
    if (!d)
        err_set(e, ERR_CONFIG, "which tool the queries are from is missing: --from brandwatch, meltwater, talkwalker or x");
    return d;
}

static bool finish(struct importing *im, struct err *e)
{
    const size_t *n = im->outcomes;
    size_t all = n[IMPORT_EXACT] + n[IMPORT_APPROXIMATED] + n[IMPORT_REFUSED];
    if (!im->cli->json)
        fprintf(stderr, "%zu %s: %zu exact, %zu approximated, %zu refused\n%s: %s\n", all, all == 1 ? "query" : "queries", n[IMPORT_EXACT],
                n[IMPORT_APPROXIMATED], n[IMPORT_REFUSED], im->o->from, import_dialect_about(im->d));
    im->cli->found = n[IMPORT_APPROXIMATED] > 0;
    return n[IMPORT_REFUSED] == 0
        || err_set(e, ERR_CONFIG, "%zu of %zu %s refused%s", n[IMPORT_REFUSED], all, all == 1 ? "query" : "queries",
                   im->o->partial ? "" : ": --partial leaves out what has no equivalent");
}

bool query_import(struct cli *cli, const struct query_opts *o, struct err *e)
{
    struct importing im = { .cli = cli, .o = o, .d = dialect(o, e) };
    if (!im.d)
        return false;
    bool ok = cli->arg_count > 1 || err_set(e, ERR_CONFIG, "no file is named: pulso query import --from x FILE (- is standard input)");
    for (int i = 1; ok && i < cli->arg_count; i++)
        ok = import_path(&im, cli->args[i], e);
    ok = ok && finish(&im, e);
    map_fini(&im.names);
    buf_fini(&im.name);
    buf_fini(&im.native);
    buf_fini(&im.json);
    return ok;
}
