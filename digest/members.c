/* members.c: the values of the members' weekly letter: topics, questions that wait for an answer,
 * files, and who took part. */
#include <jansson.h>
#include <string.h>

#include "base/auto.h"
#include "base/text.h"
#include "digest/excerpt.h"
#include "digest/week.h"
#include "lists/vertical.h"

enum { PEOPLE_IN_TOPIC = 8 };

typedef struct Reading {
    const DigestContext *context;
    const List *list;
    Scope scope;
    json_t *values;
} Reading;

/* ---- topics --------------------------------------------------------------------------------- */

typedef struct Topic {
    int64_t thread, started, replies;
    char *subject;
    json_t *people; /* [{name, number}]: who replied this week, each once; of the first reply */
} Topic;

static void topic_free(gpointer data)
{
    Topic *topic = data;

    g_free(topic->subject);
    json_decref(topic->people);
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
        topic->people = json_array();
        g_ptr_array_add(topics, topic);
        g_hash_table_insert(by_thread, &topic->thread, topic);
    }
    return topic;
}

static bool is_named(const json_t *people, const char *name)
{
    for (size_t i = 0; i < json_array_size(people); i++)
        if (g_str_equal(json_string_value(json_object_get(json_array_get(people, i), "name")),
                        name))
            return true;
    return false;
}

static void add_reply(Topic *topic, const char *author, int64_t letter)
{
    g_autofree char *name = text_one_line(author);

    topic->replies++;
    if (is_named(topic->people, name))
        return;
    json_t *person = json_pack("{s:s}", "name", name);
    set_digits(person, "number", letter);
    json_array_append_new(topic->people, person);
}

/* The topics with a post in the week, in the order of their first one. */
static GPtrArray *read_topics(const Reading *reading, GError **error)
{
    const Scope *scope = &reading->scope;
    g_autoptr(GPtrArray) topics = g_ptr_array_new_with_free_func(topic_free);
    g_autoptr(GHashTable) by_thread = g_hash_table_new(g_int64_hash, g_int64_equal);
    DbStmt *s = db_stmt(reading->context->db, SQL_DIGEST_POSTS);

    db_int(s, 1, scope->from);
    db_int(s, 2, scope->to);
    db_int(s, 3, scope->list);
    while (db_row(s)) {
        Topic *topic = topic_of(topics, by_thread, s);
        if (db_col_int(s, 1))
            add_reply(topic, db_col_text(s, 2), db_col_int(s, 5));
    }
    return db_done(s, error) ? g_steal_pointer(&topics) : NULL;
}

/* What the first post of the topic tells: author, school, excerpt, and how to get and answer it. */
static bool add_first_post(const Reading *reading, const Topic *topic, json_t *value,
                           GError **error)
{
    DbStmt *s = db_stmt(reading->context->db, SQL_DIGEST_FIRST_POST);

    db_int(s, 1, topic->thread);
    if (db_row(s)) {
        bool school_only = db_col_int(s, 3) != 0; /* then the author's name is the school's */
        const LetterPlace place = {db_col_int(s, 4), topic->subject, db_col_text(s, 5)};
        set_text(value, "author", text_one_line(db_col_text(s, 0)));
        set_text(value, "school", text_one_line(school_only ? "" : db_col_text(s, 1)));
        set_text(value, "excerpt", excerpt(db_col_text(s, 2), DIGEST_EXCERPT));
        letter_ways(reading->context, reading->list, &place, value);
    }
    return db_done(s, error);
}

/* The first ones, and "people_more". */
static void add_people_of_topic(const Reading *reading, const Topic *topic, json_t *value)
{
    json_object_set(value, "people", topic->people);
    int64_t rest = week_cut(topic->people, PEOPLE_IN_TOPIC);
    week_mark_first(topic->people);
    set_text(value, "people_more", week_more(reading->context, WORD_PERSON, rest));
}

