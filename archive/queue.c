/* queue.c: the waiting letters as a human sees them: listed, tried again, dropped (see outgoing.h).
 */
#include "archive/outgoing.h"

#include <inttypes.h>

#include "archive/sender.h"
#include "base/clock.h"
#include "base/error.h"

void queue_row_free(QueueRow *row)
{
    if (!row)
        return;
    g_free(row->purpose);
    g_free(row->message_id);
    g_free(row->address);
    g_free(row->state);
    g_free(row->reply);
    g_free(row);
}

static QueueRow *queue_row(DbStmt *s)
{
    QueueRow *row = g_new0(QueueRow, 1);

    row->letter = db_col_int(s, 0);
    row->purpose = db_col_dup(s, 1);
    row->message_id = db_col_dup(s, 2);
    row->address = db_col_dup(s, 3);
    row->state = db_col_dup(s, 4);
    row->list = db_col_int(s, 5);
    row->attempts = db_col_int(s, 6);
    row->queued = db_col_int(s, 7);
    row->next_try = db_col_int(s, 8);
    row->changed = db_col_int(s, 9);
    row->code = db_col_int(s, 10);
    row->reply = db_col_dup(s, 11);
    row->copy = db_col_int(s, 12);
    row->maybe_twice = db_col_int(s, 13);
    row->is_known = db_col_int(s, 14);
    return row;
}

GPtrArray *queue_rows(Db *db, const QueueWanted *wanted, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)queue_row_free);
    DbStmt *s = db_stmt(db, wanted->letter  ? SQL_QUEUE_OF_LETTER
                            : wanted->state ? SQL_QUEUE_BY_STATE
                                            : SQL_QUEUE_WAITING);

    db_int(s, 1, wanted->most);
    if (wanted->letter || wanted->state)
        db_text(s, 2, wanted->state);
    if (wanted->letter)
        db_int(s, 3, wanted->letter);
    while (db_row(s))
        g_ptr_array_add(rows, queue_row(s));
    return db_done(s, error) ? g_steal_pointer(&rows) : NULL;
}

bool queue_check(Db *db, int64_t outgoing, const char *address, GError **error)
{
    g_autoptr(Outgoing) letter = outgoing_by_id(db, outgoing, error);
    int64_t copy;
    bool found = false;

    if (!letter || !address)
        return letter != NULL;
    DbStmt *s = db_stmt(db, SQL_QUEUE_GOES_TO);
    db_int(s, 1, outgoing);
    db_text(s, 2, address);
    if (!db_one(s, &copy, &found, error))
        return false;
    return found || fail(error, ERR_NOT_FOUND,
                         "outgoing letter %" PRId64 " does not go to %s; see vestnik queue list "
                         "%" PRId64,
                         outgoing, address, outgoing);
}

bool queue_retry(Db *db, int64_t outgoing, const char *address, int64_t *count, GError **error)
{
    DbStmt *s = db_stmt(db, outgoing ? SQL_QUEUE_RETRY_ONE : SQL_QUEUE_RETRY_ALL);

    db_int(s, 1, clock_now());
    if (outgoing) {
        db_int(s, 2, outgoing);
        db_text(s, 3, address);
    }
    if (!db_run(s, error))
        return false;
    *count = db_changes(db);
    return sender_go(db, 0, error); /* whoever says so has mended what stopped an account */
}

bool queue_drop(Db *db, int64_t outgoing, const char *address, int64_t *count, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_QUEUE_DROP);

    db_int(s, 1, outgoing);
    db_int(s, 2, clock_now());
    db_text(s, 3, address);
    if (!db_run(s, error))
        return false;
    *count = db_changes(db);
    return true;
}
