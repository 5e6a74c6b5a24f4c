/* lmtp_door.c: see lmtp_door.h. A round of the loop:
 *
 *     wait     until a client speaks, can be written to, or was silent for too long
 *     read     once from every client that speaks, into its session; it is answered at once
 *     commit   when letters have ended: the store takes all that wait in one transaction
 *     answer   250 after the commit, 451 where the store failed: the sender keeps the letter; then
 *              the desk's bell
 *
 * Nobody waits for company: all that ends while a commit is with the disk (gateway/lmtp_store.h) is
 * the next one. A client that does not read its replies is not read from either. */
#include "gateway/lmtp_door.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/bell.h"
#include "gateway/lmtp_client.h"
#include "gateway/listen.h"
#include "gateway/lmtp_group.h"
#include "gateway/lmtp_store.h"
#include "gateway/own_domain.h"
#include "lists/address_book.h"

enum {
    ACCEPT_PAUSE = 1, /* seconds, when no descriptor was left for a client */
    LOOK = 40,        /* microseconds, for the only client that was just answered */
};

/* Who is waited for: these, then the clients. */
enum { WAIT_LISTENER, WAIT_STOP, WAIT_STORE, WAIT_CLIENTS };

typedef struct Door {
    const Settings *settings;
    const char *account; /* that the letters came by */
    LmtpStore *store;
    Db *lists; /* of its own, for the store has the other; NULL: they were not asked yet */
    int listener, stop_fd;
    LmtpLimits limits;
    LmtpBudget budget;
    GPtrArray *clients;   /* of LmtpClient */
    GArray *polled;       /* struct pollfd, by WAIT_* */
    int64_t accept_after; /* monotonic microseconds */
    BellRope bell;        /* of the desk */
    bool kept;            /* a letter, and the desk was not told yet */
} Door;

bool lmtp_door_wanted(const Settings *settings)
{
    return settings->lmtp != NULL;
}

/* --- clients --------------------------------------------------------------------------------- */

static void door_accept(Door *door, int64_t now)
{
    int fd;

    while ((fd = door_next_client(door->listener)) >= 0) {
        LmtpClient *client = lmtp_client_new(
            fd, lmtp_session_new(g_get_host_name(), &door->limits, &door->budget), now);
        if (door->clients->len >= (guint)door->settings->lmtp_sessions) {
            lmtp_client_refuse(client, LMTP_TOO_MANY_SESSIONS);
            LOG(WARNING, "lmtp.too-many-sessions",
                LOG_NUM("lmtp_sessions", door->settings->lmtp_sessions));
            continue;
        }
        g_ptr_array_add(door->clients, client);
        lmtp_client_flush(client);
    }
    if (errno != EAGAIN)
        door->accept_after = now + ACCEPT_PAUSE * G_USEC_PER_SEC;
}

/* Whether the domain of a recipient is ours; the lists are asked where no account has it. */
static LmtpReply judge_recipient(void *judging, const char *address)
{
    Door *door = judging;
    g_autoptr(GError) why = NULL;
    bool own = false;

    if (!door->lists && !book_has_domain(door->settings, NULL, address))
        door->lists = db_open(door->settings->database, DB_READ, &why);
    if (why || !own_domain(door->settings, door->lists, address, &own, &why)) {
        LOG(ERROR, "lmtp.lists", LOG_STR("error", why->message));
        return LMTP_CANNOT_LOOK;
    }
    if (!own)
        LOG(INFO, "lmtp.foreign", LOG_STR("to", address));
    return own ? LMTP_RECIPIENT_OK : LMTP_FOREIGN_RECIPIENT;
}

/* --- letters --------------------------------------------------------------------------------- */

/* Where there is but one client nobody is listened to meanwhile: a thread would only cost time. */
static void door_commit(Door *door)
{
    g_autoptr(LmtpGroup) group = lmtp_group_of(door->clients, door->account);
    bool at_work = lmtp_store_is_at_work(door->store);

    if (!group)
        return;
    if ((at_work || door->clients->len > 1) && lmtp_store_start(door->store, group)) {
        (void)g_steal_pointer(&group);
        return;
    }
    lmtp_store_keep(door->store, group);
    door->kept |= lmtp_group_answer(group);
}

/* A group that was with the thread is done. */
static void door_finish(Door *door)
{
    g_autoptr(LmtpGroup) group = lmtp_store_finish(door->store);

    door->kept |= lmtp_group_answer(group);
}

/* --- time ------------------------------------------------------------------------------------ */

/* When the client will have been silent for too long, or its session is over. */
static int64_t client_deadline(const Door *door, const LmtpClient *client)
{
    return MIN(client->heard + door->settings->lmtp_seconds * G_USEC_PER_SEC,
               client->opened + door->settings->lmtp_session_seconds * G_USEC_PER_SEC);
}

/* When it must be seen to, should nothing happen: a letter that has ended goes to the store. */
static int64_t client_due(const Door *door, const LmtpClient *client)
{
    if (!lmtp_client_is(client, LMTP_LETTER))
        return client_deadline(door, client);
    return client->given ? G_MAXINT64 : 0;
}

static void client_expire(const Door *door, LmtpClient *client, int64_t now)
{
    bool silent = now >= client->heard + door->settings->lmtp_seconds * G_USEC_PER_SEC;

    if (now < client_deadline(door, client) || lmtp_client_is(client, LMTP_LETTER))
        return;
    LOG(INFO, "lmtp.timeout", LOG_STR("why", silent ? "silent" : "lmtp_session_seconds"));
    lmtp_session_end(client->session, silent ? LMTP_TOO_SLOW : LMTP_SESSION_OVER);
    lmtp_client_flush(client);
    client->timed_out = true; /* whether or not it reads that */
}

