/* pump.c: see pump.h. */
#include "gateway/pump.h"

#include <poll.h>

#include "base/clock.h"
#include "base/log.h"
#include "gateway/account_stop.h"
#include "gateway/copy_count.h"
#include "gateway/sent_journal.h"

#define FETCH_LEAST 20
#define FETCH_MOST  1000
#define FETCH_FAST  (G_USEC_PER_SEC / 5) /* what is sent sooner: more at once next time */
#define FETCH_SLOW  (G_USEC_PER_SEC)     /* later: fewer, so that an urgent letter need not wait */
#define RECORD_LATE (G_USEC_PER_SEC / 5) /* a result does not wait longer to be recorded */

struct Pump {
    Db *db;
    const Deliverer *deliverer;
    const Account *account;
    Sender *sender;
    bool is_limited;      /* numbers limit the account */
    bool is_ended;        /* only what is on its way is waited for */
    bool is_empty;        /* nothing was due at the last look */
    int64_t quiet_until;  /* nothing is fetched before; 0: it may */
    char *trouble;        /* the door cannot work now; NULL none */
    AccountStop *stop;    /* the server will have no more; NULL none; not recorded yet */
    SharedLetter *letter; /* of the last fetch */
    GQueue ready;         /* of Copy*: claimed, not started */
    GHashTable *on_way;   /* Delivery* to Copy* */
    GPtrArray *done;      /* of Copy*: not recorded yet */
    gint64 done_since;    /* when the first of them came back */
    SenderTurn turn;      /* what is claimed, and what the next transaction counts as sent */
    gint64 next_start;    /* by smtp_pause */
    size_t lanes;         /* more at once did not work today */
    int fetch;            /* recipients at once */
    gint64 fetched;       /* when */
    SentJournal *journal; /* NULL: there is none, as in tests without a state folder */
};

static bool is_stopped(const Deliverer *deliverer, int milliseconds)
{
    struct pollfd fd = {.fd = deliverer->stop_fd ? *deliverer->stop_fd : -1, .events = POLLIN};

    return poll(&fd, 1, milliseconds) > 0;
}

/* --- what may go ------------------------------------------------------------------------------ */

/* The rule of what goes next, and how much of it. */
typedef struct Grant {
    DueRule rule;
    QuotaRoom room[2]; /* by QuotaShare */
} Grant;

static QuotaRoom room_for(const Pump *pump, QuotaShare share)
{
    QuotaRoom room =
        quota_room(&pump->sender->quota, pump->account, share, sender_now(pump->sender));

    if (room.recipients != INT64_MAX)
        room.recipients = MAX(room.recipients - pump->turn.out_recipients, 0);
    if (room.letters != INT64_MAX)
        room.letters = MAX(room.letters - pump->turn.out_letters, 0);
    return room;
}

static bool has_any(const QuotaRoom *room)
{
    return room->recipients > 0 && room->letters > 0;
}

static Grant grant_now(const Pump *pump)
{
    Grant grant = {
        .rule = {.sender = pump->sender->lane, .now = clock_now(), .least = PRIORITY_DIGEST},
        .room = {room_for(pump, SHARE_DECISIONS), room_for(pump, SHARE_OTHERS)},
    };

    if (!has_any(&grant.room[SHARE_OTHERS]))
        grant.rule.least = PRIORITY_DECISION;
    return grant;
}

/* How many recipients of this letter may be claimed. */
static int most_of(const Pump *pump, const Grant *grant, const Outgoing *outgoing)
{
    QuotaShare share = outgoing->priority == PRIORITY_DECISION ? SHARE_DECISIONS : SHARE_OTHERS;
    int64_t per_letter = (int64_t)copy_most(pump->account, outgoing);
    int64_t most = MIN(pump->fetch, grant->room[share].recipients);

    most = MIN(most, MIN(grant->room[share].letters, FETCH_MOST) * per_letter);
    /* after a kill all that was claimed counts as sent: no more of it than is on its way at once */
    return (int)(pump->is_limited ? MIN(most, MAX(pump->account->smtp_connections, 1) * per_letter)
                                  : most);
}

/* --- fetch ------------------------------------------------------------------------------------ */

static bool use_letter(Pump *pump, int64_t outgoing, GError **error)
{
    if (pump->letter && pump->letter->outgoing->id == outgoing)
        return true;
    g_clear_pointer(&pump->letter, shared_letter_unref);
    Outgoing *found = outgoing_by_id(pump->db, outgoing, error);
    if (found)
        pump->letter = shared_letter_new(found);
    return found != NULL;
}

/* Those of the first letter whom it may go to now; *due none: there is no such letter. Letters of
 * which everybody waits for a domain that is stopped are passed over. */
