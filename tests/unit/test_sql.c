/* test_sql.c: every statement fits the schema. */
#include "archive/sql.h"

#include <sqlite3.h>

#include "fixture_db.h"

static void test_statements(Fixture *f, gconstpointer data)
{
    (void)data;
    for (int id = 0; id < SQL_COUNT; id++) {
        g_autoptr(GError) error = NULL;
        db_done(db_stmt(f->db, (Sql)id), &error);
        g_assert_no_error(error);
    }
}

/* A walk over what a query itself has made, the lists below one, step by step; or over one row. */
static bool is_own_scan(const char *step)
{
    return g_str_equal(step, "SCAN CONSTANT ROW") || g_str_equal(step, "SCAN b") ||
           g_str_equal(step, "SCAN below") || g_str_equal(step, "SCAN sorted_letters");
}

/* What runs for each letter must not look through a whole table. */
static void test_plans(Fixture *f, gconstpointer data)
{
    static const Sql HOT[] = {
        SQL_LETTER_FIND,
        SQL_LETTER_UNSORTED,
        SQL_CASE_IDS,
        SQL_CASE_BY_ID,
        SQL_CASE_OTHER_WITH_TARGET,
        SQL_ASK_FIND_OPEN,
        SQL_ANSWERS_SINCE,
        SQL_LIST_SCHOOL_MEMBER,
        SQL_LETTER_SAME_MESSAGE_ID,
        SQL_POST_IN_LIST,
        SQL_POST_BY_MESSAGE_ID,
        SQL_PERSONS_BY_ADDRESS,
        SQL_SCHOOL_BY_ADDRESS,
        SQL_READER_HAS,
        SQL_ROLE_HAS,
        SQL_BOUNCED_COPY,
        SQL_BOUNCED_BY_MESSAGE_ID,
        SQL_BOUNCE_SCORE,
        SQL_RECIPIENT_DUE,
        SQL_DIGEST_HELD,
    };
    sqlite3 *raw = NULL;

    (void)data;
    g_assert_cmpint(sqlite3_open(f->path, &raw), ==, SQLITE_OK);
    for (size_t i = 0; i < G_N_ELEMENTS(HOT); i++) {
        sqlite3_stmt *stmt = NULL;
        g_autofree char *query = g_strconcat("EXPLAIN QUERY PLAN ", sql_text(HOT[i]), NULL);
        g_assert_cmpint(sqlite3_prepare_v2(raw, query, -1, &stmt, NULL), ==, SQLITE_OK);
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            const char *step = (const char *)sqlite3_column_text(stmt, 3);
            g_test_message("%s: %s", sql_name(HOT[i]), step);
            g_assert_false(g_str_has_prefix(step, "SCAN") && !is_own_scan(step));
        }
        sqlite3_finalize(stmt);
    }
    sqlite3_close(raw);
}

/* An IN of many words in a constraint or a partial index is a table that is built for each row. */
static void test_writing(Fixture *f, gconstpointer data)
{
    static const Sql WRITES[] = {
        SQL_LETTER_INSERT, SQL_LETTER_SORTED, SQL_ARRIVALS_INSERT,  SQL_CASES_INSERT,
        SQL_CASE_INSERT,   SQL_CASE_DECIDE,   SQL_RECIPIENT_INSERT, SQL_RECIPIENT_SET,
    };
    sqlite3 *raw = NULL;

    (void)data;
    g_assert_cmpint(sqlite3_open(f->path, &raw), ==, SQLITE_OK);
    for (size_t i = 0; i < G_N_ELEMENTS(WRITES); i++) {
        sqlite3_stmt *stmt = NULL;
        g_autofree char *query = g_strconcat("EXPLAIN ", sql_text(WRITES[i]), NULL);
        g_assert_cmpint(sqlite3_prepare_v2(raw, query, -1, &stmt, NULL), ==, SQLITE_OK);
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            const char *opcode = (const char *)sqlite3_column_text(stmt, 1);
            g_test_message("%s: %s", sql_name(WRITES[i]), opcode);
            g_assert_cmpstr(opcode, !=, "OpenEphemeral");
        }
        sqlite3_finalize(stmt);
    }
    sqlite3_close(raw);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    FIXTURE_TEST("/sql/every statement fits the schema", test_statements);
    FIXTURE_TEST("/sql/no letter costs a whole table", test_plans);
    FIXTURE_TEST("/sql/no row costs a table of its own", test_writing);
    return g_test_run();
}
