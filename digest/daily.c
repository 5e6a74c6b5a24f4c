/* daily.c: see daily.h: from posts to values, from values to the queue, once per list and day. */
#include "digest/daily.h"

#include "archive/act.h"
#include "base/auto.h"
#include "base/error.h"
#include "base/text.h"
#include "digest/excerpt.h"
#include "digest/gathered.h"
#include "digest/sending.h"
#include "digest/week.h"
#include "lists/address_book.h"
#include "lists/readers.h"
#include "lists/vertical.h"

static const char NAME[] = "digest-daily";

/* ---- what was published ---------------------------------------------------------------------- */

typedef struct Reading {
    const DigestContext *context;
    const List *list;
    json_t *topics; /* borrowed */
    int64_t thread; /* of the last topic */
    int64_t from;
    int64_t posts, replies, files, left_out;
    const GArray *only; /* ids of posts; NULL: all */
} Reading;

/* The columns of SQL_DAILY_POSTS. */
enum {
    THREAD,
    TOPIC,
    STARTED,
    POST,
    AUTHOR,
    SCHOOL,
    IS_SCHOOL, /* then the author's name is the school's */
    PUBLISHED,
    TEXT,
    MESSAGE_ID,
    IS_REPLY,
    LETTER,
};

static json_t *begin_topic(Reading *reading, DbStmt *s)
{
    const DigestContext *context = reading->context;
    json_t *topic = json_object();
    g_autofree char *subject = text_one_line(db_col_text(s, TOPIC));

    json_array_append_new(reading->topics, topic);
    reading->thread = db_col_int(s, THREAD);
    letter_ways(context, reading->list,
                &(LetterPlace){db_col_int(s, LETTER), subject, db_col_text(s, MESSAGE_ID)}, topic);
    set_text(topic, "subject", g_steal_pointer(&subject));
    json_object_set_new(topic, "older", json_boolean(db_col_int(s, STARTED) < reading->from));
    set_text(topic, "started",
             words_day(context->words, db_col_int(s, STARTED), context->settings->zone));
    json_object_set_new(topic, "posts", json_array());
    return topic;
}

static bool add_files(Reading *reading, DbStmt *post_row, json_t *post, GError **error)
{
    json_t *files = json_array();
    int64_t letter = db_col_int(post_row, LETTER), id = db_col_int(post_row, POST);
    DbStmt *s = db_stmt(reading->context->db, SQL_DAILY_FILES);

    json_object_set_new(post, "files", files);
    db_int(s, 1, id);
    while (db_row(s)) {
        const AttachmentPlace place = {letter, db_col_int(s, 2)};
        json_t *file = file_value(reading->context, db_col_text(s, 0), db_col_int(s, 1), &place);
        if (file)
            json_array_append_new(files, file);
    }
    week_mark_first(files);
    reading->files += (int64_t)json_array_size(files);
    return db_done(s, error);
}

/* The beginning of what was written, a paragraph each. */
static json_t *paragraphs(const char *text)
{
    g_auto(GStrv) lines = excerpt_paragraphs(text, DIGEST_DAY_EXCERPT);
    json_t *values = json_array();

    for (size_t i = 0; lines[i]; i++)
        json_array_append_new(values, json_pack("{s:s}", "line", lines[i]));
    return values;
}

static bool add_post(Reading *reading, DbStmt *s, GError **error)
{
    g_autoptr(GDateTime) when =
        clock_local(db_col_int(s, PUBLISHED), reading->context->settings->zone);
    json_t *post = json_object();
    json_t *topic = reading->thread == db_col_int(s, THREAD)
                        ? json_array_get(reading->topics, json_array_size(reading->topics) - 1)
                        : begin_topic(reading, s);
    bool school_only = db_col_int(s, IS_SCHOOL) != 0;

    json_array_append_new(json_object_get(topic, "posts"), post);
    set_text(post, "author", text_one_line(db_col_text(s, AUTHOR)));
    set_text(post, "school", text_one_line(school_only ? "" : db_col_text(s, SCHOOL)));
    set_text(post, "time", g_date_time_format(when, "%H:%M"));
    set_digits(post, "number", db_col_int(s, LETTER));
    json_object_set_new(post, "paragraphs", paragraphs(db_col_text(s, TEXT)));
    return add_files(reading, s, post, error);
}

