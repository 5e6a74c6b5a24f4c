/* duty.c: see duty.h. A duty does a round, then sleeps until its bell rings, something is due, or a
 * minute has passed; a failed round (a locked database, a full disk) is logged and tried again. */
#include "gateway/duty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/ask_again.h"
#include "gateway/bell.h"
#include "gateway/deliverer.h"
#include "gateway/desk.h"
#include "gateway/desk_case.h"
#include "gateway/drop_door.h"
#include "gateway/imap_door.h"
#include "gateway/lmtp_door.h"
#include "gateway/one_click.h"
#include "gateway/queue_letter.h"
#include "gateway/sending_duty.h"
#include "gateway/timer.h"

#define LONGEST_SLEEP 60 /* seconds; a bell is only a hint */
#define FAILED_SLEEP  5

typedef bool (*Round)(void *state, int64_t *next, GError **error);

static bool stopped(int stop_fd)
{
    struct pollfd fd = {.fd = stop_fd, .events = POLLIN};

    return poll(&fd, 1, 0) > 0;
}

static void sleep_until(int64_t next, int bell, int stop_fd)
{
    int64_t seconds = CLAMP(next - clock_now(), 0, LONGEST_SLEEP);
    struct pollfd fds[] = {{.fd = bell, .events = POLLIN}, {.fd = stop_fd, .events = POLLIN}};

    poll(fds, G_N_ELEMENTS(fds), (int)seconds * 1000);
    bell_drain(bell);
}

/* `bell` is whatever becomes readable when there is something to do. */
static void run_rounds_at(int bell, int stop_fd, Round round, void *state)
{
    while (!stopped(stop_fd)) {
        g_autoptr(GError) why = NULL;
        int64_t next = INT64_MAX;
        if (!round(state, &next, &why)) {
            LOG(ERROR, "round.failed", LOG_STR("error", why ? why->message : "?"));
            next = clock_now() + FAILED_SLEEP;
        }
        sleep_until(next, bell, stop_fd);
    }
}

static bool run_rounds(const Settings *settings, Bell bell, int stop_fd, Round round, void *state,
                       GError **error)
{
    int fd = bell_open(settings, bell, error);

    if (fd < 0)
        return false;
    run_rounds_at(fd, stop_fd, round, state);
    close(fd);
    return true;
}

/* --- desk --------------------------------------------------------------------------------- */

static bool desk_round(void *state, int64_t *next, GError **error)
{
    int handled;

    (void)next;
    return desk_work(state, &handled, error) && ask_again_about_held(state, error) &&
           queue_letters_send(state, error);
}

static bool run_desk(const Settings *settings, Db *db, int stop_fd, GError **error)
{
    g_autoptr(Desk) desk = desk_new(settings, db, error);

    return desk && run_rounds(settings, BELL_DESK, stop_fd, desk_round, desk, error);
}

/* --- deliverer ---------------------------------------------------------------------------- */

static bool deliver_round(void *state, int64_t *next, GError **error)
{
    const SendingDuty *duty = state;

    return deliver_all(duty->db, (const Deliverer *)(const void *)duty->accounts->data,
                       duty->accounts->len, next, error);
}

static bool run_deliverer(const Settings *settings, Db *db, int stop_fd, GError **error)
{
    SendingDuty duty = {0};
    bool ok = sending_setup(&duty, settings, db, error);

    for (guint i = 0; ok && i < duty.accounts->len; i++)
        g_array_index(duty.accounts, Deliverer, i).stop_fd = &stop_fd;
    ok = ok && run_rounds(settings, BELL_DELIVERER, stop_fd, deliver_round, &duty, error);
    sending_clear(&duty);
    return ok;
}

/* --- timer and IMAP ----------------------------------------------------------------------- */

typedef struct Timer {
    Db *db;
    const Settings *settings;
} Timer;

static bool timer_round(void *state, int64_t *next, GError **error)
{
    Timer *timer = state;

    return timer_work(timer->db, timer->settings, next, error);
}

static bool run_timer(const Settings *settings, Db *db, int stop_fd, GError **error)
{
    Timer timer = {.db = db, .settings = settings};

    return run_rounds(settings, BELL_TIMER, stop_fd, timer_round, &timer, error);
}

static ImapSink imap_sink(ImapArchive *archive)
{
    return (ImapSink){.accept = imap_archive_accept,
                      .committed = imap_archive_committed,
                      .looked = imap_archive_looked,
                      .context = archive};
}

