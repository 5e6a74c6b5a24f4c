/* app.c: see app.h. */
#include "gateway/app.h"

#include <stdio.h>

#include "base/error.h"

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

bool app_print_bytes(GBytes *bytes, GError **error)
{
    gsize length;
    const void *data = g_bytes_get_data(bytes, &length);

    return (fwrite(data, 1, length, stdout) == length && fflush(stdout) == 0) ||
           fail(error, ERR_CREATE, "standard output cannot be written");
}