static bool find_due(Pump *pump, const Grant *grant, GPtrArray **due, GError **error)
{
    int64_t outgoing = 0;

    *due = recipients_new();
    do {
        if (!outgoing_first_due(pump->db, &grant->rule, &outgoing, error))
            return false;
        if (!outgoing)
            return true;
        if (!use_letter(pump, outgoing, error))
            return false;
        g_ptr_array_unref(*due);
        *due = outgoing_due(pump->db, &grant->rule, outgoing,
                            most_of(pump, grant, pump->letter->outgoing), error);
    } while (*due && !(*due)->len);
    return *due != NULL;
}

/* Inside the transaction. */
static bool claim(Pump *pump, const Grant *grant, GPtrArray **due, GError **error)
{
    int64_t until = grant->rule.now + deliver_backoff(pump->deliverer->settings, 0);

    if (!find_due(pump, grant, due, error) || !recipients_claim(pump->db, *due, until, error))
        return false;
    if (!(*due)->len)
        return true;
    int64_t per_letter = (int64_t)copy_most(pump->account, pump->letter->outgoing);
    pump->turn.out_recipients += (*due)->len;
    pump->turn.out_letters += ((*due)->len + per_letter - 1) / per_letter;
    return true;
}

static bool record_done(Pump *pump, GError **error)
{
    SenderTurn *turn = &pump->turn;

    if (!copies_count_taken(pump->db, pump->done, error))
        return false;
    for (guint i = 0; i < pump->done->len; i++) {
        Copy *copy = g_ptr_array_index(pump->done, i);
        if (!copy_record(pump->db, pump->deliverer->settings, copy, error))
            return false;
        size_t sent = copy_sent(copy);
        turn->sent_recipients += (int64_t)sent;
        turn->sent_letters += sent > 0;
        turn->out_recipients -= copy->recipients->len;
        turn->out_letters -= 1;
    }
    return true;
}

/* Records what has come back, and claims what `grant` allows (NULL: nothing): one transaction.
 * After a failure the pump is of no use. */
static GPtrArray *take_turn(Pump *pump, const Grant *grant, GError **error)
{
    g_autoptr(GPtrArray) due = grant ? NULL : recipients_new();

    if (!grant && pump->done->len == 0)
        return g_steal_pointer(&due);
    if (!db_begin(pump->db, error))
        return NULL;
    bool ok = record_done(pump, error) && (!grant || claim(pump, grant, &due, error)) &&
              sender_turn(pump->db, pump->sender, &pump->turn, pump->is_limited, error);
    if (!db_finish(pump->db, ok, error))
        return NULL;
    if (pump->journal)
        sent_journal_clear(pump->journal);
    for (guint i = 0; i < pump->done->len; i++)
        copy_log(g_ptr_array_index(pump->done, i));
    g_ptr_array_set_size(pump->done, 0);
    pump->turn.sent_recipients = pump->turn.sent_letters = 0;
    return g_steal_pointer(&due);
}

static void set_pace(Pump *pump)
{
    gint64 now = g_get_monotonic_time(), took = now - pump->fetched;

    if (pump->fetched && took < FETCH_FAST)
        pump->fetch = MIN(pump->fetch * 2, FETCH_MOST);
    else if (pump->fetched && took > FETCH_SLOW)
        pump->fetch = MAX(pump->fetch / 2, FETCH_LEAST);
    pump->fetched = now;
}

/* What a deliverer before us could not record is; and room is taken for what we may not be able
 * to. */
static bool open_journal(Pump *pump, GError **error)
{
    const char *folder = pump->deliverer->settings->state;

    if (pump->journal || !folder)
        return true;
    return sent_journals_recover(pump->db, folder, error) &&
           (pump->journal = sent_journal_open(folder, error)) != NULL;
}

/* False when the database does not work; nothing ready afterwards: nothing may go now. */
static bool fetch(Pump *pump, GError **error)
{
    const Grant grant = grant_now(pump);
    int64_t next;

    if (!has_any(&grant.room[SHARE_DECISIONS]))
        return true;
    if (!outgoing_next_due(pump->db, &grant.rule, &next, error))
        return false;
    if (next > grant.rule.now)
        return true; /* told by one look, without a transaction */
    if (!open_journal(pump, error))
        return false;
    g_autoptr(GPtrArray) due = take_turn(pump, &grant, error);
    if (!due)
        return false;
    set_pace(pump);
    if (!due->len)
        return true;
    guint most = (guint)copy_most(pump->account, pump->letter->outgoing);
    for (guint at = 0; at < due->len; at += most)
        g_queue_push_tail(&pump->ready, copy_new(pump->letter, due, at, MIN(most, due->len - at)));
    return true;
}

/* --- start and collect ------------------------------------------------------------------------ */

static void try_next(Pump *pump, Copy *copy)
{
    g_queue_push_head(&pump->ready, copy);
    pump->is_empty = false;
}

