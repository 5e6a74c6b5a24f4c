/* cmd_status.c: vestnik status: the numbers of the instance, all read from the database. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "gateway/commands.h"

/* {"letters": {"accepted": 41}, "cases": {"done": 44, "held": 1}, ...} */
static json_t *read_numbers(Db *db, GError **error)
{
    json_t *groups = json_object();
    DbStmt *s = db_stmt(db, SQL_STATUS);

    while (db_row(s)) {
        const char *group = db_col_text(s, 0), *name = db_col_text(s, 1);
        json_t *numbers = json_object_get(groups, group);
        if (!numbers) {
            numbers = json_object();
            json_object_set_new(groups, group, numbers);
        }
        json_object_set_new(numbers, name, json_integer(db_col_int(s, 2)));
    }
    if (db_done(s, error))
        return groups;
    json_decref(groups);
    return NULL;
}

static void print_text(json_t *groups)
{
    const char *group, *name;
    json_t *numbers, *number;

    json_object_foreach(groups, group, numbers)
    {
        printf("%s\n", group);
        json_object_foreach(numbers, name, number)
            printf("  %-24s %8" JSON_INTEGER_FORMAT "\n", name, json_integer_value(number));
    }
}

bool cmd_status(App *app, int argc, char **argv, GError **error)
{
    if (argc > 1)
        return fail(error, ERR_USAGE, "status takes no arguments, got '%s'", argv[1]);
    g_autoptr(Db) db = db_open(app->settings->database, DB_READ, error);
    json_t *groups = db ? read_numbers(db, error) : NULL;

    if (!groups)
        return false;
    if (app->json) {
        app_print_json(groups);
        return true;
    }
    print_text(groups);
    json_decref(groups);
    return true;
}
