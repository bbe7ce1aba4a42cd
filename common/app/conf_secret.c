#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/conf_node.h"
#include "base/log.h"

#define SECRET_MAX_BYTES 65536

static const char *say(char *why, size_t size, const char *path, const char *what)
{
    snprintf(why, size, "%.200s: %s", path, what);
    return NULL;
}

/* An editor ends a file with a newline; it is no part of the secret. */
static size_t without_newline(const char *p, size_t n)
{
    if (n && p[n - 1] == '\n')
        n--;
    if (n && p[n - 1] == '\r')
        n--;
    return n;
}

static const char *keep(struct conf *c, int fd, const char *path, char *why, size_t size)
{
    char text[SECRET_MAX_BYTES + 1];
    size_t n = 0;
    ssize_t got;
    while (n < sizeof text && (got = read(fd, text + n, sizeof text - n)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return say(why, size, path, strerror(errno));
        n += (size_t)got;
    }
    const char *kept = NULL;
    if (n == sizeof text)
        say(why, size, path, "is longer than 64 KiB; is this the right file?");
    else if ((n = without_newline(text, n)) == 0)
        say(why, size, path, "is empty; put the secret into it");
    else if (memchr(text, 0, n))
        say(why, size, path, "holds a NUL byte; a secret is text");
    else
        kept = arena_strz(&c->arena, (struct slice){ text, n });
    explicit_bzero(text, sizeof text);
    return kept;
}

static const char *from_file(struct conf *c, const char *path, char *why, size_t size)
{
    struct stat st;
    const char *kept = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);   /* a pipe must not hold us up */
    if (fd < 0)
        return say(why, size, path, strerror(errno));
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        say(why, size, path, "is not a plain file");
    } else {
        if (st.st_mode & S_IROTH)
            log_warn("event=secret file=\"%s\" cause=\"everybody on this machine can read it; chmod o-r it\"", path);
        kept = keep(c, fd, path, why, size);
    }
    close(fd);
    return kept;
}

const char *conf_secret(struct conf *c, const char *text, char *why, size_t why_size)
{
    if (strncmp(text, "file:", 5) == 0 && text[5])
        return from_file(c, conf_resolve(c, text + 5), why, why_size);
    if (strncmp(text, "env:", 4) == 0 && text[4]) {
        const char *value = getenv(text + 4);
        if (value && *value)
            return arena_strz(&c->arena, slice_of(value));
        snprintf(why, why_size, "the environment variable %.100s is %s; set it", text + 4, value ? "empty" : "not set");
        return NULL;
    }
    snprintf(why, why_size, "a secret does not stand here itself; write file:/path/of/it or env:NAME");
    return NULL;
}
