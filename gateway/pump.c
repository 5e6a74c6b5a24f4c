/* pump.c: see pump.h. */
#include <poll.h>

#include "base/clock.h"
#include "gateway/pump_internal.h"

#define RECORD_LATE (G_USEC_PER_SEC / 5) /* a result does not wait longer to be recorded */

static bool is_stopped(const Deliverer *deliverer, int milliseconds)
{
    struct pollfd fd = {.fd = deliverer->stop_fd ? *deliverer->stop_fd : -1, .events = POLLIN};

    return poll(&fd, 1, milliseconds) > 0;
}

/* --- start and collect ------------------------------------------------------------------------ */

static void try_next(Pump *pump, Copy *copy)
{
    g_queue_push_head(&pump->ready, copy);
    pump->is_empty = false;
}

/* One recipient at whose name a server hangs up delays nobody of the same transaction, nor does one
 * too many. */
static void finish_copy(Pump *pump, Copy *copy)
{
    GQueue again = G_QUEUE_INIT;

    if (pump->journal)
        sent_journal_add(pump->journal, copy);
    copy_forget_bytes(copy);
    copy_split(copy, &again);
    pump->turn.out_letters += g_queue_get_length(&again);
    while (!g_queue_is_empty(&again))
        try_next(pump, g_queue_pop_tail(&again));
    if (!pump->done->len)
        pump->done_since = g_get_monotonic_time();
    g_ptr_array_add(pump->done, copy);
    if (!pump->stop)
        pump->stop = account_stop_of_copy(copy);
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
    bool is_asked = false; /* whether to stop: before each fetch, and before what is ready */

    pump->is_empty = false;
    while (may_start(pump)) {
        if (!is_asked || g_queue_is_empty(&pump->ready))
            pump->is_ended = is_stopped(pump->deliverer, 0);
        is_asked = true;
        if (pump->is_ended || (g_queue_is_empty(&pump->ready) && !pump_fetch(pump, error)))
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

/* All that was claimed is at the door: while it works, more is. Not where numbers limit the
 * account: what is claimed there may be counted as sent. */
static bool fetch_ahead(Pump *pump, GError **error)
{
    bool wants = pump_is_busy(pump) && g_queue_is_empty(&pump->ready) && !pump->is_limited &&
                 !pump->is_empty && !pump->is_ended && !pump->stop && !pump->trouble;

    return !wants || pump_fetch(pump, error);
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

static bool is_late(const Pump *pump)
{
    return pump->done->len && g_get_monotonic_time() - pump->done_since >= RECORD_LATE;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* smtp_pause. */
static void wait_to_start(const Pump *pump, int milliseconds)
{
    gint64 left = pump->next_start - g_get_monotonic_time();

    if (left > 0)
        is_stopped(pump->deliverer, (int)MIN(left / 1000 + 1, milliseconds));
}

static bool is_quiet(const Pump *pump)
{
    return pump->quiet_until > clock_now();
}

bool pump_turn(Pump *pump, int milliseconds, GError **error)
{
    if (is_quiet(pump) && pump->is_stopped && !pump_look_at_stop(pump, error))
        return false;
    if (!is_quiet(pump) && !(fill(pump, error) && fetch_ahead(pump, error)))
        return false;
    if (pump_is_busy(pump))
        collect(pump, milliseconds);
    else if (!pump_is_idle(pump))
        wait_to_start(pump, milliseconds);
    if (is_late(pump) && !pump_record(pump, error))
        return false;
    bool over = pump->is_ended || pump->is_empty || pump->trouble || pump->stop;
    return pump_is_busy(pump) || !over || pump_settle(pump, error);
}

bool pump_is_busy(const Pump *pump)
{
    return g_hash_table_size(pump->on_way) > 0;
}

bool pump_is_idle(const Pump *pump)
{
    return !pump_is_busy(pump) && (pump->is_ended || pump->is_empty || is_quiet(pump));
}

Pump *pump_new(Db *db, const Deliverer *deliverer, GError **error)
{
    const Settings *settings = deliverer->settings;
    const Account *account = deliverer_account(deliverer);
    int64_t latest = clock_now() + MAX(settings->retry_longest, settings->retry_first);
    Pump *pump = g_new0(Pump, 1);

    pump->db = db;
    pump->deliverer = deliverer;
    pump->account = account;
    pump->is_limited = !quota_is_open(account);
    g_queue_init(&pump->ready);
    pump->on_way = g_hash_table_new(NULL, NULL);
    pump->done = g_ptr_array_new_with_free_func((GDestroyNotify)copy_free);
    pump->in_hand = g_hash_table_new(g_int64_hash, g_int64_equal);
    pump->lanes = SIZE_MAX;
    pump->fetch = FETCH_LEAST;
    if (pump_look_at_stop(pump, error) && outgoing_not_after(db, pump->sender->lane, latest, error))
        return pump;
    pump_free(pump);
    return NULL;
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
    g_hash_table_unref(pump->in_hand);
    g_clear_pointer(&pump->claims, g_array_unref);
    g_clear_pointer(&pump->letter, shared_letter_unref);
    g_clear_pointer(&pump->stop, account_stop_free);
    g_free(pump->trouble);
    sender_free(pump->sender);
    g_free(pump);
}
