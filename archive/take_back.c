/* take_back.c: see take_back.h. */
#include "archive/take_back.h"

#include <inttypes.h>

#include "archive/outgoing.h"
#include "base/clock.h"

#define LOOKED_AT 100 /* cases of one letter */

GArray *take_back_cases(Db *db, const TakeBack *wanted, GError **error)
{
    g_autoptr(GArray) cases = g_array_new(FALSE, FALSE, sizeof(int64_t));
    DbStmt *s = db_stmt(db, SQL_TAKE_BACK_CASES);
    int64_t letter = 0;

    db_text(s, 1, wanted->address);
    db_int(s, 2, wanted->since);
    db_int(s, 3, wanted->letter);
    db_int(s, 4, LOOKED_AT);
    db_int(s, 5, wanted->list);
    while (db_row(s)) {
        int64_t id = db_col_int(s, 0);
        if (letter && letter != db_col_int(s, 1))
            continue;
        letter = db_col_int(s, 1);
        g_array_append_val(cases, id);
    }
    return db_done(s, error) ? g_steal_pointer(&cases) : NULL;
}

static bool find_post(Db *db, TakenPost *post, int64_t *id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_TAKE_BACK_POST);

    db_int(s, 1, post->list);
    db_int(s, 2, post->letter);
    db_int(s, 3, post->since);
    return db_one(s, id, &post->found, error);
}

static bool drop_copies(Db *db, TakenPost *post, GError **error)
{
    g_autofree char *key = g_strdup_printf("%" PRId64 ":%" PRId64, post->list, post->letter);
    DbStmt *s = db_stmt(db, SQL_TAKE_BACK_OUTGOING);
    int64_t outgoing = 0;

    db_text(s, 1, key);
    if (db_row(s)) {
        outgoing = db_col_int(s, 0);
        post->sent = db_col_int(s, 1);
    }
    return db_done(s, error) &&
           (!outgoing || queue_drop(db, outgoing, NULL, &post->dropped, error));
}

static bool hide(Db *db, int64_t id, const char *text, GError **error)
{
    static const Sql OF_POST[] = {SQL_TAKE_BACK_WORDS, SQL_TAKE_BACK_FILES, SQL_TAKE_BACK_ACTS};

    for (size_t i = 0; i < G_N_ELEMENTS(OF_POST); i++) {
        DbStmt *s = db_stmt(db, OF_POST[i]);
        db_int(s, 1, id);
        if (!db_run(s, error))
            return false;
    }
    DbStmt *s = db_stmt(db, SQL_TAKE_BACK_TEXT);
    db_int(s, 1, id);
    db_text(s, 2, text);
    return db_run(s, error);
}

bool take_back_post(Db *db, TakenPost *post, GError **error)
{
    int64_t id = 0;

    if (!find_post(db, post, &id, error))
        return false;
    return !post->found || (drop_copies(db, post, error) && hide(db, id, post->text, error));
}
