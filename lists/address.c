/* address.c: addresses of persons and schools, and the wish of an address to be left alone; see
 * people.h. An address is in one of three states: of one person; of several persons; the mailbox of
 * a school. The last two are shared: a letter from them says nothing sure about its writer. */
#include "lists/people.h"

#include "base/clock.h"
#include "base/error.h"

bool school_by_address(Db *db, const char *address, int64_t *school, char **name, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_SCHOOL_BY_ADDRESS);
    db_text(stmt, 1, address);
    bool found = db_row(stmt);
    int64_t id = found ? db_col_int(stmt, 0) : 0;
    g_autofree char *title = found ? db_col_dup(stmt, 1) : NULL;

    if (!db_done(stmt, error))
        return false;
    *school = id;
    if (name)
        *name = g_steal_pointer(&title);
    return true;
}

/* The row of `address`, made when there is none; *school is whose mailbox it is, 0 of none. */
static bool address_row(Db *db, const char *address, int64_t *id, int64_t *school, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_ADDRESS_ADD);
    db_text(stmt, 1, address);
    if (!db_run(stmt, error))
        return false;
    stmt = db_stmt(db, SQL_ADDRESS_BY_TEXT);
    db_text(stmt, 1, address);
    bool found = db_row(stmt);
    if (found) {
        *id = db_col_int(stmt, 0);
        *school = db_col_int(stmt, 1);
    }
    if (!db_done(stmt, error))
        return false;
    return found || fail(error, ERR_BUG, "the address %s was stored and is not there", address);
}

bool person_link_address(Db *db, int64_t person, const char *address, const char *proof,
                         GError **error)
{
    int64_t id, school;

    if (!address_row(db, address, &id, &school, error))
        return false;
    if (school)
        return fail(error, ERR_INPUT,
                    "%s is the shared mailbox of a school and cannot be one person's", address);
    DbStmt *stmt = db_stmt(db, SQL_PERSON_ADDRESS_ADD);
    db_int(stmt, 1, person);
    db_int(stmt, 2, id);
    db_text(stmt, 3, proof);
    db_int(stmt, 4, clock_now());
    if (!db_run(stmt, error))
        return false;
    return !g_str_equal(proof, "token") || address_works(db, address, error);
}

bool school_link_address(Db *db, int64_t school, const char *address, GError **error)
{
    int64_t id, before;

    if (!address_row(db, address, &id, &before, error))
        return false;
    DbStmt *stmt = db_stmt(db, SQL_ADDRESS_SET_SCHOOL);
    db_int(stmt, 1, id);
    db_int(stmt, 2, school);
    if (!db_run(stmt, error))
        return false;
    stmt = db_stmt(db, SQL_ADDRESS_END_LINKS);
    db_int(stmt, 1, id);
    db_int(stmt, 2, clock_now());
    return db_run(stmt, error);
}

bool address_flag(Db *db, const char *address, const char *reason, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_ADDRESS_FLAG);

    db_text(stmt, 1, address);
    db_int(stmt, 2, clock_now());
    db_text(stmt, 3, reason);
    return db_run(stmt, error);
}

bool address_works(Db *db, const char *address, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_ADDRESS_WORKS);

    db_text(stmt, 1, address);
    return db_run(stmt, error);
}

GHashTable *school_mailboxes(Db *db, GError **error)
{
    g_autoptr(GHashTable) all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    DbStmt *stmt = db_stmt(db, SQL_SCHOOL_MAILBOXES);

    while (db_row(stmt))
        g_hash_table_add(all, db_col_dup(stmt, 0));
    return db_done(stmt, error) ? g_steal_pointer(&all) : NULL;
}

/* --- opt-outs --------------------------------------------------------------------------------- */

static DbStmt *optout_stmt(Db *db, Sql sql, const guint8 hash[32], int64_t list)
{
    DbStmt *stmt = db_stmt(db, sql);

    db_blob(stmt, 1, hash, 32);
    db_int(stmt, 2, list);
    return stmt;
}

bool optout_add(Db *db, const guint8 hash[32], int64_t list, GError **error)
{
    DbStmt *stmt = optout_stmt(db, SQL_OPTOUT_ADD, hash, list);

    db_int(stmt, 3, clock_now());
    return db_run(stmt, error);
}

bool optout_has(Db *db, const guint8 hash[32], int64_t list, bool *has, GError **error)
{
    int64_t one;

    return db_one(optout_stmt(db, SQL_OPTOUT_HAS, hash, list), &one, has, error);
}

bool optout_remove(Db *db, const guint8 hash[32], int64_t list, GError **error)
{
    return db_run(optout_stmt(db, SQL_OPTOUT_REMOVE, hash, list), error);
}
