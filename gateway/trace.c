/* trace.c: see trace.h. Who wrote a letter that is no post, and what it says, is not stored: the
 * letter itself is read again, as the desk read it. */
#include "gateway/trace.h"

#include <inttypes.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/error.h"
#include "gateway/work.h"
#include "lists/list.h"

#define DAILY_LATE 7 /* days; a daily letter tells of no earlier ones (digest/daily.h) */

static json_t *rows_of(const Trace *trace, Sql sql, int64_t id, TraceRow row, GError **error)
{
    DbStmt *stmt = db_stmt(trace->desk->db, sql);

    db_int(stmt, 1, id);
    return trace_rows(trace, stmt, row, error);
}

/* --- rows ------------------------------------------------------------------------------------- */

static json_t *letter_row(const Trace *trace, DbStmt *stmt)
{
    g_autofree char *size = words_size(trace->desk->words, db_col_int(stmt, 2));
    json_t *row = json_pack("{s:s?,s:I,s:s,s:s?}", "message_id", db_col_text(stmt, 0), "bytes",
                            (json_int_t)db_col_int(stmt, 2), "bytes_text", size, "from",
                            db_col_text(stmt, 3));

    trace_set_time(trace, row, "accepted", db_col_int(stmt, 1));
    trace_set_time(trace, row, "erased", db_col_int(stmt, 4));
    return row;
}

static json_t *arrival_row(const Trace *trace, DbStmt *stmt)
{
    const char *door = db_col_text(stmt, 1);
    json_t *row = json_pack("{s:s,s:s?,s:s?,s:s?}", "door", door, "account", db_col_text(stmt, 2),
                            "mail_from", db_col_text(stmt, 3), "recipient", db_col_text(stmt, 4));

    trace_set_time(trace, row, "at", db_col_int(stmt, 0));
    trace_set_words(trace, row, "door", "door", door);
    return row;
}

static json_t *case_row(const Trace *trace, DbStmt *stmt)
{
    const char *state = db_col_text(stmt, 3), *verdict = db_col_text(stmt, 4);
    const char *reason = db_col_text(stmt, 5), *target = db_col_text(stmt, 2);
    json_t *row = json_pack("{s:I,s:s,s:s?,s:s,s:s?,s:s?}", "case", (json_int_t)db_col_int(stmt, 0),
                            "recipient", db_col_text(stmt, 1), "target", target, "state", state,
                            "verdict", verdict, "reason", reason);

    json_object_set_new(row, "reason_text",
                        reason ? json_string(words_reason(trace->desk->words, reason))
                               : json_null());
    trace_set_words(trace, row, "verdict", "verdict",
                    strcmp(state, "done") == 0 || !verdict ? verdict : state);
    if (!verdict)
        trace_set_words(trace, row, "verdict", "verdict", state);
    trace_set_time(trace, row, "created", db_col_int(stmt, 6));
    trace_set_time(trace, row, "decided", db_col_int(stmt, 7));
    return row;
}

static json_t *post_row(const Trace *trace, DbStmt *stmt)
{
    json_t *row = json_pack("{s:I,s:I,s:s,s:s,s:s,s:I}", "post", (json_int_t)db_col_int(stmt, 0),
                            "number", (json_int_t)db_col_int(stmt, 1), "author",
                            db_col_text(stmt, 2), "strength", db_col_text(stmt, 3), "subject",
                            db_col_text(stmt, 4), "seconds", (json_int_t)db_col_int(stmt, 5));

    json_object_set_new(row, "strength_text",
                        json_string(words_strength(trace->desk->words, db_col_text(stmt, 3))));
    trace_set_time(trace, row, "published", db_col_int(stmt, 5));
    return row;
}

static json_t *answer_row(const Trace *trace, DbStmt *stmt)
{
    json_t *row = json_pack("{s:I,s:s}", "number", (json_int_t)db_col_int(stmt, 0), "author",
                            db_col_text(stmt, 2));

    trace_set_time(trace, row, "published", db_col_int(stmt, 1));
    return row;
}

