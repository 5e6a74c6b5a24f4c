/* outgoing.c: of outgoing.h: letters, and to whom each of them goes. What becomes of a copy:
 * recipient.c. */
#include "archive/outgoing.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/error.h"

void outgoing_free(Outgoing *outgoing)
{
    if (!outgoing)
        return;
    g_free(outgoing->purpose);
    g_free(outgoing->key);
    g_free(outgoing->message_id);
    g_free(outgoing->mail_from);
    g_clear_pointer(&outgoing->head, g_bytes_unref);
    g_free(outgoing->address);
    g_free(outgoing->draft);
    g_free(outgoing);
}

bool outgoing_add(Db *db, const Outgoing *outgoing, int64_t *id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_OUTGOING_INSERT);

    db_text(s, 1, outgoing->purpose);
    db_text(s, 2, outgoing->key);
    db_int(s, 3, outgoing->priority);
    db_text(s, 4, outgoing->message_id);
    db_text(s, 5, outgoing->mail_from ? outgoing->mail_from : "");
    if (outgoing->head) {
        size_t length;
        const void *bytes = g_bytes_get_data(outgoing->head, &length);
        db_blob(s, 6, bytes, length);
    }
    db_id(s, 7, outgoing->letter);
    db_text(s, 8, outgoing->draft);
    db_id(s, 9, outgoing->ask);
    db_id(s, 10, outgoing->list);
    db_int(s, 11, clock_now());
    db_text(s, 12, outgoing->address);
    db_int(s, 13, outgoing->sender);
    if (!db_run(s, error))
        return false;
    *id = db_changes(db) ? db_last_id(db) : 0;
    return true;
}

static bool add_recipient(Db *db, int64_t outgoing, const Addressee *to, bool gathered,
                          GError **error)
{
    DbStmt *s = db_stmt(db, SQL_RECIPIENT_INSERT);

    db_int(s, 1, outgoing);
    db_id(s, 2, to->person);
    db_text(s, 3, to->address);
    db_int(s, 4, clock_now());
    db_text(s, 5, to->names);
    db_int(s, 6, gathered);
    return db_run(s, error);
}

bool outgoing_add_recipient(Db *db, int64_t outgoing, const Addressee *to, GError **error)
{
    return add_recipient(db, outgoing, to, false, error);
}

bool outgoing_gather_recipient(Db *db, int64_t outgoing, const Addressee *to, GError **error)
{
    return add_recipient(db, outgoing, to, true, error);
}

static Outgoing *outgoing_from_row(DbStmt *s)
{
    Outgoing *outgoing = g_new0(Outgoing, 1);

    outgoing->id = db_col_int(s, 0);
    outgoing->purpose = db_col_dup(s, 1);
    outgoing->key = db_col_dup(s, 2);
    outgoing->priority = (Priority)db_col_int(s, 3);
    outgoing->message_id = db_col_dup(s, 4);
    outgoing->mail_from = db_col_dup(s, 5);
    outgoing->head = db_col_null(s, 6) ? NULL : db_col_blob(s, 6);
    outgoing->letter = db_col_int(s, 7);
    outgoing->draft = db_col_dup(s, 8);
    outgoing->ask = db_col_int(s, 9);
    outgoing->list = db_col_int(s, 10);
    outgoing->address = db_col_dup(s, 11);
    outgoing->sender = db_col_int(s, 12);
    return outgoing;
}

char *outgoing_message_id(Db *db, const char *purpose, const char *key, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_OUTGOING_MESSAGE_ID);
    g_autofree char *id = NULL;

    db_text(s, 1, purpose);
    db_text(s, 2, key);
    if (db_row(s))
        id = db_col_dup(s, 0);
    return db_done(s, error) ? g_steal_pointer(&id) : NULL;
}

Outgoing *outgoing_by_id(Db *db, int64_t id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_OUTGOING_BY_ID);
    g_autoptr(Outgoing) outgoing = NULL;

    db_int(s, 1, id);
    if (db_row(s))
        outgoing = outgoing_from_row(s);
    if (!db_done(s, error))
        return NULL;
    if (!outgoing)
        fail(error, ERR_NOT_FOUND, "there is no outgoing letter %" PRId64, id);
    return g_steal_pointer(&outgoing);
}
