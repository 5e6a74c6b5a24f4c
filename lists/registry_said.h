/* registry_said.h: what an import of the registry says: a row of base/words.h and what goes into
 * its places, so that the command line says it in English and a letter in the language of its
 * reader. */
#ifndef VESTNIK_LISTS_REGISTRY_SAID_H
#define VESTNIK_LISTS_REGISTRY_SAID_H

#include <glib.h>
#include <stdarg.h>

#include "base/words.h"

typedef struct Said {
    Word word;
    GPtrArray *values; /* of char*: {1}, {2}, ...; NULL-terminated */
} Said;

/* The values are strings, ended by NULL. */
Said *said_new(Word word, ...) G_GNUC_NULL_TERMINATED;
Said *said_new_list(Word word, va_list values);
void said_free(Said *said);

char *said_text(const Said *said, const Words *words); /* the caller's */
/* For sorting: as strcmp(). */
int said_compare(const Said *one, const Said *other);

#endif
