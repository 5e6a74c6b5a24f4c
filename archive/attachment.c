/* attachment.c: see attachment.h. */
#include "archive/attachment.h"

#include <inttypes.h>
#include <string.h>

#define DIGITS "0123456789"

char *attachment_number(const AttachmentPlace *place)
{
    return g_strdup_printf("%" PRId64 ".%" PRId64, place->letter, place->position);
}

bool attachment_place(const char *text, AttachmentPlace *place)
{
    const char *at = text + strcspn(text, DIGITS);
    char *end = NULL;

    place->letter = g_ascii_strtoll(at, &end, 10);
    at = end + strspn(end, " .-,/");
    place->position = g_ascii_isdigit(*at) ? g_ascii_strtoll(at, NULL, 10) : 1;
    return place->letter > 0 && place->position > 0;
}

void file_of_post_free(FileOfPost *file)
{
    if (!file)
        return;
    g_free(file->part);
    g_free(file->name);
    g_free(file->type);
    g_free(file->subject);
    g_free(file);
}

bool attachment_for_reader(Db *db, const AttachmentPlace *place, const PostReader *reader,
                           FileOfPost **file, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_FILE_FOR_READER);

    *file = NULL;
    db_int(s, 1, place->letter);
    db_int(s, 2, reader->person);
    db_int(s, 3, place->position);
    db_int(s, 4, reader->school);
    db_text(s, 5, reader->mailbox);
    if (db_row(s)) {
        *file = g_new0(FileOfPost, 1);
        (*file)->part = g_strdup(db_col_text(s, 0));
        (*file)->name = g_strdup(db_col_text(s, 1));
        (*file)->type = g_strdup(db_col_text(s, 2));
        (*file)->bytes = db_col_int(s, 3);
        (*file)->subject = g_strdup(db_col_text(s, 4));
    }
    if (db_done(s, error))
        return true;
    g_clear_pointer(file, file_of_post_free);
    return false;
}

bool attachment_first(Db *db, int64_t list, const char *sha256, AttachmentPlace *place,
                      GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ATTACHMENT_FIRST);

    db_int(s, 1, list);
    db_text(s, 2, sha256);
    if (db_row(s)) {
        place->letter = db_col_int(s, 0);
        place->position = db_col_int(s, 1);
    }
    return db_done(s, error);
}
