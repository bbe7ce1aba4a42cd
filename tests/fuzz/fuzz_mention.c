/* Whatever bytes come as a mention: refused with a reason, or a mention whose
 * slices all lie in the arena, within their bounds, and that reads the same again. */
#include <assert.h>

#include "model/mention.h"

#define MAX_INPUT 32768   /* so that all of it stays in one block of the arena */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct mention_parser *parser;

static void check_slice(struct slice s, struct slice again, const char *low, const char *high)
{
    assert(slice_eq(s, again));
    assert(s.n == 0 || (s.p > low && s.p + s.n <= high));
}

static void check_same(const struct mention *m, const struct mention *o, const char *low, const char *high)
{
    check_slice(m->raw, o->raw, low, high);
    check_slice(m->platform, o->platform, low, high);
    check_slice(m->id, o->id, low, high);
    check_slice(m->conversation, o->conversation, low, high);
    check_slice(m->in_reply_to, o->in_reply_to, low, high);
    check_slice(m->in_reply_to_author, o->in_reply_to_author, low, high);
    check_slice(m->author_id, o->author_id, low, high);
    check_slice(m->author_handle, o->author_handle, low, high);
    check_slice(m->author_name, o->author_name, low, high);
    check_slice(m->text, o->text, low, high);
    check_slice(m->title, o->title, low, high);
    check_slice(m->url, o->url, low, high);
    check_slice(m->lang, o->lang, low, high);
    check_slice(m->country, o->country, low, high);
    check_slice(m->source, o->source, low, high);
    check_slice(m->extra, o->extra, low, high);
    assert(m->kind == o->kind && m->created_ms == o->created_ms && m->updated_ms == o->updated_ms);
    assert(m->followers == o->followers && m->verified == o->verified && m->rating == o->rating);
    assert(m->likes == o->likes && m->replies == o->replies && m->shares == o->shares && m->views == o->views);
    assert(m->deleted == o->deleted && m->refresh == o->refresh);
}

static void check_promises(const struct mention *m)
{
    assert(m->platform.n >= 1 && m->platform.n <= 32 && m->id.n >= 1 && m->id.n <= 2048);
    assert(!memchr(m->id.p, 0, m->id.n) && !memchr(m->platform.p, ':', m->platform.n));
    assert(m->deleted || (m->created_ms != MENTION_NONE && (m->author_id.n || m->author_handle.n)));
    assert(m->kind < KIND_COUNT && (m->likes == MENTION_NONE || m->likes >= 0));
    assert(m->extra.n == 0 || (m->extra.p[0] == '{' && m->extra.p[m->extra.n - 1] == '}'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a = { 0 }, later = { 0 };
    struct mention m, again;
    struct err e = { 0 };
    if (n > MAX_INPUT)
        return 0;
    if (!parser)
        parser = mention_parser_new();
    const char *low = arena_alloc(&a, 1);
    if (mention_parse(parser, &a, (struct slice){ (const char *)data, n }, &m, &e)) {
        const char *high = arena_alloc(&a, 1);
        bool parsed = mention_parse(parser, &later, m.raw, &again, &e);
        assert(parsed);
        check_same(&m, &again, low, high);
        check_promises(&m);
    } else {
        assert(e.kind == ERR_DROP && e.msg[0]);
    }
    arena_fini(&a);
    arena_fini(&later);
    return 0;
}
