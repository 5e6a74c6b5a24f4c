/* imap_internal.h: what imap_session.c and imap_letters.c share; nobody else includes it. */
#ifndef VESTNIK_GATEWAY_IMAP_INTERNAL_H
#define VESTNIK_GATEWAY_IMAP_INTERNAL_H

#include <libetpan/mailimap.h>
#include <stdint.h>

#include "gateway/imap_session.h"
#include "gateway/wire.h"

struct ImapSession {
    const Account *account;
    Wire *wire;
    mailimap *imap;
    char *folder, *done, *failed; /* as the protocol writes them: modified UTF-7 */
    uint32_t uidvalidity;
    GHashTable
        *filed;    /* UIDs: a server that says yes to MOVE and does nothing is not asked again */
    bool keywords; /* the server keeps a keyword of ours */
    bool broken;   /* an answer was not understood: commands and answers may be out of step */
    bool selected, idling;
};

/* Marks a letter as taken where it cannot be moved away. \Seen would be no such mark: a person may
 * look into the mailbox. No "$" in it: libetpan would quote it, and the grammar wants an atom. */
#define IMAP_KEYWORD "VestnikDone"

/* Before each command: how long, and how much may come. */
enum {
    IMAP_COMMAND_SECONDS = 30,
    IMAP_COMMAND_BYTES = 256 * 1024,
};
void imap_allow(ImapSession *session, int seconds, size_t bytes);

/* Turns libetpan's result of `command` into an error. After a failure never touch what libetpan
 * should have returned. */
bool imap_check(ImapSession *session, int result, const char *command, GError **error);

#endif
