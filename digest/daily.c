/* daily.c: see daily.h: from posts to values, from values to the queue, once per list and day. */
#include "digest/daily.h"

#include "archive/act.h"
#include "base/auto.h"
#include "base/error.h"
#include "base/text.h"
#include "digest/excerpt.h"
#include "digest/sending.h"
#include "digest/week.h"
#include "lists/address_book.h"

static const char NAME[] = "digest-daily";

/* ---- what was published ---------------------------------------------------------------------- */

typedef struct Reading {
    const DigestContext *context;
    const List *list;
    json_t *topics; /* borrowed */
    int64_t thread; /* of the last topic */
    int64_t from;
    int64_t posts, replies, files, left_out;
} Reading;

/* mailto: (RFC 6068) with what the letter that opens needs to find its thread: the Message-ID where
 * the program keeps it, the subject where it does not. */
static char *answer_link(const Reading *reading, const char *subject, const char *message_id)
{
    g_autofree char *address = book_list_address(reading->context->settings, reading->list);
    g_autofree char *to = g_uri_escape_string(address, "@+", FALSE);
    g_autofree char *id = g_strdup_printf("<%s>", message_id);
    g_autofree char *escaped = g_uri_escape_string(subject, NULL, FALSE);
    g_autofree char *escaped_id = g_uri_escape_string(id, NULL, FALSE);

    return g_strdup_printf("mailto:%s?subject=%s&In-Reply-To=%s", to, escaped, escaped_id);
}

/* "Re: [математика] Контрольная": with the tag, for by it the letter finds the list where all lists
 * share one address. */
static char *answer_subject(const Reading *reading, const char *subject)
{
    const List *list = reading->list;
    g_autofree char *address = book_list_address(reading->context->settings, list);
    bool bare = book_is_bare(reading->context->settings, address);
    const char *tag = list->tag ? list->tag : bare ? list->name : NULL;

    return tag ? g_strdup_printf("Re: [%s] %s", tag, subject) : g_strdup_printf("Re: %s", subject);
}

static json_t *begin_topic(Reading *reading, DbStmt *s)
{
    const DigestContext *context = reading->context;
    json_t *topic = json_object();
    g_autofree char *subject = text_one_line(db_col_text(s, 1));
    g_autofree char *answer = answer_subject(reading, subject);

    json_array_append_new(reading->topics, topic);
    reading->thread = db_col_int(s, 0);
    set_text(topic, "subject", g_steal_pointer(&subject));
    json_object_set_new(topic, "older", json_boolean(db_col_int(s, 2) < reading->from));
    set_text(topic, "started",
             words_day(context->words, db_col_int(s, 2), context->settings->zone));
    set_text(topic, "answer_link", answer_link(reading, answer, db_col_text(s, 9)));
    set_text(topic, "answer_subject", g_steal_pointer(&answer));
    json_object_set_new(topic, "posts", json_array());
    return topic;
}

/* "Задания.docx (1,2 МБ), план.pdf (80 КБ)" */
static bool add_file_names(Reading *reading, int64_t id, json_t *post, GError **error)
{
    GString *names = g_string_new(NULL);
    DbStmt *s = db_stmt(reading->context->db, SQL_DAILY_FILES);

    db_int(s, 1, id);
    while (db_row(s)) {
        g_autofree char *name = text_one_line(db_col_text(s, 0));
        g_autofree char *size = words_size(reading->context->words, db_col_int(s, 1));
        g_string_append_printf(names, "%s%s (%s)", names->len ? ", " : "", name, size);
        reading->files++;
    }
    set_text(post, "files", g_string_free(names, FALSE));
    return db_done(s, error);
}

static bool add_post(Reading *reading, DbStmt *s, GError **error)
{
    g_autoptr(GDateTime) when = clock_local(db_col_int(s, 7), reading->context->settings->zone);
    json_t *post = json_object();
    json_t *topic = reading->thread == db_col_int(s, 0)
                        ? json_array_get(reading->topics, json_array_size(reading->topics) - 1)
                        : begin_topic(reading, s);
    bool school_only = db_col_int(s, 6) != 0; /* then the author's name is the school's */

    json_array_append_new(json_object_get(topic, "posts"), post);
    set_text(post, "author", text_one_line(db_col_text(s, 4)));
    set_text(post, "school", text_one_line(school_only ? "" : db_col_text(s, 5)));
    set_text(post, "time", g_date_time_format(when, "%H:%M"));
    set_text(post, "excerpt", excerpt_longer(db_col_text(s, 8), DIGEST_DAY_EXCERPT));
    return add_file_names(reading, db_col_int(s, 3), post, error);
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
        *(db_col_int(s, 10) ? &reading->replies : &reading->posts) += 1;
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
    g_autoptr(json_t) values = list_common(context, list);
    json_t *topics = json_array();
    Reading reading = {.context = context, .list = list, .topics = topics, .from = day->from};

    json_object_set_new(values, "topics", topics);
    if (!read_posts(&reading, day, error))
        return NULL;
    json_object_set_new(values, "posts", json_integer(reading.posts));
    json_object_set_new(values, "replies", json_integer(reading.replies));
    json_object_set_new(values, "files", json_integer(reading.files));
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
    return texts_letter(context->texts, context->settings->language, NAME, values, out, error);
}

/* ---- sending --------------------------------------------------------------------------------- */

static GPtrArray *read_readers(const DigestContext *context, const List *list, GError **error)
{
    GPtrArray *people = list_members(context->db, list->id, error);

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
                        int64_t *recipients, GError **error)
{
    Day told = *day;
    LetterText text = {0};
    g_autofree char *period = day_name(day, context->settings->zone);
    g_autoptr(GPtrArray) people = read_readers(context, list, error);
    const DigestLetter letter = {
        .context = context, .list = list, .name = NAME, .period = period, .from_list = true};

    if (!people || people->len == 0)
        return people != NULL;
    if (!find_begin(context, list, &told, error))
        return false;
    g_autoptr(json_t) values = daily_values(context, list, &told, error);
    if (!values || json_is_true(json_object_get(values, "quiet")))
        return values != NULL;
    bool ok = daily_letter(context, values, &text, error) &&
              digest_queue(&letter, &text, people, recipients, error);
    letter_text_clear(&text);
    return ok;
}

bool daily_send(const DigestContext *context, const List *list, const Day *day, DailySent *sent,
                GError **error)
{
    g_autofree char *period = day_name(day, context->settings->zone);

    *sent = (DailySent){.too_young = list->created >= day->to};
    if (clock_now() < day->to)
        return fail(error, ERR_USAGE, "the day %s is not over", period);
    if (sent->too_young)
        return true;
    if (!db_begin(context->db, error))
        return false;
    bool ok = run_once(context->db, NAME, list->name, period, &sent->first, error) &&
              (!sent->first || make_letter(context, list, day, &sent->recipients, error));
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
