/* imap_session.c: see imap_session.h. Only libetpan's IMAP protocol part is used, over our Wire.
 *
 * What it does not forgive (version 1.9.4): untagged data before the "+" of IDLE, which breaks the
 * session. */
#include "gateway/imap_session.h"

#include <libetpan/idle.h>
#include <string.h>

#include "base/error.h"
#include "gateway/imap_internal.h"
#include "gateway/imap_stream.h"

enum {
    LOGOUT_SECONDS = 1,
    ANSWER_MAX = 200, /* bytes of a server's words that an error repeats */
};

void imap_allow(ImapSession *session, int64_t seconds, int64_t bytes)
{
    wire_allow(session->wire, (int)seconds, (size_t)bytes);
}

void imap_allow_command(ImapSession *session)
{
    imap_allow(session, session->settings->imap_seconds, session->settings->imap_answer_bytes);
}

const Account *imap_session_account(const ImapSession *session)
{
    return session->account;
}

bool imap_session_usable(const ImapSession *session)
{
    return !session->broken && !wire_error(session->wire);
}

/* --- what went wrong ------------------------------------------------------------------------- */

char *imap_server_words(const ImapSession *session)
{
    return imap_clean_words(session->imap->imap_response);
}

char *imap_clean_words(const char *words)
{
    char *safe = g_utf8_make_valid(words ? words : "", -1);

    for (char *c = safe; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = ' ';
    if (strlen(safe) > ANSWER_MAX)
        *g_utf8_find_prev_char(safe, safe + ANSWER_MAX) = '\0';
    g_strstrip(safe);
    if (g_str_has_suffix(safe, "."))
        safe[strlen(safe) - 1] = '\0';
    return safe;
}

bool imap_has_controls(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return true;
    return false;
}

/* Results of libetpan after which the connection is of no more use, with their meaning. */
static const char *breaking(int result)
{
    static const struct {
        int result;
        const char *meaning;
    } MEANINGS[] = {
        {MAILIMAP_ERROR_BAD_STATE, "it is not possible now"},
        {MAILIMAP_ERROR_STREAM, "the connection broke"},
        {MAILIMAP_ERROR_PARSE, "the server's answer was not understood"},
        {MAILIMAP_ERROR_CONNECTION_REFUSED, "the server refused the connection"},
        {MAILIMAP_ERROR_MEMORY, "there is no memory"},
        {MAILIMAP_ERROR_FATAL, "the server said goodbye"},
        {MAILIMAP_ERROR_PROTOCOL, "the server's answer was not expected"},
        {MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION, "the server accepts no connections now"},
        {MAILIMAP_ERROR_INVAL, "the server's answer was not expected"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(MEANINGS); i++)
        if (MEANINGS[i].result == result)
            return MEANINGS[i].meaning;
    return NULL;
}

bool imap_check(ImapSession *session, int result, const char *command, GError **error)
{
    if (result == MAILIMAP_NO_ERROR || result == MAILIMAP_NO_ERROR_AUTHENTICATED ||
        result == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
        return true;
    const GError *wire = wire_error(session->wire);
    const char *meaning = breaking(result);
    if (wire)
        return fail(error, (ErrorCode)wire->code, "%s (during %s)", wire->message, command);
    if (meaning) {
        session->broken = true;
        return fail(error, ERR_TEMP, "%s: %s: %s", session->account->imap_host, command, meaning);
    }
    g_autofree char *words = imap_server_words(session);
    return fail(error, ERR_TEMP, "%s refused %s: %s", session->account->imap_host, command, words);
}

/* --- folders --------------------------------------------------------------------------------- */

/* Modified UTF-7 (RFC 3501 section 5.1.3). */
static char *folder_name(const char *name, GError **error)
{
    char *encoded = imap_has_controls(name)
                        ? NULL
                        : g_convert(name, -1, "UTF-7-IMAP", "UTF-8", NULL, NULL, NULL);

    if (!encoded)
        fail(error, ERR_SETTINGS, "'%s' cannot be the name of a folder", name);
    return encoded;
}

static bool name_folders(ImapSession *session, GError **error)
{
    const Account *account = session->account;

    return (session->folder = folder_name(account->imap_folder, error)) &&
           (session->done = folder_name(account->imap_done, error)) &&
           (session->failed = folder_name(account->imap_failed, error));
}

static bool ensure_folder(ImapSession *session, const char *folder, const char *shown,
                          GError **error)
{
    clist *found = NULL;

    imap_allow_command(session);
    int result = mailimap_list(session->imap, "", folder, &found);
    if (result == MAILIMAP_ERROR_LIST && found)
        mailimap_list_result_free(found); /* a refusal that comes with a result all the same */
    if (!imap_check(session, result, "LIST", error))
        return false;
    bool there = clist_count(found) > 0;
    mailimap_list_result_free(found);
    if (there)
        return true;
    imap_allow_command(session);
    if (imap_check(session, mailimap_create(session->imap, folder), "CREATE", error)) {
        imap_allow_command(session);
        /* only for people's programs, so a refusal does no harm */
        (void)mailimap_subscribe(session->imap, folder);
        return true;
    }
    g_prefix_error(error, "the folder '%s' cannot be made (some servers want INBOX.%s): ", shown,
                   shown);
    if (error && *error && imap_session_usable(session))
        (*error)->code = ERR_SETTINGS;
    return false;
}

static bool keeps_keywords(const struct mailimap_selection_info *info)
{
    for (clistiter *at = info->sel_perm_flags ? clist_begin(info->sel_perm_flags) : NULL; at;
         at = clist_next(at)) {
        const struct mailimap_flag_perm *flag = clist_content(at);
        if (flag->fl_type == MAILIMAP_FLAG_PERM_ALL)
            return true;
    }
    return false;
}

static bool select_folder(ImapSession *session, GError **error)
{
    const Account *account = session->account;

    imap_allow_command(session);
    int result = mailimap_select(session->imap, session->folder);
    if (!imap_check(session, result, "SELECT", error)) {
        g_prefix_error(error, "the folder '%s' cannot be opened: ", account->imap_folder);
        if (error && *error && imap_session_usable(session))
            (*error)->code = ERR_SETTINGS;
        return false;
    }
    const struct mailimap_selection_info *info = session->imap->imap_selection_info;
    if (!info || info->sel_uidvalidity == 0)
        return fail(error, ERR_TEMP, "%s: the folder '%s' gives letters no lasting numbers",
                    account->imap_host, account->imap_folder);
    if (info->sel_perm == MAILIMAP_MAILBOX_READONLY)
        return fail(error, ERR_SETTINGS, "the folder '%s' is read-only to %s", account->imap_folder,
                    account->login);
    session->uidvalidity = info->sel_uidvalidity;
    session->keywords = keeps_keywords(info);
    return true;
}

ImapSession *imap_session_open(const Account *account, const Settings *settings, int stop_fd,
                               GError **error)
{
    g_autoptr(ImapSession) session = g_new0(ImapSession, 1);

    session->account = account;
    session->settings = settings;
    session->filed = g_hash_table_new(NULL, NULL);
    if (!account->imap_host) {
        fail(error, ERR_SETTINGS, "account %s has no imap_host", account->name);
        return NULL;
    }
    if (!name_folders(session, error) || !imap_connect(session, stop_fd, error) ||
        !imap_log_in(session, error) ||
        !ensure_folder(session, session->done, account->imap_done, error) ||
        !ensure_folder(session, session->failed, account->imap_failed, error) ||
        !select_folder(session, error))
        return NULL;
    return g_steal_pointer(&session);
}

void imap_session_close(ImapSession *session)
{
    if (!session)
        return;
    if (session->imap) {
        /* mailimap_free() says LOGOUT and waits for the answer */
        bool polite = imap_session_usable(session) && !session->idling;
        imap_allow(session, polite ? LOGOUT_SECONDS : 0,
                   polite ? session->settings->imap_answer_bytes : 0);
        mailimap_free(session->imap);
    }
    wire_free(session->wire);
    g_hash_table_destroy(session->filed);
    g_free(session->folder);
    g_free(session->done);
    g_free(session->failed);
    g_free(session);
}

/* --- waiting --------------------------------------------------------------------------------- */

bool imap_session_has_idle(const ImapSession *session)
{
    return mailimap_has_idle(session->imap);
}

bool imap_session_idle_begin(ImapSession *session, GError **error)
{
    imap_allow_command(session);
    session->idling = imap_check(session, mailimap_idle(session->imap), "IDLE", error);
    return session->idling;
}

bool imap_session_idle_end(ImapSession *session, GError **error)
{
    session->idling = false;
    imap_allow_command(session);
    if (imap_check(session, mailimap_idle_done(session->imap), "DONE", error))
        return true;
    session->broken = true;
    return false;
}

int imap_session_fd(const ImapSession *session)
{
    return wire_fd(session->wire);
}

bool imap_session_pending(const ImapSession *session)
{
    return imap_stream_pending(session->imap->imap_stream, session->wire);
}
