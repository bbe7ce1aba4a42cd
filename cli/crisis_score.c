/* pulso crisis score: an anomaly score for each row of a series, one pass, from the detector that the daemons run. */
#include "base/buf.h"
#include "cli/crisis.h"
#include "cli/series_file.h"
#include "route/crisis/detector.h"
#include "route/crisis/latch.h"

#define HOURS 66               /* T*: about once in three days is worth a mark; 60 to 72 do as well */
#define CLOSE_MS (6 * 3600 * INT64_C(1000))

/* Rows that fall into one (of a series that is not quite even) add up. */
static double score_row(struct detector *d, int64_t row, const struct series_row *r, struct detector_score *s)
{
    if (row == d->row) {
        detector_amend(d, row, (double)d->counts[row % DETECTOR_ROWS] + r->count);
        detector_peek(d, NULL, 0, s);
    } else {
        detector_close(d, row, r->count, r->heard, s);
    }
    return s->hours[DETECTOR_BOTH];
}

static void print_row(struct buf *out, bool json, const struct series_row *r, double score)
{
    buf_addz(out, json ? "{\"timestamp\":" : "");
    if (json)
        buf_json(out, r->time);
    else
        buf_add(out, r->time);
    buf_addz(out, json ? ",\"value\":" : ",");
    if (json)
        buf_printf(out, r->heard ? "%g" : "null", r->count);
    else
        buf_add(out, r->value);
    buf_printf(out, json ? ",\"score\":%.6g}\n" : ",%.6g\n", score);
    if (out->n > 65536) {
        fwrite(out->p, 1, out->n, stdout);
        buf_reset(out);
    }
}

static void score_all(const struct series_file *s, const struct crisis_opts *o, bool json)
{
    struct detector d;
    struct detector_conf c = detector_usual;
    struct latch latch = { 0 };
    struct buf out = { 0 };
    double at = o->hours ? (double)o->hours : HOURS;
    c.row_s = s->row_s;
    c.k = o->plain ? 0 : 1;
    detector_init(&d, &c);
    buf_addz(&out, json ? "" : "timestamp,value,score\n");
    for (size_t i = 0; i < s->n; i++) {
        struct detector_score is;
        double t = score_row(&d, series_file_row(s, i), &s->v[i], &is);
        bool opens = latch_step(&latch, t, at, CLOSE_MS, s->v[i].ms, true) == LATCH_OPENED;
        print_row(&out, json, &s->v[i], opens ? t / (t + at) : 0);
    }
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

bool crisis_score(struct cli *cli, const struct crisis_opts *o, struct err *e)
{
    struct series_file s = { 0 };
    bool ok = series_file_read(&s, o->series, e);
    if (ok)
        score_all(&s, o, cli->json);
    series_file_fini(&s);
    return ok;
}
