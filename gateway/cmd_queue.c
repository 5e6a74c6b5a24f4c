/* cmd_queue.c: `vestnik queue`: what waits to be sent, to whom, and why it is not there yet. IDs
 * are those of outgoing letters; a letter has one line for each recipient. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "archive/act.h"
#include "archive/outgoing.h"
#include "base/clock.h"
#include "base/error.h"
#include "gateway/bell.h"
#include "gateway/commands.h"
#include "gateway/deliverer.h"

#define LIST_MOST 1000 /* lines of one listing, unless --most says otherwise */

/* Stands where a token would be: nothing secret is printed. */
#define TOKEN_HIDDEN "hidden"

typedef struct QueueArguments {
    const char *state; /* NULL: all that waits or has failed */
    int64_t most, id;
    bool all;
} QueueArguments;

static bool parse_number(const char *text, int64_t most, int64_t *value, GError **error)
{
    char *rest = NULL;
    int64_t number = text ? g_ascii_strtoll(text, &rest, 10) : 0;

    if (!text || rest == text || *rest || number < 1 || number > most)
        return fail(error, ERR_USAGE, "'%s' is no number from 1 to %" PRId64, text ? text : "",
                    most);
    *value = number;
    return true;
}

static bool parse_state(const char *text, const char **state, GError **error)
{
    for (RecipientState s = RECIPIENT_QUEUED; text && s <= RECIPIENT_DROPPED; s++) {
        if (strcmp(text, recipient_state_name(s)) == 0) {
            *state = recipient_state_name(s);
            return true;
        }
    }
    return fail(error, ERR_USAGE, "--state is one of queued, deferred, sent, failed, dropped");
}

/* What follows the word: options and at most one ID. */
static bool parse(int argc, char **argv, QueueArguments *arguments, GError **error)
{
    for (int i = 2; i < argc; i++) {
        bool ok = true;
        if (g_str_equal(argv[i], "--state"))
            ok = parse_state(argv[++i], &arguments->state, error);
        else if (g_str_equal(argv[i], "--most"))
            ok = parse_number(argv[++i], 1000000, &arguments->most, error);
        else if (g_str_equal(argv[i], "--all"))
            arguments->all = true;
        else
            ok = parse_number(argv[i], INT64_MAX, &arguments->id, error);
        if (!ok)
            return false;
    }
    return true;
}

