/* person_data.c: see person_data.h. */
#include "archive/person_data.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/error.h"

const char *const PERSON_COLUMNS[] = {"act.person",
                                      "ask.person",
                                      "attribution.person",
                                      "author_memory.person",
                                      "invitation.person",
                                      "membership.person",
                                      "person.merged_into",
                                      "person_address.person",
                                      "person_school.person",
                                      "post.person",
                                      "recipient.person",
                                      "role.person",
                                      "ruling.author",
                                      "ruling.person",
                                      NULL};

/* --- export ----------------------------------------------------------------------------------- */

static const struct {
    const char *section;
    Sql sql;
} SECTIONS[] = {
    {"person", SQL_EXPORT_PERSON},
    {"addresses", SQL_EXPORT_ADDRESSES},
    {"schools", SQL_EXPORT_SCHOOLS},
    {"memberships", SQL_EXPORT_MEMBERSHIPS},
    {"invitations", SQL_EXPORT_INVITATIONS},
    {"roles", SQL_EXPORT_ROLES},
    {"posts", SQL_EXPORT_POSTS},
    {"files", SQL_EXPORT_FILES},
    {"participation", SQL_EXPORT_ACTS},
    {"questions", SQL_EXPORT_ASKS},
    {"letters_sent_to_you", SQL_EXPORT_SENT},
    {"returned_mail", SQL_EXPORT_BOUNCES},
    {"decisions", SQL_EXPORT_RULINGS},
    {"display_names", SQL_EXPORT_SIGNATURES},
};

static json_t *read_section(Db *db, Sql sql, int64_t person, GError **error)
{
    g_autoptr(json_t) rows = json_array();
    DbStmt *s = db_stmt(db, sql);

    db_int(s, 1, person);
    while (db_row(s))
        json_array_append_new(rows, json_loads(db_col_text(s, 0), 0, NULL));
    return db_done(s, error) ? g_steal_pointer(&rows) : NULL;
}

json_t *person_data(Db *db, int64_t person, GError **error)
{
    g_autoptr(json_t) data = json_object();

    for (size_t i = 0; i < G_N_ELEMENTS(SECTIONS); i++) {
        json_t *rows = read_section(db, SECTIONS[i].sql, person, error);
        if (!rows)
            return NULL;
        json_object_set_new(data, SECTIONS[i].section, rows);
    }
    return g_steal_pointer(&data);
}

GArray *person_letters(Db *db, int64_t person, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    DbStmt *s = db_stmt(db, SQL_PERSON_LETTERS);

    db_int(s, 1, person);
    while (db_row(s)) {
        int64_t id = db_col_int(s, 0);
        g_array_append_val(ids, id);
    }
    return db_done(s, error) ? g_steal_pointer(&ids) : NULL;
}

bool person_counts(Db *db, int64_t person, PersonCounts *counts, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_PERSON_COUNTS);
    PersonCounts got = {0};

    db_int(s, 1, person);
    if (db_row(s))
        got = (PersonCounts){.posts = db_col_int(s, 0),
                             .acts = db_col_int(s, 1),
                             .copies = db_col_int(s, 2),
                             .asks = db_col_int(s, 3)};
    *counts = got;
    return db_done(s, error);
}

/* --- merge ------------------------------------------------------------------------------------ */

/* What would stand twice ends first, then the rows change hands. */
static const Sql MERGES[] = {
    SQL_MERGE_ADDRESSES_END,
    SQL_MERGE_ADDRESSES,
    SQL_MERGE_ADDRESSES_GIVEN_UP,
    SQL_MERGE_SCHOOLS_END,
    SQL_MERGE_SCHOOLS,
    SQL_MERGE_MEMBERSHIPS_LEFT,
    SQL_MERGE_MODES,
    SQL_MERGE_MEMBERSHIPS_END,
    SQL_MERGE_MEMBERSHIPS,
    SQL_MERGE_ROLES_END,
    SQL_MERGE_ROLES,
    SQL_MERGE_ASKS,
    SQL_MERGE_CHOICES,
    SQL_MERGE_ACTS,
    SQL_MERGE_RECIPIENTS,
    SQL_MERGE_POSTS,
    SQL_MERGE_RULED,
    SQL_MERGE_RULINGS,
    SQL_MERGE_INVITATIONS_END,
    SQL_MERGE_INVITATIONS,
    SQL_MERGE_AUTHORS,
    SQL_MERGE_ATTRIBUTIONS,
    SQL_MERGE_FILL,
    SQL_MERGE_END,
};

static bool read_number(Db *db, int64_t person, char **number, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_PERSON_SIGNS);

    db_int(s, 1, person);
    g_autofree char *got = db_row(s) ? db_col_dup(s, 1) : NULL;
    if (!db_done(s, error))
        return false;
    *number = g_steal_pointer(&got);
    return true;
}

/* A number belongs to one row: it goes over when the other has let go of it. */
static bool give_number(Db *db, int64_t into, const char *number, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_PERSON_SET_NUMBER);

    db_int(s, 1, into);
    db_text(s, 2, number);
    return db_run(s, error);
}

bool person_merge(Db *db, int64_t from, int64_t into, GError **error)
{
    g_autofree char *number = NULL, *own = NULL;

    if (!read_number(db, from, &number, error) || !read_number(db, into, &own, error))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(MERGES); i++) {
        DbStmt *s = db_stmt(db, MERGES[i]);
        db_int(s, 1, from);
        db_int(s, 2, into);
        db_int(s, 3, clock_now());
        if (!db_run(s, error))
            return false;
    }
    return own || !number || give_number(db, into, number, error);
}
