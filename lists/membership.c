/* membership.c: who belongs to a list, how they get its letters, and who has which role in it; see
 * list.h. Nothing is deleted: a membership or role ends and a later one is a new row. */
#include "lists/readers.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"

const char *const MEMBER_MODES[] = {"each", "daily", "weekly", "none", NULL};
const char *const MEMBER_ROLES[] = {"moderator", "deputy", "methodist", "expert", NULL};

void member_free(Member *member)
{
    if (!member)
        return;
    g_free(member->name);
    g_free(member->school);
    g_free(member->address);
    g_free(member->mode);
    g_free(member->usual);
    g_free(member->roles);
    g_free(member->returns);
    g_free(member);
}

static bool check_word(const char *what, const char *const *words, const char *word, GError **error)
{
    if (g_strv_contains(words, word))
        return true;
    g_autofree char *allowed = g_strjoinv(", ", (char **)words);
    return fail(error, ERR_INPUT, "'%s' is no %s; there are: %s", word, what, allowed);
}

/* Columns of SQL_MEMBER. */
static Member *read_member(DbStmt *stmt)
{
    Member *member = g_new0(Member, 1);

    member->person = db_col_int(stmt, 0);
    member->name = db_col_dup(stmt, 1);
    member->school = db_col_dup(stmt, 2);
    member->address = db_col_dup(stmt, 3);
    member->mode = db_col_dup(stmt, 4);
    member->since = db_col_int(stmt, 5);
    member->roles = db_col_dup(stmt, 6);
    member->until = db_col_int(stmt, 7);
    member->usual = db_col_dup(stmt, 8);
    member->returns = db_col_dup(stmt, 9);
    return member;
}

static GPtrArray *read_members(DbStmt *stmt, GError **error)
{
    g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func((GDestroyNotify)member_free);

    while (db_row(stmt))
        g_ptr_array_add(members, read_member(stmt));
    return db_done(stmt, error) ? g_steal_pointer(&members) : NULL;
}

GPtrArray *list_members(Db *db, int64_t list, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_MEMBERS_OF_LIST);

    db_int(stmt, 1, list);
    db_int(stmt, 2, clock_now());
    return read_members(stmt, error);
}

GPtrArray *list_readers(Db *db, int64_t list, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_READERS_OF_LIST);

    db_int(stmt, 1, list);
    db_int(stmt, 2, clock_now());
    return read_members(stmt, error);
}

GPtrArray *list_role(Db *db, int64_t list, const char *role, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_MEMBERS_BY_ROLE);

    db_int(stmt, 1, list);
    db_text(stmt, 2, role);
    db_int(stmt, 3, clock_now());
    return read_members(stmt, error);
}

bool list_count(Db *db, int64_t list, int64_t *members, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_MEMBER_COUNT);
    bool found;

    db_int(stmt, 1, list);
    return db_one(stmt, members, &found, error);
}

/* --- membership ------------------------------------------------------------------------------- */

static DbStmt *pair_stmt(Db *db, Sql sql, int64_t list, int64_t person)
{
    DbStmt *stmt = db_stmt(db, sql);

    db_int(stmt, 1, list);
    db_int(stmt, 2, person);
    return stmt;
}

bool list_has_member(Db *db, int64_t list, int64_t person, bool *is_member, GError **error)
{
    int64_t one;

    return db_one(pair_stmt(db, SQL_MEMBER_HAS, list, person), &one, is_member, error);
}

bool list_has_reader(Db *db, int64_t list, int64_t person, bool *is_reader, GError **error)
{
    int64_t one;

    return db_one(pair_stmt(db, SQL_READER_HAS, list, person), &one, is_reader, error);
}

bool list_count_readers(Db *db, int64_t list, int64_t *count, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_READER_COUNT);
    bool found;

    db_int(stmt, 1, list);
    return db_one(stmt, count, &found, error);
}

/* Runs a change; *changed tells whether a row did. */
static bool run_change(Db *db, DbStmt *stmt, bool *changed, GError **error)
{
    if (!db_run(stmt, error))
        return false;
    if (changed)
        *changed = db_changes(db) > 0;
    return true;
}

bool list_join(Db *db, int64_t list, int64_t person, const char *source, bool *changed,
               GError **error)
{
    DbStmt *stmt = pair_stmt(db, SQL_MEMBER_JOIN, list, person);

    db_text(stmt, 3, source);
    db_int(stmt, 4, clock_now());
    return run_change(db, stmt, changed, error);
}

