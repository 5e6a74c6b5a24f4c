/* cmd_archive.c: vestnik archive: the topics of the lists, oldest first, and a letter as it came.
 */
#include <inttypes.h>
#include <stdio.h>

#include "archive/letter.h"
#include "base/clock.h"
#include "base/error.h"
#include "gateway/commands.h"
#include "lists/list.h"

static bool print_threads(App *app, Db *db, const List *list, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_THREADS_OF_LIST);

    db_int(s, 1, list->id);
    while (db_row(s)) {
        g_autofree char *started = clock_rfc3339(db_col_int(s, 2), app->settings->zone);
        g_autofree char *last = clock_rfc3339(db_col_int(s, 4), app->settings->zone);
        if (app->json)
            app_print_json(json_pack("{s:s,s:I,s:s,s:s,s:s,s:s,s:I,s:I}", "list", list->name,
                                     "thread", (json_int_t)db_col_int(s, 0), "subject",
                                     db_col_text(s, 1), "author", db_col_text(s, 5), "started",
                                     started, "last", last, "posts", (json_int_t)db_col_int(s, 3),
                                     "attachments", (json_int_t)db_col_int(s, 6)));
        else
            printf("%s  %-12s %3d  %s  (%s)\n", started, list->name, (int)db_col_int(s, 3),
                   db_col_text(s, 1), db_col_text(s, 5));
    }
    return db_done(s, error);
}

static GPtrArray *wanted_lists(Db *db, const char *name, GError **error)
{
    if (!name)
        return list_all(db, error);
    g_autoptr(List) list = list_by_name(db, name, error);
    if (!list)
        return NULL;
    GPtrArray *lists = g_ptr_array_new_with_free_func((GDestroyNotify)list_free);
    g_ptr_array_add(lists, g_steal_pointer(&list));
    return lists;
}

static bool archive_threads(App *app, Db *db, const char *name, GError **error)
{
    g_autoptr(GPtrArray) lists = wanted_lists(db, name, error);

    for (guint i = 0; lists && i < lists->len; i++) {
        if (!print_threads(app, db, g_ptr_array_index(lists, i), error))
            return false;
    }
    return lists != NULL;
}

/* The bytes as they came, checked against their SHA-256: for a mail program or `vestnik inspect`.
 */
static bool archive_raw(Db *db, int64_t letter, GError **error)
{
    g_autoptr(GBytes) raw = letter_raw(db, letter, error);
    if (!raw)
        return false;
    gsize length;
    const char *bytes = g_bytes_get_data(raw, &length);
    bool written = fwrite(bytes, 1, length, stdout) == length && fflush(stdout) == 0;

    return written || fail(error, ERR_CREATE, "cannot write letter %" PRId64, letter);
}

bool cmd_archive(App *app, int argc, char **argv, GError **error)
{
    const char *verb = argc > 1 ? argv[1] : "";
    bool raw = g_str_equal(verb, "raw") && argc == 3;
    bool by_list = argc == 4 && g_str_equal(argv[2], "--list");
    int64_t letter = 0;

    if (!raw && (!g_str_equal(verb, "threads") || (argc > 2 && !by_list)))
        return fail(error, ERR_USAGE, "write: vestnik archive threads [--list NAME] | raw LETTER");
    if (raw && !g_ascii_string_to_signed(argv[2], 10, 1, G_MAXINT64, &letter, NULL))
        return fail(error, ERR_USAGE, "'%s' is no number of a letter", argv[2]);
    g_autoptr(Db) db = db_open(app->settings->database, DB_READ, error);

    if (!db)
        return false;
    return raw ? archive_raw(db, letter, error)
               : archive_threads(app, db, by_list ? argv[3] : NULL, error);
}
