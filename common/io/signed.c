#include "io/signed.h"

#include "io/hmac.h"

#define SCHEME SLICE("sha256=")

bool signed_could_be(struct slice timestamp, struct slice signature, int64_t now_s)
{
    int64_t at;
    bool now = slice_int(timestamp, &at) && at >= now_s - SIGNED_CLOCK_S && at <= now_s + SIGNED_CLOCK_S;
    bool form = slice_starts(signature, SCHEME) && signature.n == SCHEME.n + HMAC_HEX - 1;
    for (size_t i = SCHEME.n; form && i < signature.n; i++)
        form = (signature.p[i] >= '0' && signature.p[i] <= '9') || (signature.p[i] >= 'a' && signature.p[i] <= 'f');
    return now && form;
}

bool signed_is(struct slice secret, struct slice timestamp, struct slice signature, struct slice body, int64_t now_s)
{
    const struct slice pieces[] = { timestamp, SLICE("."), body };
    unsigned char mac[HMAC_BYTES];
    char ours[HMAC_HEX];
    if (!signed_could_be(timestamp, signature, now_s))
        return false;
    hmac_sha256(secret, pieces, 3, mac);
    hmac_hex(mac, ours);
    return hmac_same((struct slice){ signature.p + SCHEME.n, signature.n - SCHEME.n }, (struct slice){ ours, HMAC_HEX - 1 });
}
