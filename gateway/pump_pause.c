/* pump_pause.c: of pump_internal.h: the door is out of order, or the server will have no more: what
 * was claimed is put back, everybody due waits, and it is noted until when. */
#include "gateway/pump_internal.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/smtp_clock.h"

/* Claimed and not sent: due again as before. Inside a transaction. */
static bool put_back(Pump *pump, GError **error)
{
    for (Copy *copy; (copy = g_queue_pop_head(&pump->ready));) {
        pump->turn.out_recipients -= copy->recipients->len;
        pump->turn.out_letters -= 1;
        pump_let_go(pump, copy);
        copy_free(copy);
    }
    return pump_write_claim(pump, error) &&
           sender_turn(pump->db, pump->sender, &pump->turn, pump->is_limited, error);
}

/* Everybody due waits, which is no attempt of theirs: for the door until a moment, after which
 * whoever waited too long has failed; for a stopped account as long as it takes. */
static bool postpone(Pump *pump, int64_t *deferred, int64_t *failed, GError **error)
{
    const Settings *settings = pump->deliverer->settings;
    int64_t now = clock_now();
    Postponement postponement = {
        .sender = pump->sender->lane,
        .now = now,
        .first = pump->stop ? 0 : deliver_backoff(settings, 0),
        .longest = pump->stop ? 0 : MAX(settings->retry_longest, 1),
        .oldest = pump->stop ? INT64_MIN : now - settings->retry_days * DAY,
        .reply = pump->stop ? pump->stop->reply : pump->trouble,
    };

    return outgoing_postpone(pump->db, &postponement, deferred, failed, error);
}

/* What the server says of it, as a while or as a time of day; 0: nothing. */
static int64_t named_seconds(const AccountStop *stop, const Settings *settings)
{
    if (stop->kind != STOP_LIMIT || stop->seconds)
        return stop->seconds;
    return smtp_clock_wait(stop->reply, clock_now(), settings->zone);
}

static bool note_stop(Pump *pump, GError **error)
{
    const AccountStop *stop = pump->stop;
    const Settings *settings = pump->deliverer->settings;
    const SenderStop as = {stop->kind, named_seconds(stop, settings), stop->reply, stop->secret};

    return sender_stop(pump->db, settings, pump->sender, &as, error);
}

static void log_pause(const Pump *pump, int64_t deferred, int64_t failed)
{
    const char *door = pump->deliverer->door->klass->name;

    if (pump->stop) {
        g_autofree char *until = clock_rfc3339(sender_wall(pump->sender, pump->sender->stop_until),
                                               pump->deliverer->settings->zone);
        LOG(ERROR, "account.stopped", LOG_STR("account", pump->account->name),
            LOG_STR("why", stop_name(pump->stop->kind)), LOG_STR("until", until),
            LOG_NUM("waiting", deferred), LOG_STR("reply", pump->stop->reply));
    } else if (pump->trouble) {
        LOG(WARNING, "delivery.door_failed", LOG_STR("door", door), LOG_NUM("deferred", deferred),
            LOG_NUM("failed", failed), LOG_STR("error", pump->trouble));
    }
}

bool pump_settle(Pump *pump, GError **error)
{
    int64_t deferred = 0, failed = 0;
    bool pauses = pump->trouble || pump->stop;

    if (!pump_record(pump, error))
        return false;
    if (g_queue_is_empty(&pump->ready) && !pauses)
        return true;
    if (!db_begin(pump->db, error))
        return false;
    bool ok = put_back(pump, error) && (!pump->stop || note_stop(pump, error)) &&
              (!pauses || postpone(pump, &deferred, &failed, error));
    if (!db_finish(pump->db, ok, error))
        return false;
    log_pause(pump, deferred, failed);
    pump->is_stopped = pump->stop != NULL;
    if (pump->stop)
        pump->quiet_until = sender_wall(pump->sender, pump->sender->stop_until);
    else if (pump->trouble)
        pump->quiet_until = clock_now() + deliver_backoff(pump->deliverer->settings, 0);
    g_clear_pointer(&pump->trouble, g_free);
    g_clear_pointer(&pump->stop, account_stop_free);
    pump->lanes = SIZE_MAX;
    return true;
}

bool pump_look_at_stop(Pump *pump, GError **error)
{
    if (pump->looked == clock_now())
        return true;
    Sender *sender = sender_open(pump->db, pump->deliverer->settings, pump->account, error);
    if (!sender)
        return false;
    sender_free(pump->sender);
    pump->sender = sender;
    pump->looked = clock_now();
    g_autofree char *secret =
        sender->stop == STOP_LOGIN ? account_secret_stamp(pump->account) : NULL;
    pump->is_stopped = sender_is_stopped(sender) && g_strcmp0(secret, sender->secret) == 0;
    pump->quiet_until = pump->is_stopped ? sender_wall(sender, sender->stop_until) : 0;
    return true;
}
