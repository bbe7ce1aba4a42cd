/* pulso report: what an analyst sends to a director, in one file. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/asked.h"
#include "cli/report.h"

#define AT(m) offsetof(struct report_opts, m)
static const struct opt opts[] = {
    { "period", OPT_TEXT, AT(period), "PERIOD", "7d (default), yesterday, 2020-10-17, 2020-10, or A..B with days (B included) or times: as of `pulso sov`" },
    OPT_CAMPAIGN(struct report_opts),
    { "set", OPT_TEXT, AT(set), "NAME", "the brands of this set (default: all brands)" },
    { "vs", OPT_CHOICE, AT(vs), "prev|none", "compared with the period before, as long and right before (default), or with nothing" },
    { "lang", OPT_CHOICE, AT(lang), "es|en|pt", "the language of the page (default: es)" },
    { "region", OPT_CHOICE, AT(region), "mx|es|ar|co|br|gb", "how numbers are written (default: as where the language and the installation's zone are)" },
    { "out", OPT_TEXT, AT(out), "FILE.html", "where to write it (default: standard output)" },
    { 0 }
};
#undef AT

static const char *set_name(const struct report *r) { return r->o->set ? r->o->set : report_text(r->lang, SAY_ALL_BRANDS); }

/* Nothing is loaded from anywhere: the policy holds the reader's browser to it, too. */
static void head(struct report *r)
{
    report_raw(r, "<!doctype html>\n<html lang=\"");
    report_say(r, SAY_LANG);
    report_raw(r, "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>");
    report_fill(r, SAY_TITLE, (const char *const[]){ set_name(r) });
    report_raw(r, "</title>\n<style>");
    report_raw(r, report_style);
    report_raw(r, "</style></head><body>\n<header><h1>");
    report_fill(r, SAY_TITLE, (const char *const[]){ set_name(r) });
    report_raw(r, "</h1>\n<p class=\"when\">");
    report_put(r, slice_of(locale_span(r->lang, &r->a, r->zone, r->period.from_ms, r->period.to_ms)));
    report_raw(r, ", ");
    report_put(r, slice_of(zone_name(r->zone)));
    if (r->compared) {
        report_raw(r, "; ");
        report_fill(r, SAY_AGAINST, (const char *const[]){ locale_span(r->lang, &r->a, r->zone, r->before.from_ms, r->before.to_ms) });
    }
    report_raw(r, "</p>\n");
    report_answer(r);
    report_raw(r, "</header>\n<main>\n");
}

static void page(struct report *r)
{
    head(r);
    report_share(r);
    report_feelings(r);
    report_days(r);
    report_kinds(r);
    report_care(r);
    report_posts(r);
    report_words(r);
    report_incidents(r);
    report_method(r);
    report_raw(r, "</main></body></html>\n");
}

static bool write_page(const struct report *r, struct err *e)
{
    const char *path = r->o->out;
    FILE *f = path ? fopen(path, "w") : stdout;
    if (!f)
        return err_set(e, ERR_CONFIG, "--out %s: %s", path, strerror(errno));
    bool ok = fwrite(r->out.p, 1, r->out.n, f) == r->out.n;
    ok = (path ? fclose(f) : fflush(f)) == 0 && ok;
    if (!ok)
        return err_set(e, ERR_CONFIG, "%s: the page could not be written whole: %s", path ? path : "standard output", strerror(errno));
    if (path)
        fprintf(stderr, "pulso report: %s written, %zu KB\n", path, (r->out.n + 1023) / 1024);
    return true;
}

static bool report_run(struct cli *cli, const void *own, struct err *e)
{
    struct report_opts o = *(const struct report_opts *)own;
    struct report r = { .cli = cli, .o = &o };
    char text[CAMPAIGN_PERIOD];
    r.lang = report_lang_find(r.o->lang);
    bool ok = !cli->json || err_set(e, ERR_CONFIG, "a report is a page; `pulso sov --json`, `care --json`, `posts --json` and `top --json` give its figures");
    ok = ok && asked_campaign(cli, o.campaign, &o.period, &o.set, text, e) && report_read(&r, e);
    if (ok) {
        r.l = locale_find(r.lang, r.o->region, zone_name(r.zone));
        page(&r);
        ok = write_page(&r, e);
    }
    report_close(&r);
    return ok;
}

const struct cmd cmd_report = {
    .name = "report",
    .about = "a page to send: share of voice, sentiment, care, incidents and the method, in one file",
    .text =
        "One HTML file without scripts, which loads nothing from anywhere: it can be sent by mail, opened without access to anything, and printed (A4) or kept as PDF by any browser.\n"
        "\n"
        "Figures are those of `pulso sov`, `care`, `posts`, `top` and `incident list` for the same period and set. Change is against the period before: of whole days as many days, "
        "of anything else as long, right before; it is called one only where the 95 % interval of the difference does not hold 0. "
        "What people wrote is masked, and no author is named. docs/report.md says what each part shows.",
    .examples =
        "  pulso report --set telecoms --period 2026-11 --out november.html\n      a month, in Spanish\n"
        "  pulso report --set banks --period 7d --lang pt --region br > semana.html\n      the last seven days, in Portuguese\n",
    .opts = opts,
    .size = sizeof(struct report_opts),
    .run = report_run,
};
