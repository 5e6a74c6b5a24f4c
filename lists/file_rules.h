/* file_rules.h: what a list says of the files of a letter: its settings files_refused, files_held
 * and files_off. Pure. What a list does not take never travels: when a moderator lets such a letter
 * in, its file stays in the archive, as those of files_off do. */
#ifndef VESTNIK_LISTS_FILE_RULES_H
#define VESTNIK_LISTS_FILE_RULES_H

#include "base/facts.h"
#include "lists/list.h"

typedef bool FileRule(const List *list, const Attachment *file);

FileRule file_is_refused; /* no letter with it is taken */
FileRule file_waits;      /* it waits for a moderator; also one that would stay, but cannot */
FileRule file_stays;      /* in the archive */

bool file_any(const List *list, const Facts *facts, FileRule *rule);
/* "урок.mp4, план.zip": those that the rule fits. The caller's. */
char *file_names(const List *list, const Facts *facts, FileRule *rule);

#endif
