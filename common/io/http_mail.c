/* Mail over the same multi handle as everything else, so that a slow mail server holds nobody up. */
#include <stdio.h>

#include "io/http_own.h"

static size_t mail_bytes(char *p, size_t one, size_t n, void *self)
{
    struct transfer *t = self;
    size_t left = t->post.n - t->sent, k = one * n < left ? one * n : left;
    memcpy(p, t->post.p + t->sent, k);
    t->sent += k;
    return k;
}

static void set_mail(struct transfer *t, const struct mail_request *r)
{
    CURL *c = t->easy;
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(r->security == MAIL_STARTTLS ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    if (r->ca)
        curl_easy_setopt(c, CURLOPT_CAINFO, r->ca);
    if (r->user) {
        curl_easy_setopt(c, CURLOPT_USERNAME, r->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, r->password);
    }
    /* After a refused mail curl would begin the next one on the same connection without RSET: "nested MAIL command" for ever. */
    curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, r->from);
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, t->to);
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->post.n);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, mail_bytes);
    curl_easy_setopt(c, CURLOPT_READDATA, t);
}

bool http_mail(struct http *h, const struct mail_request *r, struct err *e)
{
    char url[320];
    const char *domain = strchr(r->from, '@');
    struct transfer *t = transfer_new(h, r->timeout_ms, r->done, r->arg, e);
    if (!t)
        return false;
    /* The path is what we call ourselves in EHLO. */
    snprintf(url, sizeof url, "%s://%.200s/%.100s", r->security == MAIL_TLS ? "smtps" : "smtp", r->server, domain ? domain + 1 : "pulso");
    curl_easy_setopt(t->easy, CURLOPT_URL, url);
    buf_add(&t->post, r->text);
    for (const char *const *to = r->to; *to; to++)
        transfer_list(&t->to, *to);
    set_mail(t, r);
    return transfer_go(t, e);
}
