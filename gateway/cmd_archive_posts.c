/* cmd_archive_posts.c: see cmd_archive_posts.h. A post that a moderator edited says so; `show`
 * prints its text beside that of the letter, which is read again. */
#include "gateway/cmd_archive_posts.h"

#include <stdio.h>

#include "archive/letter.h"
#include "base/clock.h"
#include "base/error.h"
#include "gateway/desk.h"
#include "lists/list.h"

/* The columns of SQL_POSTS_PUBLISHED. */
enum { NUMBER, LETTER, PUBLISHED, AUTHOR, SUBJECT, LIST_NAME, TEXT, EDITED_AT, EDITED_BY };

static DbStmt *posts_published(Db *db, int64_t list, int64_t letter)
{
    DbStmt *s = db_stmt(db, SQL_POSTS_PUBLISHED);

    db_int(s, 1, list);
    db_int(s, 2, letter);
    return s;
}

/* NULL: nobody edited it. */
static char *edited_at(const App *app, DbStmt *s)
{
    return db_col_null(s, EDITED_AT) ? NULL
                                     : clock_rfc3339(db_col_int(s, EDITED_AT), app->settings->zone);
}

static json_t *post_json(const App *app, DbStmt *s)
{
    g_autofree char *published = clock_rfc3339(db_col_int(s, PUBLISHED), app->settings->zone);
    g_autofree char *edited = edited_at(app, s);

    return json_pack("{s:s,s:I,s:I,s:s,s:s,s:s,s:s?,s:s?}", "list", db_col_text(s, LIST_NAME),
                     "number", (json_int_t)db_col_int(s, NUMBER), "letter",
                     (json_int_t)db_col_int(s, LETTER), "published", published, "author",
                     db_col_text(s, AUTHOR), "subject", db_col_text(s, SUBJECT), "edited_at",
                     edited, "edited_by", edited ? db_col_text(s, EDITED_BY) : NULL);
}

static void print_post(const App *app, DbStmt *s)
{
    g_autofree char *published = clock_rfc3339(db_col_int(s, PUBLISHED), app->settings->zone);
    g_autofree char *edited = edited_at(app, s);

    printf("%s  %s %d  letter %d\n    %s: %s\n", published, db_col_text(s, LIST_NAME),
           (int)db_col_int(s, NUMBER), (int)db_col_int(s, LETTER), db_col_text(s, AUTHOR),
           db_col_text(s, SUBJECT));
    if (edited)
        printf("    edited by %s, %s\n", db_col_text(s, EDITED_BY), edited);
}

bool archive_posts(App *app, int argc, char **argv, GError **error)
{
    const char *name = NULL;
    const Option options[] = {{"--list", &name, NULL}, {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 0, 0, ARCHIVE_POSTS_USAGE, error))
        return false;
    g_autoptr(Db) db = db_open(app->settings->database, DB_READ, error);
    g_autoptr(List) list = db && name ? list_by_name(db, name, error) : NULL;
    if (!db || (name && !list))
        return false;
    DbStmt *s = posts_published(db, list ? list->id : 0, 0);
    while (db_row(s)) {
        if (app->json)
            app_print_json(post_json(app, s));
        else
            print_post(app, s);
    }
    return db_done(s, error);
}

/* What the letter itself says. The caller's. */
static char *text_as_it_came(Desk *desk, int64_t letter, GError **error)
{
    static const AuthTrust NOBODY;
    g_autoptr(GBytes) raw = letter_raw(desk->db, letter, error);
    g_autoptr(Facts) facts = raw ? reader_read(desk->reader, &NOBODY, g_bytes_get_data(raw, NULL),
                                               g_bytes_get_size(raw), error)
                                 : NULL;

    return facts ? g_strdup(facts->text) : NULL;
}

static void show_post(const App *app, DbStmt *s, const char *original)
{
    if (app->json) {
        json_t *json = post_json(app, s);
        json_object_set_new(json, "text", json_string(db_col_text(s, TEXT)));
        json_object_set_new(json, "original", json_string(original));
        app_print_json(json);
        return;
    }
    print_post(app, s);
    printf("\n%s\n", db_col_text(s, TEXT));
    if (!db_col_null(s, EDITED_AT))
        printf("\n--- as it came:\n\n%s\n", original);
}

bool archive_show(App *app, int argc, char **argv, GError **error)
{
    int64_t letter;
    bool found = false;

    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 1, 1, ARCHIVE_SHOW_USAGE, error) ||
        !number_parse(argv[1], "number of a letter", INT64_MAX, &letter, error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    g_autoptr(Desk) desk = db ? desk_new(app->settings, db, error) : NULL;
    g_autofree char *original = desk ? text_as_it_came(desk, letter, error) : NULL;
    if (!original)
        return false;
    DbStmt *s = posts_published(db, 0, letter);
    for (; db_row(s); found = true)
        show_post(app, s, original);
    return db_done(s, error) &&
           (found ||
            fail(error, ERR_NOT_FOUND, "letter %s is no post; archive raw shows it", argv[1]));
}
