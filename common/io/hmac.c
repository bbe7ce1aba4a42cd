#include "io/hmac.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

#include "base/buf.h"

void hmac_sha256(struct slice secret, const struct slice *pieces, size_t n, unsigned char mac[HMAC_BYTES])
{
    struct buf text = { 0 };
    unsigned len = 0;
    for (size_t i = 0; i < n; i++)
        buf_add(&text, pieces[i]);
    buf_reserve(&text, 1);
    if (!HMAC(EVP_sha256(), secret.p, (int)secret.n, (const unsigned char *)text.p, text.n, mac, &len) || len != HMAC_BYTES)
        abort();   /* libcrypto without SHA-256: nothing may go out unsigned */
    buf_fini(&text);
}

void hmac_hex(const unsigned char mac[HMAC_BYTES], char out[HMAC_HEX])
{
    static const char digit[] = "0123456789abcdef";
    for (size_t i = 0; i < HMAC_BYTES; i++) {
        out[2 * i] = digit[mac[i] >> 4];
        out[2 * i + 1] = digit[mac[i] & 15];
    }
    out[HMAC_HEX - 1] = 0;
}

/* 32 bytes are 43 characters and one of padding, which a URL is better without. */
void hmac_url(const unsigned char mac[HMAC_BYTES], char out[HMAC_URL])
{
    unsigned char text[HMAC_URL + 1];
    EVP_EncodeBlock(text, mac, HMAC_BYTES);
    for (size_t i = 0; i + 1 < HMAC_URL; i++)
        out[i] = text[i] == '+' ? '-' : text[i] == '/' ? '_' : (char)text[i];
    out[HMAC_URL - 1] = 0;
}

bool hmac_same(struct slice a, struct slice b)
{
    return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

bool hmac_same_secret(struct slice a, struct slice b)
{
    unsigned char x[EVP_MAX_MD_SIZE], y[EVP_MAX_MD_SIZE];
    EVP_Digest(a.p ? a.p : "", a.n, x, NULL, EVP_sha256(), NULL);
    EVP_Digest(b.p ? b.p : "", b.n, y, NULL, EVP_sha256(), NULL);
    return CRYPTO_memcmp(x, y, HMAC_BYTES) == 0;
}