static json_t *ruling_row(const Trace *trace, DbStmt *stmt)
{
    const char *word = db_col_text(stmt, 1), *reason = db_col_text(stmt, 2);
    json_t *row = json_pack("{s:s,s:s?,s:s?}", "word", word, "why",
                            reason && *reason ? reason : NULL, "by", db_col_text(stmt, 3));

    trace_set_words(trace, row, "word", "ruled", word);
    trace_set_time(trace, row, "at", db_col_int(stmt, 0));
    return row;
}

static json_t *asked_row(const Trace *trace, DbStmt *stmt)
{
    json_t *row = json_pack("{s:s,s:s?,s:s}", "address", db_col_text(stmt, 1), "name",
                            db_col_text(stmt, 2), "state", db_col_text(stmt, 3));

    trace_set_words(trace, row, "state", "asked", db_col_text(stmt, 3));
    trace_set_time(trace, row, "at", db_col_int(stmt, 0));
    return row;
}

/* --- one case ----------------------------------------------------------------------------------
 */

static bool set(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value ? value : json_null());
    return value != NULL;
}

static int64_t number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

/* The digests that tell of the post. */
static json_t *digests_of(const Trace *trace, const List *list, int64_t published, GError **error)
{
    GTimeZone *zone = trace->desk->settings->zone;
    Week week = week_of(published, zone);
    g_autofree char *name = week_name(&week);
    g_autoptr(GDateTime) day = clock_local(published, zone);
    g_autoptr(GDateTime) late = g_date_time_add_days(day, DAILY_LATE);
    g_autofree char *first = g_date_time_format(day, "%Y-%m-%d");
    g_autofree char *last = g_date_time_format(late, "%Y-%m-%d");
    DbStmt *stmt = db_stmt(trace->desk->db, SQL_TRACE_DIGESTS);

    db_text(stmt, 1, list->name);
    db_text(stmt, 2, name);
    db_text(stmt, 3, first);
    db_text(stmt, 4, last);
    g_autoptr(json_t) numbers = trace_rows(trace, stmt, trace_number, error);
    return numbers ? trace_copies(trace, numbers, error) : NULL;
}

static bool add_post(const Trace *trace, int64_t letter, const List *list, json_t *told,
                     GError **error)
{
    DbStmt *stmt = db_stmt(trace->desk->db, SQL_TRACE_POST);

    db_int(stmt, 1, letter);
    db_int(stmt, 2, list->id);
    g_autoptr(json_t) posts = trace_rows(trace, stmt, post_row, error);
    json_t *post = json_array_get(posts, 0);
    if (!post)
        return posts != NULL;
    json_object_set(told, "post", post);
    int64_t published = number_of(post, "seconds");
    json_object_del(post, "seconds");
    return set(post, "answers",
               rows_of(trace, SQL_TRACE_ANSWERS, number_of(post, "post"), answer_row, error)) &&
           set(post, "digests", digests_of(trace, list, published, error));
}

static bool add_outgoing(const Trace *trace, int64_t letter, const List *list, json_t *told,
                         GError **error)
{
    g_autofree char *key = g_strdup_printf("%" PRId64 ":%" PRId64, list ? list->id : 0, letter);
    DbStmt *stmt = db_stmt(trace->desk->db, SQL_TRACE_OUTGOING_OF_CASE);

    db_int(stmt, 1, number_of(told, "case"));
    db_text(stmt, 2, key);
    g_autoptr(json_t) numbers = trace_rows(trace, stmt, trace_number, error);
    return numbers && set(told, "outgoing", trace_copies(trace, numbers, error));
}

static bool add_case(const Trace *trace, int64_t letter, json_t *told, GError **error)
{
    const char *target = json_string_value(json_object_get(told, "target"));
    int64_t id = number_of(told, "case");
    bool for_list = target && g_str_has_prefix(target, "list:");
    g_autoptr(List) list =
        for_list ? list_by_id(trace->desk->db, g_ascii_strtoll(target + 5, NULL, 10), error) : NULL;

    if (for_list && !list)
        return false;
    json_object_update_new(
        told, json_pack("{s:s?,s:s,s:n}", "list", list ? list->name : NULL, "where",
                        list ? list->title : json_string_value(json_object_get(told, "recipient")),
                        "post"));
    return set(told, "asked", rows_of(trace, SQL_TRACE_ASKED, id, asked_row, error)) &&
           set(told, "rulings", rows_of(trace, SQL_TRACE_RULINGS, id, ruling_row, error)) &&
           (!list || add_post(trace, letter, list, told, error)) &&
           add_outgoing(trace, letter, list, told, error);
}

