/* imap_session.h: one logged-in connection to the mailbox of an account (RFC 3501, 9051), with its
 * folder selected and the folders for done and failed letters made when they were missing.
 *
 *     open --> list and fetch letters (imap_letters.h) --> idle begin --> data or time --> idle end
 * --> ...
 *
 * A refusal by the server (NO) leaves the session usable; after any other failure it is broken and
 * can only be closed: ask imap_session_usable(). Every command has a deadline and a byte budget.
 *
 * Errors: ERR_TEMP the network or the server; ERR_DENIED the login was refused; ERR_SETTINGS what
 * only a person can mend: the certificate, a folder, the password file. */
#ifndef VESTNIK_GATEWAY_IMAP_SESSION_H
#define VESTNIK_GATEWAY_IMAP_SESSION_H

#include <glib.h>
#include <stdbool.h>

#include "base/settings.h"

typedef struct ImapSession ImapSession;

/* `account` and `settings` must outlive the session; stop_fd as in WireTarget. */
ImapSession *imap_session_open(const Account *account, const Settings *settings, int stop_fd,
                               GError **error);

/* Says LOGOUT where that is possible within a second. Takes NULL. */
void imap_session_close(ImapSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapSession, imap_session_close)

const Account *imap_session_account(const ImapSession *session); /* borrowed */
bool imap_session_usable(const ImapSession *session);

/* IDLE (RFC 2177): between begin and end nothing else may be asked. What the server says meanwhile
 * is only a hint to look again. */
bool imap_session_has_idle(const ImapSession *session);
bool imap_session_idle_begin(ImapSession *session, GError **error);
bool imap_session_idle_end(ImapSession *session, GError **error);

int imap_session_fd(const ImapSession *session);       /* for poll(); borrowed */
bool imap_session_pending(const ImapSession *session); /* data is here that poll() does not see */

#endif
