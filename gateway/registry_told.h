/* registry_told.h: what an import of the registry does, as values for a letter. */
#ifndef VESTNIK_GATEWAY_REGISTRY_TOLD_H
#define VESTNIK_GATEWAY_REGISTRY_TOLD_H

#include <jansson.h>

#include "lists/registry.h"

/* How many there are of each kind, and of each kind at most `most` rows. The caller's, as the next.
 */
json_t *registry_told(const RegistryDiff *diff, int64_t most);
/* The errors of the file by line, at most `most`. */
json_t *registry_problems(const RegistryDiff *diff, int64_t most);

#endif
