/* command_registry.h: the registry by letter: a methodist sends it as a CSV, gets the difference
 * back, and what it says is done only after a ДА that was proven (invariant 5): whoever writes the
 * registry says which address is whose. Nobody is ended by letter. */
#ifndef VESTNIK_GATEWAY_COMMAND_REGISTRY_H
#define VESTNIK_GATEWAY_COMMAND_REGISTRY_H

#include "gateway/command_table.h"
#include "lists/answer.h"

/* Whether the letter brings a table: a file that is a CSV by its name or type. */
bool registry_is_brought(const Facts *facts);

/* The name of a workbook (xlsx, ods) in place of one; NULL: there is none. Borrowed. */
const char *registry_workbook(const Facts *facts);
/* How to make a table of it, to a methodist who sent one without a word. */
bool registry_tell_workbook(Work *work, const char *language, bool *told, GError **error);

/* Whether the answer to the question about a table brings another one, mended. */
bool registry_is_mended(const Work *work);

/* Answers to the ask kind "registry"; its object is the case of the letter with the table. */
bool registry_answered(Work *work, const Answer *answer, GError **error);

#endif
