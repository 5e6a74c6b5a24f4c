/* command_registry.h: the registry by letter: a methodist sends it as a CSV, gets the difference
 * back, and what it says is done only after a ДА that was proven (invariant 5): whoever writes the
 * registry says which address is whose. Nobody is ended by letter. */
#ifndef VESTNIK_GATEWAY_COMMAND_REGISTRY_H
#define VESTNIK_GATEWAY_COMMAND_REGISTRY_H

#include "gateway/command_table.h"
#include "lists/answer.h"

/* Whether the letter brings a table: a file that is a CSV by its name or type. */
bool registry_is_brought(const Facts *facts);

/* Answers to the ask kind "registry"; its object is the case of the letter with the table. */
bool registry_answered(Work *work, const Answer *answer, GError **error);

#endif
