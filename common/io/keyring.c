#include "io/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_BYTES = 64, TAG_BYTES = 16 };

struct key { unsigned char bytes[KEY_BYTES]; char id[KEY_ID]; };
struct keyring {
    struct key v[KEYRING_MAX];
    size_t n;
    EVP_CIPHER *cipher;
    struct keyring *older;
};

struct options { struct conf_strs keys; };
static const struct conf_key keys[] = {
    { "keys", CONF_STRS, offsetof(struct options, keys), NULL, "files with the keys of originals, of 128 hex digits (openssl rand -hex 64), that nobody but their owner can read; the first seals, all open" },
    { 0 }
};

void keyring_print_config(bool markdown)
{
    conf_print("originals", keys, markdown);
}

/* ---- the files ---- */

static bool take_hex(struct slice text, unsigned char out[KEY_BYTES])
{
    if (text.n != 2 * KEY_BYTES)
        return false;
    for (size_t i = 0; i < KEY_BYTES; i++) {
        int high = hex_digit(text.p[2 * i]), low = hex_digit(text.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

/* Whoever can read the key can read every original; who can write it can make all of them unreadable. */
static bool is_private(const struct conf_node *at, const char *path, const struct stat *st, struct err *e)
{
    if (!S_ISREG(st->st_mode))
        return conf_fail(at, e, "%.200s is not a plain file", path);
    if (st->st_uid != geteuid() && st->st_uid != 0)
        return conf_fail(at, e, "%.200s belongs to user %u: a key belongs to who runs this program, or to root", path, (unsigned)st->st_uid);
    return !(st->st_mode & (S_IRWXG | S_IRWXO))
        || conf_fail(at, e, "%.200s is open to others (mode %o): chmod 600 it", path, (unsigned)(st->st_mode & 07777));
}

static bool read_file(const struct conf_node *at, const char *path, char *text, size_t size, size_t *n, struct err *e)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return conf_fail(at, e, "%.200s: %s; originals that it sealed cannot be opened without it", path, strerror(errno));
    bool ok = (fstat(fd, &st) == 0 || conf_fail(at, e, "%.200s: %s", path, strerror(errno))) && is_private(at, path, &st, e);
    ssize_t got = ok ? read(fd, text, size) : 0;
    close(fd);
    *n = got > 0 ? (size_t)got : 0;
    return ok;
}

/* The id tells nothing of the key that could help to guess it: it has 512 bits. */
static void name_key(struct key *k)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned char text[16 + KEY_BYTES] = "pulso-original-1";
    memcpy(text + 16, k->bytes, KEY_BYTES);
    if (!EVP_Digest(text, sizeof text, sum, NULL, EVP_sha256(), NULL))
        abort();
    OPENSSL_cleanse(text, sizeof text);
    for (int i = 0; i < 4; i++)
        snprintf(k->id + 2 * i, 3, "%02x", sum[i]);
}

static bool read_key(struct keyring *k, const struct conf_node *at, const char *path, struct err *e)
{
    char text[2 * KEY_BYTES + 8];
    size_t n = 0;
    struct key *key = &k->v[k->n];
    bool ok = read_file(at, path, text, sizeof text, &n, e);
    bool hex = ok && take_hex(slice_trim((struct slice){ text, n }), key->bytes);
    OPENSSL_cleanse(text, sizeof text);
    if (!ok)
        return false;
    if (!hex)
        return conf_fail(at, e, "%.200s holds no key: 128 hex digits are wanted, as openssl rand -hex 64 writes them", path);
    name_key(key);
    if (keyring_has(k, slice_of(key->id)))
        return conf_fail(at, e, "%.200s holds the key of a file before it", path);
    k->n++;
    return true;
}

static struct keyring *keyring_new(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), size = (sizeof(struct keyring) + page - 1) / page * page;
    struct keyring *k = aligned_alloc(page, size);
    if (!k)
        abort();
    memset(k, 0, sizeof *k);
    (void)mlock(k, size);        /* not into the swap; where the limit does not allow it, as good as it goes */
    (void)madvise(k, size, MADV_DONTDUMP);
    return k;
}

static void wipe(struct keyring *k)
{
    EVP_CIPHER_free(k->cipher);
    OPENSSL_cleanse(k, sizeof *k);
    munlock(k, sizeof *k);
    free(k);
}

