/* cmd_trace.c: `vestnik trace`: the whole story of one letter, for whoever asks what became of it.
 * A letter is named by its Message-ID or its number here; one of ours by its number in the queue
 * (`queue list`), or by one of its copies: the number, or the address that a bounce of it came to.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/error.h"
#include "digest/week.h"
#include "gateway/commands.h"
#include "gateway/deliverer.h"
#include "gateway/options.h"
#include "gateway/trace.h"

#define TRACE_USAGE "MESSAGE-ID | LETTER | --queue LETTER | --copy COPY [--recipients]"

/* --- telling -----------------------------------------------------------------------------------
 */

/* For the text alone: what begins an enumeration. */
static void mark_first(json_t *story)
{
    const char *key;
    json_t *value;
    size_t i;

    json_object_foreach(story, key, value) mark_first(value);
    json_array_foreach(story, i, value) mark_first(value);
    week_mark_first(story);
}

/* Takes the story over. */
static bool tell(const App *app, const Trace *trace, json_t *story, GError **error)
{
    g_autoptr(json_t) held = story;
    LetterText text = {0};

    if (!story)
        return false;
    if (app->json) {
        app_print_json(g_steal_pointer(&held));
        return true;
    }
    const char *subject = json_string_value(json_object_get(story, "subject"));
    if (subject)
        json_object_set_new(story, "subject",
                            json_string(words_subject(trace->desk->words, subject)));
    mark_first(story);
    if (!texts_letter(trace->desk->texts, app->settings->language, "trace", story, &text, error))
        return false;
    printf("%s\n\n%s\n", text.subject, g_strchomp(text.text));
    letter_text_clear(&text);
    return true;
}

/* A post is told by the letter that it was. */
static bool tell_outgoing(const App *app, const Trace *trace, int64_t outgoing, GError **error)
{
    DbStmt *stmt = db_stmt(trace->desk->db, SQL_TRACE_LETTER_OF_OUTGOING);
    int64_t letter = 0;

    db_int(stmt, 1, outgoing);
    if (!db_one(stmt, &letter, NULL, error))
        return false;
    return tell(app, trace,
                letter ? trace_letter(trace, letter, error)
                       : trace_outgoing(trace, outgoing, error),
                error);
}

/* --- finding ------------------------------------------------------------------------------------
 */

static json_t *ids_of(const Trace *trace, Sql sql, const char *message_id, GError **error)
{
    DbStmt *stmt = db_stmt(trace->desk->db, sql);

    db_text(stmt, 1, message_id);
    return trace_rows(trace, stmt, trace_number, error);
}

/* Letters that came with this Message-ID, which may be several; else those of our own. */
static bool by_message_id(const App *app, const Trace *trace, const char *text, GError **error)
{
    g_autofree char *id = g_strdup(*text == '<' ? text + 1 : text);
    if (g_str_has_suffix(id, ">"))
        id[strlen(id) - 1] = '\0';
    g_autoptr(json_t) came = ids_of(trace, SQL_TRACE_LETTERS, id, error);
    g_autoptr(json_t) ours = came ? ids_of(trace, SQL_TRACE_OUTGOING_IDS, id, error) : NULL;
    const json_t *ids = json_array_size(came) ? came : ours;
    size_t i;
    json_t *number;

    if (!ours)
        return false;
    json_array_foreach(ids, i, number)
    {
        int64_t found = json_integer_value(number);
        if (!(ids == came ? tell(app, trace, trace_letter(trace, found, error), error)
                          : tell_outgoing(app, trace, found, error)))
            return false;
    }
    return json_array_size(ids) ||
           fail(error, ERR_NOT_FOUND,
                "no letter has the Message-ID %s; one that has just come is "
                "known by it once the desk has read it",
                id);
}

/* "17", "17-k3jq...", "vestnik-bounce+17-k3jq...@mo.example". A key that is not ours names nobody.
 */
static bool by_copy(const App *app, const Trace *trace, const char *text, GError **error)
{
    const char *plus = strrchr(text, '+');
    g_autofree char *key = g_strndup(plus ? plus + 1 : text, strcspn(plus ? plus + 1 : text, "@"));
    int64_t copy = copy_of_key(&trace->desk->key, key), outgoing = 0;
    bool found = false;

    if (!copy && !number_parse(key, "copy: a number (see trace --recipients) or a bounce address",
                               INT64_MAX, &copy, error))
        return false;
    DbStmt *stmt = db_stmt(trace->desk->db, SQL_TRACE_OUTGOING_OF_COPY);
    db_int(stmt, 1, copy);
    if (!db_one(stmt, &outgoing, &found, error))
        return false;
    return found ? tell_outgoing(app, trace, outgoing, error)
                 : fail(error, ERR_NOT_FOUND, "there is no copy %s", key);
}

static bool is_number(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == '\0';
}

static bool by_number(const App *app, const Trace *trace, const char *text, bool queue,
                      GError **error)
{
    int64_t id;

    if (!number_parse(text,
                      queue ? "number of a letter (see vestnik queue list)" : "number of a letter",
                      INT64_MAX, &id, error))
        return false;
    return queue ? tell_outgoing(app, trace, id, error)
                 : tell(app, trace, trace_letter(trace, id, error), error);
}

bool cmd_trace(App *app, int argc, char **argv, GError **error)
{
    const char *queue = NULL, *copy = NULL;
    Trace trace = {0};
    const Option options[] = {{"--queue", &queue, NULL},
                              {"--copy", &copy, NULL},
                              {"--recipients", NULL, &trace.all},
                              {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error))
        return false;
    int wanted = !queue && !copy;
    if (!arguments_check(argc, argv, wanted, wanted, TRACE_USAGE, error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    g_autoptr(Desk) desk = db ? desk_new(app->settings, db, error) : NULL;
    trace.desk = desk;
    if (!desk)
        return false;
    if (copy)
        return by_copy(app, &trace, copy, error);
    if (queue || is_number(argv[1]))
        return by_number(app, &trace, queue ? queue : argv[1], queue != NULL, error);
    return by_message_id(app, &trace, argv[1], error);
}
