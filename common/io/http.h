/*
 * http: the outgoing HTTP client (libcurl). Requests run side by side and never
 * block the caller: http_start begins one, http_turn drives all and calls `done`
 * once for each that ended. Goes to the URL that was given and nowhere else: only
 * http and https, no redirects, no proxy from the environment, certificates are
 * checked. One thread.
 */
#ifndef PULSO_IO_HTTP_H
#define PULSO_IO_HTTP_H

#include "base/err.h"
#include "base/slice.h"

struct http;

struct http_reply {
    int status;              /* 0: no answer came, error says why */
    struct slice body;       /* until done returns */
    const char *error;       /* NULL when status is not 0 */
    int64_t took_us, retry_after_s;   /* what the receiver asked for; 0: nothing */
};

struct http_request {
    const char *url;
    const char *const *headers;   /* "Name: value", ends in NULL; copied. May be NULL */
    const char *method;           /* NULL: POST where there is a body, else GET */
    struct slice post;            /* copied; p NULL: none */
    int64_t timeout_ms;           /* for the whole of it; 0: 5 s */
    size_t reply_max;             /* more than this is an error; 0: the body is read and thrown away */
    const char *ca;               /* file of certificates to trust instead of the system's; NULL: the system's */
    void (*done)(void *arg, const struct http_reply *r);   /* may start another request, not free the http */
    void *arg;
};

/* A mail. All of it is copied. */
struct mail_request {
    const char *server;           /* host:port */
    enum mail_security { MAIL_STARTTLS, MAIL_TLS, MAIL_PLAIN } security;   /* STARTTLS: no mail unless the server offers it */
    const char *user, *password;  /* NULL: none */
    const char *from;
    const char *const *to;        /* ends in NULL; one that is refused does not keep the others from getting it */
    struct slice text;            /* headers, an empty line, body; lines end in CR LF */
    int64_t timeout_ms;
    const char *ca;
    void (*done)(void *arg, const struct http_reply *r);   /* status: SMTP's last answer, 250 when it was taken */
    void *arg;
};

struct http *http_new(const char *user_agent, size_t max_running);
void http_free(struct http *h);                       /* gives up what runs, as http_drop; accepts NULL */
void http_drop(struct http *h);                       /* gives up what runs, without calling done */
/* ERR_CONFIG: no http(s) URL. ERR_RETRY: max_running are on their way. After false, done is not called. */
bool http_start(struct http *h, const struct http_request *r, struct err *e);
bool http_mail(struct http *h, const struct mail_request *r, struct err *e);   /* http_mail.c; as http_start */
void http_turn(struct http *h, int wait_ms);          /* waits at most so long for something to happen */
void http_wake(struct http *h);                       /* ends the wait of http_turn; from any thread */
size_t http_running(const struct http *h);
bool http_url_ok(const char *url, struct err *e);     /* ERR_CONFIG unless http://host... or https://host..., no user in it */

#endif
