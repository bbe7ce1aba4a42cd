/*
 * signed: a message over HTTP that says when it was made and proves who made it, as our own webhooks do and those who call us may:
 *
 *   X-Pulso-Timestamp: 1795322533
 *   X-Pulso-Signature: sha256=<hex of HMAC-SHA-256(secret, timestamp "." body)>
 *
 * Whoever reads the message again within SIGNED_CLOCK_S can send it again: what must count once has its key in the body. Any thread.
 */
#ifndef PULSO_IO_SIGNED_H
#define PULSO_IO_SIGNED_H

#include "base/slice.h"

#define SIGNED_CLOCK_S 300       /* how far a timestamp may be from our clock */

/* Before the body is there: false: whatever it is, and whatever the secret, this cannot be valid. */
bool signed_could_be(struct slice timestamp, struct slice signature, int64_t now_s);
/* The time that it takes does not tell how much was right. */
bool signed_is(struct slice secret, struct slice timestamp, struct slice signature, struct slice body, int64_t now_s);

#endif
