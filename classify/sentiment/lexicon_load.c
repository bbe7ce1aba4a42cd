/* Where lexicons come from: the program itself, or a folder of the operator's. */
#include <errno.h>
#include <glob.h>
#include <stdio.h>

#include "classify/sentiment/lexicon.h"

/* Files that the linker put into the program. To add one, put the file into
 * classify/lexicon/<lang>/ and add its line; the Makefile finds it by itself.
 * Those of the folder `any` go to every language. */
#define BUILT_IN(X)  \
    X(es, feelings)  \
    X(es, service)   \
    X(es, slang)     \
    X(es, phrases)   \
    X(es, modifiers) \
    X(pt, feelings)  \
    X(pt, service)   \
    X(pt, slang)     \
    X(pt, phrases)   \
    X(pt, modifiers) \
    X(en, feelings)  \
    X(en, service)   \
    X(en, slang)     \
    X(en, phrases)   \
    X(en, modifiers) \
    X(any, emoji)
#define X(lang, name)                                                         \
    extern const char _binary_classify_lexicon_##lang##_##name##_tsv_start[]; \
    extern const char _binary_classify_lexicon_##lang##_##name##_tsv_end[];
BUILT_IN(X)
#undef X
#define X(lang, name)                                                 \
    { #lang, "classify/lexicon/" #lang "/" #name ".tsv",              \
      _binary_classify_lexicon_##lang##_##name##_tsv_start,           \
      _binary_classify_lexicon_##lang##_##name##_tsv_end },
static const struct built_in { const char *lang, *file, *start, *end; } built_in[] = { BUILT_IN(X) };
#undef X

static const char any[] = "any";

void lexicon_reading_init(struct lexicon_reading *r)
{
    *r = (struct lexicon_reading){ .tk = tokenizer_new() };
}

void lexicon_reading_fini(struct lexicon_reading *r)
{
    buf_fini(&r->forms);
    arena_fini(&r->a);
    tokenizer_free(r->tk);
}

bool lexicon_read_built_in(struct lexicon_reading *r, const char *lang, struct err *e)
{
    size_t files = 0;
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++) {
        const struct built_in *b = &built_in[i];
        bool own = strcmp(b->lang, lang) == 0;
        if (!own && strcmp(b->lang, any) != 0)
            continue;
        files += own;
        struct slice text = { b->start, (size_t)(b->end - b->start) };
        if (!lexicon_parse(r, b->file, text, e))
            return false;
    }
    return files || err_set(e, ERR_CONFIG, "no lexicon for language \"%s\" is built in: give a folder with %s/*.tsv", lang, lang);
}

static bool read_file(struct lexicon_reading *r, const char *path, struct err *e)
{
    struct buf text = { 0 };
    FILE *f = fopen(path, "re");
    if (!f)
        return err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    size_t got;
    do {
        buf_reserve(&text, 64 * 1024);
        got = fread(text.p + text.n, 1, 64 * 1024, f);
        text.n += got;
    } while (got);
    bool ok = !ferror(f) || err_set(e, ERR_CONFIG, "%s: read failed", path);
    ok = ok && lexicon_parse(r, path, buf_slice(&text), e);
    fclose(f);
    buf_fini(&text);
    return ok;
}

bool lexicon_read_folder(struct lexicon_reading *r, const char *folder, const char *lang, bool must, struct err *e)
{
    glob_t g = { 0 };
    const char *pattern = arena_strz(&r->a, arena_printf(&r->a, "%s/%s/*.tsv", folder, lang));
    bool ok = glob(pattern, 0, NULL, &g) == 0 || !must || err_set(e, ERR_CONFIG, "%s: no lexicon files there", pattern);
    for (size_t i = 0; ok && i < g.gl_pathc; i++)
        ok = read_file(r, g.gl_pathv[i], e);
    globfree(&g);
    return ok;
}

bool lexicon_has(const char *folder, const char *lang)
{
    struct arena a = { 0 };
    glob_t g = { 0 };
    bool has = glob(arena_strz(&a, arena_printf(&a, "%s/%s/*.tsv", folder, lang)), 0, NULL, &g) == 0;
    globfree(&g);
    arena_fini(&a);
    return has;
}

static bool read_texts(struct lexicon_reading *r, const struct lexicon_file *v, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (!lexicon_parse(r, v[i].name, v[i].text, e))
            return false;
    return true;
}

static struct lexicon *build(struct lexicon_reading *r, bool ok, struct err *e)
{
    return ok ? lexicon_build(lexicon_reading_forms(r), lexicon_reading_count(r), e) : NULL;
}

static struct lexicon *load_built_in(const char *lang, struct err *e)
{
    struct lexicon_reading r;
    lexicon_reading_init(&r);
    bool known = strcmp(lang, any) != 0 || err_set(e, ERR_CONFIG, "\"any\" is no language");
    struct lexicon *lx = build(&r, known && lexicon_read_built_in(&r, lang, e), e);
    lexicon_reading_fini(&r);
    return lx;
}

/* What is somebody's own is measured by what would have been without it. */
static struct lexicon *finish_own(struct lexicon_reading *r, bool ok, const char *lang, struct err *e)
{
    struct err none = { 0 };
    struct lexicon *lx = build(r, ok, e), *was = lx ? load_built_in(lang, r->on_top ? e : &none) : NULL;
    if (lx && r->on_top && !was) {
        lexicon_free(lx);
        lx = NULL;
    }
    if (lx)
        lexicon_differ(lx, lexicon_reading_forms(r), was);
    if (lx && r->on_top) {
        lexicon_put_on(lx, was);
        lx->owned = was;
    } else {
        lexicon_free(was);
    }
    lexicon_reading_fini(r);
    return lx;
}

struct lexicon *lexicon_load(const char *folder, const char *lang, struct err *e)
{
    struct lexicon_reading r;
    if (!folder)
        return load_built_in(lang, e);
    lexicon_reading_init(&r);
    return finish_own(&r, lexicon_read_folder(&r, folder, lang, true, e) && lexicon_read_folder(&r, folder, any, false, e), lang, e);
}

struct lexicon *lexicon_load_files(const struct lexicon_file *v, size_t n, const char *lang, struct err *e)
{
    struct lexicon_reading r;
    if (n == 0)
        return load_built_in(lang, e);
    lexicon_reading_init(&r);
    return finish_own(&r, read_texts(&r, v, n, e), lang, e);
}