static bool is_wanted(const Reading *reading, int64_t post)
{
    for (guint i = 0; reading->only && i < reading->only->len; i++)
        if (g_array_index(reading->only, int64_t, i) == post)
            return true;
    return !reading->only;
}

/* Numbers are of all posts; shown are the first ones. */
static bool read_posts(Reading *reading, const Day *day, GError **error)
{
    GError *failure = NULL;
    DbStmt *s = db_stmt(reading->context->db, SQL_DAILY_POSTS);

    db_int(s, 1, day->from);
    db_int(s, 2, day->to);
    db_int(s, 3, reading->list->id);
    while (!failure && db_row(s)) {
        int64_t shown = reading->posts + reading->replies;
        if (!is_wanted(reading, db_col_int(s, POST)))
            continue;
        *(db_col_int(s, IS_REPLY) ? &reading->replies : &reading->posts) += 1;
        if (shown < DIGEST_DAY_POSTS)
            add_post(reading, s, &failure);
        else
            reading->left_out++;
    }
    if (!db_done(s, failure ? NULL : error) || failure) {
        if (failure)
            g_propagate_error(error, failure);
        return false;
    }
    return true;
}

/* ---- the letter ------------------------------------------------------------------------------ */

static char *period_text(const DigestContext *context, const Day *day)
{
    GTimeZone *zone = context->settings->zone;
    const Day first = day_of(day->from, zone);

    return first.to >= day->to ? words_day(context->words, day->from, zone)
                               : words_period(context->words, day->from, day->to, zone);
}

json_t *daily_values(const DigestContext *context, const List *list, const Day *day, GError **error)
{
    return daily_values_of(context, list, day, NULL, error);
}

json_t *daily_values_of(const DigestContext *context, const List *list, const Day *day,
                        const GArray *posts, GError **error)
{
    g_autoptr(json_t) values = list_common(context, list);
    json_t *topics = json_array();
    Reading reading = {
        .context = context, .list = list, .topics = topics, .from = day->from, .only = posts};

    json_object_set_new(values, "topics", topics);
    if (!vertical_tell_below(context->db, list->id, values, error) ||
        !read_posts(&reading, day, error))
        return NULL;
    week_mark_first(topics);
    json_object_set_new(values, "posts", json_integer(reading.posts));
    json_object_set_new(values, "replies", json_integer(reading.replies));
    json_object_set_new(values, "files", json_integer(reading.files));
    json_object_set_new(values, "gathered", json_boolean(posts != NULL));
    json_object_set_new(values, "quiet", json_boolean(json_array_size(topics) == 0));
    set_text(values, "answer_address", book_list_address(context->settings, list));
    set_text(values, "period", period_text(context, day));
    set_text(values, "summary", numbers_summary(context, values));
    set_text(values, "posts_more", week_more(context, WORD_LETTER, reading.left_out));
    return g_steal_pointer(&values);
}

bool daily_letter(const DigestContext *context, const json_t *values, LetterText *out,
                  GError **error)
{
    return texts_letter(context->texts, context->tongue->language, NAME, values, out, error);
}

/* ---- sending --------------------------------------------------------------------------------- */

static GPtrArray *read_readers(const DigestContext *context, const List *list, GError **error)
{
    GPtrArray *people = list_readers(context->db, list->id, error);

    for (guint i = people ? people->len : 0; i-- > 0;)
        if (!g_str_equal(((Member *)g_ptr_array_index(people, i))->mode, "daily"))
            g_ptr_array_remove_index(people, i);
    return people;
}

