/* command_archive.c: "найти ...", "архив N": the letters of the lists that whoever asks may read
 * (gateway/commands_by_letter.h). N is the number of the letter: it never changes. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "archive/attachment.h"
#include "archive/search.h"
#include "base/auto.h"
#include "base/clock.h"
#include "digest/week.h"
#include "gateway/command_links.h"
#include "gateway/command_may.h"
#include "gateway/commands_by_letter.h"

#define EXCERPT_BYTES 280 /* about two lines of Russian */

static char *number_text(int64_t number)
{
    return g_strdup_printf("%" PRId64, number);
}

/* --- looking for words ------------------------------------------------------------------------ */

static json_t *found_row(const CommandCall *call, const Words *words, const Found *found)
{
    const Settings *settings = call->work->desk->settings;
    json_t *row = json_pack("{s:s,s:s,s:s,s:s}", "subject", found->subject, "author", found->author,
                            "list_title", found->list_title, "excerpt", found->excerpt);
    g_autofree char *number = number_text(found->letter);

    set_text(row, "date", clock_date(found->published, settings->zone));
    set_text(row, "link_post", command_link_to(settings, "archive", call->language, number));
    set_text(row, "number", g_steal_pointer(&number));
    set_text(row, "files",
             found->files ? words_number(words, WORD_FILE, found->files) : g_strdup(""));
    return row;
}

static bool tell_found(const CommandCall *call, const Search *search, const GPtrArray *found,
                       GError **error)
{
    const Settings *settings = call->work->desk->settings;
    g_autoptr(Words) words = words_open(settings->letters, call->language, error);
    json_t *rows = json_array();

    for (guint i = 0; words && i < found->len; i++)
        json_array_append_new(rows, found_row(call, words, g_ptr_array_index(found, i)));
    week_mark_first(rows);
    json_t *values =
        json_pack("{s:o,s:s,s:b}", "posts", rows, "words", search->words, "any", search->is_any);
    if (words)
        return letter_reply(call->work, "found", call->language, NULL, values, error);
    json_decref(values);
    return false;
}

bool letter_find(const CommandCall *call, GError **error)
{
    Work *work = call->work;
    Search search = {
        .words = call->argument,
        .reader = command_reader(work->identity),
        .most = work->desk->settings->found_letters,
        .excerpt = EXCERPT_BYTES,
    };

    if (!*call->argument)
        return letter_reply(work, "find-how", call->language, NULL, NULL, error);
    g_autoptr(GPtrArray) found = search_posts(work->desk->db, &search, error);
    return found && tell_found(call, &search, found, error);
}

/* --- one letter ------------------------------------------------------------------------------- */

/* The columns of SQL_POST_FOR_READER and SQL_FILES_OF_POST. */
enum { POST, LIST_NAME, LIST_TITLE, AUTHOR, SUBJECT, PUBLISHED, TEXT };
enum { POSITION, PART, NAME, TYPE, BYTES };

/* "№ 57." */
static int64_t number_in(const char *text)
{
    const char *at = text + strcspn(text, "0123456789");

    return *at ? g_ascii_strtoll(at, NULL, 10) : 0;
}

static json_t *file_row(const CommandCall *call, const Words *words, DbStmt *s, int64_t letter)
{
    const Settings *settings = call->work->desk->settings;
    g_autofree char *number =
        attachment_number(&(AttachmentPlace){letter, db_col_int(s, POSITION)});
    json_t *row = json_pack("{s:s}", "name", db_col_text(s, NAME));

    set_text(row, "size", words_size(words, db_col_int(s, BYTES)));
    set_text(row, "link_file", command_link_to(settings, "file", call->language, number));
    set_text(row, "number", g_steal_pointer(&number));
    return row;
}

static bool add_files(const CommandCall *call, int64_t letter, int64_t post, json_t *values,
                      GError **error)
{
    const Settings *settings = call->work->desk->settings;
    g_autoptr(Words) words = words_open(settings->letters, call->language, error);
    if (!words)
        return false;
    DbStmt *s = db_stmt(call->work->desk->db, SQL_FILES_OF_POST);
    json_t *rows = json_array();

    json_object_set_new(values, "files", rows);
    db_int(s, 1, post);
    while (db_row(s))
        json_array_append_new(rows, file_row(call, words, s, letter));
    week_mark_first(rows);
    return db_done(s, error);
}

/* NULL without error: no such post, or none of theirs; *post is its id. */
static json_t *read_post(const CommandCall *call, int64_t letter, int64_t *post, GError **error)
{
    DbStmt *s = db_stmt(call->work->desk->db, SQL_POST_FOR_READER);
    g_autoptr(json_t) values = NULL;

    const PostReader reader = command_reader(call->work->identity);

    db_int(s, 1, letter);
    db_int(s, 2, reader.person);
    db_int(s, 3, reader.school);
    db_text(s, 4, reader.mailbox);
    if (db_row(s)) {
        *post = db_col_int(s, POST);
        values = json_pack("{s:s,s:s,s:s,s:s}", "list_name", db_col_text(s, LIST_NAME), "author",
                           db_col_text(s, AUTHOR), "subject", db_col_text(s, SUBJECT), "text",
                           db_col_text(s, TEXT));
        set_text(values, "date",
                 clock_date(db_col_int(s, PUBLISHED), call->work->desk->settings->zone));
        set_text(values, "number", number_text(letter));
    }
    return db_done(s, error) ? g_steal_pointer(&values) : NULL;
}

bool letter_archive(const CommandCall *call, GError **error)
{
    int64_t letter = number_in(call->argument), post = 0;
    g_autoptr(GError) why = NULL;
    g_autoptr(json_t) values = read_post(call, letter, &post, &why);

    if (why) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    if (!values) {
        g_autofree char *number = letter ? number_text(letter) : g_strdup("");
        return letter_reply(call->work, "archive-none", call->language, NULL,
                            json_pack("{s:s}", "number", number), error);
    }
    g_autoptr(List) list = list_by_name(
        call->work->desk->db, json_string_value(json_object_get(values, "list_name")), error);
    return list && add_files(call, letter, post, values, error) &&
           letter_reply(call->work, "archive-post", call->language, list, json_incref(values),
                        error);
}
