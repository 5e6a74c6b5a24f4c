/* test_sql.c: every statement fits the schema. */
#include "archive/sql.h"

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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    FIXTURE_TEST("/sql/every statement fits the schema", test_statements);
    return g_test_run();
}
