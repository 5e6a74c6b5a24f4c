/* members.c: the values of the members' weekly letter: topics, questions that wait for an answer,
 * files, and who took part. */
#include <jansson.h>
#include <string.h>

#include <jansson.h>

#include "base/auto.h"
#include "base/text.h"
#include "digest/excerpt.h"
#include "digest/week.h"

enum { PEOPLE_IN_TOPIC = 8 };

/* ---- topics --------------------------------------------------------------------------------- */

typedef struct Topic {
    int64_t thread, started, replies;
    char *subject;
    GPtrArray *people; /* of char*: who replied this week, each once */
} Topic;

static void topic_free(gpointer data)
{
    Topic *topic = data;

    g_free(topic->subject);
    g_ptr_array_unref(topic->people);
    g_free(topic);
}

static Topic *topic_of(GPtrArray *topics, GHashTable *by_thread, DbStmt *s)
{
    gint64 thread = db_col_int(s, 0);
    Topic *topic = g_hash_table_lookup(by_thread, &thread);

    if (!topic) {
        topic = g_new0(Topic, 1);
        topic->thread = thread;
        topic->subject = text_one_line(db_col_text(s, 3));
        topic->started = db_col_int(s, 4);
        topic->people = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(topics, topic);
        g_hash_table_insert(by_thread, &topic->thread, topic);
    }
    return topic;
}

static void add_reply(Topic *topic, const char *author)
{
    topic->replies++;
    if (!g_ptr_array_find_with_equal_func(topic->people, author, g_str_equal, NULL))
        g_ptr_array_add(topic->people, text_one_line(author));
}

/* The topics with a post in the week, in the order of their first one. */
static GPtrArray *read_topics(const DigestContext *context, const Scope *scope, GError **error)
{
    g_autoptr(GPtrArray) topics = g_ptr_array_new_with_free_func(topic_free);
    g_autoptr(GHashTable) by_thread = g_hash_table_new(g_int64_hash, g_int64_equal);
    DbStmt *s = db_stmt(context->db, SQL_DIGEST_POSTS);

    db_int(s, 1, scope->from);
    db_int(s, 2, scope->to);
    db_int(s, 3, scope->list);
    while (db_row(s)) {
        Topic *topic = topic_of(topics, by_thread, s);
        if (db_col_int(s, 1))
            add_reply(topic, db_col_text(s, 2));
    }
    return db_done(s, error) ? g_steal_pointer(&topics) : NULL;
}

/* "Иванова М. П., Петров А. В. и ещё 3 человека". The caller's. */
static char *join_names(const DigestContext *context, const GPtrArray *names, guint most)
{
    GString *out = g_string_new(NULL);
    guint shown = MIN(names->len, most);

    for (guint i = 0; i < shown; i++)
        g_string_append_printf(out, "%s%s", i ? ", " : "", (char *)g_ptr_array_index(names, i));
    if (names->len > shown) {
        g_autofree char *more = week_more(context, WORD_PERSON, names->len - shown);
        g_string_append_printf(out, " %s", more);
    }
    return g_string_free(out, FALSE);
}

/* What the first post of the topic tells: author, school, excerpt. */
static bool add_first_post(const DigestContext *context, const Topic *topic, json_t *value,
                           GError **error)
{
    DbStmt *s = db_stmt(context->db, SQL_DIGEST_FIRST_POST);

    db_int(s, 1, topic->thread);
    if (db_row(s)) {
        bool school_only = db_col_int(s, 3) != 0; /* then the author's name is the school's */
        set_text(value, "author", text_one_line(db_col_text(s, 0)));
        set_text(value, "school", text_one_line(school_only ? "" : db_col_text(s, 1)));
        set_text(value, "excerpt", excerpt(db_col_text(s, 2), DIGEST_EXCERPT));
    }
    return db_done(s, error);
}

static json_t *topic_value(const DigestContext *context, const Topic *topic, const Scope *scope,
                           GError **error)
{
    g_autoptr(json_t) value = json_object();
    bool older = topic->started < scope->from;

    set_text(value, "subject", g_strdup(topic->subject));
    json_object_set_new(value, "older", json_boolean(older));
    set_text(value, "started", words_day(context->words, topic->started, context->settings->zone));
    json_object_set_new(value, "replies", json_integer(topic->replies));
    set_text(value, "replies_text",
             topic->replies ? words_number(context->words, WORD_REPLY, topic->replies) : NULL);
    set_text(value, "people", join_names(context, topic->people, PEOPLE_IN_TOPIC));
    return add_first_post(context, topic, value, error) ? g_steal_pointer(&value) : NULL;
}