static json_t *maybe_text(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *maybe_number(int64_t number)
{
    return number ? json_integer(number) : json_null();
}

static void print_row_json(const QueueRow *row, GTimeZone *zone)
{
    g_autofree char *queued = clock_rfc3339(row->queued, zone);
    g_autofree char *changed = clock_rfc3339(row->changed, zone);
    bool waits = g_str_equal(row->state, "queued") || g_str_equal(row->state, "deferred");
    g_autofree char *next = waits ? clock_rfc3339(row->next_try, zone) : NULL;
    json_t *line = json_object();

    json_object_set_new(line, "letter", json_integer(row->letter));
    json_object_set_new(line, "purpose", json_string(row->purpose));
    json_object_set_new(line, "message_id", json_string(row->message_id));
    json_object_set_new(line, "list", maybe_number(row->list));
    json_object_set_new(line, "address", json_string(row->address));
    json_object_set_new(line, "state", json_string(row->state));
    json_object_set_new(line, "attempts", json_integer(row->attempts));
    json_object_set_new(line, "queued", json_string(queued));
    json_object_set_new(line, "next_try", maybe_text(next));
    json_object_set_new(line, "changed", json_string(changed));
    json_object_set_new(line, "code", maybe_number(row->code));
    json_object_set_new(line, "reply", maybe_text(row->reply));
    app_print_json(line);
}

static void print_row(const QueueRow *row, GTimeZone *zone)
{
    g_autofree char *changed = clock_date_time(row->changed, zone);

    printf("%-6" PRId64 " %-10s %-9s %2" PRId64 "  %s  %s", row->letter, row->purpose, row->state,
           row->attempts, changed, row->address);
    if (g_str_equal(row->state, "deferred")) {
        g_autofree char *next = clock_date_time(row->next_try, zone);
        printf("  again %s", next);
    }
    if (row->reply && *row->reply)
        printf("  %s", row->reply);
    putchar('\n');
}

static bool queue_list(App *app, Db *db, const QueueArguments *arguments, GError **error)
{
    int most = arguments->most ? (int)arguments->most : LIST_MOST;
    g_autoptr(GPtrArray) rows = queue_rows(db, arguments->state, most + 1, error);
    if (!rows)
        return false;

    for (guint i = 0; i < rows->len && (int)i < most; i++) {
        if (app->json)
            print_row_json(g_ptr_array_index(rows, i), app->settings->zone);
        else
            print_row(g_ptr_array_index(rows, i), app->settings->zone);
    }
    if ((int)rows->len > most)
        fprintf(stderr, "there are more than %d lines; --most N shows more\n", most);
    else if (!rows->len && !app->json)
        puts("nothing");
    return true;
}

static void print_count(const App *app, const char *key, int64_t count)
{
    if (app->json)
        app_print_json(json_pack("{s:I}", key, (json_int_t)count));
    else
        printf("%s: %" PRId64 "\n", key, count);
}

static bool queue_retry_command(App *app, Db *db, const QueueArguments *arguments, GError **error)
{
    int64_t count = 0;

    if (!arguments->id && !arguments->all)
        return fail(error, ERR_USAGE, "queue retry needs the ID of a letter, or --all");
    if (!db_begin(db, error))
        return false;
    bool ok = queue_retry(db, arguments->all ? 0 : arguments->id, clock_now(), &count, error);
    if (!db_finish(db, ok, error))
        return false;
    if (count)
        bell_ring(app->settings, BELL_DELIVERER);
    print_count(app, "queued", count);
    return true;
}

static bool queue_drop_command(App *app, Db *db, const QueueArguments *arguments, GError **error)
{
    int64_t count = 0;

    if (!arguments->id)
        return fail(error, ERR_USAGE, "queue drop needs the ID of a letter");
    if (!db_begin(db, error))
        return false;
    bool ok = queue_drop(db, arguments->id, clock_now(), &count, error);
    if (!db_finish(db, ok, error))
        return false;
    print_count(app, "dropped", count);
    return true;
}

static bool queue_show(App *app, Db *db, const QueueArguments *arguments, GError **error)
{
    if (!arguments->id)
        return fail(error, ERR_USAGE, "queue show needs the ID of a letter");
    g_autoptr(Outgoing) outgoing = outgoing_by_id(db, arguments->id, error);
    if (!outgoing)
        return false;
    g_autoptr(Recipient) recipient = outgoing_recipient(db, arguments->id, error);
    g_autofree char *stamp = recipient ? instance_value(db, "id", error) : NULL;
    if (!stamp)
        return false;
    OutgoingView view = {
        .to_address = recipient->address,
        .token = outgoing->ask ? TOKEN_HIDDEN : NULL,
        .date = recipient->queued,
        .zone = app->settings->zone,
        .loop_stamp = stamp,
    };
    g_autoptr(GBytes) bytes = outgoing_compose(db, outgoing, &view, error);
    if (!bytes)
        return false;
    size_t length;
    const void *data = g_bytes_get_data(bytes, &length);
    return fwrite(data, 1, length, stdout) == length ||
           fail(error, ERR_TEMP, "writing to standard output failed");
}

static const struct {
    const char *word;
    bool (*run)(App *app, Db *db, const QueueArguments *arguments, GError **error);
} WORDS[] = {
    {"list", queue_list},
    {"show", queue_show},
    {"retry", queue_retry_command},
    {"drop", queue_drop_command},
};

bool cmd_queue(App *app, int argc, char **argv, GError **error)
{
    QueueArguments arguments = {0};
    const char *word = argc > 1 ? argv[1] : "list";

    for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        if (!g_str_equal(word, WORDS[i].word))
            continue;
        if (!parse(argc, argv, &arguments, error))
            return false;
        g_autoptr(Db) db = app_open(app, error);
        return db && WORDS[i].run(app, db, &arguments, error);
    }
    return fail(error, ERR_USAGE, "queue does not know '%s'; it takes list, show, retry, drop",
                word);
}
