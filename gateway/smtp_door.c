/* smtp_door.c: the SMTP door out: as many connections as the account allows, each with a thread of
 * its own (see smtp_lane.h for one of them). Threads, so that a transaction can be written as it
 * goes from MAIL to the final dot, where servers take their time, and no other one waits for it.
 * What becomes of a recipient is the server's last word. */
#include "gateway/smtp_door.h"

#include <signal.h>

#include "base/error.h"
#include "gateway/smtp_lane.h"

#define PROBE_SECONDS 30L

typedef struct SmtpDoor {
    DoorOut door;
    const Account *account;
    GPtrArray *workers;    /* of Worker*, made when they are needed */
    GPtrArray *idle;       /* borrowed from there; the one used last comes first */
    GAsyncQueue *finished; /* of Worker*, whose lane was performed */
    GQueue done;           /* of Delivery* */
    long patience;         /* 0: as it is */
} SmtpDoor;

/* A lane and its thread. What is in the lane is the thread's from `todo` to `finished`. */
typedef struct Worker {
    SmtpLane *lane;
    GThread *thread;
    GAsyncQueue *todo; /* of Worker*: itself; NEVER_MORE ends it */
    GAsyncQueue *finished;
    CURLcode code;
} Worker;

static char never_more[] = "";
#define NEVER_MORE ((void *)never_more)

static void *work(void *data)
{
    Worker *self = data;

    while (g_async_queue_pop(self->todo) != NEVER_MORE) {
        self->code = smtp_lane_perform(self->lane);
        g_async_queue_push(self->finished, self);
    }
    return NULL;
}

static void worker_free(Worker *self)
{
    if (!self)
        return;
    if (self->thread) {
        smtp_lane_give_up(self->lane);
        g_async_queue_push(self->todo, NEVER_MORE);
        g_thread_join(self->thread);
    }
    g_async_queue_unref(self->todo);
    smtp_lane_free(self->lane);
    g_free(self);
}

/* Signals are for the thread that waits for them. */
static GThread *start_thread(Worker *worker, GError **error)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    GThread *thread = g_thread_try_new("smtp", work, worker, error);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return thread;
}

static Worker *worker_new(SmtpDoor *door, GError **error)
{
    SmtpLane *lane = smtp_lane_new(door->account, error);

    if (!lane)
        return NULL;
    Worker *self = g_new0(Worker, 1);
    self->lane = lane;
    self->todo = g_async_queue_new();
    self->finished = door->finished;
    if (door->patience)
        smtp_lane_set_patience(lane, door->patience);
    self->thread = start_thread(self, error);
    if (self->thread)
        return self;
    worker_free(self);
    return NULL;
}

static void smtp_free(DoorOut *door)
{
    SmtpDoor *self = (SmtpDoor *)door;

    g_ptr_array_unref(self->idle);
    g_ptr_array_unref(self->workers);
    g_async_queue_unref(self->finished);
    g_queue_clear(&self->done);
    g_free(self);
}

static size_t smtp_room(const DoorOut *door)
{
    const SmtpDoor *self = (const SmtpDoor *)door;
    size_t most = (size_t)MAX(self->account->smtp_connections, 1);

    return self->idle->len + most - MIN(self->workers->len, most);
}

static Worker *take_worker(SmtpDoor *self, GError **error)
{
    if (self->idle->len)
        return g_ptr_array_remove_index(self->idle, self->idle->len - 1);
    Worker *worker = worker_new(self, error);
    if (worker)
        g_ptr_array_add(self->workers, worker);
    return worker;
}

static void smtp_start(DoorOut *door, Delivery *delivery)
{
    SmtpDoor *self = (SmtpDoor *)door;
    g_autoptr(GError) why = NULL;
    Worker *worker = take_worker(self, &why);

    if (!worker)
        delivery->trouble = g_strdup(why->message);
    if (worker && smtp_lane_begin(worker->lane, delivery)) {
        g_async_queue_push(worker->todo, worker);
        return;
    }
    if (worker)
        g_ptr_array_add(self->idle, worker);
    g_queue_push_tail(&self->done, delivery);
}

/* A transaction that was performed. */
static void finish(SmtpDoor *self, Worker *worker)
{
    g_queue_push_tail(&self->done, smtp_lane_end(worker->lane, worker->code));
    g_ptr_array_add(self->idle, worker);
}

static Delivery *smtp_next(DoorOut *door, int milliseconds)
{
    SmtpDoor *self = (SmtpDoor *)door;
    gint64 until = g_get_monotonic_time() + milliseconds * (gint64)1000;

    while (g_queue_is_empty(&self->done) && self->idle->len < self->workers->len) {
        gint64 left = MAX(until - g_get_monotonic_time(), 0);
        Worker *worker = left ? g_async_queue_timeout_pop(self->finished, (guint64)left)
                              : g_async_queue_try_pop(self->finished);
        if (!worker)
            break;
        finish(self, worker);
    }
    return g_queue_pop_head(&self->done);
}

static bool start_curl(GError **error)
{
    static gsize started;
    static CURLcode code;

    if (g_once_init_enter(&started)) {
        code = curl_global_init(CURL_GLOBAL_DEFAULT);
        signal(SIGPIPE, SIG_IGN); /* a server that hangs up is an error, not the end */
        g_once_init_leave(&started, 1);
    }
    return code == CURLE_OK || fail(error, ERR_TEMP, "libcurl: %s", curl_easy_strerror(code));
}

static bool check_account(const Account *account, GError **error)
{
    if (!account->smtp_host)
        return fail(error, ERR_SETTINGS, "account \"%s\" has no smtp_host", account->name);
    if (account->smtp_security == SECURITY_NONE && !host_is_loopback(account->smtp_host))
        return fail(
            error, ERR_SETTINGS,
            "account \"%s\": smtp_security = none is allowed only to this machine, not to %s",
            account->name, account->smtp_host);
    return true;
}

DoorOut *smtp_door_new(const Account *account, GError **error)
{
    static const DoorOutClass klass = {"smtp", smtp_room, smtp_start, smtp_next, smtp_free};

    if (!check_account(account, error) || !start_curl(error))
        return NULL;
    SmtpDoor *self = g_new0(SmtpDoor, 1);
    self->door.klass = &klass;
    self->account = account;
    self->workers = g_ptr_array_new_with_free_func((GDestroyNotify)worker_free);
    self->idle = g_ptr_array_new();
    self->finished = g_async_queue_new();
    /* what libcurl does not take is told now, not with the first letter */
    Worker *first = take_worker(self, error);
    if (first) {
        g_ptr_array_add(self->idle, first);
        return &self->door;
    }
    smtp_free(&self->door);
    return NULL;
}

void smtp_door_set_patience(DoorOut *door, long seconds)
{
    SmtpDoor *self = (SmtpDoor *)door;

    self->patience = seconds;
    for (guint i = 0; i < self->workers->len; i++) {
        const Worker *worker = g_ptr_array_index(self->workers, i);
        smtp_lane_set_patience(worker->lane, seconds);
    }
}

bool smtp_probe(const Account *account, GError **error)
{
    if (!check_account(account, error) || !start_curl(error))
        return false;
    SmtpLane *lane = smtp_lane_new(account, error);
    bool ok = lane && smtp_lane_probe(lane, PROBE_SECONDS, error);

    smtp_lane_free(lane);
    return ok;
}
