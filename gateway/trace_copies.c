/* trace_copies.c: of trace.h: an outgoing letter and its copies. */
#include <jansson.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/error.h"
#include "gateway/recipient_told.h"
#include "gateway/trace.h"

void trace_set_time(const Trace *trace, json_t *object, const char *key, int64_t at)
{
    g_autofree char *shown = g_strconcat(key, "_text", NULL);
    g_autofree char *exact = at ? clock_rfc3339(at, trace->desk->settings->zone) : NULL;
    g_autofree char *text = at ? clock_date_time(at, trace->desk->settings->zone) : NULL;

    json_object_set_new(object, key, exact ? json_string(exact) : json_null());
    json_object_set_new(object, shown, text ? json_string(text) : json_null());
}

void trace_set_words(const Trace *trace, json_t *object, const char *key, const char *prefix,
                     const char *code)
{
    g_autofree char *shown = g_strconcat(key, "_text", NULL);

    json_object_set_new(object, shown,
                        code ? json_string(words_named(trace->desk->words, prefix, code))
                             : json_null());
}

json_t *trace_rows(const Trace *trace, DbStmt *stmt, TraceRow row, GError **error)
{
    g_autoptr(json_t) rows = json_array();

    while (db_row(stmt))
        json_array_append_new(rows, row(trace, stmt));
    return db_done(stmt, error) ? g_steal_pointer(&rows) : NULL;
}

json_t *trace_number(const Trace *trace, DbStmt *stmt)
{
    (void)trace;
    return json_integer(db_col_int(stmt, 0));
}

static json_t *state_row(const Trace *trace, DbStmt *stmt)
{
    const char *state = db_col_text(stmt, 0);

    return json_pack("{s:s,s:s,s:I}", "state", state, "state_text",
                     recipient_state_words(trace->desk->words, state), "count",
                     (json_int_t)db_col_int(stmt, 1));
}

static json_t *recipient_row(const Trace *trace, DbStmt *stmt)
{
    const char *state = db_col_text(stmt, 3), *reply = db_col_text(stmt, 8);
    bool is_known = db_col_int(stmt, 10);
    const RecipientTold said = {
        state,
        db_col_int(stmt, 4),
        reply,
        db_col_int(stmt, 9),
        is_known,
        recipient_is_administrator(trace->desk->settings, db_col_text(stmt, 1), is_known)};
    const char *advice = recipient_advice(&said);
    json_t *row = json_pack(
        "{s:I,s:s,s:s?,s:s,s:s,s:I,s:s?,s:s?,s:s?,s:b}", "copy", (json_int_t)db_col_int(stmt, 0),
        "address", db_col_text(stmt, 1), "name", db_col_text(stmt, 2), "state", state, "state_text",
        recipient_state_words(trace->desk->words, state), "attempts",
        (json_int_t)db_col_int(stmt, 4), "reply", reply && *reply ? reply : NULL, "advice", advice,
        "advice_text", recipient_advice_words(trace->desk->words, advice), "maybe_twice",
        said.maybe_twice);

    trace_set_time(trace, row, "changed", db_col_int(stmt, 5));
    trace_set_time(trace, row, "next_try", db_col_int(stmt, 6));
    json_object_set_new(row, "code",
                        db_col_null(stmt, 7) ? json_null() : json_integer(db_col_int(stmt, 7)));
    return row;
}

static json_t *bounce_row(const Trace *trace, DbStmt *stmt)
{
    const char *class = db_col_text(stmt, 3);
    json_t *row =
        json_pack("{s:s,s:s,s:s,s:s,s:s?}", "address", db_col_text(stmt, 1), "action",
                  db_col_text(stmt, 2), "class", class, "class_text",
                  words_bounce(trace->desk->words, class), "diagnostic", db_col_text(stmt, 4));

    trace_set_time(trace, row, "at", db_col_int(stmt, 0));
    return row;
}

/* The subject of a question is stored with the place of its code, which is nobody's to read. */
static char *shown_subject(const char *subject)
{
    GString *shown = g_string_new(subject);

    g_string_replace(shown, " [{token}]", "", 0);
    return g_string_free(shown, FALSE);
}

static json_t *outgoing_row(const Trace *trace, DbStmt *stmt)
{
    const char *purpose = db_col_text(stmt, 0), *subject = db_col_text(stmt, 4);
    g_autofree char *about = subject ? shown_subject(subject) : NULL;
    json_t *row =
        json_pack("{s:s,s:b,s:s,s:s?,s:s?,s:s?}", "purpose", purpose, "is_post",
                  strcmp(purpose, "post") == 0, "message_id", db_col_text(stmt, 1), "list",
                  db_col_text(stmt, 3), "about", about, "question", db_col_text(stmt, 5));

    trace_set_time(trace, row, "created", db_col_int(stmt, 2));
    return row;
}

static json_t *rows_of(const Trace *trace, Sql sql, int64_t outgoing, TraceRow row, GError **error)
{
    DbStmt *stmt = db_stmt(trace->desk->db, sql);

    db_int(stmt, 1, outgoing);
    if (sql == SQL_TRACE_RECIPIENTS)
        db_int(stmt, 2, trace->all);
    return trace_rows(trace, stmt, row, error);
}

static int64_t sum_of(const json_t *states)
{
    int64_t sum = 0;
    size_t i;
    json_t *row;

    json_array_foreach(states, i, row) sum += json_integer_value(json_object_get(row, "count"));
    return sum;
}

/* Of one outgoing letter; NULL with ERR_NOT_FOUND. */
static json_t *copies_of(const Trace *trace, int64_t outgoing, GError **error)
{
    g_autoptr(json_t) found = rows_of(trace, SQL_TRACE_OUTGOING, outgoing, outgoing_row, error);
    json_t *told = json_array_get(found, 0);

    if (!found)
        return NULL;
    if (!told) {
        fail(error, ERR_NOT_FOUND, "there is no outgoing letter %" G_GINT64_FORMAT, outgoing);
        return NULL;
    }
    json_t *states = rows_of(trace, SQL_TRACE_STATES, outgoing, state_row, error);
    json_t *recipients =
        states ? rows_of(trace, SQL_TRACE_RECIPIENTS, outgoing, recipient_row, error) : NULL;
    json_t *bounces =
        recipients ? rows_of(trace, SQL_TRACE_BOUNCES, outgoing, bounce_row, error) : NULL;
    json_object_set_new(told, "outgoing", json_integer(outgoing));
    json_object_set_new(told, "total", json_integer(sum_of(states)));
    json_object_set_new(told, "states", states);
    json_object_set_new(told, "recipients", recipients);
    json_object_set_new(told, "bounces", bounces);
    return bounces ? json_incref(told) : NULL;
}

json_t *trace_copies(const Trace *trace, const json_t *numbers, GError **error)
{
    g_autoptr(json_t) all = json_array();
    size_t i;
    json_t *number;

    json_array_foreach(numbers, i, number)
    {
        json_t *told = copies_of(trace, json_integer_value(number), error);
        if (!told)
            return NULL;
        json_array_append_new(all, told);
    }
    return g_steal_pointer(&all);
}