/* --- the letter ----------------------------------------------------------------------------------
 */

/* As a case of the letter is understood now. */
static void add_reading(const Trace *trace, const Work *work, json_t *told)
{
    const Facts *facts = work->facts;
    const char *strength = strength_name(work->identity->strength);

    json_object_update_new(
        told,
        json_pack("{s:s,s:s,s:s,s:s,s:s,s:s?}", "subject", facts->subject, "kind",
                  letter_kind_name(facts->kind), "author", work->identity->author, "strength",
                  strength, "strength_text", words_strength(trace->desk->words, strength), "school",
                  *work->identity->school_name ? work->identity->school_name : NULL));
    trace_set_words(trace, told, "kind", "kind", letter_kind_name(facts->kind));
}

/* A letter that can be read no longer (erased, damaged) has its story all the same. */
static bool read_again(const Trace *trace, int64_t id, json_t *told, GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(Work) work = work_read(trace->desk, id, &why);

    json_object_update_new(told,
                           json_pack("{s:n,s:n,s:n,s:n,s:n,s:n,s:n}", "subject", "kind",
                                     "kind_text", "author", "strength", "strength_text", "school"));
    if (work && work_identify(work, &why))
        add_reading(trace, work, told);
    if (!why || error_code(why) != ERR_TEMP)
        return true;
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
}

/* What was found out when it was published counts more than what would be found today. */
static void take_author(json_t *told, const json_t *post)
{
    static const char *const KEYS[] = {"author", "strength", "strength_text"};

    for (size_t i = 0; post && i < G_N_ELEMENTS(KEYS); i++)
        json_object_set(told, KEYS[i], json_object_get(post, KEYS[i]));
}

static bool add_cases(const Trace *trace, int64_t letter, json_t *told, GError **error)
{
    json_t *cases = rows_of(trace, SQL_TRACE_CASES, letter, case_row, error), *row;
    size_t i;

    if (!set(told, "cases", cases))
        return false;
    row = json_array_get(cases, 0);
    if (row && !read_again(trace, number_of(row, "case"), told, error))
        return false;
    json_array_foreach(cases, i, row)
    {
        if (!add_case(trace, letter, row, error))
            return false;
        take_author(told, json_is_object(json_object_get(row, "post"))
                              ? json_object_get(row, "post")
                              : NULL);
    }
    return true;
}

json_t *trace_letter(const Trace *trace, int64_t letter, GError **error)
{
    g_autoptr(json_t) found = rows_of(trace, SQL_TRACE_LETTER, letter, letter_row, error);
    json_t *told = json_array_get(found, 0);

    if (!found)
        return NULL;
    if (!told) {
        fail(error, ERR_NOT_FOUND, "there is no letter %" PRId64, letter);
        return NULL;
    }
    json_object_update_new(told, json_pack("{s:s,s:I,s:b,s:[]}", "type", "letter", "letter",
                                           (json_int_t)letter, "is_letter", true, "outgoing"));
    bool ok =
        set(told, "arrivals", rows_of(trace, SQL_TRACE_ARRIVALS, letter, arrival_row, error)) &&
        add_cases(trace, letter, told, error);
    return ok ? json_incref(told) : NULL;
}

json_t *trace_outgoing(const Trace *trace, int64_t outgoing, GError **error)
{
    g_autoptr(json_t) numbers = json_pack("[I]", (json_int_t)outgoing);
    json_t *copies = trace_copies(trace, numbers, error);

    return copies ? json_pack("{s:s,s:b,s:o}", "type", "outgoing", "is_letter", false, "outgoing",
                              copies)
                  : NULL;
}