/* One recipient at whose name a server hangs up delays nobody of the same transaction. */
static void finish_copy(Pump *pump, Copy *copy)
{
    GQueue alone = G_QUEUE_INIT;

    if (pump->journal)
        sent_journal_add(pump->journal, copy);
    copy_split(copy, &alone);
    pump->turn.out_letters += g_queue_get_length(&alone);
    while (!g_queue_is_empty(&alone))
        try_next(pump, g_queue_pop_tail(&alone));
    if (!pump->done->len)
        pump->done_since = g_get_monotonic_time();
    g_ptr_array_add(pump->done, copy);
    if (!pump->stop)
        pump->stop = account_stop_of_copy(pump->account, copy);
}

/* A letter that cannot be composed never will be: its recipients fail, the next letter goes on. */
static bool start(Pump *pump, Copy *copy, GError **error)
{
    DoorOut *door = pump->deliverer->door;

    if (!copy->delivery.head && !copy_compose(pump->db, pump->deliverer, copy, error)) {
        g_queue_push_head(&pump->ready, copy);
        return false;
    }
    if (!copy->delivery.head) {
        finish_copy(pump, copy);
        return true;
    }
    g_hash_table_insert(pump->on_way, &copy->delivery, copy);
    pump->next_start = g_get_monotonic_time() + pump->account->smtp_pause * 1000;
    door->klass->start(door, &copy->delivery);
    return true;
}

/* One alone, until the server has let us in. */
static bool has_room(const Pump *pump)
{
    const DoorOut *door = pump->deliverer->door;

    return g_hash_table_size(pump->on_way) < (door->works ? pump->lanes : 1) &&
           door->klass->room(door) > 0;
}

static bool may_start(const Pump *pump)
{
    return !pump->is_ended && !pump->stop && !pump->trouble && has_room(pump) &&
           g_get_monotonic_time() >= pump->next_start;
}

static bool fill(Pump *pump, GError **error)
{
    pump->is_empty = false;
    while (may_start(pump)) {
        pump->is_ended = is_stopped(pump->deliverer, 0);
        if (pump->is_ended || (g_queue_is_empty(&pump->ready) && !fetch(pump, error)))
            return pump->is_ended;
        Copy *copy = g_queue_pop_head(&pump->ready);
        pump->is_empty = !copy;
        if (!copy)
            return true;
        if (!start(pump, copy, error))
            return false;
    }
    return true;
}

/* A connection too many is not the end: with fewer the rest goes on. */
static void take_trouble(Pump *pump, Copy *copy)
{
    AccountStop *stop = account_stop_of_trouble(pump->account, &copy->delivery);

    pump->lanes = g_hash_table_size(pump->on_way);
    if (stop && !pump->stop)
        pump->stop = stop;
    else
        account_stop_free(stop);
    if (!pump->lanes && !pump->stop && !pump->trouble)
        pump->trouble = g_steal_pointer(&copy->delivery.trouble);
    pump->deliverer->door->works = false;
    g_clear_pointer(&copy->delivery.trouble, g_free);
    try_next(pump, copy);
}

static void collect(Pump *pump, int milliseconds)
{
    DoorOut *door = pump->deliverer->door;
    Delivery *delivery = door->klass->next(door, milliseconds);

    while (delivery) {
        Copy *copy = g_hash_table_lookup(pump->on_way, delivery);
        g_hash_table_remove(pump->on_way, delivery);
        if (delivery->trouble) {
            take_trouble(pump, copy);
        } else {
            door->works = true;
            finish_copy(pump, copy);
        }
        delivery =
            g_hash_table_size(pump->on_way) && !has_room(pump) ? door->klass->next(door, 0) : NULL;
    }
}

static bool record(Pump *pump, GError **error)
{
    g_autoptr(GPtrArray) none = take_turn(pump, NULL, error);

    return none != NULL;
}

static bool is_late(const Pump *pump)
{
    return pump->done->len && g_get_monotonic_time() - pump->done_since >= RECORD_LATE;
}

/* --- a pause ---------------------------------------------------------------------------------- */

