/* cmd_queue.c: `vestnik queue`: what waits to be sent, to whom, and why it is not there yet. LETTER
 * is the number of an outgoing one, which has a line for each recipient. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "archive/act.h"
#include "archive/outgoing.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "gateway/bell.h"
#include "gateway/commands.h"
#include "gateway/deliverer.h"
#include "gateway/options.h"
#include "gateway/recipient_told.h"
#include "gateway/stops_show.h"

#define LIST_MOST 1000 /* lines of one listing, unless --most says otherwise */

/* Stands where a token would be: nothing secret is printed. */
#define TOKEN_HIDDEN "hidden"

#define LIST_USAGE  "[LETTER] [--state STATE] [--most N]"
#define RETRY_USAGE "LETTER [ADDRESS] | --domain DOMAIN | --all"
#define DROP_USAGE  "LETTER [ADDRESS]"

static bool parse_state(const char *text, const char **state, GError **error)
{
    for (RecipientState s = RECIPIENT_QUEUED; s <= RECIPIENT_GATHERED; s++) {
        if (strcmp(text, recipient_state_name(s)) == 0) {
            *state = recipient_state_name(s);
            return true;
        }
    }
    return fail(error, ERR_USAGE,
                "--state is one of queued, deferred, unknown, sent, failed, dropped, "
                "gathered");
}

static json_t *maybe_text(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *maybe_number(int64_t number)
{
    return number ? json_integer(number) : json_null();
}

static const char *advice_for(const QueueRow *row, const Settings *settings)
{
    const RecipientTold told = {
        row->state,    row->attempts,
        row->reply,    row->maybe_twice,
        row->is_known, recipient_is_administrator(settings, row->address, row->is_known)};

    return recipient_advice(&told);
}

static void print_row_json(const QueueRow *row, const Settings *settings)
{
    GTimeZone *zone = settings->zone;
    g_autofree char *queued = clock_rfc3339(row->queued, zone);
    g_autofree char *changed = clock_rfc3339(row->changed, zone);
    bool waits = row->next_try != 0;
    g_autofree char *next = waits ? clock_rfc3339(row->next_try, zone) : NULL;
    json_t *line = json_object();

    json_object_set_new(line, "letter", json_integer(row->letter));
    json_object_set_new(line, "copy", json_integer(row->copy));
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
    json_object_set_new(line, "advice", maybe_text(advice_for(row, settings)));
    json_object_set_new(line, "maybe_twice", json_boolean(row->maybe_twice));
    app_print_json(line);
}

static void print_row(const QueueRow *row, const Settings *settings, const Words *words)
{
    GTimeZone *zone = settings->zone;
    const char *advice = advice_for(row, settings);
    g_autofree char *changed = clock_date_time(row->changed, zone);

    printf("%-6" PRId64 " %-10s %-9s %2" PRId64 "  %s  %s", row->letter, row->purpose, row->state,
           row->attempts, changed, row->address);
    if (row->next_try && !g_str_equal(row->state, "queued")) {
        g_autofree char *next = clock_date_time(row->next_try, zone);
        printf("  again %s", next);
    }
    if (row->reply && *row->reply)
        printf("  %s", row->reply);
    putchar('\n');
    if (advice && !g_str_equal(row->state, "queued"))
        printf("       %s\n", recipient_advice_words(words, advice));
}

static bool print_stops(const App *app, Db *db, GError **error)
{
    json_t *stops = stops_json(db, app->settings->zone, error);

    if (!stops)
        return false;
    stops_print(stops);
    json_decref(stops);
    return true;
}

static bool list_rows(App *app, const QueueWanted *wanted, GError **error)
{
    QueueWanted one_more = {wanted->letter, wanted->state, wanted->most + 1};
    g_autoptr(Db) db = app_open(app, error);
    if (!db || (wanted->letter && !queue_check(db, wanted->letter, NULL, error)))
        return false;
    g_autoptr(Words) words = words_open(app->settings->letters, app->settings->language, error);
    g_autoptr(GPtrArray) rows = words ? queue_rows(db, &one_more, error) : NULL;
    if (!rows || (!app->json && !print_stops(app, db, error)))
        return false;

    for (guint i = 0; i < rows->len && (int)i < wanted->most; i++) {
        if (app->json)
            print_row_json(g_ptr_array_index(rows, i), app->settings);
        else
            print_row(g_ptr_array_index(rows, i), app->settings, words);
    }
    if ((int)rows->len > wanted->most)
        fprintf(stderr, "there are more than %d lines; --most N shows more\n", wanted->most);
    else if (!rows->len && !app->json)
        puts(wanted->state || wanted->letter ? "nothing" : "nothing waits");
    return true;
}

static bool parse_letter(const char *text, int64_t *id, GError **error)
{
    return number_parse(text, "number of a letter (see vestnik queue list)", INT64_MAX, id, error);
}

/* Without --state: all that waits or has failed; of one letter everybody. */
static bool run_list(App *app, int argc, char **argv, GError **error)
{
    const char *given_state = NULL, *given_most = NULL;
    const Option options[] = {
        {"--state", &given_state, NULL}, {"--most", &given_most, NULL}, {NULL, NULL, NULL}};
    int64_t most = LIST_MOST;
    QueueWanted wanted = {0};

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 0, 1, LIST_USAGE, error) ||
        (argc > 1 && !parse_letter(argv[1], &wanted.letter, error)) ||
        (given_state && !parse_state(given_state, &wanted.state, error)) ||
        (given_most && !number_parse(given_most, "number of lines", 1000000, &most, error)))
        return false;
    wanted.most = (int)most;
    return list_rows(app, &wanted, error);
}

