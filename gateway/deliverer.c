/* deliverer.c: see deliverer.h.
 *
 *   fetch     the due recipients of the most urgent letter are claimed: ONE transaction, which also
 *             records what has come back meanwhile
 *   start     as many copies as the door has room for
 *   collect   what the door gives back, until there is room again */
#include "gateway/deliverer.h"

#include <poll.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/log.h"
#include "gateway/copy_count.h"

#define FETCH_LEAST 20
#define FETCH_MOST  1000
#define FETCH_FAST  (G_USEC_PER_SEC / 5) /* what is sent sooner: more at once next time */
#define FETCH_SLOW  (G_USEC_PER_SEC)     /* later: fewer, so that an urgent letter need not wait */
#define RECORD_LATE (G_USEC_PER_SEC / 5) /* a result does not wait longer to be recorded */
#define LOOK        200                  /* milliseconds at the door */

typedef struct Pump {
    Db *db;
    const Deliverer *deliverer;
    bool goes_on;         /* else only what is on its way is waited for */
    bool is_empty;        /* nothing was due at the last look */
    char *trouble;        /* the door cannot work now; NULL none */
    SharedLetter *letter; /* of the last fetch */
    GQueue ready;         /* of Copy*: claimed, not started */
    GHashTable *on_way;   /* Delivery* to Copy* */
    GPtrArray *done;      /* of Copy*: not recorded yet */
    gint64 done_since;    /* when the first of them came back */
    size_t lanes;         /* more at once did not work today */
    int fetch;            /* recipients at once */
    gint64 fetched;       /* when */
} Pump;

int64_t deliver_backoff(const Settings *settings, int64_t attempts)
{
    int64_t delay = MAX(settings->retry_first, 1);

    for (int64_t i = 0; i < attempts && delay < settings->retry_longest; i++)
        delay *= 2;
    return MIN(delay, MAX(settings->retry_longest, 1));
}

static bool is_stopped(const Deliverer *deliverer)
{
    struct pollfd fd = {.fd = deliverer->stop_fd ? *deliverer->stop_fd : -1, .events = POLLIN};

    return deliverer->stop_fd && poll(&fd, 1, 0) > 0;
}

/* --- fetch ----------------------------------------------------------------------------------- */

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

