/*
 * hmac: HMAC-SHA256 (RFC 2104, libcrypto's) over pieces that are joined as they
 * are: whoever signs must make the borders unambiguous. Any thread.
 */
#ifndef PULSO_IO_HMAC_H
#define PULSO_IO_HMAC_H

#include "base/slice.h"

#define HMAC_BYTES 32
#define HMAC_HEX (2 * HMAC_BYTES + 1)          /* with NUL */
#define HMAC_URL 44                            /* base64url without padding, 43 characters and NUL */

void hmac_sha256(struct slice secret, const struct slice *pieces, size_t n, unsigned char mac[HMAC_BYTES]);
void hmac_hex(const unsigned char mac[HMAC_BYTES], char out[HMAC_HEX]);
void hmac_url(const unsigned char mac[HMAC_BYTES], char out[HMAC_URL]);
/* Takes as long whatever the two hold; of other lengths: false at once. */
bool hmac_same(struct slice a, struct slice b);
/* Of secrets of any length: nor does the length show. */
bool hmac_same_secret(struct slice a, struct slice b);

#endif
