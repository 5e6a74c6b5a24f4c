/* test_upgrade.c: databases of earlier versions, made by the migrations that they had, are brought
 * up to date and keep what was in them. */
#include <string.h>

#include "archive/db_schema.h"
#include "archive/letter.h"
#include "archive/sql.h"
#include "base/error.h"
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

/* Constraints that were rewritten in place hold as before, and what they let in stays. */
static void test_states(Temp *temp, gconstpointer unused)
{
    static const char *const REFUSED[] = {
        "UPDATE letter_case SET state = 'lost'",
        "UPDATE ask SET state = 'lost'",
        "UPDATE recipient SET state = 'lost'",
    };
    GError *error = NULL;

    (void)unused;
    g_autoptr(Db) db = upgrade(
        temp, 8,
        "INSERT INTO letter (id, fingerprint, sha256, raw, bytes, accepted)"
        " VALUES (1, x'01', x'01', x'01', 1, 1);"
        "INSERT INTO letter_case (letter, recipient, state, created) VALUES"
        " (1, 'a', 'new', 1), (1, 'b', 'held', 1), (1, 'c', 'done', 1), (1, 'd', 'broken', 1);"
        "INSERT INTO ask (kind, object, address, nonce, created, expires, state) VALUES"
        " ('k', 1, 'a', x'01', 1, 1, 'open'), ('k', 1, 'a', x'01', 1, 1, 'answered'),"
        " ('k', 1, 'a', x'01', 1, 1, 'closed'), ('k', 1, 'a', x'01', 1, 1, 'expired');"
        "INSERT INTO outgoing (id, purpose, key, priority, message_id, mail_from, created)"
        " VALUES (1, 'post', 'k', 1, 'm', '', 1);"
        "INSERT INTO recipient (outgoing, address, priority, state, queued, next_try, changed)"
        " VALUES (1, 'a', 1, 'queued', 1, 1, 1), (1, 'b', 1, 'deferred', 1, 1, 1),"
        " (1, 'c', 1, 'sent', 1, 1, 1), (1, 'd', 1, 'failed', 1, 1, 1),"
        " (1, 'e', 1, 'dropped', 1, 1, 1)");

    for (size_t i = 0; i < G_N_ELEMENTS(REFUSED); i++) {
        g_assert_false(db_script(db, REFUSED[i], &error));
        g_assert_error(error, VESTNIK_ERROR, ERR_EXISTS);
        g_clear_error(&error);
    }
    g_assert_true(db_script(db,
                            "UPDATE letter_case SET state = 'broken';"
                            "UPDATE ask SET state = 'expired'; UPDATE recipient SET state = 'sent'",
                            &error));
    g_assert_no_error(error);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case"), ==, 4);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM pragma_integrity_check"
                                            " WHERE integrity_check <> 'ok'"),
                    ==, 0);
}

/* The index of fingerprints was made by a constraint, and held what has none. */
static void test_fingerprints(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    int64_t after = 0;
    unsigned found;

    (void)unused;
    g_autoptr(Db) db = upgrade(
        temp, 24,
        "INSERT INTO letter (id, fingerprint, sha256, raw, bytes, accepted, envelope) VALUES"
        " (1, x'01', x'01', x'01', 1, 1, NULL), (2, NULL, x'01', x'01', 1, 1,"
        " '{\"door\":\"lmtp\",\"account\":\"main\",\"from\":\"\",\"to\":[\"a@mo.test\"]}')");

    g_assert_false(db_script(db, "UPDATE letter SET fingerprint = x'01' WHERE id = 2", &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_EXISTS);
    g_clear_error(&error);
    g_assert_true(letters_sort(db, &after, &found, &error));
    g_assert_cmpuint(found, ==, 1);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case WHERE letter = 2"),
                    ==, 1);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM pragma_integrity_check"
                                            " WHERE integrity_check <> 'ok'"),
                    ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEMP_TEST("/upgrade/a list keeps its settings", test_list_settings);
    TEMP_TEST("/upgrade/the digest only is now the weekly one", test_digest_mode);
    TEMP_TEST("/upgrade/states are checked as before", test_states);
    TEMP_TEST("/upgrade/letters lie in the index of fingerprints once they are known",
              test_fingerprints);
    return g_test_run();
}
