#include "app/listen.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/slice.h"

bool listen_shape(const char *text, char host[256], char port[8])
{
    const char *colon = strrchr(text, ':');
    struct slice h = { text, colon ? (size_t)(colon - text) : 0 };
    int64_t number;
    if (!colon || !slice_int(slice_of(colon + 1), &number) || number < 0 || number > 65535)
        return false;
    if (h.n > 2 && h.p[0] == '[' && h.p[h.n - 1] == ']')
        h = (struct slice){ h.p + 1, h.n - 2 };
    else if (h.n && memchr(h.p, ':', h.n))
        return false;   /* an IPv6 address without brackets */
    if (h.n == 0 || h.n > 255)
        return false;
    snprintf(host, 256, SLICE_FMT, SLICE_ARG(h));
    snprintf(port, 8, "%d", (int)number);
    return true;
}

static int try_one(const struct addrinfo *i)
{
    int one = 1, fd = socket(i->ai_family, i->ai_socktype | SOCK_CLOEXEC, i->ai_protocol);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, i->ai_addr, i->ai_addrlen) == 0 && listen(fd, 128) == 0)
        return fd;
    int saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

static void tell_address(int fd, char address[LISTEN_ADDRESS_MAX])
{
    struct sockaddr_storage at;
    socklen_t size = sizeof at;
    char host[256] = "?", port[8] = "?";
    if (getsockname(fd, (struct sockaddr *)&at, &size) == 0)
        getnameinfo((struct sockaddr *)&at, size, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(address, LISTEN_ADDRESS_MAX, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
}

int listen_on(const char *text, char address[LISTEN_ADDRESS_MAX], struct err *e)
{
    char host[256], port[8];
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE }, *found = NULL;
    int fd = -1, why = -1;
    if (!listen_shape(text, host, port)) {
        err_set(e, ERR_CONFIG, "listen: %s is not host:port", text);
        return -1;
    }
    why = getaddrinfo(host, port, &hints, &found);
    for (const struct addrinfo *i = found; i && fd < 0; i = i->ai_next)
        fd = try_one(i);
    if (fd >= 0)
        tell_address(fd, address);
    else
        err_set(e, ERR_CONFIG, "listen %s: %s%s", text, why ? gai_strerror(why) : strerror(errno),
                !why && errno == EADDRINUSE ? "; choose another, or port 0 for any free one" : "");
    if (found)
        freeaddrinfo(found);
    return fd;
}
