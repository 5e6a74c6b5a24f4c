/* imap_internal.h: what the files of an IMAP session share (imap_session.c, imap_login.c,
 * imap_letters.c, imap_filing.c); nobody else includes it. */
#ifndef VESTNIK_GATEWAY_IMAP_INTERNAL_H
#define VESTNIK_GATEWAY_IMAP_INTERNAL_H

#include <libetpan/mailimap.h>
#include <stdint.h>

#include "gateway/imap_session.h"
#include "gateway/wire.h"

struct ImapSession {
    const Account *account;
    const Settings *settings;
    Wire *wire;
    mailimap *imap;
    char *folder, *done, *failed; /* as the protocol writes them: modified UTF-7 */
    uint32_t uidvalidity;
    GHashTable *filed; /* UIDs, for a server that says yes to MOVE and does nothing */
    bool keywords;     /* the server keeps a keyword of ours */
    bool broken;       /* an answer was not understood: commands and answers may be out of step */
    bool idling;
    bool grew; /* letters were told of during the last search */
};

/* Marks a letter as taken where it cannot be moved away. \Seen would be no such mark: a person may
 * look into the mailbox. No "$" in it: libetpan would quote it, and the grammar wants an atom. */
#define IMAP_KEYWORD "VestnikDone"

/* Before each command: how long, and how much may come; imap_seconds and imap_answer_bytes for one
 * that carries no letters. */
void imap_allow(ImapSession *session, int64_t seconds, int64_t bytes);
void imap_allow_command(ImapSession *session);

/* Turns libetpan's result of `command` into an error. After a failure never touch what libetpan
 * should have returned. */
bool imap_check(ImapSession *session, int result, const char *command, GError **error);

/* The server's own words about its last refusal, safe to print, without a full stop; the caller's.
 */
char *imap_server_words(const ImapSession *session);
char *imap_clean_words(const char *words); /* the same for other words of a server */
bool imap_has_controls(const char *text);

/* imap_login.c */
bool imap_connect(ImapSession *session, int stop_fd, GError **error);
bool imap_log_in(ImapSession *session, GError **error);
/* Whether a no to the login speaks of a trouble of the server's own (RFC 5530), by its code. */
bool imap_is_trouble(const char *code, size_t length);

/* imap_oauth.c: with an OAuth2 token. The capabilities are known. */
bool imap_log_in_by_token(ImapSession *session, GError **error);

#endif