/* Records what has come back, and claims up to `most` of what is due: one transaction. */
static GPtrArray *turn(Pump *pump, int most, GError **error)
{
    const Settings *settings = pump->deliverer->settings;
    int64_t now = clock_now();
    g_autoptr(GPtrArray) due = NULL;
    bool ok = true;

    if (most == 0 && pump->done->len == 0)
        return recipients_new();
    if (!db_begin(pump->db, error))
        return NULL;
    ok = copies_count_taken(pump->db, pump->done, error);
    for (guint i = 0; i < pump->done->len && ok; i++)
        ok = copy_record(pump->db, settings, g_ptr_array_index(pump->done, i), error);
    if (ok)
        ok = (due = outgoing_due(pump->db, now, most, error)) != NULL;
    ok = ok && recipients_claim(pump->db, due, now + deliver_backoff(settings, 0), error);
    if (!db_finish(pump->db, ok, error))
        return NULL;
    for (guint i = 0; i < pump->done->len; i++)
        copy_log(g_ptr_array_index(pump->done, i));
    g_ptr_array_set_size(pump->done, 0);
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

/* False when the database does not work; nothing ready afterwards: nothing is due. */
static bool fetch(Pump *pump, GError **error)
{
    int64_t next;
    if (!outgoing_next_due(pump->db, &next, error))
        return false;
    if (next > clock_now())
        return true; /* told by one look, without a transaction */
    g_autoptr(GPtrArray) due = turn(pump, pump->fetch, error);
    if (!due)
        return false;
    set_pace(pump);
    if (!due->len)
        return true;
    const Recipient *first = g_ptr_array_index(due, 0);
    if (!use_letter(pump, first->outgoing, error))
        return false;
    guint most = (guint)copy_most(pump->deliverer, pump->letter->outgoing);
    for (guint at = 0; at < due->len; at += most)
        g_queue_push_tail(&pump->ready, copy_new(pump->letter, due, at, MIN(most, due->len - at)));
    return true;
}

/* --- start and collect ----------------------------------------------------------------------- */

static void try_next(Pump *pump, Copy *copy)
{
    g_queue_push_head(&pump->ready, copy);
    pump->is_empty = false;
}

/* One recipient at whose name a server hangs up delays nobody of the same transaction. */
static void finish_copy(Pump *pump, Copy *copy)
{
    GQueue alone = G_QUEUE_INIT;

    copy_split(copy, &alone);
    while (!g_queue_is_empty(&alone))
        try_next(pump, g_queue_pop_tail(&alone));
    if (!pump->done->len)
        pump->done_since = g_get_monotonic_time();
    g_ptr_array_add(pump->done, copy);
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
    door->klass->start(door, &copy->delivery);
    return true;
}

static bool has_room(const Pump *pump)
{
    const DoorOut *door = pump->deliverer->door;

    return g_hash_table_size(pump->on_way) < pump->lanes && door->klass->room(door) > 0;
}

static bool fill(Pump *pump, GError **error)
{
    while (pump->goes_on && has_room(pump)) {
        pump->goes_on = !is_stopped(pump->deliverer);
        if (!pump->goes_on || (g_queue_is_empty(&pump->ready) && !fetch(pump, error)))
            return !pump->goes_on;
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
    pump->lanes = g_hash_table_size(pump->on_way);
    if (!pump->lanes) {
        pump->goes_on = false;
        g_free(pump->trouble);
        pump->trouble = g_steal_pointer(&copy->delivery.trouble);
    }
    g_clear_pointer(&copy->delivery.trouble, g_free);
    try_next(pump, copy);
}

static void collect(Pump *pump)
{
    DoorOut *door = pump->deliverer->door;
    Delivery *delivery = door->klass->next(door, LOOK);

    while (delivery) {
        Copy *copy = g_hash_table_lookup(pump->on_way, delivery);
        g_hash_table_remove(pump->on_way, delivery);
        if (delivery->trouble)
            take_trouble(pump, copy);
        else
            finish_copy(pump, copy);
        delivery =
            g_hash_table_size(pump->on_way) && !has_room(pump) ? door->klass->next(door, 0) : NULL;
    }
}

static bool is_late(const Pump *pump)
{
    return pump->done->len && g_get_monotonic_time() - pump->done_since >= RECORD_LATE;
}

static bool record(Pump *pump, GError **error)
{
    g_autoptr(GPtrArray) none = turn(pump, 0, error);

    return none != NULL;
}

/* --- the end of a round ------------------------------------------------------------------------
 */

/* Claimed and not sent: due again as before. Inside a transaction. */
static bool put_back(Pump *pump, GError **error)
{
    bool ok = true;

    for (Copy *copy; (copy = g_queue_pop_head(&pump->ready));) {
        ok = ok && recipients_claim(pump->db, copy->recipients, clock_now(), error);
        copy_free(copy);
    }
    return ok;
}

/* The door itself is out of order: everybody due waits for it, which is no attempt of theirs. */
static bool postpone(Pump *pump, int64_t *deferred, int64_t *failed, GError **error)
{
    const Settings *settings = pump->deliverer->settings;
    int64_t now = clock_now();
    Postponement postponement = {
        .now = now,
        .first = deliver_backoff(settings, 0),
        .longest = MAX(settings->retry_longest, 1),
        .oldest = now - settings->retry_days * DAY,
        .reply = pump->trouble,
    };

    return outgoing_postpone(pump->db, &postponement, deferred, failed, error);
}

static bool end_round(Pump *pump, GError **error)
{
    int64_t deferred = 0, failed = 0;

    if (!record(pump, error))
        return false;
    if (g_queue_is_empty(&pump->ready) && !pump->trouble)
        return true;
    if (!db_begin(pump->db, error))
        return false;
    bool ok =
        put_back(pump, error) && (!pump->trouble || postpone(pump, &deferred, &failed, error));
    if (!db_finish(pump->db, ok, error))
        return false;
    if (pump->trouble)
        LOG(WARNING, "delivery.door_failed", LOG_STR("door", pump->deliverer->door->klass->name),
            LOG_NUM("deferred", deferred), LOG_NUM("failed", failed),
            LOG_STR("error", pump->trouble));
    return true;
}

static void pump_clear(Pump *pump)
{
    while (g_hash_table_size(pump->on_way)) /* the door has borrowed them */
        collect(pump);
    g_queue_clear_full(&pump->ready, (GDestroyNotify)copy_free);
    g_ptr_array_unref(pump->done);
    g_hash_table_unref(pump->on_way);
    g_clear_pointer(&pump->letter, shared_letter_unref);
    g_free(pump->trouble);
}

bool deliver_due(Db *db, const Deliverer *deliverer, int64_t *next, GError **error)
{
    Pump pump = {
        .db = db,
        .deliverer = deliverer,
        .ready = G_QUEUE_INIT,
        .on_way = g_hash_table_new(NULL, NULL),
        .done = g_ptr_array_new_with_free_func((GDestroyNotify)copy_free),
        .goes_on = true,
        .lanes = SIZE_MAX,
        .fetch = FETCH_LEAST,
    };
    bool ok;

    do {
        ok = fill(&pump, error);
        if (ok && g_hash_table_size(pump.on_way))
            collect(&pump);
        ok = ok && (!is_late(&pump) || record(&pump, error));
    } while (ok && (g_hash_table_size(pump.on_way) || (pump.goes_on && !pump.is_empty)));
    ok = ok && end_round(&pump, error);
    pump_clear(&pump);
    return ok && outgoing_next_due(db, next, error);
}
