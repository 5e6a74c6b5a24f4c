/* dangerous.h: files by their kind: those that do harm when they are opened, and those that a list
 * does not want. */
#ifndef VESTNIK_BASE_DANGEROUS_H
#define VESTNIK_BASE_DANGEROUS_H

#include <stdbool.h>

#include "base/facts.h"
#include "base/settings.h"

/* Does its name end as those of the setting dangerous_files do? `name` may be NULL. */
bool dangerous_file(const Settings *settings, const char *name);

/* Is the file one of `kinds`, which are endings of names and types: "zip, image/heic", a star
 * behind the slash for all types of a kind? Either sign is enough: a video may be called anything.
 * `kinds` may be NULL: none. */
bool file_is_among(const char *kinds, const Attachment *file);

/* Such a text as a person writes it (".ZIP; *.rar"), in the form above; "" none. NULL with
 * *error (ERR_INPUT) when a word of it is neither. The caller's. */
char *file_kinds_normalize(const char *text, GError **error);

#endif