/* Claimed and not sent: due again as before. Inside a transaction. */
static bool put_back(Pump *pump, GError **error)
{
    const int64_t now = clock_now();
    bool ok = true;

    for (Copy *copy; (copy = g_queue_pop_head(&pump->ready));) {
        pump->turn.out_recipients -= copy->recipients->len;
        pump->turn.out_letters -= 1;
        ok = ok && recipients_claim(pump->db, copy->recipients, now, error);
        copy_free(copy);
    }
    return ok && sender_turn(pump->db, pump->sender, &pump->turn, pump->is_limited, error);
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

static bool note_stop(Pump *pump, GError **error)
{
    const AccountStop *stop = pump->stop;
    const SenderStop as = {stop->kind, stop->seconds, stop->reply, stop->secret};

    return sender_stop(pump->db, pump->deliverer->settings, pump->sender, &as, error);
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

/* Nothing is on its way and nothing will be: what is in hand goes into the database. */
static bool settle(Pump *pump, GError **error)
{
    int64_t deferred = 0, failed = 0;
    bool pauses = pump->trouble || pump->stop;

    if (!record(pump, error))
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
    if (pump->stop)
        pump->quiet_until = sender_wall(pump->sender, pump->sender->stop_until);
    else if (pump->trouble)
        pump->quiet_until = clock_now() + deliver_backoff(pump->deliverer->settings, 0);
    g_clear_pointer(&pump->trouble, g_free);
    g_clear_pointer(&pump->stop, account_stop_free);
    pump->lanes = SIZE_MAX;
    return true;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* smtp_pause. */
static void wait_to_start(const Pump *pump, int milliseconds)
{
    gint64 left = pump->next_start - g_get_monotonic_time();

    if (left > 0)
        is_stopped(pump->deliverer, (int)MIN(left / 1000 + 1, milliseconds));
}

bool pump_turn(Pump *pump, int milliseconds, GError **error)
{
    bool is_quiet = pump->quiet_until > clock_now();

    if (!is_quiet && !fill(pump, error))
        return false;
    if (pump_is_busy(pump))
        collect(pump, milliseconds);
    else if (!pump_is_idle(pump))
        wait_to_start(pump, milliseconds);
    if (is_late(pump) && !record(pump, error))
        return false;
    bool over = pump->is_ended || pump->is_empty || pump->trouble || pump->stop;
    return pump_is_busy(pump) || !over || settle(pump, error);
}

bool pump_is_busy(const Pump *pump)
{
    return g_hash_table_size(pump->on_way) > 0;
}

bool pump_is_idle(const Pump *pump)
{
    return !pump_is_busy(pump) &&
           (pump->is_ended || pump->is_empty || pump->quiet_until > clock_now());
}

bool pump_next(Pump *pump, int64_t *next, GError **error)
{
    const Grant grant = grant_now(pump);
    int64_t due, opens;

    if (!outgoing_next_due(pump->db, &grant.rule, &due, error))
        return false;
    if (!has_any(&grant.room[SHARE_DECISIONS]))
        due = INT64_MAX;
    if (grant.rule.least == PRIORITY_DECISION) { /* the others wait for room */
        opens = quota_opens(&pump->sender->quota, pump->account,
                            has_any(&grant.room[SHARE_DECISIONS]) ? SHARE_OTHERS : SHARE_DECISIONS,
                            sender_now(pump->sender));
        due = MIN(due, sender_wall(pump->sender, opens));
    }
    *next = due == INT64_MAX ? due : MAX(due, pump->quiet_until);
    return true;
}

/* A stop that is over by itself, or by a new password. */
static void look_at_stop(Pump *pump)
{
    const Sender *sender = pump->sender;
    g_autofree char *secret =
        sender->stop == STOP_LOGIN ? account_secret_stamp(pump->account) : NULL;

    if (sender_is_stopped(sender) && g_strcmp0(secret, sender->secret) == 0)
        pump->quiet_until = sender_wall(sender, sender->stop_until);
}

Pump *pump_new(Db *db, const Deliverer *deliverer, GError **error)
{
    const Settings *settings = deliverer->settings;
    const Account *account = deliverer_account(deliverer);
    Sender *sender = sender_open(db, settings, account, error);

    if (!sender || !outgoing_not_after(
                       db, sender->lane,
                       clock_now() + MAX(settings->retry_longest, settings->retry_first), error)) {
        sender_free(sender);
        return NULL;
    }
    Pump *pump = g_new0(Pump, 1);
    pump->db = db;
    pump->deliverer = deliverer;
    pump->account = account;
    pump->sender = sender;
    pump->is_limited = !quota_is_open(account);
    g_queue_init(&pump->ready);
    pump->on_way = g_hash_table_new(NULL, NULL);
    pump->done = g_ptr_array_new_with_free_func((GDestroyNotify)copy_free);
    pump->lanes = SIZE_MAX;
    pump->fetch = FETCH_LEAST;
    look_at_stop(pump);
    return pump;
}

void pump_free(Pump *pump)
{
    if (!pump)
        return;
    while (pump_is_busy(pump)) /* the door has borrowed them */
        collect(pump, 200);
    g_queue_clear_full(&pump->ready, (GDestroyNotify)copy_free);
    sent_journal_close(pump->journal);
    g_ptr_array_unref(pump->done);
    g_hash_table_unref(pump->on_way);
    g_clear_pointer(&pump->letter, shared_letter_unref);
    g_clear_pointer(&pump->stop, account_stop_free);
    g_free(pump->trouble);
    sender_free(pump->sender);
    g_free(pump);
}
