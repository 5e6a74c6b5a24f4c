/* registry_known.c: see registry_known.h. */
#include "lists/registry_known.h"

#include <inttypes.h>

#include "lists/people.h"

static void school_free(KnownSchool *school)
{
    g_free(school->name);
    g_free(school->key);
    g_free(school->district);
    g_free(school->new_district);
    g_ptr_array_unref(school->mailboxes);
    g_ptr_array_unref(school->new_mailboxes);
    g_free(school);
}

static void link_free(KnownLink *link)
{
    g_free(link->address);
    g_free(link);
}

static void person_release(KnownPerson *person)
{
    char *texts[] = {person->name,       person->name_key,       person->number,  person->subjects,
                     person->consent_on, person->consent_source, person->position};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_ptr_array_unref(person->links);
    g_free(person);
}

static void merged_free(KnownMerged *merged)
{
    g_free(merged->name_key);
    g_free(merged);
}

static Known *known_new(void)
{
    Known *known = g_new0(Known, 1);

    known->schools = g_ptr_array_new_with_free_func((GDestroyNotify)school_free);
    known->persons = g_ptr_array_new_with_free_func((GDestroyNotify)person_release);
    known->merged = g_ptr_array_new_with_free_func((GDestroyNotify)merged_free);
    known->school_by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
    known->school_by_key = g_hash_table_new(g_str_hash, g_str_equal);
    known->person_by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
    known->person_by_number = g_hash_table_new(g_str_hash, g_str_equal);
    known->by_place =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    known->by_address =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    known->given_up =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    known->mailboxes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    known->memberships = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    known->removed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return known;
}

void known_free(Known *known)
{
    if (!known)
        return;
    GHashTable *tables[] = {known->school_by_id,     known->school_by_key, known->person_by_id,
                            known->person_by_number, known->by_place,      known->by_address,
                            known->given_up,         known->mailboxes,     known->memberships,
                            known->removed};
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        g_hash_table_unref(tables[i]);
    g_ptr_array_unref(known->merged);
    g_ptr_array_unref(known->persons);
    g_ptr_array_unref(known->schools);
    g_free(known);
}

char *place_key(const char *name_key, const char *school_key)
{
    return g_strconcat(name_key, "\n", school_key, NULL);
}

char *pair_key(int64_t person, int64_t list)
{
    return g_strdup_printf("%" PRId64 " %" PRId64, person, list);
}

void index_add(GHashTable *index, const char *key, gpointer value)
{
    GPtrArray *values = g_hash_table_lookup(index, key);

    if (!values) {
        values = g_ptr_array_new();
        g_hash_table_insert(index, g_strdup(key), values);
    }
    g_ptr_array_add(values, value);
}

static KnownSchool *add_school(Known *known, int64_t id, const char *name, const char *key)
{
    KnownSchool *school = g_new0(KnownSchool, 1);

    school->id = id;
    school->name = g_strdup(name);
    school->key = g_strdup(key);
    school->district = g_strdup("");
    school->mailboxes = g_ptr_array_new_with_free_func(g_free);
    school->new_mailboxes = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(known->schools, school);
    g_hash_table_insert(known->school_by_key, school->key, school);
    if (id)
        g_hash_table_insert(known->school_by_id, &school->id, school);
    return school;
}

KnownSchool *known_school(Known *known, const char *name, const char *key)
{
    KnownSchool *school = g_hash_table_lookup(known->school_by_key, key);

    return school ? school : add_school(known, 0, name, key);
}

/* --- one row of each query -------------------------------------------------------------------- */

static char *text_or_empty(DbStmt *stmt, int column)
{
    const char *text = db_col_text(stmt, column);

    return g_strdup(text ? text : "");
}

static void load_school(Known *known, DbStmt *stmt)
{
    const char *name = db_col_text(stmt, 1);
    g_autofree char *key = school_key(name);
    KnownSchool *school = add_school(known, db_col_int(stmt, 0), name, key);

    g_free(school->district);
    school->district = db_col_dup(stmt, 2);
}

static void load_mailbox(Known *known, DbStmt *stmt)
{
    int64_t id = db_col_int(stmt, 1);
    KnownSchool *school = g_hash_table_lookup(known->school_by_id, &id);

    if (!school)
        return;
    g_ptr_array_add(school->mailboxes, db_col_dup(stmt, 0));
    g_hash_table_insert(known->mailboxes, db_col_dup(stmt, 0), school);
}

/* Under the name that a merged row had, a file means the person that it went into. */
static void load_merged(Known *known, DbStmt *stmt)
{
    KnownMerged *merged = g_new0(KnownMerged, 1);

    merged->id = db_col_int(stmt, 0);
    merged->into = db_col_int(stmt, 10);
    merged->name_key = db_col_dup(stmt, 2);
    g_ptr_array_add(known->merged, merged);
}

