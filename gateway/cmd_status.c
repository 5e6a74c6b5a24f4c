/* cmd_status.c: vestnik status: the numbers of the instance, how each mailbox is doing and which
 * domains are stopped, all read from the database. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "archive/account_state.h"
#include "base/clock.h"
#include "base/error.h"
#include "gateway/commands.h"
#include "gateway/status_sending.h"
#include "gateway/status_unsent.h"
#include "gateway/stops_show.h"

/* {"letters": {"accepted": 41}, "cases": {"done": 44, "held": 1}, ...} */
static json_t *read_numbers(Db *db, GError **error)
{
    json_t *groups = json_object();
    DbStmt *s = db_stmt(db, SQL_STATUS);

    while (db_row(s)) {
        const char *group = db_col_text(s, 0), *name = db_col_text(s, 1);
        json_t *numbers = json_object_get(groups, group);
        if (!numbers) {
            numbers = json_object();
            json_object_set_new(groups, group, numbers);
        }
        json_object_set_new(numbers, name, json_integer(db_col_int(s, 2)));
    }
    if (db_done(s, error))
        return groups;
    json_decref(groups);
    return NULL;
}

/* --- mailboxes --- */

static json_t *time_or_null(int64_t at, GTimeZone *zone)
{
    g_autofree char *text = at ? clock_rfc3339(at, zone) : NULL;

    return text ? json_string(text) : json_null();
}

static json_t *account_json(const AccountState *state, bool is_looked_at, GTimeZone *zone)
{
    json_t *account = json_object();

    json_object_set_new(account, "taken", json_integer(state->taken));
    json_object_set_new(account, "last_taken", time_or_null(state->last_taken, zone));
    if (!is_looked_at)
        return account;
    json_object_set_new(account, "looked", time_or_null(state->looked, zone));
    json_object_set_new(account, "waiting", json_integer(state->waiting));
    json_object_set_new(account, "next", time_or_null(state->next, zone));
    json_object_set_new(account, "error", state->error ? json_string(state->error) : json_null());
    json_object_set_new(account, "failed", time_or_null(state->failed, zone));
    json_object_set_new(account, "failing_since", time_or_null(state->since, zone));
    return account;
}

/* {"main": {"taken": 41, "looked": "2026-11-16T08:00:00+03:00", ...}} */
static json_t *read_accounts(const Settings *settings, Db *db, GError **error)
{
    json_t *accounts = json_object();

    for (Account **a = settings->accounts; *a; a++) {
        g_auto(AccountState) state = {0};
        if (!account_state_find(db, (*a)->name, &state, error)) {
            json_decref(accounts);
            return NULL;
        }
        json_object_set_new(accounts, (*a)->name,
                            account_json(&state, (*a)->imap_host != NULL, settings->zone));
    }
    return accounts;
}

/* What the keys mean, for people, in the order in which they are told. */
static const struct {
    const char *key, *words;
} ACCOUNT_WORDS[] = {
    {"taken", "letters taken"},    {"last_taken", "the last one"},
    {"looked", "looked into"},     {"waiting", "letters left there"},
    {"next", "looked into again"}, {"failing_since", "IN TROUBLE SINCE"},
    {"failed", "last trouble"},    {"error", "which was"},
};

static void print_account(const char *name, const json_t *account)
{
    printf("  %s\n", name);
    for (size_t i = 0; i < G_N_ELEMENTS(ACCOUNT_WORDS); i++) {
        const json_t *value = json_object_get(account, ACCOUNT_WORDS[i].key);
        if (json_is_string(value))
            printf("    %-22s %s\n", ACCOUNT_WORDS[i].words, json_string_value(value));
        else if (json_is_integer(value))
            printf("    %-22s %" JSON_INTEGER_FORMAT "\n", ACCOUNT_WORDS[i].words,
                   json_integer_value(value));
    }
}

/* --- what is printed --- */

static void print_text(json_t *groups, json_t *accounts, json_t *stops, const json_t *unsent)
{
    const char *group, *name;
    json_t *numbers, *number;

    json_object_foreach(groups, group, numbers)
    {
        if (g_str_equal(group, "sending")) /* told with the accounts */
            continue;
        printf("%s\n", group);
        json_object_foreach(numbers, name, number)
            printf("  %-24s %8" JSON_INTEGER_FORMAT "\n", name, json_integer_value(number));
    }
    puts("accounts");
    json_object_foreach(accounts, name, number) print_account(name, number);
    status_sending_print(json_object_get(groups, "sending"));
    stops_print(stops);
    status_unsent_print(unsent);
}

bool cmd_status(App *app, int argc, char **argv, GError **error)
{
    if (argc > 1)
        return fail(error, ERR_USAGE, "status takes no arguments, got '%s'", argv[1]);
    g_autoptr(Db) db = db_open(app->settings->database, DB_READ, error);
    json_t *groups = db ? read_numbers(db, error) : NULL;
    json_t *accounts = groups ? read_accounts(app->settings, db, error) : NULL;
    json_t *sending = accounts ? status_sending(app->settings, db, error) : NULL;
    json_t *stops = sending ? stops_json(db, app->settings->zone, error) : NULL;
    json_t *unsent = stops ? status_unsent(db, app->settings->zone, error) : NULL;

    if (sending)
        json_object_set_new(groups, "sending", sending);
    if (unsent && app->json) {
        json_object_set(groups, "accounts", accounts);
        json_object_set(groups, "stopped", stops);
        json_object_set(groups, "unsent", unsent);
        app_print_json(json_incref(groups));
    } else if (unsent) {
        print_text(groups, accounts, stops, unsent);
    }
    bool ok = unsent != NULL;
    json_decref(unsent);
    json_decref(stops);
    json_decref(accounts);
    json_decref(groups);
    return ok;
}
