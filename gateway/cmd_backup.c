/* cmd_backup.c: vestnik backup FILE: a whole copy while everything goes on. The key is not in it.
 */
#include <stdio.h>

#include "base/error.h"
#include "gateway/commands.h"

bool cmd_backup(App *app, int argc, char **argv, GError **error)
{
    if (argc != 2)
        return fail(error, ERR_USAGE, "backup needs the name of one new file");
    g_autoptr(Db) db = app_open(app, error);
    if (!db || !db_backup(db, argv[1], error))
        return false;
    if (app->json)
        app_print_json(json_pack("{s:s}", "file", argv[1]));
    else
        printf("Copied the database to %s; keep the key %s with it.\n", argv[1],
               app->settings->key_file);
    return true;
}
