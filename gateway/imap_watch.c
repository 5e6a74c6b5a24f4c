/* imap_watch.c: imap_door_run(): one process watches the mailboxes of all accounts.
 *
 *     down --due: connect, look--> resting --hint or due: look--> resting
 *      ^                              |
 *      +------ any failure -----------+      the pause doubles, with jitter
 *
 * Resting means IDLE where the server has it and did not fail at it three times, else only waiting
 * for the next look. Hints come at most five times a second.
 *
 * Looks are taken in turn, so an account whose server hangs holds up the others, for as long as
 * the deadline of one command. */
#include <poll.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/imap_door.h"
#include "gateway/imap_letters.h"

enum {
    HINT_PAUSE = G_USEC_PER_SEC / 5, /* between two looks */
    IDLE_TRIES = 3,                  /* failures in a row after which an account is polled */
    LOOK_LETTERS = 100,              /* taken in one look, so that every account has its turn */
    HEALTHY_SECONDS = 60,            /* a connection that lived so long starts the pauses anew */
};

typedef struct Watch {
    const Account *account;
    ImapSession *session;        /* NULL: down */
    int64_t due, looked, opened; /* monotonic microseconds */
    int pause;                   /* seconds, the last one; 0 none yet */
    int idle_failures;
    bool idling, hinted;
    bool more; /* the last look left letters: the next one follows when others had their turn */
} Watch;

typedef struct Door {
    const Settings *settings;
    const ImapSink *sink;
    int stop_fd;
    Watch *watches;
    struct pollfd *polled; /* one for each watch, then stop_fd */
    size_t count;
} Door;

bool imap_door_wanted(const Settings *settings)
{
    for (Account **account = settings->accounts; *account; account++)
        if ((*account)->imap_host)
            return true;
    return false;
}

/* --- failures -------------------------------------------------------------------------------- */

/* Pauses in seconds. What only a person can mend is not tried often: some servers lock an account
 * after a few wrong passwords. */
static const struct {
    ErrorCode code;
    int first, longest;
    LogLevel level;
} PAUSES[] = {
    {ERR_DENIED, 60, 1800, LOG_LEVEL_ERROR},
    {ERR_SETTINGS, 60, 1800, LOG_LEVEL_ERROR},
    {ERR_TEMP, 1, 300, LOG_LEVEL_WARNING}, /* and whatever else */
};

static void watch_down(Watch *watch, GError **why)
{
    ErrorCode code = error_code(*why);
    int64_t now = g_get_monotonic_time();
    size_t row = 0;

    while (row + 1 < G_N_ELEMENTS(PAUSES) && PAUSES[row].code != code)
        row++;
    if (watch->session && now - watch->opened >= HEALTHY_SECONDS * G_USEC_PER_SEC)
        watch->pause = 0;
    watch->pause = CLAMP(watch->pause * 2, PAUSES[row].first, PAUSES[row].longest);
    watch->due = now + (int64_t)(watch->pause * g_random_double_range(0.75, 1.25) * G_USEC_PER_SEC);
    log_write(PAUSES[row].level, code == ERR_DENIED ? "imap.login_refused" : "imap.down",
              (const LogField[]){LOG_STR("account", watch->account->name),
                                 LOG_STR("why", (*why)->message),
                                 LOG_NUM("again_in_seconds", watch->pause),
                                 {.key = NULL}});
    g_clear_error(why);
    g_clear_pointer(&watch->session, imap_session_close);
    watch->idling = watch->hinted = false;
}

/* --- looking --------------------------------------------------------------------------------- */

static bool watch_open(Watch *watch, int stop_fd, GError **error)
{
    watch->session = imap_session_open(watch->account, stop_fd, error);
    if (!watch->session)
        return false;
    watch->opened = g_get_monotonic_time();
    LOG(INFO, "imap.connected", LOG_STR("account", watch->account->name),
        LOG_STR("host", watch->account->imap_host),
        LOG_STR("idle", imap_session_has_idle(watch->session) ? "yes" : "no"));
    return true;
}

