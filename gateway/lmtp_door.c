/* lmtp_door.c: see lmtp_door.h. A round of the loop:
 *
 *     wait     until a client speaks, can be written to, or was silent for too long
 *     read     once from every client that speaks, into its session; it is answered at once
 *     commit   when letters have ended, and nobody speaks just now: all of them in one transaction,
 *              then the desk's bell
 *     answer   250 after the commit, 451 where the store failed: the sender keeps the letter
 *
 * A commit waits for the disk, whatever is in it: so a letter that has ended waits for those that
 * are being said at this moment, but not for a client that is silent, and for a few rounds at most.
 * A client that does not read its replies is not read from either. */
#include "gateway/lmtp_door.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "archive/letter.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/bell.h"
#include "gateway/lmtp_client.h"
#include "gateway/lmtp_listen.h"
#include "gateway/status.h"
#include "lists/address_book.h"

enum {
    GROUP_LETTERS = 200,        /* in one commit ... */
    GROUP_BYTES = 16 * 1048576, /* ... of so many bytes, or one letter */
    GROUP_ROUNDS = 10,          /* that an ended letter waits for those that come with it */
    ACCEPT_PAUSE = 1,           /* seconds, when no descriptor was left for a client */
};

typedef struct Door {
    const Settings *settings;
    Db *db;
    int listener, stop_fd;
    LmtpLimits limits;
    LmtpBudget budget;
    GPtrArray *clients;   /* of LmtpClient */
    GArray *polled;       /* struct pollfd: listener, stop_fd, then the clients */
    int rounds;           /* since the first letter ended that waits for its commit */
    int64_t accept_after; /* monotonic microseconds */
} Door;

bool lmtp_door_wanted(const Settings *settings)
{
    return settings->lmtp != NULL;
}

/* --- clients --------------------------------------------------------------------------------- */

