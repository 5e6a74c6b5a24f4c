/* imap_filing.c: imap_letter_file(): filing letters away; see imap_letters.h.
 *
 * By what the server can do: UID MOVE (RFC 6851), else UID COPY, \Deleted and UID EXPUNGE
 * (RFC 4315), which touches no other letter. With neither, or when that is refused (a full
 * mailbox), the letter stays and gets \Seen and our keyword; where keywords are not kept, it is
 * copied and marked \Deleted. A crash between two of these commands at worst leaves a second copy
 * in the done folder. */
#include <libetpan/mailimap_extension.h>
#include <libetpan/uidplus.h>
#include <string.h>

#include "base/error.h"
#include "gateway/imap_internal.h"
#include "gateway/imap_letters.h"

/* Before each command, not only the first: a folder that is replaced between two of them has
 * another letter under this number. */
static bool begin_command(ImapSession *session, GError **error)
{
    imap_allow_command(session);
    if (session->imap->imap_selection_info->sel_uidvalidity == session->uidvalidity)
        return true;
    session->broken = true;
    return fail(error, ERR_TEMP, "%s: the folder was replaced by another one meanwhile",
                session->account->imap_host);
}

static bool add_flags(ImapSession *session, struct mailimap_set *set, struct mailimap_flag *one,
                      struct mailimap_flag *other, GError **error)
{
    struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();

    mailimap_flag_list_add(flags, one);
    if (other)
        mailimap_flag_list_add(flags, other);
    struct mailimap_store_att_flags *store = mailimap_store_att_flags_new_add_flags_silent(flags);
    bool ok =
        begin_command(session, error) &&
        imap_check(session, mailimap_uid_store(session->imap, set, store), "UID STORE", error);
    mailimap_store_att_flags_free(store);
    return ok;
}

static bool copy(ImapSession *session, struct mailimap_set *set, const char *to, GError **error)
{
    return begin_command(session, error) &&
           imap_check(session, mailimap_uid_copy(session->imap, set, to), "UID COPY", error);
}

static bool by_move(ImapSession *session, struct mailimap_set *set, const char *to, GError **error)
{
    return begin_command(session, error) &&
           imap_check(session, mailimap_uid_move(session->imap, set, to), "UID MOVE", error);
}

static bool by_copy_and_expunge(ImapSession *session, struct mailimap_set *set, const char *to,
                                GError **error)
{
    return copy(session, set, to, error) &&
           add_flags(session, set, mailimap_flag_new_deleted(), NULL, error) &&
           begin_command(session, error) &&
           imap_check(session, mailimap_uid_expunge(session->imap, set), "UID EXPUNGE", error);
}

static bool by_keyword(ImapSession *session, struct mailimap_set *set, const char *to,
                       GError **error)
{
    (void)to;
    return add_flags(session, set, mailimap_flag_new_seen(),
                     mailimap_flag_new_flag_keyword(strdup(IMAP_KEYWORD)), error);
}

static bool by_copy_and_mark(ImapSession *session, struct mailimap_set *set, const char *to,
                             GError **error)
{
    return copy(session, set, to, error) &&
           add_flags(session, set, mailimap_flag_new_deleted(), NULL, error);
}

static bool has_move(const ImapSession *session)
{
    return mailimap_has_extension(session->imap, "MOVE");
}

static bool has_uidplus(const ImapSession *session)
{
    return mailimap_has_uidplus(session->imap);
}

static bool has_keywords(const ImapSession *session)
{
    return session->keywords;
}

static bool always(const ImapSession *session)
{
    (void)session;
    return true;
}

/* Best first; the next is tried when the server refuses. */
static const struct {
    bool (*possible)(const ImapSession *session);
    bool (*file)(ImapSession *session, struct mailimap_set *set, const char *to, GError **error);
} WAYS[] = {
    {has_move, by_move},
    {has_uidplus, by_copy_and_expunge},
    {has_keywords, by_keyword},
    {always, by_copy_and_mark},
};

bool imap_letter_file(ImapSession *session, uint32_t uid, ImapFolder folder, GError **error)
{
    const char *to = folder == IMAP_FOLDER_DONE ? session->done : session->failed;

    struct mailimap_set *set = mailimap_set_new_single(uid);
    if (!set)
        return fail(error, ERR_TEMP, "there is no memory");
    g_autoptr(GError) refused = NULL;
    bool filed = false;
    for (size_t i = 0; i < G_N_ELEMENTS(WAYS) && !filed && imap_session_usable(session); i++) {
        if (!WAYS[i].possible(session))
            continue;
        g_clear_error(&refused);
        filed = WAYS[i].file(session, set, to, &refused);
    }
    mailimap_set_free(set);
    if (filed)
        g_hash_table_add(session->filed, GUINT_TO_POINTER(uid));
    else
        g_propagate_error(error, g_steal_pointer(&refused));
    return filed;
}
