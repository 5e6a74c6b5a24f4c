/* test_upgrade.c: databases of earlier versions, made by the migrations that they had, are brought
 * up to date and keep what was in them. */
#include <string.h>

#include "archive/sql.h"
#include "lists/list.h"
#include "tests/unit/temp.h"

/* The database as version `version` left it, with `rows` in it. */
static Db *upgrade(const Temp *temp, int version, const char *rows)
{
    GError *error = NULL;
    g_autofree char *mark = g_strdup_printf("PRAGMA user_version = %d", version);

    for (int i = 0; i < version; i++)
        temp_sql(temp, SQL_MIGRATIONS[i]);
    temp_sql(temp, rows);
    temp_sql(temp, mark);
    Db *db = db_open(temp->file, DB_WRITE, &error);
    g_assert_no_error(error);
    return db;
}

static void test_list_settings(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    static const char *const EXPECTED[][2] = {{"posts", "moderated"}, {"joins", "closed"},
                                              {"reply", "author"},    {"tag", "математика"},
                                              {"digest_day", "5"},    {"digest_hour", NULL}};

    (void)unused;
    g_autoptr(Db) db = upgrade(
        temp, 1,
        "INSERT INTO list (name, title, kind, posts, joins, reply, tag, digest_day, created)"
        " VALUES ('matematika', 'МО', 'council', 'moderated', 'closed', 'author', 'математика', 5, "
        "1)");
    g_autoptr(List) list = list_by_name(db, "matematika", &error);

    g_assert_no_error(error);
    g_assert_cmpint(list->kind, ==, LIST_COUNCIL);
    for (size_t i = 0; i < G_N_ELEMENTS(EXPECTED); i++) {
        g_autofree char *value = list_get(list, EXPECTED[i][0]);
        g_assert_cmpstr(value, ==, EXPECTED[i][1]);
    }
}

/* Who got the digest only got it once a week. */
static void test_digest_mode(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;

    (void)unused;
    g_autoptr(Db) db = upgrade(temp, 6,
                               "INSERT INTO list (id, name, title, kind, created)"
                               " VALUES (1, 'matematika', 'МО', 'association', 1);"
                               "INSERT INTO person (id, name, name_key, created)"
                               " VALUES (1, 'Иванова', 'иванова', 1);"
                               "INSERT INTO membership (person, list, mode, source, since)"
                               " VALUES (1, 1, 'digest', 'self', 1)");
    g_autoptr(GPtrArray) members = list_members(db, 1, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(members->len, ==, 1);
    g_assert_cmpstr(((Member *)g_ptr_array_index(members, 0))->mode, ==, "weekly");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEMP_TEST("/upgrade/a list keeps its settings", test_list_settings);
    TEMP_TEST("/upgrade/the digest only is now the weekly one", test_digest_mode);
    return g_test_run();
}
