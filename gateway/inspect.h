/* inspect.h: how letters in files would be understood. Changes nothing. */
#ifndef VESTNIK_GATEWAY_INSPECT_H
#define VESTNIK_GATEWAY_INSPECT_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "gateway/reader.h"

/* What would become of the letter: codes of a verdict and its reason; borrowed. */
typedef struct InspectVerdict {
    const char *verdict, *reason;
    char *words; /* the reason in words, with what was seen; to be freed */
} InspectVerdict;

typedef struct InspectOptions {
    ReadContext context;
    ReaderSettings reader;
    bool json; /* one object a line, keys of facts_to_json(); else a summary for a person */
    /* adds the verdict; NULL none */
    bool (*judge)(void *context, const Facts *facts, InspectVerdict *verdict, GError **error);
    void *judge_context;
    bool mbox; /* files are mboxes; letters are called "file#number" */
} InspectOptions;

/* Prints every letter of `files` (NULL-terminated; "-" is standard input) to `out`, in their order.
 * A letter that kills the reader is printed as kind broken. ERR_NOT_FOUND: a file cannot be read;
 * those before it are printed. ERR_TEMP: no reader. */
bool inspect_files(const InspectOptions *options, char **files, FILE *out, GError **error);

#endif