static bool watch_look(const Door *door, Watch *watch, GError **error)
{
    ImapCounters counters = {0};

    if (!watch->session && !watch_open(watch, door->stop_fd, error))
        return false;
    if (watch->idling) {
        watch->idling = false;
        if (!imap_session_idle_end(watch->session, error))
            return false;
    }
    const ImapLook look = {watch->session, door->settings, door->sink, door->stop_fd, LOOK_LETTERS};
    bool ok = imap_look(&look, &counters, error);
    /* What the server tells of during a look, IDLE does not tell again: only a look that found
     * nothing and heard of nothing lets us wait. */
    watch->more = counters.left > 0 || counters.accepted || counters.too_large ||
                  imap_letters_grew(watch->session);
    if (counters.accepted || counters.too_large || counters.skipped)
        LOG(INFO, "imap.look", LOG_STR("account", watch->account->name),
            LOG_NUM("accepted", counters.accepted), LOG_NUM("too_large", counters.too_large),
            LOG_NUM("skipped", counters.skipped));
    return ok;
}

static bool watch_idle(Watch *watch, GError **error)
{
    if (watch->idle_failures >= IDLE_TRIES || !imap_session_has_idle(watch->session))
        return true;
    if (imap_session_idle_begin(watch->session, error)) {
        watch->idling = true;
        watch->idle_failures = 0;
        return true;
    }
    if (++watch->idle_failures == IDLE_TRIES)
        LOG(WARNING, "imap.polling", LOG_STR("account", watch->account->name),
            LOG_STR("why", "the server fails at IDLE"),
            LOG_NUM("every_seconds", watch->account->imap_poll));
    return false;
}

/* One look, or one attempt to connect and look. */
static void watch_serve(const Door *door, Watch *watch)
{
    GError *error = NULL;

    if (!watch_look(door, watch, &error) || (!watch->more && !watch_idle(watch, &error))) {
        watch_down(watch, &error);
        return;
    }
    watch->looked = g_get_monotonic_time();
    watch->due = watch->looked + (watch->more ? 0 : watch->account->imap_poll * G_USEC_PER_SEC);
    watch->hinted = false;
}

/* The server said something, or closed: look soon. */
static void watch_hint(Watch *watch)
{
    watch->hinted = true;
    watch->due = MIN(watch->due, watch->looked + HINT_PAUSE);
}

/* --- waiting --------------------------------------------------------------------------------- */

static int milliseconds_to(int64_t due)
{
    int64_t left = (due - g_get_monotonic_time() + 999) / 1000;

    return (int)CLAMP(left, 0, G_MAXINT);
}

/* Until a connection speaks, a look is due, or the end: false. */
static bool door_wait(Door *door)
{
    int64_t first = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;

    for (size_t i = 0; i < door->count; i++) {
        Watch *watch = &door->watches[i];
        if (watch->session && imap_session_pending(watch->session))
            watch_hint(watch);
        bool listen = watch->session && !watch->hinted;
        door->polled[i] =
            (struct pollfd){.fd = listen ? imap_session_fd(watch->session) : -1, .events = POLLIN};
        first = MIN(first, watch->due);
    }
    door->polled[door->count] = (struct pollfd){.fd = door->stop_fd, .events = POLLIN};
    if (poll(door->polled, door->count + 1, milliseconds_to(first)) <= 0)
        return true;
    for (size_t i = 0; i < door->count; i++)
        if (door->polled[i].revents)
            watch_hint(&door->watches[i]);
    return door->polled[door->count].revents == 0;
}

static void door_prepare(Door *door)
{
    door->watches = g_new0(Watch, door->settings->account_count + 1);
    door->polled = g_new0(struct pollfd, door->settings->account_count + 1);
    for (Account **account = door->settings->accounts; *account; account++)
        if ((*account)->imap_host)
            door->watches[door->count++].account = *account;
}

void imap_door_run(const Settings *settings, const ImapSink *sink, int stop_fd)
{
    Door door = {.settings = settings, .sink = sink, .stop_fd = stop_fd};

    door_prepare(&door);
    while (door_wait(&door)) {
        for (size_t i = 0; i < door.count; i++)
            if (door.watches[i].due <= g_get_monotonic_time())
                watch_serve(&door, &door.watches[i]);
    }
    for (size_t i = 0; i < door.count; i++)
        imap_session_close(door.watches[i].session);
    g_free(door.watches);
    g_free(door.polled);
}
