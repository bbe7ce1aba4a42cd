/*
 * keyring: the keys that originals with personal data are sealed with at rest.
 *
 *   originals:
 *     keys: [keys/2026-12.key, keys/2026-06.key]      # the first seals, all open
 *
 * A key file holds 128 hex digits (openssl rand -hex 64), belongs to who runs the
 * program or to root, and nobody else can read it. A key is called by its id, 8 hex
 * digits of its SHA-256, which stands in what it sealed: files may be renamed and
 * moved about. A new key goes in front; an old one may go when what it sealed is
 * forgotten.
 *
 * AES-256-SIV (RFC 5297, libcrypto's): no random numbers and nothing to count, and
 * the same text at the same place gives the same bytes, so a replay writes what
 * stands there already. What is sealed is bound to its place (`about`): moved to
 * another, it does not open. Read-only once open: any thread.
 */
#ifndef PULSO_IO_KEYRING_H
#define PULSO_IO_KEYRING_H

#include "app/conf.h"
#include "base/buf.h"

#define KEYRING_MAX 16           /* keys at a time */
#define KEY_ID 9                 /* with NUL */

struct keyring;
/* *out NULL: the configuration has none. older: becomes the new one's, for those who may still look at it; on failure it stays as it was.
 * ERR_CONFIG: which file, and what to do. */
bool keyring_open(struct conf *c, struct keyring *older, struct keyring **out, struct err *e);
void keyring_close(struct keyring *k);                   /* wipes the keys, the older ones' as well; accepts NULL */
void keyring_print_config(bool markdown);

const char *keyring_first(const struct keyring *k);      /* the id of the key that seals */
bool keyring_has(const struct keyring *k, struct slice id);
/* about: whose it is, in pieces without NUL. Appends; false: libcrypto cannot (ERR_BUG). */
bool keyring_seal(const struct keyring *k, const struct slice *about, size_t n, struct slice text, struct buf *out, struct err *e);
/* ERR_CONFIG: no such key here, with what to do. ERR_DROP: it was changed, or belongs to another place. */
bool keyring_unseal(const struct keyring *k, struct slice id, const struct slice *about, size_t n, struct slice sealed, struct buf *out, struct err *e);

#endif
