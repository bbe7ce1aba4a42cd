/* Words and phrases: what another dialect reads as a sign or as a letter is made what it is here. */
#include "query/import_inside.h"

#include "query/error.h"

/* Signs that mean something here and nothing there. They separate words in both. */
static const char ours[] = "{}[]<>~^|\"";

static bool is_keycap(struct slice s, size_t i)
{
    return i + 6 <= s.n && memcmp(s.p + i + 1, "\xEF\xB8\x8F\xE2\x83\xA3", 6) == 0;
}

static bool blanked(const struct importer *p, struct slice s, size_t i, enum lex_kind as)
{
    char c = s.p[i];
    bool first = i == 0 || s.p[i - 1] == ' ';
    if (is_keycap(s, i))
        return false;
    if ((c == '{' || c == '}') && p->d->braces && as != LEX_BRACED)
        return false;
    if (c == '*' || c == '?')
        return !p->d->wildcards || as == LEX_BRACED;
    if ((c == '#' || c == '@' || c == '$') && as == LEX_QUOTED)
        return !p->d->signs_in_quotes;
    return (unsigned char)c < ' ' || c == 0x7F || (c && strchr(ours, c)) || (first && c && strchr("&+-!", c));
}

/* The same length, so that places stay what they are. `changed`: a sign is gone that may have meant something. */
static struct slice clean(struct importer *p, struct slice s, enum lex_kind as, bool *changed)
{
    char *z = arena_alloc(p->a, s.n + 1);
    struct slice out = { z, s.n };
    *changed = false;
    memcpy(z, s.p ? s.p : "", s.n);
    for (size_t i = 0; i < s.n; i++) {
        size_t quote = s.p[i] == '"' ? 0 : import_quote((struct slice){ s.p + i, s.n - i });
        size_t space = import_blank((struct slice){ s.p + i, s.n - i });
        size_t gone = quote ? quote : space;
        *changed |= p->d->signs && s.p[i] && strchr(p->d->signs, s.p[i]);
        if (gone)
            memset(z + i, ' ', gone);
        else if (blanked(p, out, i, as)) {
            *changed |= !p->d->punctuation && strchr(ours, s.p[i]);
            z[i] = ' ';
        }
        i += gone ? gone - 1 : 0;
    }
    return out;
}

static bool is_address(struct slice s)
{
    return memmem(s.p, s.n, "://", 3) || (s.n > 4 && slice_eq_nocase((struct slice){ s.p, 4 }, SLICE("www.")));
}

static void address(struct importer *p, const struct import_piece *pc, struct ast **out)
{
    static const struct import_row row = { "an address", NULL, MAKE_VALUE, FIELD_LINKS, NULL, "an address in the text is compared by its beginning: links:" };
    import_value(p, &row, pc, out);
}

void import_term(struct importer *p, const struct import_piece *pc, enum lex_kind as, bool within, struct ast **out)
{
    struct query_error qe;
    bool signs;
    *out = NULL;
    if (pc->body.n && is_address(pc->body) && !within) {
        address(p, pc, out);
        return;
    }
    struct lexeme lx = { .kind = as, .at = pc->at, .len = pc->len, .body = clean(p, pc->body, as, &signs) };
    if (within ? !term_parse_each(&p->tools, &lx, out, &qe) : !term_parse(&p->tools, &lx, out, &qe)) {
        import_lost(p, pc->at, pc->len, "%.300s", qe.what);
        *out = NULL;
    } else if (signs) {
        import_changed(p, pc->at, pc->len, "signs are no part of words here: only its letters and digits are compared");
    }
}
