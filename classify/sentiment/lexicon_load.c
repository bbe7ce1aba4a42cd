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

struct load {
    struct buf forms;
    struct arena a;
    struct tokenizer *tk;
};

static bool load_built_in(struct load *ld, const char *lang, struct err *e)
{
    size_t files = 0;
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++) {
        const struct built_in *b = &built_in[i];
        bool own = strcmp(b->lang, lang) == 0;
        if (!own && strcmp(b->lang, any) != 0)
            continue;
        files += own;
        struct slice text = { b->start, (size_t)(b->end - b->start) };
        if (!lexicon_parse(&ld->forms, &ld->a, ld->tk, b->file, text, e))
            return false;
    }
    return (files && strcmp(lang, any) != 0) || err_set(e, ERR_CONFIG, "no lexicon for language \"%s\" is built in: give a folder with %s/*.tsv",
                            lang, lang);
}

static bool load_file(struct load *ld, const char *path, struct err *e)
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
    ok = ok && lexicon_parse(&ld->forms, &ld->a, ld->tk, path, buf_slice(&text), e);
    fclose(f);
    buf_fini(&text);
    return ok;
}

static bool load_folder(struct load *ld, const char *folder, const char *lang, bool must, struct err *e)
{
    glob_t g = { 0 };
    const char *pattern = arena_strz(&ld->a, arena_printf(&ld->a, "%s/%s/*.tsv", folder, lang));
    bool ok = glob(pattern, 0, NULL, &g) == 0 || !must || err_set(e, ERR_CONFIG, "%s: no lexicon files there", pattern);
    for (size_t i = 0; ok && i < g.gl_pathc; i++)
        ok = load_file(ld, g.gl_pathv[i], e);
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

static bool load_texts(struct load *ld, const struct lexicon_file *v, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (!lexicon_parse(&ld->forms, &ld->a, ld->tk, v[i].name, v[i].text, e))
            return false;
    return true;
}

static struct lexicon *finish(struct load *ld, bool ok, struct err *e)
{
    struct lexicon *lx = ok ? lexicon_build((struct form *)ld->forms.p, ld->forms.n / sizeof(struct form), e) : NULL;
    buf_fini(&ld->forms);
    arena_fini(&ld->a);
    tokenizer_free(ld->tk);
    return lx;
}

struct lexicon *lexicon_load(const char *folder, const char *lang, struct err *e)
{
    struct load ld = { .tk = tokenizer_new() };
    bool ok = folder ? load_folder(&ld, folder, lang, true, e) && load_folder(&ld, folder, any, false, e) : load_built_in(&ld, lang, e);
    return finish(&ld, ok, e);
}

struct lexicon *lexicon_load_files(const struct lexicon_file *v, size_t n, const char *lang, struct err *e)
{
    struct load ld = { .tk = tokenizer_new() };
    return finish(&ld, n ? load_texts(&ld, v, n, e) : load_built_in(&ld, lang, e), e);
}
