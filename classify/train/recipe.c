#include "classify/train/recipe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"

enum { WORDS_MAX = 8 };

static bool number(const char *s, double *out, struct err *e)
{
    char *end;
    *out = strtod(s, &end);
    return (*s && !*end && *out >= 0) || err_set(e, ERR_CONFIG, "'%s' is no number of 0 or more", s);
}

static bool head_of(const char *s, enum head *out, struct err *e)
{
    for (int h = 0; h < HEAD_COUNT; h++)
        if (strcmp(s, head_names[h]) == 0) {
            *out = (enum head)h;
            return true;
        }
    return err_set(e, ERR_CONFIG, "'%s' is no head: general, care, gate or intent", s);
}

static char *whole_path(const char *s)
{
    const char *data = getenv("PULSO_DATA");
    char *out = NULL;
    if (asprintf(&out, "%s%s%s", strncmp(s, "data:", 5) ? "" : data ? data : "../shared/data", strncmp(s, "data:", 5) ? "" : "/",
                 strncmp(s, "data:", 5) ? s : s + 5) < 0)
        abort();
    return out;
}

static bool read_head(struct recipe *r, char *const *w, size_t n, struct err *e)
{
    enum head h = HEAD_COUNT;
    bool told = n == 8 && strcmp(w[6], "temperature") == 0;
    if ((n != 6 && !told) || strcmp(w[2], "C") != 0 || strcmp(w[4], "balance") != 0)
        return err_set(e, ERR_CONFIG, "write: head NAME C NUMBER balance NUMBER, and temperature NUMBER if it is not to be found");
    if (!head_of(w[1], &h, e) || !number(w[3], &r->head[h].c, e) || !number(w[5], &r->head[h].balance, e)
        || (told && !number(w[7], &r->head[h].temperature, e)))
        return false;
    return !told || r->head[h].temperature > 0 || err_set(e, ERR_CONFIG, "a temperature is more than 0");
}

static bool read_text(struct recipe *r, char *const *w, size_t n, struct err *e)
{
    struct recipe_text t = { .held = n == 5 && strcmp(w[4], "held") == 0 };
    double weight;
    if (n != 4 && !t.held)
        return err_set(e, ERR_CONFIG, "write: text general|care|intent WEIGHT PATH, or the same and `held`");
    if (!head_of(w[1], &t.head, e) || !number(w[2], &weight, e))
        return false;
    if (t.head == HEAD_GATE)
        return err_set(e, ERR_CONFIG, "texts are of the kind general or care, or for the intent alone");
    t.weight = (float)weight;
    t.path = whole_path(w[3]);
    r->texts = realloc(r->texts, (r->n + 1) * sizeof *r->texts);
    if (!r->texts)
        abort();
    r->texts[r->n++] = t;
    return true;
}

static bool read_line(struct recipe *r, char *line, struct err *e)
{
    char *w[WORDS_MAX], *save = NULL;
    size_t n = 0;
    line[strcspn(line, "#\n")] = 0;
    for (char *s = strtok_r(line, " \t\r", &save); s && n < WORDS_MAX; s = strtok_r(NULL, " \t\r", &save))
        w[n++] = s;
    if (n == 0)
        return true;
    if (strcmp(w[0], "head") == 0)
        return read_head(r, w, n, e);
    if (strcmp(w[0], "text") == 0)
        return read_text(r, w, n, e);
    if (strcmp(w[0], "lang") != 0 || n != 2 || strlen(w[1]) != 2)
        return err_set(e, ERR_CONFIG, "'%s' is none of: lang XX, head, text", w[0]);
    memcpy(r->lang, w[1], 3);
    return true;
}

bool recipe_read(struct recipe *r, const char *path, struct err *e)
{
    char line[4096];
    FILE *f = fopen(path, "re");
    *r = (struct recipe){ 0 };
    for (int h = 0; h < HEAD_COUNT; h++)
        r->head[h] = (struct recipe_head){ 2, 1, 0 };
    if (!f)
        return err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    bool ok = true;
    for (int n = 1; ok && fgets(line, sizeof line, f); n++) {
        r->sum = hash64_seed(slice_of(line), r->sum);
        ok = read_line(r, line, e) || err_at(e, "%s:%d", path, n);
    }
    fclose(f);
    if (ok && (!r->lang[0] || !r->n))
        ok = err_set(e, ERR_CONFIG, "%s: wants a line `lang XX` and at least one `text`", path);
    return ok;
}

void recipe_fini(struct recipe *r)
{
    for (size_t i = 0; i < r->n; i++)
        free(r->texts[i].path);
    free(r->texts);
}

bool recipe_texts(const struct recipe *r, bool hold, struct texts *t, struct err *e)
{
    for (int held = 1; held >= 0; held--)
        for (size_t i = 0; i < r->n; i++) {
            const struct recipe_text *x = &r->texts[i];
            bool first = hold && x->held;
            if (first == held && !texts_read(t, x->path, x->head, x->weight, first ? TEXT_HELD : 0, e))
                return false;
        }
    return true;
}
