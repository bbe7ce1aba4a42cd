/*
 * address: where URLs, e-mail addresses and the hosts of handles end. Offsets
 * into the text; 0: none. Pure functions.
 */
#ifndef PULSO_TEXT_ADDRESS_H
#define PULSO_TEXT_ADDRESS_H

#include "base/slice.h"

/* `word_end` is behind a scheme or "www": the end of the URL that began there. */
size_t address_url_end(struct slice text, size_t word_start, size_t word_end);
/* `at` is an @ with a word before it: the end of the e-mail address's host, which needs a dot. */
size_t address_email_end(struct slice text, size_t at);
/* `at` is the second @ of @ana@host. */
size_t address_host_end(struct slice text, size_t at);

#endif
