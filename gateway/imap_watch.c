/* imap_watch.c: imap_door_run(): one process watches the mailboxes of all accounts.
 *
 * This thread waits on all idle connections at once. A mailbox that is due is lent to one of a few
 * workers (imap_workers), which looks and gives it back; so a server that hangs holds up its own
 * mailbox and one worker. Who failed or was slow the last time may hold at most half of them: the
 * others find one free whatever happens.
 *
 * Workers are threads, because a connection with its TLS cannot be handed to another process, and a
 * process for each mailbox would cost memory where nothing happens. A session and its libetpan
 * object belong to one thread at a time (imap_watch.h), libetpan's own shared table is guarded by a
 * mutex, and the database is reached by one at a time, which costs nothing: SQLite has one writer.
 * Nobody forks here. Threads that have nothing to do end after some seconds.
 *
 * Hints come at most five times a second. */
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/imap_watch.h"

enum { HINT_PAUSE = G_USEC_PER_SEC / 5 }; /* between two looks */

typedef struct Door {
    Visit visit;
    ImapSink guarded; /* the sink that the workers call */
    const ImapSink *sink;
    GMutex sink_lock;
    GThreadPool *workers;
    GAsyncQueue *back; /* watches that their workers have done with */
    int back_fd;       /* told of each */
    int busy, busy_suspects;
    Watch *watches;
    struct pollfd *polled; /* one for each watch, then stop_fd, then back_fd */
    size_t count;
} Door;

bool imap_door_wanted(const Settings *settings)
{
    for (Account **account = settings->accounts; *account; account++)
        if ((*account)->imap_host)
            return true;
    return false;
}

/* --- workers --------------------------------------------------------------------------------- */

static bool accept_guarded(const Envelope *envelope, GBytes *raw, void *context, GError **error)
{
    Door *door = context;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&door->sink_lock);

    (void)locker;
    return door->sink->accept(envelope, raw, door->sink->context, error);
}

static void committed_guarded(void *context)
{
    Door *door = context;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&door->sink_lock);

    (void)locker;
    if (door->sink->committed)
        door->sink->committed(door->sink->context);
}

static void looked_guarded(const AccountLook *look, void *context)
{
    Door *door = context;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&door->sink_lock);

    (void)locker;
    if (door->sink->looked)
        door->sink->looked(look, door->sink->context);
}

/* A worker's whole task. */
static void visit_and_return(gpointer data, gpointer user)
{
    Watch *watch = data;
    Door *door = user;

    watch_visit(watch, &door->visit);
    g_async_queue_push(door->back, watch);
    (void)eventfd_write(door->back_fd, 1);
}

static void take_back(Door *door)
{
    eventfd_t ignored;
    Watch *watch;

    (void)eventfd_read(door->back_fd, &ignored);
    while ((watch = g_async_queue_try_pop(door->back))) {
        watch->lent = false;
        door->busy--;
    }
    door->busy_suspects = 0;
    for (size_t i = 0; i < door->count; i++)
        door->busy_suspects += door->watches[i].lent && door->watches[i].lent_suspect;
}

/* The one that has waited longest of those that may be looked at now; NULL. */
static Watch *next_due(const Door *door)
{
    int workers = (int)door->visit.settings->imap_workers;
    bool suspects_too = door->busy_suspects < MAX(1, workers / 2);
    int64_t now = g_get_monotonic_time();
    Watch *first = NULL;

    for (size_t i = 0; i < door->count && door->busy < workers; i++) {
        Watch *watch = &door->watches[i];
        if (!watch->lent && watch->due <= now && (suspects_too || !watch->suspect) &&
            (!first || watch->due < first->due))
            first = watch;
    }
    return first;
}

static void lend(Door *door)
{
    Watch *watch;

    while ((watch = next_due(door))) {
        watch->lent = true;
        watch->lent_suspect = watch->suspect;
        door->busy++;
        door->busy_suspects += watch->suspect;
        g_thread_pool_push(door->workers, watch, NULL); /* no thread now: the next one free */
    }
}

/* --- waiting --------------------------------------------------------------------------------- */

/* The server said something, or closed: look soon. */
static void hint(Watch *watch)
{
    watch->hinted = true;
    watch->due = MIN(watch->due, watch->looked + HINT_PAUSE);
}

static int milliseconds_to(int64_t due)
{
    int64_t left = (due - g_get_monotonic_time() + 999) / 1000;

    return (int)CLAMP(left, 0, G_MAXINT);
}

/* What to listen to, and until when. Who is due and was not lent waits for a worker to come back,
 * which wakes us. */
static int64_t prepare_poll(Door *door)
{
    int64_t now = g_get_monotonic_time(), first = now + 60 * G_USEC_PER_SEC;

    for (size_t i = 0; i < door->count; i++) {
        Watch *watch = &door->watches[i];
        door->polled[i] = (struct pollfd){.fd = -1, .events = POLLIN};
        if (watch->lent)
            continue;
        if (watch->session && imap_session_pending(watch->session))
            hint(watch);
        if (watch->session && !watch->hinted)
            door->polled[i].fd = imap_session_fd(watch->session);
        if (watch->due > now)
            first = MIN(first, watch->due);
    }
    return first;
}

/* Until a connection speaks, a look is due, a worker is back, or the end: false. */
static bool door_wait(Door *door)
{
    int64_t first = prepare_poll(door);
    struct pollfd *stop = &door->polled[door->count], *back = stop + 1;

    *stop = (struct pollfd){.fd = door->visit.stop_fd, .events = POLLIN};
    *back = (struct pollfd){.fd = door->back_fd, .events = POLLIN};
    if (poll(door->polled, door->count + 2, milliseconds_to(first)) <= 0)
        return true;
    for (size_t i = 0; i < door->count; i++)
        if (door->polled[i].revents)
            hint(&door->watches[i]);
    return stop->revents == 0;
}

/* --- life ------------------------------------------------------------------------------------ */

static bool door_open(Door *door, const Settings *settings, GError **error)
{
    door->guarded = (ImapSink){accept_guarded, committed_guarded, looked_guarded, door};
    door->visit.settings = settings;
    door->visit.sink = &door->guarded;
    door->watches = g_new0(Watch, settings->account_count + 1);
    door->polled = g_new0(struct pollfd, settings->account_count + 2);
    for (Account **account = settings->accounts; *account; account++)
        if ((*account)->imap_host)
            door->watches[door->count++].account = *account;
    g_mutex_init(&door->sink_lock);
    door->back = g_async_queue_new();
    door->back_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    door->workers =
        g_thread_pool_new(visit_and_return, door, (int)settings->imap_workers, FALSE, error);
    return (door->back_fd >= 0 && door->workers) || (error && *error) ||
           fail(error, ERR_TEMP, "no doorbell for the workers");
}

static void door_close(Door *door)
{
    if (door->workers)
        g_thread_pool_free(door->workers, FALSE, TRUE); /* they hear of the end by stop_fd too */
    for (size_t i = 0; i < door->count; i++)
        imap_session_close(door->watches[i].session);
    if (door->back_fd >= 0)
        close(door->back_fd);
    g_async_queue_unref(door->back);
    g_mutex_clear(&door->sink_lock);
    g_free(door->watches);
    g_free(door->polled);
}

bool imap_door_run(const Settings *settings, const ImapSink *sink, int stop_fd, GError **error)
{
    Door door = {.sink = sink, .visit.stop_fd = stop_fd};
    bool ok = door_open(&door, settings, error);

    if (ok)
        do {
            take_back(&door);
            lend(&door);
        } while (door_wait(&door));
    door_close(&door);
    return ok;
}
