/* imap_door.c: see imap_door.h. A mailbox knows no envelope: neither the sender nor the recipient
 * of the SMTP transaction, so the desk finds the target in the letter itself. */
#include "gateway/imap_door.h"

#include <poll.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/bell.h"
#include "gateway/imap_letters.h"

static const char *account_name(const ImapLook *look)
{
    return imap_session_account(look->session)->name;
}

/* Commits the letter, and only then files it away. */
static bool take(const ImapLook *look, uint32_t uid, GBytes *raw, ImapFolder folder, GError **error)
{
    static const char *const nobody[] = {NULL};
    const Envelope envelope = {.door = "imap", .account = account_name(look), .recipients = nobody};

    if (!look->sink->accept(&envelope, raw, look->sink->context, error))
        return false;
    if (look->sink->committed)
        look->sink->committed(look->sink->context);
    if (imap_letter_file(look->session, uid, folder, error))
        return true;
    g_prefix_error(error, "letter %u is taken but could not be filed away: ", uid);
    return false;
}

/* Its headers are taken, so that its author hears of it. */
static bool refuse_large(const ImapLook *look, uint32_t uid, size_t bytes, GError **error)
{
    LOG(WARNING, "imap.too_large", LOG_STR("account", account_name(look)), LOG_NUM("uid", uid),
        LOG_NUM("bytes", (int64_t)bytes), LOG_NUM("limit", look->settings->deliver_bytes),
        LOG_STR("moved_to", imap_session_account(look->session)->imap_failed));
    g_autoptr(GBytes) head = imap_letter_head(look->session, uid, bytes, error);
    return head && take(look, uid, head, IMAP_FOLDER_FAILED, error);
}

static void skip(const ImapLook *look, uint32_t uid, const char *why)
{
    LOG(WARNING, "imap.skipped", LOG_STR("account", account_name(look)), LOG_NUM("uid", uid),
        LOG_STR("why", why));
}

static bool look_at(const ImapLook *look, uint32_t uid, ImapCounters *counters, GError **error)
{
    g_autoptr(GError) refused = NULL;
    ImapLetter letter;
    size_t limit = (size_t)look->settings->deliver_bytes;

    if (!imap_letter_fetch(look->session, uid, limit, &letter, &refused) &&
        !imap_session_usable(look->session)) {
        g_propagate_error(error, g_steal_pointer(&refused));
        return false;
    }
    if (refused || letter.state == IMAP_LETTER_GONE) {
        counters->skipped++;
        skip(look, uid, refused ? refused->message : "it went away meanwhile");
        return true;
    }
    if (letter.state == IMAP_LETTER_TOO_LARGE) {
        counters->too_large++;
        return refuse_large(look, uid, letter.bytes, error);
    }
    g_autoptr(GBytes) raw = letter.raw;
    if (!take(look, uid, raw, IMAP_FOLDER_DONE, error))
        return false;
    counters->accepted++;
    return true;
}

static bool should_stop(const ImapLook *look)
{
    if (g_get_monotonic_time() >= look->until)
        return true;
    struct pollfd polled = {.fd = look->stop_fd, .events = POLLIN};

    return look->stop_fd >= 0 && poll(&polled, 1, 0) > 0;
}

bool imap_look(const ImapLook *look, ImapCounters *counters, GError **error)
{
    g_autoptr(GArray) uids = imap_letters_new(look->session, error);
    int64_t before = counters->accepted;

    if (!uids)
        return false;
    counters->left = uids->len;
    for (guint i = 0; i < uids->len; i++) {
        if ((i > 0 && should_stop(look)) || counters->accepted - before >= look->most)
            return true;
        if (!look_at(look, g_array_index(uids, uint32_t, i), counters, error))
            return false;
        counters->left--;
    }
    return true;
}

bool imap_fetch_once(const Account *account, const Settings *settings, const ImapSink *sink,
                     ImapCounters *counters, GError **error)
{
    GError *why = NULL;
    g_autoptr(ImapSession) session = imap_session_open(account, settings, -1, &why);
    const ImapLook look = {session, settings, sink, -1, INT64_MAX, INT64_MAX};
    bool ok = session && imap_look(&look, counters, &why);
    const AccountLook told = {account->name, ok ? NULL : why->message, counters->left, 0};

    if (sink->looked)
        sink->looked(&told, sink->context);
    if (!ok)
        g_propagate_error(error, why);
    return ok;
}

bool imap_probe(const Account *account, const Settings *settings, GError **error)
{
    g_autoptr(ImapSession) session = imap_session_open(account, settings, -1, error);

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

/* Who only wants to know how a mailbox is doing must not keep letters from coming in. */
void imap_archive_looked(const AccountLook *look, void *archive)
{
    const ImapArchive *to = archive;
    g_autoptr(GError) why = NULL;

    if (!account_look_note(to->db, look, &why))
        LOG(WARNING, "imap.not_noted", LOG_STR("account", look->account),
            LOG_STR("error", why->message));
}
