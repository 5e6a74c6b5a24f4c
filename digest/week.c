/* week.c: see week.h. */
#include "digest/week.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/auto.h"
#include "base/dangerous.h"
#include "base/text.h"
#include "lists/address_book.h"

void set_text(json_t *object, const char *key, char *text)
{
    json_object_set_new(object, key, json_string(text ? text : ""));
    g_free(text);
}

void set_digits(json_t *object, const char *key, int64_t number)
{
    set_text(object, key, g_strdup_printf("%" PRId64, number));
}

json_t *list_common(const DigestContext *context, const List *list)
{
    const Settings *settings = context->settings;
    json_t *values = json_object();

    set_text(values, "community", g_strdup(settings->community));
    set_text(values, "robot_address", book_robot_address(settings));
    set_text(values, "list_title", g_strdup(list->title));
    set_text(values, "list_name", g_strdup(list->name));
    set_text(values, "list_address",
             book_list_shown(settings, list, words_get(context->words, WORD_SUBJECT_BEGINS)));
    return values;
}

json_t *week_common(const DigestContext *context, const List *list, const Week *week)
{
    json_t *values = list_common(context, list);

    json_object_set_new(values, "unfinished", json_boolean(clock_now() < week->to));
    set_text(values, "week", week_name(week));
    set_text(values, "period",
             words_period(context->words, week->from, week->to, context->settings->zone));
    return values;
}

char *numbers_summary(const DigestContext *context, const json_t *values)
{
    static const struct {
        const char *key;
        Word word;
    } PARTS[] = {
        {"posts", WORD_NEW_TOPIC},
        {"replies", WORD_REPLY},
        {"files", WORD_FILE},
        {"participants", WORD_PARTICIPANT},
    };
    GString *out = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++) {
        int64_t number = json_integer_value(json_object_get(values, PARTS[i].key));
        g_autofree char *text = words_number(context->words, PARTS[i].word, number);
        if (number > 0)
            g_string_append_printf(out, "%s%s", out->len ? ", " : "", text);
    }
    return g_string_free(out, FALSE);
}

json_t *file_value(const DigestContext *context, const char *name, int64_t bytes,
                   const AttachmentPlace *place)
{
    if (dangerous_file(context->settings, name))
        return NULL;
    json_t *file = json_object();
    set_text(file, "name", text_one_line(name));
    set_text(file, "size", words_size(context->words, bytes));
    set_text(file, "number", attachment_number(place));
    return file;
}

json_t *week_files(const DigestContext *context, const Scope *scope, GError **error)
{
    g_autoptr(json_t) files = json_array();
    DbStmt *s = db_stmt(context->db, SQL_DIGEST_FILES);

    db_int(s, 1, scope->from);
    db_int(s, 2, scope->to);
    db_int(s, 3, scope->list);
    db_int(s, 4, scope->below);
    while (db_row(s)) {
        const AttachmentPlace place = {db_col_int(s, 4), db_col_int(s, 5)};
        json_t *file = file_value(context, db_col_text(s, 0), db_col_int(s, 1), &place);
        if (!file)
            continue;
        set_text(file, "author", text_one_line(db_col_text(s, 2)));
        set_text(file, "topic", text_one_line(db_col_text(s, 3)));
        json_array_append_new(files, file);
    }
    return db_done(s, error) ? g_steal_pointer(&files) : NULL;
}

bool week_counts(const DigestContext *context, const Scope *scope, int64_t *topics,
                 int64_t *replies, GError **error)
{
    DbStmt *s = db_stmt(context->db, SQL_DIGEST_COUNTS);

    db_int(s, 1, scope->from);
    db_int(s, 2, scope->to);
    db_int(s, 3, scope->list);
    db_int(s, 4, scope->below);
    if (db_row(s)) {
        *topics = db_col_int(s, 0);
        *replies = db_col_int(s, 1);
    }
    return db_done(s, error);
}

/* "Re: [математика] Контрольная": with the tag, for by it the letter finds the list where all lists
 * share one address. */
static char *answer_subject(const Settings *settings, const List *list, const char *subject)
{
    g_autofree char *address = book_list_address(settings, list);
    const char *tag = list->tag ? list->tag : book_is_bare(settings, address) ? list->name : NULL;

    return tag ? g_strdup_printf("Re: [%s] %s", tag, subject) : g_strdup_printf("Re: %s", subject);
}

void letter_ways(const DigestContext *context, const List *list, const LetterPlace *place,
                 json_t *values)
{
    const Settings *settings = context->settings;
    g_autofree char *address = book_list_address(settings, list);
    g_autofree char *to = g_uri_escape_string(address, "@+", FALSE);
    g_autofree char *subject = answer_subject(settings, list, place->subject);
    g_autofree char *escaped = g_uri_escape_string(subject, NULL, FALSE);
    g_autofree char *id = g_strdup_printf("<%s>", place->message_id);
    g_autofree char *escaped_id = g_uri_escape_string(id, NULL, FALSE);

    set_text(values, "answer_link",
             g_strdup_printf("mailto:%s?subject=%s&In-Reply-To=%s", to, escaped, escaped_id));
    set_text(values, "answer_subject", g_steal_pointer(&subject));
    set_digits(values, "number", place->letter);
}

int64_t week_cut(json_t *array, size_t most)
{
    size_t size = json_array_size(array);

    for (size_t i = size; i > most; i--)
        json_array_remove(array, i - 1);
    return size > most ? (int64_t)(size - most) : 0;
}

void week_mark_first(json_t *array)
{
    for (size_t i = 0; i < json_array_size(array); i++)
        json_object_set_new(json_array_get(array, i), "first", json_boolean(i == 0));
}

char *week_more(const DigestContext *context, Word word, int64_t number)
{
    if (number == 0)
        return g_strdup("");
    g_autofree char *count = words_number(context->words, word, number);
    return g_strdup_printf("%s %s", words_get(context->words, WORD_AND_MORE), count);
}