static bool add_topics(const DigestContext *context, const Scope *scope, json_t *values,
                       GError **error)
{
    g_autoptr(GPtrArray) topics = read_topics(context, scope, error);
    if (!topics)
        return false;
    json_t *shown = json_array();
    json_object_set_new(values, "topics", shown);
    json_object_set_new(values, "quiet", json_boolean(topics->len == 0));
    for (guint i = 0; i < MIN(topics->len, DIGEST_TOPICS); i++) {
        json_t *value = topic_value(context, g_ptr_array_index(topics, i), scope, error);
        if (!value)
            return false;
        json_array_append_new(shown, value);
    }
    int64_t rest = topics->len > DIGEST_TOPICS ? topics->len - DIGEST_TOPICS : 0;
    set_text(values, "topics_more", week_more(context, WORD_TOPIC, rest));
    return true;
}

/* ---- questions ------------------------------------------------------------------------------ */

static bool add_questions(const DigestContext *context, const Scope *scope, json_t *values,
                          GError **error)
{
    json_t *questions = json_array();
    DbStmt *s = db_stmt(context->db, SQL_DIGEST_QUESTIONS);

    json_object_set_new(values, "questions", questions);
    db_int(s, 1, scope->to - (int64_t)DIGEST_QUESTION_DAYS * DAY);
    db_int(s, 2, scope->to);
    db_int(s, 3, scope->list);
    while (db_row(s)) {
        if (!has_question(db_col_text(s, 3)) && !has_question(db_col_text(s, 4)))
            continue;
        json_t *question = json_object();
        set_text(question, "subject", text_one_line(db_col_text(s, 0)));
        set_text(question, "author", text_one_line(db_col_text(s, 1)));
        set_text(question, "date",
                 words_day(context->words, db_col_int(s, 2), context->settings->zone));
        json_array_append_new(questions, question);
    }
    if (!db_done(s, error))
        return false;
    int64_t rest = week_cut(questions, DIGEST_QUESTIONS);
    set_text(values, "questions_more", week_more(context, WORD_QUESTION, rest));
    return true;
}

/* ---- files and numbers ---------------------------------------------------------------------- */

static bool add_files(const DigestContext *context, const Scope *scope, json_t *values,
                      GError **error)
{
    json_t *files = week_files(context, scope, error);
    if (!files)
        return false;
    json_object_set_new(values, "attachments", files);
    json_object_set_new(values, "files", json_integer((json_int_t)json_array_size(files)));
    int64_t rest = week_cut(files, DIGEST_FILES);
    set_text(values, "attachments_more", week_more(context, WORD_FILE, rest));
    return true;
}

static bool add_people(const DigestContext *context, const Scope *scope, json_t *values,
                       GError **error)
{
    int64_t topics = 0, replies = 0;
    g_autoptr(Participation) p = participation_read(context->db, scope, error);
    if (!p || !week_counts(context, scope, &topics, &replies, error))
        return false;
    ActRow total = participation_total(p);
    g_autoptr(GArray) rows = participation_rows(p, BY_PERSON);
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < rows->len; i++) {
        const ActRow *row = &g_array_index(rows, ActRow, i);
        if (row->id)
            g_ptr_array_add(names, (gpointer)row->name);
    }
    json_object_set_new(values, "posts", json_integer(topics));
    json_object_set_new(values, "replies", json_integer(replies));
    json_object_set_new(values, "participants", json_integer(total.persons));
    json_object_set_new(values, "school_posts", json_integer(total.school_acts));
    set_text(values, "names", join_names(context, names, DIGEST_NAMES));
    return true;
}

json_t *members_values(const DigestContext *context, const List *list, const Week *week,
                       GError **error)
{
    Scope scope = {.from = week->from, .to = week->to, .list = list->id};
    g_autoptr(json_t) values = week_common(context, list, week);

    bool ok = add_topics(context, &scope, values, error) &&
              add_questions(context, &scope, values, error) &&
              add_files(context, &scope, values, error) &&
              add_people(context, &scope, values, error);
    if (!ok)
        return NULL;
    set_text(values, "summary", numbers_summary(context, values));
    static const char *const ARRAYS[] = {"topics", "questions", "attachments"};
    for (size_t i = 0; i < G_N_ELEMENTS(ARRAYS); i++)
        week_mark_first(json_object_get(values, ARRAYS[i]));
    return g_steal_pointer(&values);
}