static bool run_imap(const Settings *settings, Db *db, int stop_fd, GError **error)
{
    ImapArchive archive = {.db = db, .settings = settings};
    ImapSink sink = imap_sink(&archive);

    return imap_door_run(settings, &sink, stop_fd, error);
}

/* Its failures were logged, file by file. */
static bool drop_round(void *state, int64_t *next, GError **error)
{
    g_autoptr(GError) told = NULL;
    int64_t wait;

    (void)error;
    (void)drop_door_look(state, &wait, &told);
    if (wait >= 0)
        *next = clock_now() + wait;
    return true;
}

static bool run_drop(const Settings *settings, Db *db, int stop_fd, GError **error)
{
    g_autoptr(DropDoor) door = drop_door_open(settings, db, error);

    if (!door)
        return false;
    run_rounds_at(drop_door_fd(door), stop_fd, drop_round, door);
    return true;
}

static bool always(const Settings *settings)
{
    (void)settings;
    return true;
}

const Duty DUTIES[] = {
    {"imap", run_imap, imap_door_wanted, NULL},
    {"lmtp", lmtp_door_run, lmtp_door_wanted, NULL},
    {"drop", run_drop, drop_door_wanted, NULL},
    {"one-click", one_click_run, one_click_wanted, NULL},
    {"desk", run_desk, always, desk_blame},
    {"deliverer", run_deliverer, always, NULL},
    {"timer", run_timer, always, NULL},
    {NULL, NULL, NULL, NULL},
};

/* --- once --------------------------------------------------------------------------------- */

/* A mailbox that cannot be read keeps nothing else from being done: the first failure is told at
 * the end. */
static void fetch_once(const Settings *settings, Db *db, GError **failure)
{
    ImapArchive archive = {.db = db, .settings = settings};
    ImapSink sink = imap_sink(&archive);
    ImapCounters counters = {0};

    for (Account **account = settings->accounts; *account; account++) {
        g_autoptr(GError) why = NULL;
        if (!(*account)->imap_host || imap_fetch_once(*account, settings, &sink, &counters, &why))
            continue;
        LOG(ERROR, "imap.failed", LOG_STR("account", (*account)->name),
            LOG_STR("error", why->message));
        if (!*failure)
            *failure = g_steal_pointer(&why);
    }
}

static void take_dropped(const Settings *settings, Db *db, GError **failure)
{
    g_autoptr(GError) why = NULL;
    int64_t wait;

    if (!drop_door_wanted(settings))
        return;
    g_autoptr(DropDoor) door = drop_door_open(settings, db, &why);
    if ((!door || !drop_door_look(door, &wait, &why)) && !*failure)
        *failure = g_steal_pointer(&why);
}

bool duties_once(const Settings *settings, Db *db, GError **error)
{
    int handled;
    int64_t next;
    SendingDuty sending = {0};
    GError *unread = NULL;
    g_autoptr(Desk) desk = desk_new(settings, db, error);

    if (!desk)
        return false;
    fetch_once(settings, db, &unread);
    take_dropped(settings, db, &unread);
    bool ok = desk_work(desk, &handled, error) && ask_again_about_held(desk, error) &&
              queue_letters_send(desk, error) && timer_work(db, settings, &next, error) &&
              sending_setup(&sending, settings, db, error) &&
              deliver_round(&sending, &next, error) && db_checkpoint(db, error);
    sending_clear(&sending);
    if (ok && unread) {
        g_propagate_error(error, unread);
        return false;
    }
    g_clear_error(&unread);
    return ok;
}

static char *lock_path(const Settings *settings)
{
    return g_build_filename(settings->runtime, "serve.lock", NULL);
}

int duties_lock(const Settings *settings, GError **error)
{
    g_autofree char *path = lock_path(settings);
    int fd;

    if (g_mkdir_with_parents(settings->runtime, 0700) != 0 ||
        (fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0) {
        fail(error, error_code_of_errno(errno, ERR_CREATE), "lock %s: %s", path, g_strerror(errno));
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    fail(error, ERR_TEMP, "another vestnik serve or run is at work on this instance (lock %s)",
         path);
    close(fd);
    return -1;
}

bool duties_at_work(const Settings *settings)
{
    g_autofree char *path = lock_path(settings);
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return errno == EACCES; /* it is somebody's, and none of ours to look at */
    bool taken = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return taken;
}