/* --- the loop -------------------------------------------------------------------------------- */

static int milliseconds_to(int64_t due)
{
    int64_t left = (due - g_get_monotonic_time() + 999) / 1000;

    return (int)CLAMP(left, 0, 60000);
}

static void watch(Door *door, int fd, int events)
{
    struct pollfd one = {.fd = events ? fd : -1, .events = (short)events};

    g_array_append_val(door->polled, one);
}

static bool has_event(const Door *door, guint who)
{
    return who < door->polled->len && g_array_index(door->polled, struct pollfd, who).revents != 0;
}

/* An only client goes on at once when it is answered; on our own processor, when we sleep. */
static int door_poll(Door *door, int64_t first)
{
    struct pollfd *polled = (struct pollfd *)door->polled->data;
    bool looks = door->clients->len == 1 && lmtp_client_is_elsewhere(door->clients->pdata[0]);
    int64_t until = looks ? g_get_monotonic_time() + LOOK : 0;
    int n = 0;

    while (n == 0 && g_get_monotonic_time() < until)
        n = poll(polled, door->polled->len, 0);
    return n ? n : poll(polled, door->polled->len, milliseconds_to(first));
}

/* False: it is time to stop. */
static bool door_wait(Door *door)
{
    int64_t now = g_get_monotonic_time(), first = G_MAXINT64;
    bool accepts = now >= door->accept_after;

    g_array_set_size(door->polled, 0);
    watch(door, door->listener, accepts ? POLLIN : 0);
    watch(door, door->stop_fd, POLLIN);
    watch(door, lmtp_store_fd(door->store), lmtp_store_is_at_work(door->store) ? POLLIN : 0);
    for (guint i = 0; i < door->clients->len; i++) {
        LmtpClient *client = g_ptr_array_index(door->clients, i);
        bool reads = lmtp_client_reads(client),
             writes = lmtp_session_replies(client->session)->len > 0;
        watch(door, client->fd, (reads ? POLLIN : 0) | (writes ? POLLOUT : 0));
        first = MIN(first, client_due(door, client));
    }
    if (!accepts)
        first = MIN(first, door->accept_after);
    if (door_poll(door, first) < 0)
        g_array_set_size(door->polled, 0); /* EINTR, or no memory: nobody spoke */
    return !has_event(door, WAIT_STOP);
}

static void door_read(Door *door, int64_t now)
{
    for (guint i = 0; i < door->clients->len; i++) {
        LmtpClient *client = g_ptr_array_index(door->clients, i);
        if (has_event(door, WAIT_CLIENTS + i) && lmtp_client_reads(client))
            lmtp_client_read(client, now);
        client_expire(door, client, now);
    }
}

static void door_answer(Door *door)
{
    for (guint i = door->clients->len; i-- > 0;) {
        LmtpClient *client = g_ptr_array_index(door->clients, i);
        lmtp_client_flush(client);
        if (lmtp_client_done(client))
            g_ptr_array_remove_index(door->clients, i);
    }
    if (door->kept)
        bell_pull(&door->bell);
    door->kept = false;
}

static void door_serve(Door *door)
{
    int64_t now = g_get_monotonic_time();

    if (has_event(door, WAIT_STORE))
        door_finish(door);
    door_read(door, now);
    door_commit(door);
    door_answer(door);
    if (has_event(door, WAIT_LISTENER))
        door_accept(door, now);
}

static void door_close(Door *door)
{
    while (lmtp_store_is_at_work(door->store))
        door_finish(door);
    for (guint i = 0; i < door->clients->len; i++) {
        LmtpClient *client = g_ptr_array_index(door->clients, i);
        if (!lmtp_client_is(client, LMTP_ENDED))
            lmtp_session_end(client->session, LMTP_STOPPING);
    }
    door_answer(door);
    bell_rope_clear(&door->bell);
    lmtp_store_free(door->store);
    db_close(door->lists);
    g_ptr_array_unref(door->clients);
    g_array_unref(door->polled);
    close(door->listener);
}

static LmtpLimits limits_of(const Settings *settings)
{
    return (LmtpLimits){
        .line_bytes = (size_t)settings->lmtp_line,
        .text_line_bytes = (size_t)settings->lmtp_text_line,
        .letter_bytes = (size_t)settings->deliver_bytes,
        .recipients = (size_t)settings->lmtp_recipients,
        .letters = (int)settings->lmtp_letters,
        .errors = (int)settings->lmtp_errors,
        .domain = book_domain(settings),
    };
}

bool lmtp_door_run(const Settings *settings, Db *db, int stop_fd, GError **error)
{
    int listener = door_listen("lmtp", settings->lmtp, error);

    if (listener < 0)
        return false;
    Door door = {
        .settings = settings,
        .account = settings_account(settings)->name,
        .store = lmtp_store_new(db),
        .listener = listener,
        .stop_fd = stop_fd,
        .bell = {settings, BELL_DESK, -1},
        .limits = limits_of(settings),
        .budget = {.most = (size_t)settings->lmtp_memory},
        .clients = g_ptr_array_new_with_free_func(lmtp_client_free),
        .polled = g_array_new(FALSE, FALSE, sizeof(struct pollfd)),
    };
    door.limits.judge = judge_recipient;
    door.limits.judging = &door;
    LOG(INFO, "lmtp.listening", LOG_STR("lmtp", settings->lmtp));
    while (door_wait(&door))
        door_serve(&door);
    door_close(&door);
    return true;
}
