#include "cli/verdict_read.h"

#include <jansson.h>
#include <stdlib.h>

struct verdict_reader {
    struct mention_parser *parser;
    struct arena arena;
};

struct verdict_reader *verdict_reader_new(void)
{
    struct verdict_reader *r = calloc(1, sizeof *r);
    if (!r)
        abort();
    r->parser = mention_parser_new();
    return r;
}

void verdict_reader_free(struct verdict_reader *r)
{
    if (!r)
        return;
    mention_parser_free(r->parser);
    arena_fini(&r->arena);
    free(r);
}

static const char *text_of(struct verdict_reader *r, const json_t *object, const char *name)
{
    const char *z = json_string_value(json_object_get(object, name));
    return z ? arena_strz(&r->arena, slice_of(z)) : "";
}

static void read_brands(struct verdict_reader *r, const json_t *list, struct verdict_seen *out)
{
    for (size_t i = 0; i < json_array_size(list) && i < VERDICT_SEEN_BRANDS; i++) {
        const json_t *b = json_array_get(list, i);
        out->brands[out->brand_count++] = (struct verdict_seen_brand){
            text_of(r, b, "brand"), text_of(r, json_object_get(b, "sentiment"), "label")
        };
    }
}

bool verdict_read(struct verdict_reader *r, struct slice json, struct verdict_seen *out, struct err *e)
{
    json_error_t why;
    arena_reset(&r->arena);
    out->brand_count = 0;
    if (!mention_parse(r->parser, &r->arena, json, &out->mention, e))
        return false;
    /* Deletions are passed on without a verdict. */
    json_t *pulso = out->mention.extra.n ? json_loadb(out->mention.extra.p, out->mention.extra.n, 0, &why) : NULL;
    if (out->mention.extra.n && !pulso)
        return err_set(e, ERR_DROP, "its member `pulso` cannot be read");   /* why.text quotes strangers */
    out->lang = text_of(r, pulso, "lang");
    out->label = text_of(r, json_object_get(pulso, "sentiment"), "label");
    read_brands(r, json_object_get(pulso, "brands"), out);
    json_decref(pulso);
    return true;
}