static void print_count(const App *app, const char *key, int64_t count)
{
    if (app->json)
        app_print_json(json_pack("{s:I}", key, (json_int_t)count));
    else
        printf("%s: %" PRId64 "\n", key, count);
}

typedef bool (*QueueChange)(Db *db, int64_t outgoing, const char *address, int64_t *count,
                            GError **error);

/* What argv says: LETTER [ADDRESS]; id 0: all letters. */
static bool change_queue(App *app, QueueChange change, char **argv, int64_t *count, GError **error)
{
    int64_t id = 0;
    g_autofree char *address = NULL;

    if (argv[1] && !parse_letter(argv[1], &id, error))
        return false;
    if (argv[1] && argv[2] && !(address = address_normalize(argv[2], error)))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    return db && db_begin(db, error) &&
           db_finish(db,
                     (!id || queue_check(db, id, address, error)) &&
                         change(db, id, address, count, error),
                     error);
}

static bool retry_domain(App *app, const char *domain, int64_t *count, GError **error)
{
    g_autofree char *ascii = domain_to_ascii(domain, error);
    g_autoptr(Db) db = ascii ? app_open(app, error) : NULL;

    return db && db_begin(db, error) &&
           db_finish(db, domain_go(db, ascii, clock_now(), count, error), error);
}

static bool run_retry(App *app, int argc, char **argv, GError **error)
{
    bool all = false;
    const char *domain = NULL;
    const Option options[] = {
        {"--all", NULL, &all}, {"--domain", &domain, NULL}, {NULL, NULL, NULL}};
    int64_t count = 0;

    if (!options_take(&argc, argv, options, error))
        return false;
    bool one = !all && !domain;
    if (all && domain)
        return fail(error, ERR_USAGE, "--all or --domain, not both");
    if (!arguments_check(argc, argv, one, one ? 2 : 0, RETRY_USAGE, error) ||
        !(domain ? retry_domain(app, domain, &count, error)
                 : change_queue(app, queue_retry, argv, &count, error)))
        return false;
    if (count)
        bell_ring(app->settings, BELL_DELIVERER);
    if (!count && !domain && !app->json) {
        puts(all ? "nothing has failed or waits for another try"
                 : "nothing to try again: all its recipients have got it, or it was dropped "
                   "(vestnik queue list LETTER)");
        return true;
    }
    print_count(app, "queued", count);
    return true;
}

static bool run_drop(App *app, int argc, char **argv, GError **error)
{
    int64_t count = 0;

    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 1, 2, DROP_USAGE, error) ||
        !change_queue(app, queue_drop, argv, &count, error))
        return false;
    print_count(app, "dropped", count);
    return true;
}

static GBytes *compose(const App *app, Db *db, int64_t id, GError **error)
{
    g_autoptr(Outgoing) outgoing = outgoing_by_id(db, id, error);
    g_autoptr(Recipient) recipient = outgoing ? outgoing_recipient(db, id, error) : NULL;
    g_autofree char *stamp = recipient ? instance_value(db, "id", error) : NULL;
    if (!stamp)
        return NULL;
    OutgoingView view = {
        .recipient = recipient,
        .to_address = recipient->address,
        .token = outgoing->ask ? TOKEN_HIDDEN : NULL,
        .date = recipient->queued,
        .settings = app->settings,
        .loop_stamp = stamp,
    };
    g_autoptr(GBytes) head = outgoing_head(db, outgoing, &view, error);
    g_autoptr(GBytes) body = NULL;
    if (!head || !outgoing_body(db, outgoing, &body, error))
        return NULL;
    GByteArray *whole = g_bytes_unref_to_array(g_steal_pointer(&head));
    if (body)
        g_byte_array_append(whole, g_bytes_get_data(body, NULL), (guint)g_bytes_get_size(body));
    return g_byte_array_free_to_bytes(whole);
}

static bool run_show(App *app, int argc, char **argv, GError **error)
{
    int64_t id;

    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 1, 1, "LETTER", error) || !parse_letter(argv[1], &id, error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    g_autoptr(GBytes) bytes = db ? compose(app, db, id, error) : NULL;

    return bytes && app_print_bytes(bytes, error);
}

const Action QUEUE_ACTIONS[] = {{"list", run_list, LIST_USAGE},
                                {"show", run_show, "LETTER"},
                                {"retry", run_retry, RETRY_USAGE},
                                {"drop", run_drop, DROP_USAGE},
                                {NULL, NULL, NULL}};

bool cmd_queue(App *app, int argc, char **argv, GError **error)
{
    return argc == 1 ? run_list(app, argc, argv, error)
                     : action_run(QUEUE_ACTIONS, app, argc, argv, error);
}
