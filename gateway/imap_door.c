/* imap_door.c: see imap_door.h. A mailbox knows no envelope: neither the sender nor the recipient
 * of the SMTP transaction, so the desk finds the target in the letter itself. */
#include "gateway/imap_door.h"

#include <poll.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/bell.h"
#include "gateway/imap_internal.h"
#include "gateway/imap_letters.h"

typedef struct Look {
    ImapSession *session;
    const Settings *settings;
    const ImapSink *sink;
    ImapCounters *counters;
} Look;

static const char *account_name(const Look *look)
{
    return look->session->account->name;
}

/* Commits the letter, and only then files it away. */
static bool take(const Look *look, uint32_t uid, GBytes *raw, GError **error)
{
    static const char *const nobody[] = {NULL};
    const Envelope envelope = {.door = "imap", .account = account_name(look), .recipients = nobody};

    if (!look->sink->accept(&envelope, raw, look->sink->context, error))
        return false;
    if (look->sink->committed)
        look->sink->committed(look->sink->context);
    if (!imap_letter_file(look->session, uid, IMAP_FOLDER_DONE, error)) {
        g_prefix_error(error, "letter %u is taken but could not be filed away: ", uid);
        return false;
    }
    look->counters->accepted++;
    return true;
}

static bool refuse_large(const Look *look, uint32_t uid, size_t bytes, GError **error)
{
    LOG(WARNING, "imap.too_large", LOG_STR("account", account_name(look)), LOG_NUM("uid", uid),
        LOG_NUM("bytes", (int64_t)bytes), LOG_NUM("limit", look->settings->deliver_bytes),
        LOG_STR("moved_to", look->session->account->imap_failed));
    look->counters->too_large++;
    return imap_letter_file(look->session, uid, IMAP_FOLDER_FAILED, error);
}

static void skip(const Look *look, uint32_t uid, const char *why)
{
    look->counters->skipped++;
    LOG(WARNING, "imap.skipped", LOG_STR("account", account_name(look)), LOG_NUM("uid", uid),
        LOG_STR("why", why));
}

static bool look_at(const Look *look, uint32_t uid, GError **error)
{
    g_autoptr(GError) refused = NULL;
    ImapLetter letter;

    if (!imap_letter_fetch(look->session, uid, (size_t)look->settings->deliver_bytes, &letter,
                           &refused)) {
        if (!imap_session_usable(look->session)) {
            g_propagate_error(error, g_steal_pointer(&refused));
            return false;
        }
        skip(look, uid, refused->message);
        return true;
    }
    g_autoptr(GBytes) raw = letter.raw;
    if (letter.state == IMAP_LETTER_TOO_LARGE)
        return refuse_large(look, uid, letter.bytes, error);
    if (letter.state == IMAP_LETTER_HERE)
        return take(look, uid, raw, error);
    skip(look, uid, "it went away meanwhile");
    return true;
}

static bool should_stop(int stop_fd)
{
    struct pollfd polled = {.fd = stop_fd, .events = POLLIN};

    return stop_fd >= 0 && poll(&polled, 1, 0) > 0;
}

bool imap_look(ImapSession *session, const Settings *settings, const ImapSink *sink, int stop_fd,
               ImapCounters *counters, GError **error)
{
    const Look look = {session, settings, sink, counters};
    g_autoptr(GArray) uids = imap_letters_new(session, error);

    if (!uids)
        return false;
    for (guint i = 0; i < uids->len && !should_stop(stop_fd); i++)
        if (!look_at(&look, g_array_index(uids, uint32_t, i), error))
            return false;
    return true;
}

bool imap_fetch_once(const Account *account, const Settings *settings, const ImapSink *sink,
                     ImapCounters *counters, GError **error)
{
    g_autoptr(ImapSession) session = imap_session_open(account, -1, error);

    return session && imap_look(session, settings, sink, -1, counters, error);
}

bool imap_probe(const Account *account, GError **error)
{
    g_autoptr(ImapSession) session = imap_session_open(account, -1, error);

    return session != NULL;
}

bool imap_archive_accept(const Envelope *envelope, GBytes *raw, void *archive, GError **error)
{
    const ImapArchive *to = archive;
    int64_t letter;

    if (!letter_accept(to->db, envelope, raw, &letter, error))
        return false;
    LOG(INFO, "letter.accepted", LOG_NUM("letter", letter), LOG_STR("door", envelope->door),
        LOG_STR("account", envelope->account), LOG_NUM("bytes", (int64_t)g_bytes_get_size(raw)));
    return true;
}

void imap_archive_committed(void *archive)
{
    const ImapArchive *to = archive;

    bell_ring(to->settings, BELL_DESK);
}
