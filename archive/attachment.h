/* attachment.h: files of posts. A file is a place in a letter, not a copy of its own; people name
 * it by the number of its letter and its own there: "128.2". */
#ifndef VESTNIK_ARCHIVE_ATTACHMENT_H
#define VESTNIK_ARCHIVE_ATTACHMENT_H

#include "archive/post.h"

typedef struct AttachmentPlace {
    int64_t letter, position; /* from 1 */
} AttachmentPlace;

char *attachment_number(const AttachmentPlace *place); /* the caller's */
/* As people write it: "128.2", "№ 128-2", "128": the first. False: it is none. */
bool attachment_place(const char *text, AttachmentPlace *place);

typedef struct FileOfPost {
    char *part, *name, *type, *subject;
    int64_t bytes;
} FileOfPost;
void file_of_post_free(FileOfPost *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FileOfPost, file_of_post_free)

/* A file of a post that this reader may read; *file NULL: there is none. */
bool attachment_for_reader(Db *db, const AttachmentPlace *place, const PostReader *reader,
                           FileOfPost **file, GError **error);

/* Where this content came to the list first; `place` stays as it is when it never did. */
bool attachment_first(Db *db, int64_t list, const char *sha256, AttachmentPlace *place,
                      GError **error);

#endif
