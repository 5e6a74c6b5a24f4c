/* unsent_alarm.c: see unsent_alarm.h. The key of the letter is the account and the day. */
#include "gateway/unsent_alarm.h"

#include "archive/sender.h"
#include "base/clock.h"
#include "base/log.h"
#include "gateway/alarm.h"
#include "gateway/own_letter.h"

#define LOOK 600 /* seconds */

static const char TEXT[] = "sending-trouble";

/* What waits and could not be tried, because the server took nothing from us. */
typedef struct Unsent {
    const Account *account; /* not ours */
    int64_t copies, since;
    char *reply, *key;
} Unsent;

static void unsent_clear(Unsent *unsent)
{
    g_free(unsent->reply);
    g_free(unsent->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Unsent, unsent_clear)

/* None of an account that stopped: that was told. */
static bool read_unsent(Db *db, const Settings *settings, Unsent *unsent, GError **error)
{
    const Account *account = unsent->account;
    g_autoptr(Sender) sender = sender_find(db, account, error);
    if (!sender)
        return false;
    bool is_first = account == settings_account(settings);
    if (sender_is_stopped(sender) || (!is_first && !sender->id))
        return true;
    DbStmt *s = db_stmt(db, SQL_SENDER_UNSENT);
    db_int(s, 1, is_first ? 0 : sender->id);
    if (db_row(s)) {
        unsent->copies = db_col_int(s, 0);
        unsent->since = db_col_int(s, 1);
        unsent->reply = db_col_dup(s, 2);
    }
    return db_done(s, error);
}

static bool tell(Desk *desk, const void *what, GError **error)
{
    const Unsent *unsent = what;
    const Settings *settings = desk->settings;
    g_autofree char *since = clock_date_time(unsent->since, settings->zone);
    const OwnLetter letter = {
        .text = TEXT,
        .key = unsent->key,
        .address = settings->administrator,
        .account = alarm_account(settings, unsent->account->name),
        .values = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I}", "account", unsent->account->name,
                            "mailbox", unsent->account->address, "since", since, "reply",
                            unsent->reply ? unsent->reply : "", "waiting",
                            (json_int_t)unsent->copies, "days", (json_int_t)settings->retry_days),
    };

    LOG(WARNING, "account.unsent", LOG_STR("account", unsent->account->name),
        LOG_NUM("waiting", unsent->copies), LOG_STR("reply", unsent->reply));
    return own_letter_queue(desk, &letter, error);
}

static bool look(Db *db, const Settings *settings, const Account *account, GError **error)
{
    g_auto(Unsent) unsent = {.account = account};
    bool told = false;

    if (!read_unsent(db, settings, &unsent, error))
        return false;
    if (!unsent.copies || unsent.since > clock_now() - settings->unsent_hours * HOUR)
        return true;
    g_autofree char *day = clock_date(clock_now(), settings->zone);
    unsent.key = g_strdup_printf("%s:%s", account->name, day);
    return alarm_is_told(db, TEXT, unsent.key, &told, error) &&
           (told || alarm_tell(db, settings, tell, &unsent, error));
}

bool unsent_alarm_work(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    *next = clock_now() + LOOK;
    for (Account **a = settings->accounts; *a && settings->administrator; a++)
        if (account_sends(settings, *a) && !look(db, settings, *a, error))
            return false;
    return true;
}
