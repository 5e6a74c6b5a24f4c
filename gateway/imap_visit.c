/* imap_visit.c: watch_visit(): one look at a mailbox, by the worker that it was lent to.
 *
 *     down --due: connect, look--> resting --hint or due: look--> resting
 *      ^                              |
 *      +------ any failure -----------+      the pause doubles, with jitter
 *
 * Resting means IDLE where the server has it and did not fail at it imap_idle_tries times, else
 * only waiting for the next look. */
#include <poll.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/imap_letters.h"
#include "gateway/imap_watch.h"

enum { HEALTHY_SECONDS = 60 }; /* a connection that lived so long starts the pauses anew */

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

static void watch_down(Watch *watch, const GError *why)
{
    ErrorCode code = error_code(why);
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
                                 LOG_STR("why", why->message),
                                 LOG_NUM("again_in_seconds", watch->pause),
                                 {.key = NULL}});
    g_clear_pointer(&watch->session, imap_session_close);
    watch->idling = watch->hinted = false;
    watch->suspect = true;
}

/* --- looking --------------------------------------------------------------------------------- */

static bool watch_open(Watch *watch, const Visit *visit, GError **error)
{
    watch->session = imap_session_open(watch->account, visit->settings, visit->stop_fd, error);
    if (!watch->session)
        return false;
    watch->opened = g_get_monotonic_time();
    LOG(INFO, "imap.connected", LOG_STR("account", watch->account->name),
        LOG_STR("host", watch->account->imap_host),
        LOG_STR("idle", imap_session_has_idle(watch->session) ? "yes" : "no"));
    return true;
}

/* *left: letters that the look did not come to; *more: there are such, or may be. */
static bool watch_look(Watch *watch, const Visit *visit, int64_t *left, bool *more, GError **error)
{
    int64_t until = g_get_monotonic_time() + visit->settings->imap_look_seconds * G_USEC_PER_SEC;
    ImapCounters counters = {0};

    if (!watch->session && !watch_open(watch, visit, error))
        return false;
    if (watch->idling) {
        watch->idling = false;
        if (!imap_session_idle_end(watch->session, error))
            return false;
    }
    const ImapLook look = {
        .session = watch->session,
        .settings = visit->settings,
        .sink = visit->sink,
        .stop_fd = visit->stop_fd,
        .most = visit->settings->imap_look_letters,
        .until = until,
    };
    bool ok = imap_look(&look, &counters, error);
    /* What the server tells of during a look, IDLE does not tell again: only a look that found
     * nothing and heard of nothing lets us wait. */
    *more = counters.left > 0 || counters.accepted || counters.too_large ||
            imap_letters_grew(watch->session);
    if (counters.accepted || counters.too_large || counters.skipped)
        LOG(INFO, "imap.look", LOG_STR("account", watch->account->name),
            LOG_NUM("accepted", counters.accepted), LOG_NUM("too_large", counters.too_large),
            LOG_NUM("skipped", counters.skipped));
    watch->suspect = g_get_monotonic_time() >= until;
    *left = counters.left;
    return ok;
}

static bool watch_idle(Watch *watch, const Visit *visit, GError **error)
{
    int tries = (int)visit->settings->imap_idle_tries;

    if (watch->idle_failures >= tries || !imap_session_has_idle(watch->session))
        return true;
    if (imap_session_idle_begin(watch->session, error)) {
        watch->idling = true;
        watch->idle_failures = 0;
        return true;
    }
    if (++watch->idle_failures == tries)
        LOG(WARNING, "imap.polling", LOG_STR("account", watch->account->name),
            LOG_STR("why", "the server fails at IDLE"),
            LOG_NUM("every_seconds", watch->account->imap_poll));
    return false;
}

/* Tells what came of the visit; that we were stopped is no trouble of the mailbox. */
static void tell(const Watch *watch, const Visit *visit, int64_t left, const char *error)
{
    int64_t wait = MAX(watch->due - g_get_monotonic_time(), 0);
    const AccountLook look = {
        .account = watch->account->name,
        .error = error,
        .waiting = left,
        .next = clock_now() + wait / G_USEC_PER_SEC,
    };

    struct pollfd stop = {.fd = visit->stop_fd, .events = POLLIN};

    if (!error || poll(&stop, 1, 0) == 0)
        visit->sink->looked(&look, visit->sink->context);
}

void watch_visit(Watch *watch, const Visit *visit)
{
    g_autoptr(GError) error = NULL;
    int64_t left = 0;
    bool more = false;

    if (!watch_look(watch, visit, &left, &more, &error) ||
        (!more && !watch_idle(watch, visit, &error))) {
        watch_down(watch, error);
    } else {
        watch->looked = g_get_monotonic_time();
        watch->due = watch->looked + (more ? 0 : watch->account->imap_poll * G_USEC_PER_SEC);
        watch->hinted = false;
    }
    tell(watch, visit, left, error ? error->message : NULL);
}
