/*
 * files_named: what the installation's own file names, folders of lexicons and models,
 * gathered as the files of a version are (app/bundle.h), so that both are opened alike.
 */
#ifndef PULSO_CLASSIFY_FILES_NAMED_H
#define PULSO_CLASSIFY_FILES_NAMED_H

#include "app/bundle.h"
#include "classify/classifier.h"

/* ERR_CONFIG: a folder of lexicons without any, or a file that cannot be read. */
bool files_named(struct conf *c, const struct classify_options *o, const char *const *langs, size_t n, struct bundle *out, struct err *e);

#endif
