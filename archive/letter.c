/* letter.c: see letter.h. */
#include "archive/letter.h"

#include <inttypes.h>
#include <string.h>

#include "archive/pack.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/sha256.h"

static const char *const STATE_NAMES[] = {
    [CASE_NEW] = "new", [CASE_HELD] = "held", [CASE_DONE] = "done", [CASE_BROKEN] = "broken"};

static const char *state_name(CaseState state)
{
    return STATE_NAMES[state];
}

GBytes *letter_raw(Db *db, int64_t letter, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_RAW);
    g_autoptr(GBytes) packed = NULL, kept = NULL;
    int64_t bytes = 0;
    bool erased = false;
    guint8 sum[32];

    db_int(s, 1, letter);
    if (db_row(s)) {
        packed = db_col_blob(s, 0);
        bytes = db_col_int(s, 1);
        kept = db_col_blob(s, 2);
        erased = !db_col_null(s, 3);
    }
    if (!db_done(s, error))
        return NULL;
    if (!packed) {
        fail(error, ERR_NOT_FOUND, "there is no letter %" PRId64, letter);
        return NULL;
    }
    if (erased) {
        fail(error, ERR_NOT_FOUND, "letter %" PRId64 " was erased, as its author asked", letter);
        return NULL;
    }
    g_autoptr(GBytes) raw = unpack(packed, (size_t)bytes, error);
    if (!raw)
        return NULL;
    sha256(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), sum);
    if (g_bytes_get_size(kept) != 32 || memcmp(g_bytes_get_data(kept, NULL), sum, 32) != 0) {
        fail(error, ERR_PERM, "letter %" PRId64 " in the database is damaged: wrong SHA-256",
             letter);
        return NULL;
    }
    return g_steal_pointer(&raw);
}

void case_free(Case *item)
{
    if (!item)
        return;
    g_free(item->recipient);
    g_free(item->target);
    g_free(item->verdict);
    g_free(item->reason);
    g_free(item->mail_from);
    g_free(item->account);
    g_free(item);
}

static CaseState state_from(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(STATE_NAMES); i++) {
        if (g_str_equal(name, STATE_NAMES[i]))
            return (CaseState)i;
    }
    return CASE_BROKEN;
}

Case *case_by_id(Db *db, int64_t id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_CASE_BY_ID);
    g_autoptr(Case) item = NULL;

    db_int(s, 1, id);
    if (db_row(s)) {
        item = g_new0(Case, 1);
        item->id = db_col_int(s, 0);
        item->letter = db_col_int(s, 1);
        item->created = db_col_int(s, 2);
        item->recipient = db_col_dup(s, 3);
        item->target = db_col_dup(s, 4);
        item->state = state_from(db_col_text(s, 5));
        item->verdict = db_col_dup(s, 6);
        item->reason = db_col_dup(s, 7);
        item->mail_from = db_col_dup(s, 8);
        item->account = db_col_dup(s, 9);
        item->accepted = db_col_int(s, 10);
        item->attempts = db_col_int(s, 11);
    }
    if (!db_done(s, error))
        return NULL;
    if (!item)
        fail(error, ERR_NOT_FOUND, "there is no case %" PRId64, id);
    return g_steal_pointer(&item);
}

GArray *case_ids(Db *db, CaseState state, int64_t after, int most, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_CASE_IDS);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));

    db_text(s, 1, state_name(state));
    db_int(s, 2, most);
    db_int(s, 3, after);
    while (db_row(s)) {
        int64_t id = db_col_int(s, 0);
        g_array_append_val(ids, id);
    }
    return db_done(s, error) ? g_steal_pointer(&ids) : NULL;
}

bool case_add(Db *db, int64_t letter, const char *recipient, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_CASE_INSERT);

    db_int(s, 1, letter);
    db_text(s, 2, recipient);
    db_int(s, 3, clock_now());
    return db_run(s, error);
}

bool case_set_target(Db *db, int64_t id, const char *target, bool *taken, GError **error)
{
    int64_t other;
    DbStmt *s = db_stmt(db, SQL_CASE_OTHER_WITH_TARGET);

    *taken = false;
    db_int(s, 1, id);
    db_text(s, 2, target);
    if (!db_one(s, &other, taken, error) || *taken)
        return *taken;
    s = db_stmt(db, SQL_CASE_SET_TARGET);
    db_int(s, 1, id);
    db_text(s, 2, target);
    return db_run(s, error);
}

bool case_decide(Db *db, int64_t id, CaseState state, const char *verdict, const char *reason,
                 GError **error)
{
    DbStmt *s = db_stmt(db, SQL_CASE_DECIDE);

    db_int(s, 1, id);
    db_text(s, 2, state_name(state));
    db_text(s, 3, verdict);
    db_text(s, 4, reason);
    db_int(s, 5, clock_now());
    return db_run(s, error);
}

bool case_retry(Db *db, int64_t id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_CASE_RETRY);

    db_int(s, 1, id);
    if (!db_run(s, error))
        return false;
    if (!db_changes(db)) {
        g_autoptr(Case) item = case_by_id(db, id, error);
        return item && fail(error, ERR_NOT_FOUND, "case %" PRId64 " is not broken", id);
    }
    s = db_stmt(db, SQL_LETTER_FORGIVE);
    db_int(s, 1, id);
    return db_run(s, error);
}

bool case_renew(Db *db, const char *reason, const char *address, int64_t since, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_CASE_RENEW);

    db_text(s, 1, reason);
    db_text(s, 2, address);
    db_int(s, 3, since);
    return db_run(s, error);
}

bool letter_attempted(Db *db, int64_t letter, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_ATTEMPTED);

    db_int(s, 1, letter);
    return db_run(s, error);
}

bool letter_was_read(Db *db, int64_t letter, const char *message_id, const char *from,
                     GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_WAS_READ);

    db_int(s, 1, letter);
    db_text(s, 2, message_id);
    db_text(s, 3, from);
    return db_run(s, error);
}

bool letter_same_message_id(Db *db, int64_t letter, const char *message_id, int64_t *other,
                            GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_SAME_MESSAGE_ID);

    *other = 0;
    db_int(s, 1, letter);
    db_text(s, 2, message_id);
    return db_one(s, other, NULL, error);
}