bool keyring_open(struct conf *c, struct keyring *older, struct keyring **out, struct err *e)
{
    struct options o = { 0 };
    const struct conf_node *section = conf_get(conf_root(c), "originals");
    *out = NULL;
    if (!conf_section(c, "originals", keys, &o, e))
        return false;
    if (!section)
        return true;
    if (o.keys.n == 0 || o.keys.n > KEYRING_MAX)
        return conf_fail(section, e, "keys: 1 to %d files with keys are wanted; make one by: (umask 077; openssl rand -hex 64 >FILE)", KEYRING_MAX);
    struct keyring *k = keyring_new();
    bool ok = (k->cipher = EVP_CIPHER_fetch(NULL, "AES-256-SIV", NULL)) != NULL || err_set(e, ERR_CONFIG, "this libcrypto has no AES-256-SIV");
    for (size_t i = 0; ok && i < o.keys.n; i++)
        ok = read_key(k, conf_entry(conf_get(section, "keys"), i), conf_resolve(c, o.keys.v[i]), e);
    if (!ok) {
        wipe(k);
        return false;
    }
    k->older = older;
    *out = k;
    return true;
}

void keyring_close(struct keyring *k)
{
    while (k) {
        struct keyring *older = k->older;
        wipe(k);
        k = older;
    }
}

/* ---- sealing ---- */

const char *keyring_first(const struct keyring *k) { return k->v[0].id; }

static const struct key *find(const struct keyring *k, struct slice id)
{
    for (size_t i = 0; i < k->n; i++)
        if (slice_is(id, k->v[i].id))
            return &k->v[i];
    return NULL;
}

bool keyring_has(const struct keyring *k, struct slice id) { return find(k, id) != NULL; }

/* The pieces as one, each with a NUL behind it: they cannot run into each other. */
static bool bind(EVP_CIPHER_CTX *ctx, const struct slice *about, size_t n, bool seals)
{
    struct buf b = { 0 };
    int len;
    for (size_t i = 0; i < n; i++) {
        buf_add(&b, about[i]);
        buf_char(&b, 0);
    }
    bool ok = b.n <= INT_MAX && (seals ? EVP_EncryptUpdate : EVP_DecryptUpdate)(ctx, NULL, &len, (const unsigned char *)b.p, (int)b.n) > 0;
    buf_fini(&b);
    return ok;
}

/* ---- tag, then as many bytes as the text has ---- */

bool keyring_seal(const struct keyring *k, const struct slice *about, size_t n, struct slice text, struct buf *out, struct err *e)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int len = 0, rest = 0;
    if (!ctx)
        abort();
    buf_reserve(out, TAG_BYTES + text.n);
    unsigned char *tag = (unsigned char *)out->p + out->n, *bytes = tag + TAG_BYTES;
    bool ok = text.n > 0 && text.n <= INT_MAX && EVP_EncryptInit_ex(ctx, k->cipher, NULL, k->v[0].bytes, NULL) > 0 && bind(ctx, about, n, true)
           && EVP_EncryptUpdate(ctx, bytes, &len, (const unsigned char *)text.p, (int)text.n) > 0 && (size_t)len == text.n
           && EVP_EncryptFinal_ex(ctx, bytes + len, &rest) > 0 && rest == 0 && EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, tag) > 0;
    EVP_CIPHER_CTX_free(ctx);
    out->n += ok ? TAG_BYTES + text.n : 0;
    return ok || err_set(e, ERR_BUG, "libcrypto could not seal %zu bytes", text.n);
}

bool keyring_unseal(const struct keyring *k, struct slice id, const struct slice *about, size_t n, struct slice sealed, struct buf *out, struct err *e)
{
    const struct key *key = find(k, id);
    int len = 0, rest = 0;
    if (!key)
        return err_set(e, ERR_CONFIG, "it was sealed with the key " SLICE_FMT ", which is in none of the files of originals.keys: put that file back, or it stays closed", SLICE_ARG(id));
    if (sealed.n <= TAG_BYTES || sealed.n > INT_MAX)
        return err_set(e, ERR_DROP, "what is sealed is cut short");
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    if (!ctx)
        abort();
    buf_reserve(out, sealed.n);
    unsigned char *bytes = (unsigned char *)out->p + out->n, tag[TAG_BYTES];
    memcpy(tag, sealed.p, TAG_BYTES);
    bool ok = EVP_DecryptInit_ex(ctx, k->cipher, NULL, key->bytes, NULL) > 0 && EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, tag) > 0
           && bind(ctx, about, n, false)
           && EVP_DecryptUpdate(ctx, bytes, &len, (const unsigned char *)sealed.p + TAG_BYTES, (int)(sealed.n - TAG_BYTES)) > 0
           && EVP_DecryptFinal_ex(ctx, bytes + len, &rest) > 0;
    EVP_CIPHER_CTX_free(ctx);
    if (!ok) {
        OPENSSL_cleanse(bytes, sealed.n);
        return err_set(e, ERR_DROP, "it does not open with its key " SLICE_FMT ": it was changed, or moved here from another place", SLICE_ARG(id));
    }
    out->n += sealed.n - TAG_BYTES;
    return true;
}
