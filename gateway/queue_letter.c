/* queue_letter.c: queue_letters_send() of queue_letter.h. The letters are read again before the one
 * transaction that asks everybody; whoever was asked about fewer than two posts gets nothing, for
 * the question about a post has its own letter. */
#include "gateway/queue_letter.h"

#include <inttypes.h>
#include <jansson.h>

#include "archive/act.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "digest/excerpt.h"
#include "gateway/own_letter.h"
#include "lists/people.h"

#define EXCERPT_CHARACTERS 240
#define IN_HAND            (HOUR / 4) /* from the hour of the letters until they are out */

static const char KIND[] = "queue";

/* What waits for one moderator. */
typedef struct Queue {
    int64_t person;
    char *address;
    GArray *cases; /* of int64_t, oldest first */
} Queue;

/* A post as the letters show it: where all of a letter are of one list, in its language. */
typedef struct Shown {
    int64_t list; /* 0 none */
    const Tongue *tongue;
    json_t *own, *usual; /* in that of the list, and of the settings */
} Shown;

static void shown_free(Shown *shown)
{
    json_decref(shown->own);
    json_decref(shown->usual);
    g_free(shown);
}

static void queue_free(Queue *queue)
{
    g_free(queue->address);
    g_array_unref(queue->cases);
    g_free(queue);
}

static Queue *queue_of(GPtrArray *queues, int64_t person, const char *address)
{
    Queue *last = queues->len ? g_ptr_array_index(queues, queues->len - 1) : NULL;

    if (last && g_str_equal(last->address, address))
        return last;
    Queue *queue = g_new0(Queue, 1);
    queue->person = person;
    queue->address = g_strdup(address);
    queue->cases = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_ptr_array_add(queues, queue);
    return queue;
}

static GPtrArray *queues_now(Desk *desk, GError **error)
{
    g_autoptr(GPtrArray) queues = g_ptr_array_new_with_free_func((GDestroyNotify)queue_free);
    DbStmt *s = db_stmt(desk->db, SQL_QUEUE_ASKED);

    db_int(s, 1, clock_now());
    while (db_row(s)) {
        Queue *queue = queue_of(queues, db_col_int(s, 0), db_col_text(s, 1));
        int64_t letter_case = db_col_int(s, 2);
        g_array_append_val(queue->cases, letter_case);
    }
    if (!db_done(s, error))
        return NULL;
    for (guint i = queues->len; i-- > 0;)
        if (((Queue *)g_ptr_array_index(queues, i))->cases->len < 2)
            g_ptr_array_remove_index(queues, i);
    return g_steal_pointer(&queues);
}

static char *age_of(const Words *words, int64_t since)
{
    int64_t days = (clock_now() - since) / DAY;

    return days ? words_number(words, WORD_WAITS_DAYS, days)
                : g_strdup(words_get(words, WORD_HELD_TODAY));
}

static char *file_names(const GPtrArray *attachments)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < attachments->len; i++) {
        const Attachment *a = g_ptr_array_index(attachments, i);
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", a->name ? a->name : a->type);
    }
    return g_string_free(names, FALSE);
}

static json_t *row_of(const Work *held, const Words *words)
{
    const Identity *who = held->identity;
    g_autofree char *first = excerpt(
        *held->facts->new_text ? held->facts->new_text : held->facts->text, EXCERPT_CHARACTERS);
    g_autofree char *age = age_of(words, held->item->created);
    g_autofree char *files = file_names(held->facts->attachments);

    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "author", who->author, "school",
                     who->school_name ? who->school_name : "", "list",
                     held->list ? held->list->title : "", "subject", facts_subject(held->facts),
                     "reason", words_reason(words, held->item->reason), "age", age, "first_lines",
                     first, "attachments", files);
}

static Shown *shown_of(const Work *held)
{
    Shown *shown = g_new0(Shown, 1);

    shown->list = held->list ? held->list->id : 0;
    shown->tongue = desk_tongue(held->desk, held->list);
    shown->own = row_of(held, shown->tongue->words);
    shown->usual = row_of(held, held->desk->words);
    return shown;
}

