/* attention.c: see attention.h. Held letters and bouncing addresses are told as they stand when the
 * letter is made. */
#include "digest/attention.h"

#include <inttypes.h>

#include "base/auto.h"
#include "base/text.h"
#include "digest/week.h"
#include "lists/invite.h"

#define INVITED_SHOWN (28 * DAY) /* seconds */

/* The first rows of what was read, and how many more there are: "held", "held_more". */
static void finish(const DigestContext *context, json_t *values, const char *key, Word word)
{
    json_t *rows = json_object_get(values, key);
    g_autofree char *more = g_strconcat(key, "_more", NULL);

    set_text(values, more,
             week_more(context, word, week_cut(rows, (size_t)context->settings->digest_rows)));
    week_mark_first(rows);
}

static char *waits_text(const DigestContext *context, int64_t since)
{
    int64_t days = (clock_now() - since) / DAY;

    return days > 0 ? words_number(context->words, WORD_WAITS_DAYS, days)
                    : g_strdup(words_get(context->words, WORD_HELD_TODAY));
}

static char *day_text(const DigestContext *context, int64_t at)
{
    return words_day(context->words, at, context->settings->zone);
}

static bool add_held(const DigestContext *context, const List *list, json_t *values, GError **error)
{
    json_t *held = json_array();
    g_autofree char *target = g_strdup_printf("list:%" PRId64, list->id);
    DbStmt *s = db_stmt(context->db, SQL_DIGEST_HELD);

    json_object_set_new(values, "held", held);
    db_text(s, 1, target);
    while (db_row(s)) {
        json_t *letter = json_object();
        set_text(letter, "since_text", day_text(context, db_col_int(s, 0)));
        set_text(letter, "waits", waits_text(context, db_col_int(s, 0)));
        set_text(letter, "reason", g_strdup(words_reason(context->words, db_col_text(s, 1))));
        json_array_append_new(held, letter);
    }
    json_object_set_new(values, "held_count", json_integer((json_int_t)json_array_size(held)));
    finish(context, values, "held", WORD_LETTER);
    return db_done(s, error);
}

static bool append_bounces(const DigestContext *context, const List *list, Sql sql, json_t *bounces,
                           GError **error)
{
    DbStmt *s = db_stmt(context->db, sql);

    db_int(s, 1, list->id);
    while (db_row(s)) {
        json_t *bounce = json_object();
        set_text(bounce, "name", text_one_line(db_col_text(s, 0)));
        set_text(bounce, "address", text_one_line(db_col_text(s, 1)));
        set_text(bounce, "date", day_text(context, db_col_int(s, 2)));
        set_text(bounce, "reason", text_one_line(words_bounce(context->words, db_col_text(s, 3))));
        if (!db_col_null(s, 4)) { /* a person, who may be reached elsewhere */
            const char *reached = db_col_text(s, 4);
            set_text(bounce, "reached", text_one_line(reached));
            json_object_set_new(bounce, "nowhere", json_boolean(!*reached));
        }
        json_array_append_new(bounces, bounce);
    }
    return db_done(s, error);
}

static bool add_bounces(const DigestContext *context, const List *list, json_t *values,
                        GError **error)
{
    json_t *bounces = json_array();

    json_object_set_new(values, "bounces", bounces);
    if (!append_bounces(context, list, SQL_DIGEST_BOUNCES, bounces, error) ||
        !append_bounces(context, list, SQL_DIGEST_MAILBOX_BOUNCES, bounces, error))
        return false;
    finish(context, values, "bounces", WORD_PERSON);
    return true;
}

static bool add_school_posts(const DigestContext *context, const List *list, const Week *week,
                             json_t *values, GError **error)
{
    json_t *posts = json_array();
    DbStmt *s = db_stmt(context->db, SQL_DIGEST_SCHOOL_POSTS);

    json_object_set_new(values, "school_posts", posts);
    db_int(s, 1, week->from);
    db_int(s, 2, week->to);
    db_int(s, 3, list->id);
    while (db_row(s)) {
        json_t *post = json_object();
        set_text(post, "subject", text_one_line(db_col_text(s, 0)));
        set_text(post, "school", text_one_line(db_col_text(s, 1)));
        set_text(post, "date", day_text(context, db_col_int(s, 2)));
        json_array_append_new(posts, post);
    }
    json_object_set_new(values, "school_posts_count",
                        json_integer((json_int_t)json_array_size(posts)));
    finish(context, values, "school_posts", WORD_LETTER);
    return db_done(s, error);
}

/* Told for some weeks after something became of one. */
static bool add_invited(const DigestContext *context, const List *list, const Week *week,
                        json_t *values, GError **error)
{
    g_autoptr(GPtrArray) rows = invite_status(context->db, list->id, error);
    if (!rows)
        return false;
    const Invited *row = rows->len ? rows->pdata[0] : NULL;
    bool shown = row && row->changed > week->to - INVITED_SHOWN;

    json_object_set_new(values, "invited", shown ? invited_values(row) : json_false());
    return true;
}

bool attention_add(const DigestContext *context, const List *list, const Week *week, json_t *values,
                   GError **error)
{
    return add_held(context, list, values, error) && add_bounces(context, list, values, error) &&
           add_school_posts(context, list, week, values, error) &&
           add_invited(context, list, week, values, error);
}
