/*
 * Mail. Message-ID is made of the key, so a repeat is the same message to
 * whoever looks at it; References ties all mails of an incident together.
 * STARTTLS by default, and no mail in the clear when the server has none.
 */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "route/hook.h"

enum { LINE = 76, SUBJECT_PIECE = 45 };   /* bytes in, 60 characters of base 64 */

struct smtp {
    const char *server, *security, *user, *password, *from, *ca;
    struct conf_strs to;
    int64_t timeout_ms;
    struct http *http;
    const char **list;           /* to, ended by NULL */
};

#define AT(m) offsetof(struct smtp, m)
static const struct conf_key keys[] = {
    { "server", CONF_STR, AT(server), NULL, "host:port of the mail server, such as mail.example.com:587" },
    { "security", CONF_STR, AT(security), "starttls", "starttls, tls (from the first byte, port 465), or none" },
    { "user", CONF_STR, AT(user), "", "to sign in with" },
    { "password", CONF_SECRET, AT(password), "", "env:NAME or file:/path" },
    { "from", CONF_STR, AT(from), NULL, "address of the sender" },
    { "to", CONF_STRS, AT(to), NULL, "addresses, where no person of a committee is addressed" },
    { "ca", CONF_STR, AT(ca), "", "file of certificates to trust instead of the system's" },
    { "timeout", CONF_MS, AT(timeout_ms), "15s", "for one attempt" },
    { 0 }
};
#undef AT

static bool address_ok(const char *a)
{
    const char *at = strchr(a, '@');
    for (const char *p = a; *p; p++)
        if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 127 || strchr("<>()[],;:\\\"", *p))
            return false;
    return at && at != a && at[1] && !strchr(at + 1, '@') && strlen(a) <= 254;
}

static bool server_ok(const char *s)
{
    const char *colon = strrchr(s, ':');
    return colon && colon != s && colon[1] && strspn(colon + 1, "0123456789") == strlen(colon + 1) && strlen(s) < 200
        && !strpbrk(s, "/@?# \r\n");
}

static bool smtp_open(void *self, struct http *http, struct err *e)
{
    struct smtp *m = self;
    m->http = http;
    if (!server_ok(m->server))
        return err_set(e, ERR_CONFIG, "server: host:port is wanted, such as mail.example.com:587");
    if (strcmp(m->security, "starttls") && strcmp(m->security, "tls") && strcmp(m->security, "none"))
        return err_set(e, ERR_CONFIG, "security: starttls, tls or none");
    if (!m->user != !m->password)
        return err_set(e, ERR_CONFIG, "user and password go together; give both");
    if (!address_ok(m->from))
        return err_set(e, ERR_CONFIG, "from: an address such as pulso@example.com is wanted");
    if (m->to.n == 0)
        return err_set(e, ERR_CONFIG, "to: at least one address is wanted");
    for (size_t i = 0; i < m->to.n; i++)
        if (!address_ok(m->to.v[i]))
            return err_set(e, ERR_CONFIG, "to: \"%.80s\" is no address", m->to.v[i]);
    m->list = calloc(m->to.n + 1, sizeof *m->list);
    if (!m->list)
        abort();
    memcpy(m->list, m->to.v, m->to.n * sizeof *m->list);
    return true;
}

static void smtp_close(void *self) { free(((struct smtp *)self)->list); }

/* ---- the message ---- */

static void base64(struct slice s, size_t line, struct buf *out)
{
    for (size_t at = 0; at < s.n; at += line / 4 * 3) {
        size_t n = s.n - at < line / 4 * 3 ? s.n - at : line / 4 * 3;
        buf_reserve(out, n / 3 * 4 + 8);
        out->n += (size_t)EVP_EncodeBlock((unsigned char *)out->p + out->n, (const unsigned char *)s.p + at, (int)n);
        buf_addz(out, "\r\n");
    }
}

/* RFC 2047: encoded words of at most 75 characters, cut between characters. */
static void subject(struct slice s, struct buf *out)
{
    buf_addz(out, "Subject:");
    while (s.n) {
        size_t n = s.n < SUBJECT_PIECE ? s.n : SUBJECT_PIECE;
        while (n < s.n && n > 1 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
            n--;
        buf_addz(out, " =?utf-8?B?");
        buf_reserve(out, n / 3 * 4 + 8);
        out->n += (size_t)EVP_EncodeBlock((unsigned char *)out->p + out->n, (const unsigned char *)s.p, (int)n);
        s.p += n;
        s.n -= n;
        buf_addz(out, s.n ? "?=\r\n" : "?=");
    }
    buf_addz(out, "\r\n");
}

static void date(struct buf *out)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    time_t now = (time_t)(clock_now_ms() / 1000);
    struct tm t;
    gmtime_r(&now, &t);
    buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[t.tm_wday], t.tm_mday, months[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

static void message(const struct smtp *m, const struct hook_alert *a, const char *const *to, struct buf *out)
{
    const char *domain = strchr(m->from, '@') + 1;
    struct buf text = { 0 };
    date(out);
    buf_printf(out, "From: Pulso <%s>\r\nTo: ", m->from);
    for (size_t i = 0; to[i]; i++)
        buf_printf(out, "%s<%s>", i ? ",\r\n " : "", to[i]);
    buf_printf(out, "\r\nMessage-ID: <" SLICE_FMT "@%s>\r\nReferences: <" SLICE_FMT "@%s>\r\n", SLICE_ARG(a->key), domain, SLICE_ARG(a->incident), domain);
    subject(a->title, out);
    buf_addz(out, "Auto-Submitted: auto-generated\r\nX-Priority: ");
    buf_addz(out, slice_is(a->level, "crisis") ? "1" : "3");
    buf_addz(out, "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    buf_printf(&text, SLICE_FMT "\n\n" SLICE_FMT "\n", SLICE_ARG(a->title), SLICE_ARG(a->text));
    base64(buf_slice(&text), LINE, out);
    buf_fini(&text);
}

static void answered(void *arg, const struct http_reply *r)
{
    char why[32];
    if (r->status >= 200 && r->status < 300 && !r->error) {
        hook_tried(arg, NULL);
        return;
    }
    snprintf(why, sizeof why, "the server answered %d", r->status);
    hook_tried(arg, r->error ? r->error : why);
}

static void smtp_fire(void *self, const struct hook_alert *a, struct hook_try *t)
{
    const struct smtp *m = self;
    const char *const one[] = { a->to.p, NULL }, *const *to = a->to.n ? one : m->list;
    struct buf text = { 0 };
    struct err e = { 0 };
    message(m, a, to, &text);
    const struct mail_request r = {
        .server = m->server, .from = m->from, .to = to, .text = buf_slice(&text), .user = m->user, .password = m->password, .ca = m->ca,
        .security = m->security[0] == 's' ? MAIL_STARTTLS : m->security[0] == 't' ? MAIL_TLS : MAIL_PLAIN,
        .timeout_ms = m->timeout_ms, .done = answered, .arg = t,
    };
    if (!http_mail(m->http, &r, &e))
        hook_tried(t, e.msg);
    buf_fini(&text);
}

extern const struct hook_ops hook_smtp;
const struct hook_ops hook_smtp = {
    .name = "smtp", .size = sizeof(struct smtp), .keys = keys, .open = smtp_open, .fire = smtp_fire, .close = smtp_close, .to_ok = address_ok,
};
