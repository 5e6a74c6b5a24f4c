/* registry_apply.c: the last stage of an import: the writes; see registry_plan.h. Runs inside the
 * caller's transaction. Nothing is deleted: places, links and memberships end. */
#include "lists/registry_plan.h"

#include "base/clock.h"
#include "lists/list.h"
#include "lists/people.h"

static bool apply_school(Db *db, KnownSchool *school, GError **error)
{
    if (school->id == 0) {
        const char *district = school->new_district ? school->new_district : "";
        if (!school_add(db, school->name, district, &school->id, error))
            return false;
    } else if (school->new_district) {
        DbStmt *stmt = db_stmt(db, SQL_SCHOOL_SET_DISTRICT);
        db_int(stmt, 1, school->id);
        db_text(stmt, 2, school->new_district);
        if (!db_run(stmt, error))
            return false;
    }
    for (guint i = 0; i < school->new_mailboxes->len; i++)
        if (!school_link_address(db, school->id, g_ptr_array_index(school->new_mailboxes, i),
                                 error))
            return false;
    return true;
}

static const char *text_or_null(const char *first, const char *second)
{
    return *first ? first : second && *second ? second : NULL;
}

/* Columns that PERSON_ADD and PERSON_UPDATE share: the file's word, else what is known. */
static void bind_person(DbStmt *stmt, const RegistryRow *row, const KnownPerson *known)
{
    const char *subjects = text_or_null(row->subjects, known ? known->subjects : NULL);

    db_text(stmt, 1, row->name);
    db_text(stmt, 2, row->name_key);
    db_text(stmt, 3, text_or_null(row->number, known ? known->number : NULL));
    db_text(stmt, 4, subjects ? subjects : "");
    db_id(stmt, 5, row->born ? row->born : known ? known->born : 0);
    db_id(stmt, 6, row->works_since ? row->works_since : known ? known->works_since : 0);
    db_text(stmt, 7, text_or_null(row->consent_on, known ? known->consent_on : NULL));
    db_text(stmt, 8, text_or_null(row->consent_source, known ? known->consent_source : NULL));
}

static bool apply_person(Db *db, const Step *step, int64_t *id, GError **error)
{
    if (step->person) {
        *id = step->person->id;
        if (!step->updates)
            return true;
    }
    DbStmt *stmt = db_stmt(db, step->person ? SQL_PERSON_UPDATE : SQL_PERSON_ADD);
    bind_person(stmt, step->row, step->person);
    db_int(stmt, 9, step->person ? step->person->id : clock_now());
    if (!db_run(stmt, error))
        return false;
    if (!step->person)
        *id = db_last_id(db);
    return true;
}

/* Runs a statement that ends something of a person: the person, the time. */
static bool run_end(Db *db, Sql sql, int64_t person, GError **error)
{
    DbStmt *stmt = db_stmt(db, sql);

    db_int(stmt, 1, person);
    db_int(stmt, 2, clock_now());
    return db_run(stmt, error);
}

static bool apply_place(Db *db, const Step *step, int64_t person, GError **error)
{
    const char *position =
        text_or_null(step->row->position, step->person ? step->person->position : NULL);

    if (!step->places)
        return true;
    if (!run_end(db, SQL_PERSON_SCHOOL_END, person, error))
        return false;
    DbStmt *stmt = db_stmt(db, SQL_PERSON_SCHOOL_ADD);
    db_int(stmt, 1, person);
    db_int(stmt, 2, step->school->id);
    db_text(stmt, 3, position ? position : "");
    db_int(stmt, 4, clock_now());
    return db_run(stmt, error);
}

/* Who is back has the addresses again that they proved; letters go there. */
static bool return_addresses(Db *db, const KnownPerson *back, GError **error)
{
    for (guint i = back->links->len; i > 0; i--) {
        const KnownLink *link = g_ptr_array_index(back->links, i - 1);
        DbStmt *stmt = db_stmt(db, SQL_PERSON_ADDRESS_RETURN);
        db_int(stmt, 1, back->id);
        db_text(stmt, 2, link->address);
        db_int(stmt, 3, clock_now());
        if (!db_run(stmt, error))
            return false;
    }
    return true;
}

static bool apply_addresses(Db *db, const Step *step, int64_t person, GError **error)
{
    for (guint i = 0; i < step->unlink->len; i++) {
        DbStmt *stmt = db_stmt(db, SQL_PERSON_ADDRESS_END);
        db_int(stmt, 1, person);
        db_text(stmt, 2, g_ptr_array_index(step->unlink, i));
        db_int(stmt, 3, clock_now());
        db_text(stmt, 4, "registry");
        if (!db_run(stmt, error))
            return false;
    }
    /* from the last: letters go to the newest, and people write their main address first */
    for (guint i = step->link->len; i > 0; i--)
        if (!person_link_address(db, person, g_ptr_array_index(step->link, i - 1), "registry",
                                 error))
            return false;
    return !step->person || !step->person->left || return_addresses(db, step->person, error);
}

static bool apply_step(Db *db, const Step *step, GError **error)
{
    int64_t person = 0;

    if (step->kept_out)
        return true;
    if (!apply_person(db, step, &person, error) || !apply_place(db, step, person, error) ||
        !apply_addresses(db, step, person, error))
        return false;
    for (guint i = 0; i < step->joins->len; i++)
        if (!list_join(db, g_array_index(step->joins, int64_t, i), person, "registry", NULL, error))
            return false;
    return true;
}

static bool apply_gone(Db *db, int64_t person, GError **error)
{
    static const Sql ends[] = {SQL_PERSON_END, SQL_PERSON_SCHOOL_END, SQL_PERSON_ADDRESS_END_ALL,
                               SQL_ROLE_REVOKE_ALL};

    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (!run_end(db, ends[i], person, error))
            return false;
    DbStmt *stmt = db_stmt(db, SQL_MEMBER_LEAVE_ALL);
    db_int(stmt, 1, person);
    db_int(stmt, 2, clock_now());
    db_text(stmt, 3, "registry");
    return db_run(stmt, error);
}

bool import_apply(Import *import, GError **error)
{
    for (guint i = 0; i < import->known->schools->len; i++) {
        KnownSchool *school = g_ptr_array_index(import->known->schools, i);
        if (school->line && !apply_school(import->db, school, error))
            return false;
    }
    for (guint i = 0; i < import->steps->len; i++)
        if (!apply_step(import->db, g_ptr_array_index(import->steps, i), error))
            return false;
    for (guint i = 0; import->flags & IMPORT_GONE_LEAVE && i < import->known->persons->len; i++) {
        const KnownPerson *person = g_ptr_array_index(import->known->persons, i);
        if (!person->line && !person->left && !apply_gone(import->db, person->id, error))
            return false;
    }
    return true;
}