/* Reads the letters of all queues once each: Shown by case, in `rows`. One that cannot be read is
 * left out. */
static bool read_rows(Desk *desk, const GPtrArray *queues, GHashTable *rows, GError **error)
{
    for (guint i = 0; i < queues->len; i++) {
        const Queue *queue = g_ptr_array_index(queues, i);
        for (guint j = 0; j < queue->cases->len && j < desk->settings->queue_posts; j++) {
            const int64_t *letter_case = &g_array_index(queue->cases, int64_t, j);
            g_autoptr(GError) why = NULL;
            if (g_hash_table_contains(rows, letter_case))
                continue;
            g_autoptr(Work) held = work_read(desk, *letter_case, &why);
            if (held && work_identify(held, &why))
                g_hash_table_insert(rows, g_memdup2(letter_case, sizeof *letter_case),
                                    shown_of(held));
            else if (error_code(why) == ERR_TEMP) {
                g_propagate_error(error, g_steal_pointer(&why));
                return false;
            }
        }
    }
    return true;
}

/* "1 ДА" for the body of a mailto: link. */
static void add_body(json_t *row, const char *key, guint number, const char *word)
{
    g_autofree char *body = g_strdup_printf("%u %s", number, word);
    g_autofree char *escaped = g_uri_escape_string(body, NULL, FALSE);

    json_object_set_new(row, key, json_string(escaped));
}

/* The posts of one letter, GPtrArray of const Shown*, by number; `cases` of int64_t beside them. */
static GPtrArray *shown_in(const Desk *desk, const Queue *queue, GHashTable *rows, GArray *cases)
{
    GPtrArray *posts = g_ptr_array_new();

    for (guint i = 0; i < queue->cases->len && posts->len < desk->settings->queue_posts; i++) {
        const int64_t letter_case = g_array_index(queue->cases, int64_t, i);
        gpointer shown = g_hash_table_lookup(rows, &letter_case);
        if (!shown)
            continue;
        g_ptr_array_add(posts, shown);
        g_array_append_val(cases, letter_case);
    }
    return posts;
}

/* NULL: the posts are of several lists. */
static const Tongue *common_tongue(const GPtrArray *posts)
{
    const Shown *first = posts->len ? g_ptr_array_index(posts, 0) : NULL;

    for (guint i = 1; i < posts->len; i++)
        if (((const Shown *)g_ptr_array_index(posts, i))->list != first->list)
            return NULL;
    return first ? first->tongue : NULL;
}

/* What is sent to one moderator. */
typedef struct Letter {
    const Queue *queue;
    int64_t ask;
    const Tongue *tongue;
    json_t *numbered;
} Letter;

/* Rows in the order of their numbers, each a choice of the question. */
static bool number_rows(Desk *desk, Letter *letter, GHashTable *rows, GError **error)
{
    g_autoptr(GArray) cases = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GPtrArray) posts = shown_in(desk, letter->queue, rows, cases);
    const Tongue *common = common_tongue(posts);
    const Words *words;

    letter->tongue = common ? common : desk_tongue(desk, NULL);
    words = letter->tongue->words;
    for (guint i = 0; i < posts->len; i++) {
        const Shown *shown = g_ptr_array_index(posts, i);
        json_t *copy = json_deep_copy(common ? shown->own : shown->usual);
        json_object_set_new(copy, "number", json_integer(i + 1));
        add_body(copy, "body_yes", i + 1, words_get(words, WORD_ANSWER_YES));
        add_body(copy, "body_no", i + 1, words_get(words, WORD_ANSWER_NO));
        json_array_append_new(letter->numbered, copy);
        if (!ask_add_choice(desk->db, letter->ask, i + 1, g_array_index(cases, int64_t, i), error))
            return false;
    }
    return true;
}