static void load_person(Known *known, DbStmt *stmt)
{
    if (!db_col_null(stmt, 10)) {
        load_merged(known, stmt);
        return;
    }
    KnownPerson *person = g_new0(KnownPerson, 1);

    person->id = db_col_int(stmt, 0);
    person->name = db_col_dup(stmt, 1);
    person->name_key = db_col_dup(stmt, 2);
    person->number = text_or_empty(stmt, 3);
    person->subjects = text_or_empty(stmt, 4);
    person->born = db_col_int(stmt, 5);
    person->works_since = db_col_int(stmt, 6);
    person->consent_on = text_or_empty(stmt, 7);
    person->consent_source = text_or_empty(stmt, 8);
    person->left = !db_col_null(stmt, 9);
    person->position = g_strdup("");
    person->links = g_ptr_array_new_with_free_func((GDestroyNotify)link_free);
    g_ptr_array_add(known->persons, person);
    g_hash_table_insert(known->person_by_id, &person->id, person);
    if (*person->number)
        g_hash_table_insert(known->person_by_number, person->number, person);
}

static KnownPerson *person_of(Known *known, DbStmt *stmt)
{
    int64_t id = db_col_int(stmt, 0);

    return g_hash_table_lookup(known->person_by_id, &id);
}

/* Ended ones come first, then by age: the last one of a person is what counts. */
static void load_place(Known *known, DbStmt *stmt)
{
    KnownPerson *person = person_of(known, stmt);
    int64_t id = db_col_int(stmt, 1);

    if (!person)
        return;
    person->school = g_hash_table_lookup(known->school_by_id, &id);
    person->at_school = !db_col_int(stmt, 3);
    g_free(person->position);
    person->position = db_col_dup(stmt, 2);
}

static void load_link(Known *known, DbStmt *stmt)
{
    KnownPerson *person = person_of(known, stmt);
    KnownLink *link = g_new0(KnownLink, 1);

    link->address = db_col_dup(stmt, 1);
    link->by_registry = g_strcmp0(db_col_text(stmt, 2), "registry") == 0;
    if (!person) {
        link_free(link);
        return;
    }
    g_ptr_array_add(person->links, link);
    if (!person->left) /* it may be somebody else's now */
        index_add(known->by_address, link->address, person);
}

static void load_given_up(Known *known, DbStmt *stmt)
{
    KnownPerson *person = person_of(known, stmt);

    if (person)
        index_add(known->given_up, db_col_text(stmt, 1), person);
}

/* Oldest first: the last row of a pair is what counts. */
static void load_membership(Known *known, DbStmt *stmt)
{
    g_autofree char *key = pair_key(db_col_int(stmt, 0), db_col_int(stmt, 1));
    int64_t until = db_col_int(stmt, 2); /* 0: it lasts */
    const char *by = db_col_text(stmt, 3);

    g_hash_table_remove(known->memberships, key);
    g_hash_table_remove(known->removed, key);
    if (!until)
        g_hash_table_insert(known->memberships, g_steal_pointer(&key), MEMBER_NOW);
    else if (g_strcmp0(by, "self") == 0)
        g_hash_table_insert(known->memberships, g_steal_pointer(&key), MEMBER_LEFT);
    else if (g_strcmp0(by, "methodist") == 0)
        g_hash_table_insert(known->removed, g_steal_pointer(&key), g_memdup2(&until, sizeof until));
}

/* The person that a merged row is now; through others that were merged later. */
static KnownPerson *find_merged(const Known *known, int64_t id)
{
    KnownPerson *person = g_hash_table_lookup(known->person_by_id, &id);

    for (guint i = 0; !person && i < known->merged->len; i++) {
        const KnownMerged *merged = g_ptr_array_index(known->merged, i);
        if (merged->id == id)
            return find_merged(known, merged->into);
    }
    return person;
}

static void index_place(Known *known, const char *name_key, KnownPerson *person)
{
    g_autofree char *key = place_key(name_key, person->school ? person->school->key : "");
    const GPtrArray *there = g_hash_table_lookup(known->by_place, key);

    if (!there || !g_ptr_array_find((GPtrArray *)there, person, NULL))
        index_add(known->by_place, key, person);
}

static void index_places(Known *known)
{
    for (guint i = 0; i < known->persons->len; i++) {
        KnownPerson *person = g_ptr_array_index(known->persons, i);
        index_place(known, person->name_key, person);
    }
    for (guint i = 0; i < known->merged->len; i++) {
        const KnownMerged *merged = g_ptr_array_index(known->merged, i);
        KnownPerson *person = find_merged(known, merged->into);
        if (person)
            index_place(known, merged->name_key, person);
    }
}

Known *known_load(Db *db, GError **error)
{
    static const struct {
        Sql sql;
        void (*load)(Known *known, DbStmt *stmt);
    } queries[] = {{SQL_REGISTRY_SCHOOLS, load_school},
                   {SQL_REGISTRY_MAILBOXES, load_mailbox},
                   {SQL_REGISTRY_PERSONS, load_person},
                   {SQL_REGISTRY_PLACES, load_place},
                   {SQL_REGISTRY_LINKS, load_link},
                   {SQL_REGISTRY_GIVEN_UP, load_given_up},
                   {SQL_REGISTRY_MEMBERSHIPS, load_membership}};
    g_autoptr(Known) known = known_new();

    for (size_t i = 0; i < G_N_ELEMENTS(queries); i++) {
        DbStmt *stmt = db_stmt(db, queries[i].sql);
        while (db_row(stmt))
            queries[i].load(known, stmt);
        if (!db_done(stmt, error))
            return NULL;
    }
    index_places(known);
    return g_steal_pointer(&known);
}