static void door_accept(Door *door, int64_t now)
{
    int fd;

    while ((fd = lmtp_next_client(door->listener)) >= 0) {
        LmtpClient *client = lmtp_client_new(
            fd, lmtp_session_new(g_get_host_name(), &door->limits, &door->budget), now);
        if (door->clients->len >= (guint)door->settings->lmtp_sessions) {
            g_string_truncate(lmtp_session_replies(client->session), 0);
            lmtp_session_end(client->session, LMTP_TOO_MANY_SESSIONS);
            lmtp_client_flush(client);
            lmtp_client_free(client);
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

/* --- letters --------------------------------------------------------------------------------- */

static LetterIn letter_of(const Door *door, const LmtpClient *client)
{
    return (LetterIn){
        .envelope = {.door = "lmtp",
                     .account = settings_account(door->settings)->name,
                     .mail_from = lmtp_session_sender(client->session),
                     .recipients = lmtp_session_recipients(client->session)},
        .raw = lmtp_session_raw(client->session),
    };
}

static void answer_kept(LmtpClient *client, const LetterIn *letter, int64_t id)
{
    g_autofree char *reply = g_strdup_printf("250 2.0.0 Kept as letter %" G_GINT64_FORMAT, id);

    LOG(INFO, "letter.accepted", LOG_NUM("letter", id), LOG_STR("door", "lmtp"),
        LOG_NUM("bytes", (int64_t)g_bytes_get_size(letter->raw)),
        LOG_STR("to", letter->envelope.recipients[0]));
    lmtp_session_answer(client->session, reply);
}

static void answer_failed(LmtpClient *client, const GError *why)
{
    LOG(ERROR, "lmtp.not-kept", LOG_STR("error", why->message),
        LOG_STR("to", lmtp_session_recipients(client->session)[0]));
    lmtp_session_answer(client->session, door_reply(error_code(why)));
}

/* Where the store refuses one letter of a group, each is tried alone: the others shall not suffer.
 */
static void commit_group(const Door *door, LmtpClient **clients, const LetterIn *letters, size_t n)
{
    g_autofree int64_t *ids = g_new0(int64_t, n);
    g_autoptr(GError) why = NULL;

    bool ok = letters_accept(door->db, letters, n, ids, &why);
    if (!ok && n > 1 && error_code(why) != ERR_TEMP) {
        for (size_t i = 0; i < n; i++)
            commit_group(door, &clients[i], &letters[i], 1);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (ok)
            answer_kept(clients[i], &letters[i], ids[i]);
        else
            answer_failed(clients[i], why);
        clients[i]->heard = g_get_monotonic_time();
        lmtp_client_feed(clients[i]);
    }
    if (ok)
        bell_ring(door->settings, BELL_DESK);
}

/* The letters that have ended, as many as one commit takes; what is left waits for the next round.
 * Where somebody spoke in this round, more may end in the next one. */
static void door_commit(Door *door, bool somebody_spoke)
{
    LmtpClient *clients[GROUP_LETTERS];
    LetterIn letters[GROUP_LETTERS];
    size_t n = 0, bytes = 0;

    for (guint i = 0; i < door->clients->len && n < GROUP_LETTERS && bytes < GROUP_BYTES; i++) {
        LmtpClient *client = g_ptr_array_index(door->clients, i);
        if (!lmtp_client_is(client, LMTP_LETTER))
            continue;
        clients[n] = client;
        letters[n] = letter_of(door, client);
        bytes += g_bytes_get_size(letters[n++].raw);
    }
    if (!n || (somebody_spoke && n < GROUP_LETTERS && bytes < GROUP_BYTES &&
               ++door->rounds < GROUP_ROUNDS))
        return;
    commit_group(door, clients, letters, n);
    door->rounds = 0;
}

/* --- time ------------------------------------------------------------------------------------ */

/* When the client will have been silent for too long, or its session is over. */
static int64_t client_deadline(const Door *door, const LmtpClient *client)
{
    return MIN(client->heard + door->settings->lmtp_seconds * G_USEC_PER_SEC,
               client->opened + door->settings->lmtp_session_seconds * G_USEC_PER_SEC);
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

/* False: it is time to stop. */
static bool door_wait(Door *door)
{
    int64_t now = g_get_monotonic_time(), first = G_MAXINT64;
    bool accepts = now >= door->accept_after;

    g_array_set_size(door->polled, 0);
    watch(door, door->listener, accepts ? POLLIN : 0);
    watch(door, door->stop_fd, POLLIN);
    for (guint i = 0; i < door->clients->len; i++) {
        LmtpClient *client = g_ptr_array_index(door->clients, i);
        bool reads = lmtp_client_reads(client),
             writes = lmtp_session_replies(client->session)->len > 0;
        watch(door, client->fd, (reads ? POLLIN : 0) | (writes ? POLLOUT : 0));
        first = MIN(first, lmtp_client_is(client, LMTP_LETTER) ? 0 : client_deadline(door, client));
    }
    if (!accepts)
        first = MIN(first, door->accept_after);
    if (poll((struct pollfd *)door->polled->data, door->polled->len, milliseconds_to(first)) < 0)
        g_array_set_size(door->polled, 0); /* EINTR, or no memory: nobody spoke */
    return !door->polled->len || !g_array_index(door->polled, struct pollfd, 1).revents;
}

static void door_serve(Door *door)
{
    int64_t now = g_get_monotonic_time();
    guint known = door->polled->len ? door->polled->len - 2 : 0;
    bool spoke = false;

    for (guint i = 0; i < known; i++) {
        LmtpClient *client = g_ptr_array_index(door->clients, i);
        if (g_array_index(door->polled, struct pollfd, i + 2).revents && lmtp_client_reads(client))
            spoke |= lmtp_client_read(client, now);
        client_expire(door, client, now);
    }
    door_commit(door, spoke);
    for (guint i = door->clients->len; i-- > 0;) {
        LmtpClient *client = g_ptr_array_index(door->clients, i);
        lmtp_client_flush(client);
        if (lmtp_client_done(client))
            g_ptr_array_remove_index(door->clients, i);
    }
    if (known + 2 == door->polled->len && g_array_index(door->polled, struct pollfd, 0).revents)
        door_accept(door, now);
}

static void door_close(Door *door)
{
    for (guint i = 0; i < door->clients->len; i++) {
        LmtpClient *client = g_ptr_array_index(door->clients, i);
        if (!lmtp_client_is(client, LMTP_ENDED))
            lmtp_session_end(client->session, LMTP_STOPPING);
        lmtp_client_flush(client);
    }
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
    int listener = lmtp_listen(settings->lmtp, error);

    if (listener < 0)
        return false;
    Door door = {
        .settings = settings,
        .db = db,
        .listener = listener,
        .stop_fd = stop_fd,
        .limits = limits_of(settings),
        .budget = {.most = (size_t)settings->lmtp_memory},
        .clients = g_ptr_array_new_with_free_func(lmtp_client_free),
        .polled = g_array_new(FALSE, FALSE, sizeof(struct pollfd)),
    };
    LOG(INFO, "lmtp.listening", LOG_STR("lmtp", settings->lmtp));
    while (door_wait(&door))
        door_serve(&door);
    door_close(&door);
    return true;
}
