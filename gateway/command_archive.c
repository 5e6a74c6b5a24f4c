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
    const Words *words = tongues_find(call->work->desk->tongues, call->language)->words;
    json_t *rows = json_array();

    for (guint i = 0; i < found->len; i++)
        json_array_append_new(rows, found_row(call, words, g_ptr_array_index(found, i)));
    week_mark_first(rows);
    json_t *values =
        json_pack("{s:o,s:s,s:b}", "posts", rows, "words", search->words, "any", search->is_any);
    return letter_reply(call->work, "found", call->language, NULL, values, error);
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

/* The columns of SQL_POST_FOR_READER, SQL_FILES_OF_POST and SQL_POSTS_AROUND. */
enum { POST, LIST, LIST_TITLE, AUTHOR, SUBJECT, PUBLISHED, TEXT, MESSAGE_ID, SINCE };
enum { POSITION, PART, NAME, TYPE, BYTES };
enum { OTHER_LETTER, OTHER_AUTHOR, OTHER_PUBLISHED, OTHERS };

/* One that is asked for. */
typedef struct Asked {
    int64_t letter, post, list;
    int64_t since; /* whoever asks may read the posts from then on */
    char *message_id;
} Asked;

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

static bool add_files(const CommandCall *call, const Asked *asked, json_t *values, GError **error)
{
    const Words *words = tongues_find(call->work->desk->tongues, call->language)->words;
    DbStmt *s = db_stmt(call->work->desk->db, SQL_FILES_OF_POST);
    json_t *rows = json_array();

    json_object_set_new(values, "files", rows);
    db_int(s, 1, asked->post);
    while (db_row(s))
        json_array_append_new(rows, file_row(call, words, s, asked->letter));
    week_mark_first(rows);
    return db_done(s, error);
}

static json_t *other_row(const CommandCall *call, DbStmt *s)
{
    const Settings *settings = call->work->desk->settings;
    g_autofree char *number = number_text(db_col_int(s, OTHER_LETTER));
    json_t *row = json_pack("{s:s}", "author", db_col_text(s, OTHER_AUTHOR));

    set_text(row, "date", clock_date(db_col_int(s, OTHER_PUBLISHED), settings->zone));
    set_text(row, "link_post", command_link_to(settings, "archive", call->language, number));
    set_text(row, "number", g_steal_pointer(&number));
    return row;
}

/* The other letters of its topic: those around it, and how many there are besides. */
static bool add_topic(const CommandCall *call, const Asked *asked, json_t *values, GError **error)
{
    const Desk *desk = call->work->desk;
    const Words *words = tongues_find(desk->tongues, call->language)->words;
    DbStmt *s = db_stmt(desk->db, SQL_POSTS_AROUND);
    json_t *rows = json_array();
    int64_t others = 0;

    json_object_set_new(values, "topic", rows);
    db_int(s, 1, asked->post);
    db_int(s, 2, asked->since);
    db_int(s, 3, desk->settings->topic_letters);
    while (db_row(s)) {
        others = db_col_int(s, OTHERS);
        json_array_append_new(rows, other_row(call, s));
    }
    week_mark_first(rows);
    others -= (int64_t)json_array_size(rows);
    set_text(values, "more", others ? words_number(words, WORD_LETTER, others) : g_strdup(""));
    return db_done(s, error);
}

/* How to answer it: the link, and the subject that finds its topic too. */
static void add_ways(const CommandCall *call, const List *list, const Asked *asked, json_t *values)
{
    const DigestContext context = {.settings = call->work->desk->settings};
    const char *subject = json_string_value(json_object_get(values, "subject"));

    letter_ways(&context, list, &(LetterPlace){asked->letter, subject, asked->message_id}, values);
}

/* NULL without error: no such post, or none of theirs. */
static json_t *read_post(const CommandCall *call, Asked *asked, GError **error)
{
    DbStmt *s = db_stmt(call->work->desk->db, SQL_POST_FOR_READER);
    g_autoptr(json_t) values = NULL;

    const PostReader reader = command_reader(call->work->identity);

    db_int(s, 1, asked->letter);
    db_int(s, 2, reader.person);
    db_int(s, 3, reader.school);
    db_text(s, 4, reader.mailbox);
    if (db_row(s)) {
        asked->post = db_col_int(s, POST);
        asked->since = db_col_int(s, SINCE);
        asked->message_id = db_col_dup(s, MESSAGE_ID);
        asked->list = db_col_int(s, LIST);
        values = json_pack("{s:s,s:s,s:s}", "author", db_col_text(s, AUTHOR), "subject",
                           db_col_text(s, SUBJECT), "text", db_col_text(s, TEXT));
        set_text(values, "date",
                 clock_date(db_col_int(s, PUBLISHED), call->work->desk->settings->zone));
        set_text(values, "number", number_text(asked->letter));
    }
    return db_done(s, error) ? g_steal_pointer(&values) : NULL;
}

static bool send_post(const CommandCall *call, const Asked *asked, json_t *values, GError **error)
{
    g_autoptr(List) list = list_by_id(call->work->desk->db, asked->list, error);

    if (!list || !add_files(call, asked, values, error) || !add_topic(call, asked, values, error))
        return false;
    add_ways(call, list, asked, values);
    return letter_reply(call->work, "archive-post", call->language, list, json_incref(values),
                        error);
}

static bool tell_no_post(const CommandCall *call, int64_t letter, GError **error)
{
    g_autofree char *number = letter ? number_text(letter) : g_strdup("");

    return letter_reply(call->work, "archive-none", call->language, NULL,
                        json_pack("{s:s}", "number", number), error);
}

bool letter_archive(const CommandCall *call, GError **error)
{
    Asked asked = {.letter = number_in(call->argument)};
    g_autoptr(GError) why = NULL;
    g_autoptr(json_t) values = read_post(call, &asked, &why);
    bool ok = false;

    if (why)
        g_propagate_error(error, g_steal_pointer(&why));
    else
        ok = values ? send_post(call, &asked, values, error)
                    : tell_no_post(call, asked.letter, error);
    g_free(asked.message_id);
    return ok;
}