static bool send_letter(Desk *desk, const Letter *morning, GError **error)
{
    const Queue *queue = morning->queue;
    const Words *words = morning->tongue->words;
    guint shown = (guint)json_array_size(morning->numbered);
    g_autofree char *key = g_strdup_printf("ask:%" PRId64, morning->ask);
    g_autofree char *count = words_number(words, WORD_LETTER, shown);
    guint left_out = queue->cases->len - shown;
    OwnLetter letter = {
        .text = KIND,
        .language = morning->tongue->language,
        .key = key,
        .person = queue->person,
        .address = queue->address,
        .ask = morning->ask,
        .values =
            json_pack("{s:s,s:s,s:O}", "count", count, "more", "", "posts", morning->numbered),
    };

    if (left_out) {
        g_autofree char *more = words_number(words, WORD_LETTER, left_out);
        json_object_set_new(letter.values, "more", json_string(more));
    }
    return own_letter_queue(desk, &letter, error);
}

static bool ask_moderator(Desk *desk, const Queue *queue, GHashTable *rows, GError **error)
{
    g_autoptr(json_t) numbered = json_array();
    Letter letter = {.queue = queue, .numbered = numbered};
    Ask ask = {
        .kind = (char *)KIND,
        .object = queue->person,
        .person = queue->person,
        .address = queue->address,
        .expires = clock_now() + desk->settings->ask_days * DAY,
    };

    LOG(INFO, "queue.sent", LOG_STR("to", queue->address), LOG_NUM("posts", queue->cases->len));
    return ask_add(desk->db, &ask, &letter.ask, error) && number_rows(desk, &letter, rows, error) &&
           send_letter(desk, &letter, error);
}

static bool ask_all(Desk *desk, const char *day, const GPtrArray *queues, GHashTable *rows,
                    GError **error)
{
    bool first = false;

    if (!run_once(desk->db, KIND, "", day, &first, error))
        return false;
    for (guint i = 0; first && i < queues->len; i++)
        if (!ask_moderator(desk, g_ptr_array_index(queues, i), rows, error))
            return false;
    return true;
}

/* The day whose letters are due; NULL: not yet, or they were sent. The caller's. */
static char *day_due(Desk *desk, bool *ok, GError **error)
{
    g_autoptr(GDateTime) now = clock_local(clock_now(), desk->settings->zone);
    g_autofree char *day = g_date_time_format(now, "%Y-%m-%d");
    int64_t one;
    bool sent = false;

    *ok = true;
    if (g_date_time_get_hour(now) < desk->settings->queue_hour)
        return NULL;
    DbStmt *s = db_stmt(desk->db, SQL_RUN_HAS);
    db_text(s, 1, KIND);
    db_text(s, 2, "");
    db_text(s, 3, day);
    *ok = db_one(s, &one, &sent, error);
    return *ok && !sent ? g_steal_pointer(&day) : NULL;
}

bool queue_letters_send(Desk *desk, GError **error)
{
    bool ok;
    g_autofree char *day = day_due(desk, &ok, error);
    g_autoptr(GPtrArray) queues = day ? queues_now(desk, error) : NULL;
    g_autoptr(GHashTable) rows =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)shown_free);

    if (!day)
        return ok;
    if (!queues || !read_rows(desk, queues, rows, error) || !db_begin(desk->db, error))
        return false;
    return db_finish(desk->db, ask_all(desk, day, queues, rows, error), error);
}

/* --- what else would be said of the same ------------------------------------------------------ */

bool queue_letter_named(Desk *desk, int64_t person, int64_t case_id, bool *named, GError **error)
{
    DbStmt *s = db_stmt(desk->db, SQL_ASK_CHOSEN_SINCE);
    int64_t one;

    db_text(s, 1, KIND);
    db_int(s, 2, person);
    db_int(s, 3, case_id);
    db_int(s, 4, day_of(clock_now(), desk->settings->zone).from);
    return db_one(s, &one, named, error);
}

int64_t queue_letter_after(const Settings *settings, int64_t at)
{
    return MAX(at, day_of(at, settings->zone).from + settings->queue_hour * HOUR + IN_HAND);
}
