/* account_alarm.c: see account_alarm.h. The letter and the note that it was written are one
 * transaction; its key is the account and when it stopped, so that nobody is told twice. */
#include "gateway/account_alarm.h"

#include <inttypes.h>

#include "archive/sender.h"
#include "base/app_password.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/alarm.h"
#include "gateway/own_letter.h"

#define SOON 60 /* seconds */

static const char TEXT[] = "account-stopped";

typedef struct Stopped {
    int64_t id, stopped;
    char *account, *reply;
    bool is_login;
} Stopped;

static void stopped_clear(void *data)
{
    Stopped *stopped = data;

    g_free(stopped->account);
    g_free(stopped->reply);
}

static GArray *untold(Db *db, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(Stopped));
    DbStmt *s = db_stmt(db, SQL_SENDER_UNTOLD);

    g_array_set_clear_func(rows, stopped_clear);
    while (db_row(s)) {
        Stopped row = {.id = db_col_int(s, 0),
                       .account = db_col_dup(s, 1),
                       .is_login = g_str_equal(db_col_text(s, 2), "login"),
                       .reply = db_col_dup(s, 3),
                       .stopped = db_col_int(s, 4)};
        g_array_append_val(rows, row);
    }
    return db_done(s, error) ? g_steal_pointer(&rows) : NULL;
}

static bool write_letter(Desk *desk, const Stopped *row, GError **error)
{
    const Settings *settings = desk->settings;
    const Account *account = settings_account_named(settings, row->account);
    g_autoptr(Sender) sender = sender_find(desk->db, account, error);
    if (!sender)
        return false;
    g_autofree char *key = g_strdup_printf("%s:%" PRId64, row->account, row->stopped);
    g_autofree char *since = clock_date_time(row->stopped, settings->zone);
    g_autofree char *until =
        clock_date_time(sender_wall(sender, sender->stop_until), settings->zone);
    const AppPassword *made =
        row->is_login && account->auth == LOGIN_BY_PASSWORD ? app_password_of(account) : NULL;
    const OwnLetter letter = {
        .text = TEXT,
        .key = key,
        .address = settings->administrator,
        .account = alarm_account(settings, row->account),
        .values =
            json_pack("{s:s, s:s, s:b, s:s, s:s, s:s, s:s?, s:s?}", "account", row->account,
                      "mailbox", account->address, "login", row->is_login, "reply",
                      row->reply ? row->reply : "", "since", since, "until", until, "provider",
                      !made                           ? NULL
                      : words_is_russian(desk->words) ? made->russian
                                                      : made->name,
                      "where", made ? made->where : NULL),
    };

    return own_letter_queue(desk, &letter, error);
}

static bool tell(Desk *desk, const void *what, GError **error)
{
    const GArray *rows = what;

    for (guint i = 0; i < rows->len; i++) {
        const Stopped *row = &g_array_index(rows, Stopped, i);
        const Account *account = settings_account_named(desk->settings, row->account);
        bool is_there = g_str_equal(account->name, row->account); /* and not the first instead */
        if (is_there && desk->settings->administrator && !write_letter(desk, row, error))
            return false;
        DbStmt *s = db_stmt(desk->db, SQL_SENDER_TOLD);
        db_int(s, 1, row->id);
        if (!db_run(s, error))
            return false;
    }
    return true;
}

bool account_alarm_work(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    *next = clock_now() + SOON;
    g_autoptr(GArray) rows = untold(db, error);

    return rows && (!rows->len || alarm_tell(db, settings, tell, rows, error));
}
