#include "classify/files_named.h"

#include <glob.h>
#include <string.h>
#include <unistd.h>

#include "app/conf_node.h"

static bool add(struct bundle *out, const char *path, const char *folder, const char *sub, struct err *e)
{
    struct buf text = { 0 }, name = { 0 };
    buf_printf(&name, "%s%s%s%s", folder, sub, *sub ? "/" : "", strrchr(path, '/') + 1);
    bool ok = conf_read_file(path, &text, e) && bundle_add(out, buf_z(&name), path, buf_slice(&text), e);
    buf_fini(&text);
    buf_fini(&name);
    return ok;
}

/* FOLDER/SUB, as lexicon/SUB. *found: there is one. */
static bool add_lexicons(struct bundle *out, const char *folder, const char *sub, bool *found, struct err *e)
{
    struct buf pattern = { 0 };
    glob_t g = { 0 };
    bool ok = true;
    buf_printf(&pattern, "%s/%s/*.tsv", folder, sub);
    if (glob(buf_z(&pattern), 0, NULL, &g) == 0)
        for (size_t i = 0; ok && i < g.gl_pathc; i++)
            ok = *found = add(out, g.gl_pathv[i], "lexicon/", sub, e);
    globfree(&g);
    buf_fini(&pattern);
    return ok;
}

/* A folder needs not hold every language, but one of them, or words of brands: else its name is a mistake. */
static bool lexicons(const char *folder, const char *const *langs, size_t n, struct bundle *out, struct err *e)
{
    bool found = false, shared = false;
    for (size_t i = 0; i < n; i++)
        if (!add_lexicons(out, folder, langs[i], &found, e))
            return false;
    return add_lexicons(out, folder, "brands", &found, e) && add_lexicons(out, folder, "any", &shared, e)
        && (found || err_set(e, ERR_CONFIG, "classify.lexicon: %s: no lexicon files there, as es/*.tsv", folder));
}

static bool models(const char *folder, const char *const *langs, size_t n, struct bundle *out, struct err *e)
{
    struct buf path = { 0 };
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++) {
        buf_reset(&path);
        buf_printf(&path, "%s/%s.model", folder, langs[i]);
        ok = access(buf_z(&path), F_OK) != 0 || add(out, buf_z(&path), "model/", "", e);
    }
    buf_fini(&path);
    return ok;
}

bool files_named(struct conf *c, const struct classify_options *o, const char *const *langs, size_t n, struct bundle *out, struct err *e)
{
    bundle_init(out, "");
    bool ok = (!o->lexicon || !*o->lexicon || lexicons(conf_resolve(c, o->lexicon), langs, n, out, e))
           && (!o->models || !*o->models || strcmp(o->models, "off") == 0 || models(conf_resolve(c, o->models), langs, n, out, e));
    bundle_sort(out);
    return ok;
}