static json_t *topic_value(const Reading *reading, const Topic *topic, GError **error)
{
    const DigestContext *context = reading->context;
    g_autoptr(json_t) value = json_object();
    bool older = topic->started < reading->scope.from;

    set_text(value, "subject", g_strdup(topic->subject));
    json_object_set_new(value, "older", json_boolean(older));
    set_text(value, "started", words_day(context->words, topic->started, context->settings->zone));
    json_object_set_new(value, "replies", json_integer(topic->replies));
    set_text(value, "replies_text",
             topic->replies ? words_number(context->words, WORD_REPLY, topic->replies) : NULL);
    add_people_of_topic(reading, topic, value);
    return add_first_post(reading, topic, value, error) ? g_steal_pointer(&value) : NULL;
}

static bool add_topics(const Reading *reading, GError **error)
{
    g_autoptr(GPtrArray) topics = read_topics(reading, error);
    if (!topics)
        return false;
    json_t *shown = json_array();
    json_object_set_new(reading->values, "topics", shown);
    json_object_set_new(reading->values, "quiet", json_boolean(topics->len == 0));
    for (guint i = 0; i < MIN(topics->len, DIGEST_TOPICS); i++) {
        json_t *value = topic_value(reading, g_ptr_array_index(topics, i), error);
        if (!value)
            return false;
        json_array_append_new(shown, value);
    }
    int64_t rest = topics->len > DIGEST_TOPICS ? topics->len - DIGEST_TOPICS : 0;
    set_text(reading->values, "topics_more", week_more(reading->context, WORD_TOPIC, rest));
    return true;
}

/* ---- questions ------------------------------------------------------------------------------ */

static bool add_questions(const Reading *reading, GError **error)
{
    const DigestContext *context = reading->context;
    const Scope *scope = &reading->scope;
    json_t *questions = json_array();
    DbStmt *s = db_stmt(context->db, SQL_DIGEST_QUESTIONS);

    json_object_set_new(reading->values, "questions", questions);
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
        const LetterPlace place = {db_col_int(s, 5), db_col_text(s, 0), db_col_text(s, 6)};
        letter_ways(context, reading->list, &place, question);
        json_array_append_new(questions, question);
    }
    if (!db_done(s, error))
        return false;
    int64_t rest = week_cut(questions, DIGEST_QUESTIONS);
    set_text(reading->values, "questions_more", week_more(context, WORD_QUESTION, rest));
    return true;
}

/* ---- files and numbers ---------------------------------------------------------------------- */

static bool add_files(const Reading *reading, GError **error)
{
    json_t *values = reading->values, *files = week_files(reading->context, &reading->scope, error);
    if (!files)
        return false;
    json_object_set_new(values, "attachments", files);
    json_object_set_new(values, "files", json_integer((json_int_t)json_array_size(files)));
    int64_t rest = week_cut(files, DIGEST_FILES);
    set_text(values, "attachments_more", week_more(reading->context, WORD_FILE, rest));
    return true;
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

static bool add_people(const Reading *reading, GError **error)
{
    const DigestContext *context = reading->context;
    const Scope *scope = &reading->scope;
    json_t *values = reading->values;
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
    g_autoptr(json_t) values = week_common(context, list, week);
    const Reading reading = {
        context, list, {.from = week->from, .to = week->to, .list = list->id}, values};

    if (!vertical_tell_below(context->db, list->id, values, error) ||
        !add_topics(&reading, error) || !add_questions(&reading, error) ||
        !add_files(&reading, error) || !add_people(&reading, error))
        return NULL;
    set_text(values, "summary", numbers_summary(context, values));
    static const char *const ARRAYS[] = {"topics", "questions", "attachments"};
    for (size_t i = 0; i < G_N_ELEMENTS(ARRAYS); i++)
        week_mark_first(json_object_get(values, ARRAYS[i]));
    return g_steal_pointer(&values);
}
