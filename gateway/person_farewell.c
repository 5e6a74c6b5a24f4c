/* person_farewell.c: see person_farewell.h. */
#include "gateway/person_farewell.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/words.h"
#include "lists/wish.h"

#define DUE "empty-log"

static bool note_due(Db *db, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_DUE_SET);

    db_text(stmt, 1, DUE);
    db_text(stmt, 2, "");
    db_int(stmt, 3, clock_now());
    return db_run(stmt, error);
}

static bool check_there(Db *db, int64_t person, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_PERSON_IS_ERASED);
    int64_t at = 0;
    bool erased = false;

    db_int(stmt, 1, person);
    if (!db_one(stmt, &at, &erased, error))
        return false;
    return !erased || fail(error, ERR_INPUT, "this person was erased already");
}

bool farewell_erase(Db *db, const Settings *settings, int64_t person, Erased *erased,
                    GError **error)
{
    TokenKey key;
    g_autoptr(Words) words = words_open(settings->letters, settings->language, error);

    return words && token_key_load(settings->key_file, &key, error) &&
           check_there(db, person, error) && wish_keep_erased(db, &key, person, error) &&
           person_erase(db, person, words_get(words, WORD_ERASED), erased, error) &&
           note_due(db, error);
}

void farewell_log(int64_t person, const Erased *erased)
{
    LOG(INFO, "person.erased", LOG_NUM("person", person), LOG_NUM("letters", erased->letters));
}

/* The address of the last letter, the only one that was still needed. */
static bool forget_farewells(Db *db, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_ERASE_FAREWELL_TO);

    db_text(stmt, 1, FAREWELL_LETTER);
    if (!db_run(stmt, error))
        return false;
    if (db_changes(db) == 0)
        return true;
    stmt = db_stmt(db, SQL_ERASE_FAREWELL);
    db_text(stmt, 1, FAREWELL_LETTER);
    return db_run(stmt, error) && note_due(db, error);
}

bool farewell_finish(Db *db, GError **error)
{
    if (!db_begin(db, error) || !db_finish(db, forget_farewells(db, error), error))
        return false;
    DbStmt *stmt = db_stmt(db, SQL_DUE_HAS);
    int64_t at;
    bool due = false, done = false;

    db_text(stmt, 1, DUE);
    db_text(stmt, 2, "");
    if (!db_one(stmt, &at, &due, error) || !due)
        return !due;
    if (!db_forget(db, &done, error) || !done)
        return !done;
    stmt = db_stmt(db, SQL_DUE_DONE);
    db_text(stmt, 1, DUE);
    db_text(stmt, 2, "");
    return db_run(stmt, error);
}
