/* participation.c: reading what participation is counted from; see participation.h. The arithmetic
 * is in coverage.c. Each statement is one short read; names are fetched once and looked up. */
#include "digest/participation.h"

#include <string.h>

#include "base/error.h"

static gint64 *key_of(int64_t id)
{
    gint64 *key = g_new(gint64, 1);

    *key = id;
    return key;
}

static void person_free(gpointer data)
{
    g_free(((NamedPerson *)data)->name);
    g_free(data);
}

static void school_free(gpointer data)
{
    NamedSchool *school = data;

    g_free(school->name);
    g_free(school->district);
    g_free(school);
}

Participation *participation_new(void)
{
    Participation *p = g_new0(Participation, 1);

    p->acts = g_array_new(FALSE, TRUE, sizeof(ActSum));
    p->places = g_array_new(FALSE, TRUE, sizeof(Link));
    p->memberships = g_array_new(FALSE, TRUE, sizeof(Link));
    p->persons = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, person_free);
    p->schools = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, school_free);
    p->lists = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    p->above =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
    return p;
}

void participation_free(Participation *p)
{
    if (!p)
        return;
    for (int i = 0; i < p->kind_count; i++) {
        g_free(p->kinds[i].kind);
        g_free(p->kinds[i].title_ru);
        g_free(p->kinds[i].title_en);
    }
    g_array_unref(p->acts);
    g_array_unref(p->places);
    g_array_unref(p->memberships);
    g_hash_table_unref(p->persons);
    g_hash_table_unref(p->schools);
    g_hash_table_unref(p->lists);
    g_hash_table_unref(p->above);
    g_free(p);
}

int participation_kind(const Participation *p, const char *kind)
{
    for (int i = 0; i < p->kind_count; i++) {
        if (strcmp(p->kinds[i].kind, kind) == 0)
            return i;
    }
    return -1;
}

static bool read_kinds(Participation *p, Db *db, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_REPORT_KINDS);
    bool room = true;

    while (room && db_row(s)) {
        room = p->kind_count < ACT_KINDS_MOST;
        if (room)
            p->kinds[p->kind_count++] = (ActKind){.kind = db_col_dup(s, 0),
                                                  .title_ru = db_col_dup(s, 1),
                                                  .title_en = db_col_dup(s, 2)};
    }
    if (!db_done(s, error))
        return false;
    return room || fail(error, ERR_PERM, "there are more than %d counted kinds of acts in act_kind",
                        ACT_KINDS_MOST);
}

/* ?3 and ?4 of sql_report.def. */
static DbStmt *scope_stmt(const Participation *p, Db *db, Sql sql)
{
    DbStmt *s = db_stmt(db, sql);

    db_int(s, 3, p->scope.list);
    db_int(s, 4, p->scope.below);
    return s;
}

static bool read_acts(Participation *p, Db *db, GError **error)
{
    DbStmt *s = scope_stmt(p, db, SQL_REPORT_ACTS);

    db_int(s, 1, p->scope.from);
    db_int(s, 2, p->scope.to);
    while (db_row(s)) {
        ActSum sum = {.person = db_col_int(s, 0),
                      .school = db_col_int(s, 1),
                      .list = db_col_int(s, 2),
                      .kind = participation_kind(p, db_col_text(s, 3)),
                      .count = db_col_int(s, 4),
                      .confirmed = db_col_int(s, 5),
                      .by_school = db_col_int(s, 7),
                      .last = db_col_int(s, 6)};
        if (sum.kind >= 0) /* a kind that began to count just now is in the next report */
            g_array_append_val(p->acts, sum);
    }
    return db_done(s, error);
}

static bool read_persons(Participation *p, Db *db, GError **error)
{
    DbStmt *s = scope_stmt(p, db, SQL_REPORT_PERSONS);

    while (db_row(s)) {
        NamedPerson *person = g_new0(NamedPerson, 1);
        person->name = db_col_dup(s, 1);
        person->counts = db_col_int(s, 2) != 0;
        g_hash_table_insert(p->persons, key_of(db_col_int(s, 0)), person);
    }
    return db_done(s, error);
}

static bool read_schools(Participation *p, Db *db, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_REPORT_SCHOOLS);

    while (db_row(s)) {
        NamedSchool *school = g_new0(NamedSchool, 1);
        school->name = db_col_dup(s, 1);
        school->district = db_col_dup(s, 2);
        g_hash_table_insert(p->schools, key_of(db_col_int(s, 0)), school);
    }
    return db_done(s, error);
}

static bool read_lists(Participation *p, Db *db, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_REPORT_LISTS);

    while (db_row(s))
        g_hash_table_insert(p->lists, key_of(db_col_int(s, 0)), db_col_dup(s, 1));
    return db_done(s, error);
}

static void read_links(DbStmt *s, GArray *links)
{
    while (db_row(s)) {
        Link link = {.person = db_col_int(s, 0), .other = db_col_int(s, 1)};
        g_array_append_val(links, link);
    }
}

/* Persons without a school get a place at school 0, so that no total loses them. */
static void add_missing_places(Participation *p)
{
    g_autoptr(GHashTable) placed = g_hash_table_new(g_int64_hash, g_int64_equal);
    GHashTableIter at;
    gpointer id;

    for (guint i = 0; i < p->places->len; i++)
        g_hash_table_add(placed, &g_array_index(p->places, Link, i).person);
    g_autoptr(GArray) missing = g_array_new(FALSE, TRUE, sizeof(Link));
    g_hash_table_iter_init(&at, p->persons);
    while (g_hash_table_iter_next(&at, &id, NULL)) {
        Link link = {.person = *(gint64 *)id};
        if (!g_hash_table_contains(placed, id))
            g_array_append_val(missing, link);
    }
    g_array_append_vals(p->places, missing->data, missing->len);
}

static bool read_places(Participation *p, Db *db, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_REPORT_PLACES);

    read_links(s, p->places);
    if (!db_done(s, error))
        return false;
    add_missing_places(p);
    return true;
}

static bool read_memberships(Participation *p, Db *db, GError **error)
{
    DbStmt *s = scope_stmt(p, db, SQL_REPORT_MEMBERSHIPS);

    read_links(s, p->memberships);
    return db_done(s, error);
}

static bool read_above(Participation *p, Db *db, GError **error)
{
    DbStmt *s = scope_stmt(p, db, SQL_REPORT_ABOVE);

    while (db_row(s)) {
        int64_t list = db_col_int(s, 0), above = db_col_int(s, 1);
        GArray *lists = g_hash_table_lookup(p->above, &list);
        if (!lists) {
            lists = g_array_new(FALSE, TRUE, sizeof(int64_t));
            g_hash_table_insert(p->above, key_of(list), lists);
        }
        g_array_append_val(lists, above);
    }
    return db_done(s, error);
}

Participation *participation_read(Db *db, const Scope *scope, GError **error)
{
    g_autoptr(Participation) p = participation_new();

    p->scope = *scope;
    bool ok = read_kinds(p, db, error) && read_acts(p, db, error) && read_persons(p, db, error) &&
              read_schools(p, db, error) && read_lists(p, db, error) && read_places(p, db, error) &&
              read_memberships(p, db, error) && read_above(p, db, error);
    return ok ? g_steal_pointer(&p) : NULL;
}
