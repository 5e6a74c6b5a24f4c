/* registry_told.h: what an import of the registry does, as values for a letter. */
#ifndef VESTNIK_GATEWAY_REGISTRY_TOLD_H
#define VESTNIK_GATEWAY_REGISTRY_TOLD_H

#include <jansson.h>

#include "gateway/desk.h"
#include "lists/registry.h"

/* How many there are of each kind, and at most registry_rows of each. `language` NULL: that of the
 * settings. NULL: its words cannot be read. The caller's, as the next. */
json_t *registry_told(const Desk *desk, const char *language, const RegistryDiff *diff,
                      GError **error);
/* The errors of the file by line, as many. */
json_t *registry_problems(const Desk *desk, const char *language, const RegistryDiff *diff,
                          GError **error);

#endif
