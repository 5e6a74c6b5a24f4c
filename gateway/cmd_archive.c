/* cmd_archive.c: vestnik archive: the topics of the lists, oldest first, posts by their words, and
 * a letter as it came. */
#include <stdio.h>

#include "archive/letter.h"
#include "archive/search.h"
#include "base/clock.h"
#include "base/error.h"
#include "gateway/cmd_archive_posts.h"
#include "gateway/commands.h"
#include "gateway/options.h"
#include "lists/list.h"

#define SEARCH_USAGE "[--list LIST] WORD..."

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

/* What was published in a list that was closed stays readable. */
static GPtrArray *wanted_lists(Db *db, const char *name, GError **error)
{
    g_autoptr(GPtrArray) lists = list_ever(db, error);

    for (guint i = lists && name ? lists->len : 0; i-- > 0;)
        if (!g_str_equal(((const List *)g_ptr_array_index(lists, i))->name, name))
            g_ptr_array_remove_index(lists, i);
    if (lists && name && lists->len == 0) {
        list_free(
            list_by_name(db, name, error)); /* there is none: the error names those there are */
        return NULL;
    }
    return g_steal_pointer(&lists);
}

static bool run_threads(App *app, int argc, char **argv, GError **error)
{
    const char *name = NULL;
    const Option options[] = {{"--list", &name, NULL}, {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 0, 0, "[--list LIST]", error))
        return false;
    g_autoptr(Db) db = db_open(app->settings->database, DB_READ, error);
    g_autoptr(GPtrArray) lists = db ? wanted_lists(db, name, error) : NULL;
    for (guint i = 0; lists && i < lists->len; i++) {
        if (!print_threads(app, db, g_ptr_array_index(lists, i), error))
            return false;
    }
    return lists != NULL;
}

/* The bytes as they came, checked against their SHA-256: for a mail program or `vestnik inspect`.
 */
static bool run_raw(App *app, int argc, char **argv, GError **error)
{
    int64_t letter;

    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 1, 1, "LETTER", error) ||
        !number_parse(argv[1], "number of a letter", INT64_MAX, &letter, error))
        return false;
    g_autoptr(Db) db = db_open(app->settings->database, DB_READ, error);
    g_autoptr(GBytes) raw = db ? letter_raw(db, letter, error) : NULL;

    return raw && app_print_bytes(raw, error);
}

static void print_found(App *app, const Found *found)
{
    g_autofree char *published = clock_rfc3339(found->published, app->settings->zone);

    if (app->json)
        app_print_json(json_pack(
            "{s:s,s:I,s:I,s:s,s:s,s:s,s:s}", "list", found->list_name, "number",
            (json_int_t)found->number, "letter", (json_int_t)found->letter, "published", published,
            "author", found->author, "subject", found->subject, "excerpt", found->excerpt));
    else
        printf("%s  %s %d  letter %d\n    %s: %s\n    %s\n", published, found->list_name,
               (int)found->number, (int)found->letter, found->author, found->subject,
               found->excerpt);
}

static bool run_search(App *app, int argc, char **argv, GError **error)
{
    const char *name = NULL;
    const Option options[] = {{"--list", &name, NULL}, {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 1, 100, SEARCH_USAGE, error))
        return false;
    g_autofree char *words = g_strjoinv(" ", argv + 1);
    g_autoptr(Db) db = db_open(app->settings->database, DB_READ, error);
    g_autoptr(List) list = db && name ? list_by_name(db, name, error) : NULL;
    Search search = {
        .words = words,
        .list = list ? list->id : 0,
        .most = app->settings->found_letters,
        .excerpt = 160,
    };
    g_autoptr(GPtrArray) found = db && (!name || list) ? search_posts(db, &search, error) : NULL;

    for (guint i = 0; found && i < found->len; i++)
        print_found(app, g_ptr_array_index(found, i));
    if (found && found->len == 0 && !app->json)
        puts("nothing was found");
    return found != NULL;
}

const Action ARCHIVE_ACTIONS[] = {
    {"threads", run_threads, "[--list LIST]"},  {"posts", archive_posts, ARCHIVE_POSTS_USAGE},
    {"show", archive_show, ARCHIVE_SHOW_USAGE}, {"raw", run_raw, "LETTER"},
    {"search", run_search, SEARCH_USAGE},       {NULL, NULL, NULL}};

bool cmd_archive(App *app, int argc, char **argv, GError **error)
{
    return action_run(ARCHIVE_ACTIONS, app, argc, argv, error);
}