/* No letters of a list whose letters only reach the person as a member of one below it. */
static bool decline(Db *db, int64_t list, int64_t person, bool *changed, GError **error)
{
    bool is_reader = false;

    if (!list_has_reader(db, list, person, &is_reader, error))
        return false;
    if (!is_reader)
        return true;
    DbStmt *stmt = pair_stmt(db, SQL_READER_DECLINE, list, person);
    db_int(stmt, 3, clock_now());
    return run_change(db, stmt, changed, error);
}

bool list_leave(Db *db, int64_t list, int64_t person, const char *by, bool *changed, GError **error)
{
    DbStmt *stmt = pair_stmt(db, SQL_MEMBER_LEAVE, list, person);
    bool left = false;

    db_int(stmt, 3, clock_now());
    db_text(stmt, 4, by);
    if (!run_change(db, stmt, &left, error) ||
        (!left && g_str_equal(by, "self") && !decline(db, list, person, &left, error)))
        return false;
    if (changed)
        *changed = left;
    return true;
}

bool membership_set_mode(Db *db, int64_t list, int64_t person, const char *mode, int64_t until,
                         GError **error)
{
    bool changed = false;

    if (!check_word("mode", MEMBER_MODES, mode, error))
        return false;
    if (until && until <= clock_now())
        return fail(error, ERR_INPUT, "the day until which the mode is to be %s is over", mode);
    DbStmt *stmt =
        pair_stmt(db, until ? SQL_MEMBER_SET_MEANWHILE : SQL_MEMBER_SET_MODE, list, person);
    db_text(stmt, 3, mode);
    if (until)
        db_int(stmt, 4, until);
    if (!run_change(db, stmt, &changed, error))
        return false;
    return changed || fail(error, ERR_NOT_FOUND, "that person is no member of this list");
}

bool membership_end_meanwhile(Db *db, int64_t list, int64_t person, GError **error)
{
    return db_run(pair_stmt(db, SQL_MEMBER_END_MEANWHILE, list, person), error);
}

/* --- roles ------------------------------------------------------------------------------------ */

bool list_has_role(Db *db, int64_t list, int64_t person, const char *role, bool *has,
                   GError **error)
{
    DbStmt *stmt = pair_stmt(db, SQL_ROLE_HAS, list, person);
    int64_t one;

    db_text(stmt, 3, role);
    return db_one(stmt, &one, has, error);
}

bool list_role_anywhere(Db *db, int64_t person, const char *role, bool *has, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_ROLE_ANYWHERE);
    int64_t one;

    db_int(stmt, 1, person);
    db_text(stmt, 2, role);
    return db_one(stmt, &one, has, error);
}

bool list_decides(Db *db, int64_t list, int64_t person, bool *decides, GError **error)
{
    static const char *const DECIDE[] = {"moderator", "deputy", "methodist"};

    *decides = false;
    for (size_t i = 0; i < G_N_ELEMENTS(DECIDE) && !*decides; i++) {
        if (!list_has_role(db, list, person, DECIDE[i], decides, error))
            return false;
    }
    return true;
}

static bool change_role(Db *db, DbStmt *stmt, const char *role, GError **error)
{
    db_text(stmt, 3, role);
    db_int(stmt, 4, clock_now());
    return run_change(db, stmt, NULL, error);
}

bool list_grant(Db *db, int64_t list, int64_t person, const char *role, GError **error)
{
    if (!check_word("role", MEMBER_ROLES, role, error))
        return false;
    return change_role(db, pair_stmt(db, SQL_ROLE_GRANT, list, person), role, error);
}

bool list_revoke(Db *db, int64_t list, int64_t person, const char *role, GError **error)
{
    if (!check_word("role", MEMBER_ROLES, role, error))
        return false;
    return change_role(db, pair_stmt(db, SQL_ROLE_REVOKE, list, person), role, error);
}

bool list_has_member_of_school(Db *db, int64_t list, int64_t school, bool *has, GError **error)
{
    int64_t one;
    DbStmt *stmt = db_stmt(db, SQL_LIST_SCHOOL_MEMBER);

    db_int(stmt, 1, list);
    db_int(stmt, 2, school);
    return db_one(stmt, &one, has, error);
}
