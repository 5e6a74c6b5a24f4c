/* app.c: see app.h. */
#include "gateway/app.h"

#include <stdio.h>

Db *app_open(App *app, GError **error)
{
    return db_open(app->settings->database, DB_WRITE, error);
}

void app_print_json(json_t *object)
{
    json_dumpf(object, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(object);
}
