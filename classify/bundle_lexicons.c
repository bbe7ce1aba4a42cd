#include "classify/bundle_lexicons.h"

#include <stdlib.h>
#include <string.h>

static bool is_of(const struct bundle_file *f, const char *lang)
{
    size_t n = strlen(lang);
    return f->kind == BUNDLE_LEXICON && strncmp(f->name + 8, lang, n) == 0 && f->name[8 + n] == '/';   /* behind lexicon/ */
}

bool bundle_lexicons_known(const struct bundle *files, const char *const *langs, size_t n, struct err *e)
{
    for (size_t i = 0; i < files->n; i++) {
        bool known = files->v[i].kind != BUNDLE_LEXICON || is_of(&files->v[i], "any") || is_of(&files->v[i], "brands");
        for (size_t k = 0; k < n; k++)
            known = known || is_of(&files->v[i], langs[k]);
        if (!known)
            return err_set(e, ERR_CONFIG, "%s: this program has no use for a lexicon of that language", files->v[i].place);
    }
    return true;
}

struct lexicon *bundle_lexicon(const struct bundle *files, const char *lang, struct err *e)
{
    struct lexicon_file *v = calloc(files->n + 1, sizeof *v);
    size_t n = 0, own = 0;
    if (!v)
        abort();
    for (size_t i = 0; i < files->n; i++)
        if (is_of(&files->v[i], lang) || is_of(&files->v[i], "any")) {
            own += is_of(&files->v[i], lang);
            v[n++] = (struct lexicon_file){ files->v[i].place, files->v[i].bytes };
        }
    struct lexicon *lx = lexicon_load_files(v, own ? n : 0, lang, e);
    free(v);
    return lx;
}
