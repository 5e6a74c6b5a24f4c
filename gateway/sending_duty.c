/* sending_duty.c: see sending_duty.h. */
#include "gateway/sending_duty.h"

#include "archive/act.h"
#include "archive/sender.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/deliverer.h"

#define SENDING_CACHE 600 /* KiB: of pages of the database that the deliverer keeps */

void sending_clear(SendingDuty *duty)
{
    for (guint i = 0; duty->accounts && i < duty->accounts->len; i++)
        door_out_free(g_array_index(duty->accounts, Deliverer, i).door);
    g_clear_pointer(&duty->accounts, g_array_unref);
    g_free(duty->instance);
}

/* The first account must have a door; another one that has none is told, and keeps its letters. */
static bool add_account(SendingDuty *duty, const Settings *settings, const Account *account,
                        GError **error)
{
    bool first = account == settings_account(settings);
    g_autoptr(GError) why = NULL;
    Deliverer deliverer = {
        .settings = settings,
        .account = account,
        .key = &duty->key,
        .loop_stamp = duty->instance,
        .door = settings->transport == TRANSPORT_SMTP ? smtp_door_new(account, &why)
                                                      : maildir_door_new(settings->maildir, &why),
    };

    if (!deliverer.door && first) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    if (!deliverer.door)
        LOG(ERROR, "account.no_door", LOG_STR("account", account->name),
            LOG_STR("error", why->message));
    else
        g_array_append_val(duty->accounts, deliverer);
    return true;
}

/* What waits for an account that is gone goes by the first. */
static bool adopt_waiting(Db *db, const Settings *settings, GError **error)
{
    g_autoptr(GPtrArray) senders = g_ptr_array_new_with_free_func((GDestroyNotify)sender_free);
    int64_t moved = 0;

    for (Account **a = settings->accounts; *a; a++) {
        Sender *sender = account_sends(settings, *a) ? sender_open(db, settings, *a, error) : NULL;
        if (!sender && account_sends(settings, *a))
            return false;
        if (sender)
            g_ptr_array_add(senders, sender);
    }
    if (!sender_adopt(db, senders, &moved, error))
        return false;
    if (moved)
        LOG(WARNING, "account.gone", LOG_NUM("copies_to_the_first", moved));
    return true;
}

/* Memory is the same however many recipients there are. */
bool sending_setup(SendingDuty *duty, const Settings *settings, Db *db, GError **error)
{
    duty->db = db;
    if (!db_cache(db, SENDING_CACHE, error))
        return false;
    duty->instance = instance_value(db, "id", error);
    duty->accounts = g_array_new(FALSE, TRUE, sizeof(Deliverer));
    if (!duty->instance || !token_key_load(settings->key_file, &duty->key, error) ||
        !adopt_waiting(db, settings, error))
        return false;
    for (Account **a = settings->accounts; *a; a++)
        if (account_sends(settings, *a) && !add_account(duty, settings, *a, error))
            return false;
    return true;
}
