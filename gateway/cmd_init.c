/* cmd_init.c: vestnik init: the state folder, the key, the database. */
#include <errno.h>
#include <stdio.h>

#include "base/error.h"
#include "base/token.h"
#include "gateway/commands.h"

static bool make_folder(const char *path, GError **error)
{
    if (g_mkdir_with_parents(path, 0700) != 0)
        return fail(error, ERR_CREATE, "folder %s: %s", path, g_strerror(errno));
    return true;
}

/* A key that is there already is kept: it may belong to a database that is being restored. */
static bool make_key(const char *file, GError **error)
{
    g_autoptr(GError) why = NULL;

    if (token_key_create(file, &why) || g_error_matches(why, VESTNIK_ERROR, ERR_EXISTS))
        return true;
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
}

bool cmd_init(App *app, int argc, char **argv, GError **error)
{
    const Settings *s = app->settings;

    if (argc > 1)
        return fail(error, ERR_USAGE, "init takes no arguments, got '%s'", argv[1]);
    if (!make_folder(s->state, error) || !make_folder(s->runtime, error) ||
        !make_key(s->key_file, error))
        return false;
    g_autoptr(Db) db = db_open(s->database, DB_CREATE, error);
    if (!db)
        return false;
    if (app->json)
        app_print_json(json_pack("{s:s,s:s}", "database", s->database, "key_file", s->key_file));
    else
        printf("Created the database %s\nand its key %s; keep a copy of both.\n", s->database,
               s->key_file);
    return true;
}
