/* pretty: valid JSON with line breaks and indents; its strings and numbers stay byte by byte as they are. */
#ifndef PULSO_CLI_PRETTY_H
#define PULSO_CLI_PRETTY_H

#include "base/buf.h"

void pretty_json(struct buf *out, struct slice json);

#endif
