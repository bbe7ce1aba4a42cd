/* http_own: what a transfer is made of, for http.c and http_mail.c alone. */
#ifndef PULSO_IO_HTTP_OWN_H
#define PULSO_IO_HTTP_OWN_H

#include <curl/curl.h>

#include "base/buf.h"
#include "io/http.h"

struct transfer {
    struct http *h;
    struct transfer *next, **link;   /* link: what points at us */
    CURL *easy;
    struct curl_slist *headers, *to; /* to: of mail */
    struct buf post, reply;
    size_t reply_max, sent;          /* sent: of a mail's text */
    bool too_long;
    int64_t began_us;
    void (*done)(void *arg, const struct http_reply *r);
    void *arg;
    char error[CURL_ERROR_SIZE];
};

/* A transfer with what every one needs; NULL: too many are under way. transfer_go begins it, or frees it. */
struct transfer *transfer_new(struct http *h, int64_t timeout_ms, void (*done)(void *arg, const struct http_reply *r), void *arg, struct err *e);
void transfer_list(struct curl_slist **list, const char *line);
bool transfer_go(struct transfer *t, struct err *e);

#endif
