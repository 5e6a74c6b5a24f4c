/* cmd_init.c: vestnik init: the state folder, the key, the database; with --key a new key for a
 * database whose own is lost, said together with what goes with it. */
#include <errno.h>
#include <stdio.h>

#include "base/error.h"
#include "base/token.h"
#include "gateway/commands.h"
#include "gateway/options.h"

#define NEW_KEY                                                                                    \
    "Made a new key: %s; keep a copy.\nLost with the old one: the questions of letters that are "  \
    "out cannot be answered, their links\nno longer count, and what comes back is tried anew. "    \
    "Who "                                                                                         \
    "is not in the registry any more and\nhad asked to be erased or to get no letters is not "     \
    "known "                                                                                       \
    "again: look at the next\n`vestnik registry import FILE --dry-run` with that in mind. If the " \
    "old key turns up, put it back.\n"

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
    TokenKey key;

    if (token_key_create(file, &why))
        return true;
    if (g_error_matches(why, VESTNIK_ERROR, ERR_EXISTS))
        return token_key_load(file, &key, error);
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
}

static bool is_there(const char *file)
{
    return g_file_test(file, G_FILE_TEST_EXISTS);
}

/* A new key says nothing about an old database: it is made only where it is asked for. */
static bool check_key(const Settings *s, bool new_key, GError **error)
{
    bool has_database = is_there(s->database), has_key = is_there(s->key_file);

    if (new_key && has_key)
        return fail(error, ERR_EXISTS, "the key %s is there; it is never replaced", s->key_file);
    if (new_key && !has_database)
        return fail(error, ERR_NOT_FOUND,
                    "there is no database %s; `vestnik init` makes one with its key", s->database);
    if (!new_key && has_database && !has_key)
        return fail(error, ERR_EXISTS,
                    "database %s is there already, its key %s is not: put back the copy of it; if "
                    "there is none, `vestnik init --key` makes a new one and says what that loses",
                    s->database, s->key_file);
    return true;
}

static bool make_database(const Settings *s, GError **error)
{
    g_autoptr(Db) db = db_open(s->database, DB_CREATE, error);

    return db != NULL;
}

bool cmd_init(App *app, int argc, char **argv, GError **error)
{
    const Settings *s = app->settings;
    bool new_key = false;
    const Option options[] = {{"--key", NULL, &new_key}, {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 0, 0, "[--key]", error) || !check_key(s, new_key, error) ||
        !make_folder(s->state, error) || !make_folder(s->runtime, error) ||
        !make_key(s->key_file, error) || (!new_key && !make_database(s, error)))
        return false;
    if (app->json)
        app_print_json(json_pack("{s:s,s:s}", "database", s->database, "key_file", s->key_file));
    else if (new_key)
        printf(NEW_KEY, s->key_file);
    else
        printf("Created the database %s\nand its key %s; keep a copy of both.\n", s->database,
               s->key_file);
    return true;
}
