/* attachment.h: files of posts. A file is a place in a letter, not a copy of its own; people name
 * it by the number of its post and its own there: "128-2". */
#ifndef VESTNIK_ARCHIVE_ATTACHMENT_H
#define VESTNIK_ARCHIVE_ATTACHMENT_H

#include "archive/db.h"

typedef struct AttachmentPlace {
    int64_t post, position; /* from 1 */
} AttachmentPlace;

char *attachment_number(const AttachmentPlace *place); /* the caller's */

/* Where this content came to the list first; `place` stays as it is when it never did. */
bool attachment_first(Db *db, int64_t list, const char *sha256, AttachmentPlace *place,
                      GError **error);

#endif
