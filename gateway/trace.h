/* trace.h: the story of one letter, read back from the database: when it came and by which door,
 * who wrote it and how sure we are, what was decided of it, by whom and why, whom it went to and
 * what became of each copy, what came back, who answered, which digests it went into. Changes
 * nothing. */
#ifndef VESTNIK_GATEWAY_TRACE_H
#define VESTNIK_GATEWAY_TRACE_H

#include <jansson.h>

#include "gateway/desk.h"

typedef struct Trace {
    Desk *desk; /* borrowed */
    bool all;   /* every recipient; else those that something went wrong with, or that wait */
} Trace;

/* An object that both programs and the text conf/letters/LANGUAGE/trace.txt read: what is called
 * NAME_text is for people. ERR_NOT_FOUND. The caller's. */
json_t *trace_letter(const Trace *trace, int64_t letter, GError **error);
/* A letter of our own, by its number in the queue. */
json_t *trace_outgoing(const Trace *trace, int64_t outgoing, GError **error);

/* --- parts (trace_copies.c, trace_rows.c) ------------------------------------------------------
 */

/* Sets KEY (RFC 3339) and KEY_text; null where `at` is 0. */
void trace_set_time(const Trace *trace, json_t *object, const char *key, int64_t at);
/* Sets KEY_text to the words "PREFIX_code". */
void trace_set_words(const Trace *trace, json_t *object, const char *key, const char *prefix,
                     const char *code);

/* An array of what `row` makes of each row of the statement; NULL: the database does not work. */
typedef json_t *(*TraceRow)(const Trace *trace, DbStmt *stmt);
json_t *trace_rows(const Trace *trace, DbStmt *stmt, TraceRow row, GError **error);
/* The numbers in the first column. */
json_t *trace_number(const Trace *trace, DbStmt *stmt);

/* The outgoing letters of an array of numbers, told each. */
json_t *trace_copies(const Trace *trace, const json_t *numbers, GError **error);

#endif
