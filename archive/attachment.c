/* attachment.c: see attachment.h. */
#include "archive/attachment.h"

#include <inttypes.h>

char *attachment_number(const AttachmentPlace *place)
{
    return g_strdup_printf("%" PRId64 "-%" PRId64, place->post, place->position);
}

bool attachment_first(Db *db, int64_t list, const char *sha256, AttachmentPlace *place,
                      GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ATTACHMENT_FIRST);

    db_int(s, 1, list);
    db_text(s, 2, sha256);
    if (db_row(s)) {
        place->post = db_col_int(s, 0);
        place->position = db_col_int(s, 1);
    }
    return db_done(s, error);
}
