#include "dashboard/columns_out.h"

#include "dashboard/json_out.h"

void column_times(struct buf *out, const int64_t *from_ms, size_t rows)
{
    buf_char(out, '[');
    for (size_t i = 0; i < rows; i++) {
        if (i)
            buf_char(out, ',');
        buf_int(out, from_ms[i]);
    }
    buf_char(out, ']');
}

void column_frame(struct question *q, const int64_t *from_ms, const int64_t *to_ms, size_t rows, struct buf *out)
{
    buf_printf(out, "\"step\":\"%s\",\"t\":", step_name(q->step));
    column_times(out, from_ms, rows);
    buf_addz(out, ",\"gaps\":");
    stamp_gaps(q, out);
    buf_printf(out, ",\"open\":%zu", question_open_rows(q, to_ms, rows));
}

void column_counts(struct buf *out, const struct sov_count *v, size_t rows, size_t width, size_t column, int slot)
{
    buf_char(out, '[');
    for (size_t i = 0; i < rows; i++) {
        const struct sov_count *c = &v[i * width + column];
        if (i)
            buf_char(out, ',');
        buf_int(out, slot < 0 ? sov_mentions(c) : c->slot[slot]);
    }
    buf_char(out, ']');
}

void column_feelings(struct buf *out, const struct sov_count *v, size_t rows)
{
    static const char *const names[] = { "negative", "neutral", "positive" };
    buf_addz(out, ",\"n\":");
    column_counts(out, v, rows, 1, 0, -1);
    for (int i = 0; i < 3; i++) {
        buf_printf(out, ",\"%s\":", names[i]);
        column_counts(out, v, rows, 1, 0, SOV_NEGATIVE + i);
    }
}

void column_band(struct buf *out, const struct normals *n, const struct normal *v, size_t rows, size_t stride)
{
    for (int high = 0; high < 2; high++) {
        buf_addz(out, high ? ",\"hi\":[" : "\"lo\":[");
        for (size_t i = 0; i < rows; i++) {
            if (i)
                buf_char(out, ',');
            if (n->weeks < 2)
                buf_addz(out, "null");
            else
                json_number(out, high ? v[i * stride].high : v[i * stride].low);
        }
        buf_char(out, ']');
    }
}

void column_normal(struct buf *out, const struct normals *n, const struct normal *v)
{
    if (n->weeks < 2) {
        buf_addz(out, "null");
        return;
    }
    buf_addz(out, "{\"n\":");
    json_number(out, v->mean);
    buf_addz(out, ",\"lo\":");
    json_number(out, v->low);
    buf_addz(out, ",\"hi\":");
    json_number(out, v->high);
    buf_printf(out, ",\"weeks\":%d}", n->weeks);
}

void column_brand(const struct question *q, size_t column, struct buf *out)
{
    const struct brand *b = question_column(q, column);
    buf_addz(out, "\"id\":");
    buf_json(out, slice_of(b->id));
    buf_addz(out, ",\"name\":");
    buf_json(out, slice_of(b->name ? b->name : b->id));
    buf_printf(out, ",\"own\":%s,\"color\":%d", b->own ? "true" : "false", setup_color(q->setup, q->set ? q->set : SETUP_ALL, q->columns.v[column]));
}
