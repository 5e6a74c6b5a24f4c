/* status_sending.c: see status_sending.h. */
#include "gateway/status_sending.h"

#include <inttypes.h>
#include <stdio.h>

#include "archive/sender.h"
#include "base/clock.h"

static json_t *number_or_null(int64_t number)
{
    return number ? json_integer(number) : json_null();
}

static json_t *time_value(int64_t at, GTimeZone *zone)
{
    g_autofree char *text = clock_rfc3339(at, zone);

    return json_string(text);
}

static void add_stop(json_t *object, const Sender *sender, GTimeZone *zone)
{
    bool is = sender_is_stopped(sender);

    json_object_set_new(object, "stopped", is ? json_string(stop_name(sender->stop)) : json_null());
    json_object_set_new(object, "stopped_since",
                        is ? time_value(sender->stopped, zone) : json_null());
    json_object_set_new(object, "stopped_until",
                        is ? time_value(sender_wall(sender, sender->stop_until), zone)
                           : json_null());
    json_object_set_new(object, "reply",
                        is && sender->reply ? json_string(sender->reply) : json_null());
}

static json_t *account_value(const Settings *settings, const Account *account, Db *db,
                             GError **error)
{
    g_autoptr(Sender) sender = sender_find(db, account, error);
    int64_t waiting = 0;
    if (!sender)
        return NULL;
    int64_t own = sender_now(sender);
    DbStmt *s = db_stmt(db, SQL_SENDER_WAITING);
    db_int(s, 1, account == settings_account(settings) ? 0 : sender->id ? sender->id : -1);
    if (!db_one(s, &waiting, NULL, error))
        return NULL;
    json_t *object = json_object();

    json_object_set_new(object, "sent_hour",
                        json_integer(quota_recipients(&sender->quota, own, HOUR)));
    json_object_set_new(object, "sent_day",
                        json_integer(quota_recipients(&sender->quota, own, DAY)));
    json_object_set_new(object, "hour", number_or_null(account->smtp_hour));
    json_object_set_new(object, "day", number_or_null(account->smtp_day));
    json_object_set_new(object, "waiting", json_integer(waiting));
    add_stop(object, sender, settings->zone);
    return object;
}

json_t *status_sending(const Settings *settings, Db *db, GError **error)
{
    json_t *accounts = json_object();

    for (Account **a = settings->accounts; *a; a++) {
        json_t *value =
            account_sends(settings, *a) ? account_value(settings, *a, db, error) : json_null();
        if (!value) {
            json_decref(accounts);
            return NULL;
        }
        if (json_is_null(value))
            json_decref(value);
        else
            json_object_set_new(accounts, (*a)->name, value);
    }
    return accounts;
}

static const struct {
    const char *key, *words;
} WORDS[] = {
    {"sent_hour", "recipients in an hour"},
    {"hour", "of at most"},
    {"sent_day", "recipients in 24 hours"},
    {"day", "of at most"},
    {"waiting", "copies that wait"},
    {"stopped", "STOPPED BY"},
    {"stopped_since", "since"},
    {"stopped_until", "until"},
    {"reply", "the server said"},
};

void status_sending_print(const json_t *accounts)
{
    const char *name;
    json_t *account;

    puts("sending");
    json_object_foreach((json_t *)accounts, name, account)
    {
        printf("  %s\n", name);
        for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++) {
            const json_t *value = json_object_get(account, WORDS[i].key);
            if (json_is_string(value))
                printf("    %-22s %s\n", WORDS[i].words, json_string_value(value));
            else if (json_is_integer(value))
                printf("    %-22s %" JSON_INTEGER_FORMAT "\n", WORDS[i].words,
                       json_integer_value(value));
        }
    }
}
