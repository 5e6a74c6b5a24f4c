/* unsent_alarm.c: see unsent_alarm.h. The key of the letter is the account and the day. */
#include "gateway/unsent_alarm.h"

#include <inttypes.h>

#include "archive/outgoing.h"
#include "archive/sender.h"
#include "base/clock.h"
#include "base/log.h"
#include "gateway/account_alarm.h"
#include "gateway/bell.h"
#include "gateway/own_letter.h"

#define LOOK 600 /* seconds */

static const char TEXT[] = "sending-trouble";

/* What waits and could not be tried, because the server took nothing from us. */
typedef struct Unsent {
    int64_t copies, since;
    char *reply;
} Unsent;

static void unsent_clear(Unsent *unsent)
{
    g_free(unsent->reply);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Unsent, unsent_clear)

/* None of an account that stopped: that was told. */
static bool read_unsent(Db *db, const Settings *settings, const Account *account, Unsent *unsent,
                        GError **error)
{
    g_autoptr(Sender) sender = sender_find(db, account, error);
    if (!sender)
        return false;
    bool is_first = account == settings_account(settings);
    if (sender_is_stopped(sender) || (!is_first && !sender->id))
        return true;
    DbStmt *s = db_stmt(db, SQL_SENDER_UNSENT);
    db_int(s, 1, is_first ? 0 : sender->id);
    if (db_row(s))
        *unsent = (Unsent){db_col_int(s, 0), db_col_int(s, 1), db_col_dup(s, 2)};
    return db_done(s, error);
}

static bool write_letter(Desk *desk, const Account *account, const Unsent *unsent, const char *key,
                         GError **error)
{
    const Settings *settings = desk->settings;
    g_autofree char *since = clock_date_time(unsent->since, settings->zone);
    const OwnLetter letter = {
        .text = TEXT,
        .key = key,
        .address = settings->administrator,
        .account = alarm_account(settings, account->name),
        .values = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I}", "account", account->name, "mailbox",
                            account->address, "since", since, "reply",
                            unsent->reply ? unsent->reply : "", "waiting",
                            (json_int_t)unsent->copies, "days", (json_int_t)settings->retry_days),
    };

    LOG(WARNING, "account.unsent", LOG_STR("account", account->name),
        LOG_NUM("waiting", unsent->copies), LOG_STR("reply", unsent->reply));
    return own_letter_queue(desk, &letter, error);
}

static bool tell(Db *db, const Settings *settings, const Account *account, const Unsent *unsent,
                 GError **error)
{
    const Day today = day_of(clock_now(), settings->zone);
    g_autofree char *day = day_name(&today, settings->zone);
    g_autofree char *key = g_strdup_printf("%s:%s", account->name, day);
    GError *why = NULL;
    g_autofree char *told = outgoing_message_id(db, TEXT, key, &why);

    if (told || why) {
        if (why)
            g_propagate_error(error, why);
        return told != NULL;
    }
    g_autoptr(Desk) desk = desk_new(settings, db, error);
    if (!desk || !db_begin(db, error) ||
        !db_finish(db, write_letter(desk, account, unsent, key, error), error))
        return false;
    bell_ring(settings, BELL_DELIVERER);
    return true;
}

bool unsent_alarm_work(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    int64_t latest = clock_now() - settings->unsent_hours * HOUR;

    *next = clock_now() + LOOK;
    for (Account **a = settings->accounts; *a && settings->administrator; a++) {
        g_auto(Unsent) unsent = {0};
        if (!account_sends(settings, *a))
            continue;
        if (!read_unsent(db, settings, *a, &unsent, error))
            return false;
        if (unsent.copies && unsent.since <= latest && !tell(db, settings, *a, &unsent, error))
            return false;
    }
    return true;
}
