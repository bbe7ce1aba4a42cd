#include "ingest/listen.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/admin.h"

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

static void tell_address(int fd, char *address, size_t n)
{
    struct sockaddr_storage at;
    socklen_t size = sizeof at;
    char host[256] = "?", port[8] = "?";
    if (getsockname(fd, (struct sockaddr *)&at, &size) == 0)
        getnameinfo((struct sockaddr *)&at, size, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(address, n, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
}

int listen_on(const char *text, char *address, size_t address_bytes, struct err *e)
{
    char host[256], port[8];
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE }, *found = NULL;
    int fd = -1, why = -1;
    if (!admin_address(text, host, port)) {
        err_set(e, ERR_CONFIG, "listen: %s is not host:port", text);
        return -1;
    }
    why = getaddrinfo(host, port, &hints, &found);
    for (const struct addrinfo *i = found; i && fd < 0; i = i->ai_next)
        fd = try_one(i);
    if (fd >= 0)
        tell_address(fd, address, address_bytes);
    else
        err_set(e, ERR_CONFIG, "listen %s: %s", text, why ? gai_strerror(why) : strerror(errno));
    if (found)
        freeaddrinfo(found);
    return fd;
}