/* From the end of the day that was told last, or from the beginning of a new list, within bounds.
 */
static bool find_begin(const DigestContext *context, const List *list, Day *day, GError **error)
{
    GTimeZone *zone = context->settings->zone;
    g_autofree char *name = day_name(day, zone);
    int64_t told = 0, earliest = day->to - (int64_t)DIGEST_DAYS_MOST * DAY;
    DbStmt *s = db_stmt(context->db, SQL_RUN_LAST);

    db_text(s, 1, NAME);
    db_text(s, 2, list->name);
    db_text(s, 3, name);
    if (db_row(s) && db_col_text(s, 0) && clock_parse(db_col_text(s, 0), zone, &told, NULL))
        day->from = MAX(day_of(told, zone).to, earliest);
    else if (list->created > earliest)
        day->from = MIN(day->from, list->created);
    return db_done(s, error);
}

static bool make_letter(const DigestContext *context, const List *list, const Day *day,
                        GatheredDay *made, int64_t *recipients, GError **error)
{
    Day told = *day;
    LetterText text = {0};
    g_autofree char *period = day_name(day, context->settings->zone);
    const DigestLetter letter = {
        .context = context, .list = list, .name = NAME, .period = period, .from_list = true};

    if (made->readers->len == 0)
        return true;
    if (!find_begin(context, list, &told, error))
        return false;
    g_autoptr(json_t) values = daily_values(context, list, &told, error);
    if (!values || json_is_true(json_object_get(values, "quiet")))
        return values != NULL;
    bool ok = daily_letter(context, values, &text, error) &&
              digest_queue_letter(&letter, &text, made->readers, &made->letter, recipients, error);
    letter_text_clear(&text);
    return ok;
}

/* The letter of the day, and those of what the budget could not carry. */
static bool make_letters(const DigestContext *context, const List *list, const Day *day,
                         int64_t *recipients, GError **error)
{
    g_autoptr(GPtrArray) readers = read_readers(context, list, error);
    GatheredDay made = {.day = day, .readers = readers};

    return readers && make_letter(context, list, day, &made, recipients, error) &&
           gathered_queue(context, list, &made, recipients, error);
}

bool daily_send(const DigestContext *context, const List *list, const Day *day, DailySent *sent,
                GError **error)
{
    const DigestContext in = digest_context_in(context, list);
    g_autofree char *period = day_name(day, context->settings->zone);

    *sent = (DailySent){.too_young = list->created >= day->to};
    if (clock_now() < day->to)
        return fail(error, ERR_USAGE, "the day %s is not over", period);
    if (sent->too_young)
        return true;
    if (!db_begin(context->db, error))
        return false;
    bool ok = run_once(context->db, NAME, list->name, period, &sent->first, error) &&
              (!sent->first || make_letters(&in, list, day, &sent->recipients, error));
    if (db_finish(context->db, ok, error))
        return true;
    g_prefix_error(error, "daily letter of %s for %s: ", list->name, period);
    return false;
}

bool daily_is_due(const DigestContext *context, const List *list, int64_t now, bool *due, Day *day,
                  int64_t *next, GError **error)
{
    GTimeZone *zone = context->settings->zone;
    const Day today = day_of(now, zone), tomorrow = day_of(today.to, zone);
    int64_t moment = digest_hour_of(list, context->settings, &today), one;
    bool made = false;

    *due = false;
    *next = now < moment ? moment : digest_hour_of(list, context->settings, &tomorrow);
    *day = day_of(today.from - 1, zone);
    if (now < moment || list->created >= day->to)
        return true;
    g_autofree char *period = day_name(day, zone);
    DbStmt *s = db_stmt(context->db, SQL_RUN_HAS);
    db_text(s, 1, NAME);
    db_text(s, 2, list->name);
    db_text(s, 3, period);
    if (!db_one(s, &one, &made, error))
        return false;
    *due = !made;
    return true;
}
