/* person_same.c: see person_same.h. */
#include "lists/person_same.h"

#include <inttypes.h>

#include "base/error.h"
#include "base/text.h"
#include "lists/name_keys.h"

static bool read_born(Db *db, int64_t person, int64_t *born, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_PERSON_RECORD);

    db_int(stmt, 1, person);
    *born = db_row(stmt) ? db_col_int(stmt, 1) : 0;
    return db_done(stmt, error);
}

static bool check_alive(Db *db, const Person *person, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_PERSON_MERGED_INTO);
    int64_t into = 0;

    db_int(stmt, 1, person->id);
    if (!db_one(stmt, &into, NULL, error))
        return false;
    if (into)
        return fail(error, ERR_INPUT, "%s (#%" PRId64 ") was merged into #%" PRId64 " already",
                    person->name, person->id, into);
    return *person->name || fail(error, ERR_INPUT, "#%" PRId64 " was erased", person->id);
}

static bool check_names(const Person *from, const Person *into, GError **error)
{
    g_autofree char *a = text_fold(from->name), *b = text_fold(into->name);

    return name_keys_agree(a, b) ||
           fail(error, ERR_INPUT,
                "the names %s and %s do not look like one person's; if they are, add --anyway",
                from->name, into->name);
}

static bool check_years(Db *db, const Person *from, const Person *into, GError **error)
{
    int64_t a, b;

    if (!read_born(db, from->id, &a, error) || !read_born(db, into->id, &b, error))
        return false;
    return !a || !b || a == b ||
           fail(error, ERR_INPUT,
                "%s was born in %" PRId64 " and %s in %" PRId64 "; if that is a mistake and they "
                "are one person, add --anyway",
                from->name, a, into->name, b);
}

bool person_same_check(Db *db, const Person *from, const Person *into, bool anyway, GError **error)
{
    if (from->id == into->id)
        return fail(error, ERR_INPUT, "both are %s (#%" PRId64 "): there is nothing to merge",
                    from->name, from->id);
    if (!check_alive(db, from, error) || !check_alive(db, into, error))
        return false;
    if (from->number && into->number)
        return fail(error, ERR_INPUT,
                    "%s has the number %s and %s the number %s: the centre's registry says that "
                    "they are two persons; correct it there first",
                    from->name, from->number, into->name, into->number);
    return anyway || (check_names(from, into, error) && check_years(db, from, into, error));
}
