/* lmtp_session.h: one LMTP session (RFC 2033) as a machine: bytes go in, replies come out. It knows
 * no socket, no clock and no database.
 *
 *     READS --commands--> READS --dot--> LETTER --lmtp_session_answer()--> READS
 *       +------ QUIT, too many errors, a bare line end --> ENDED
 *
 * In LETTER it takes no more bytes: what the client sent ahead (PIPELINING) waits with the caller
 * until the letter has its answer. A letter that is refused anyway (too large, a bare LF) is
 * answered here, once for each recipient, and never shown. */
#ifndef VESTNIK_GATEWAY_LMTP_SESSION_H
#define VESTNIK_GATEWAY_LMTP_SESSION_H

#include <glib.h>
#include <stddef.h>

#include "gateway/lmtp_data.h"

typedef enum LmtpState { LMTP_READS, LMTP_LETTER, LMTP_ENDED } LmtpState;

typedef struct LmtpSession LmtpSession;

/* Limits and budget are borrowed for the life of the session, `host` is our name in the greeting.
 */
LmtpSession *lmtp_session_new(const char *host, const LmtpLimits *limits, LmtpBudget *budget);
void lmtp_session_free(LmtpSession *session); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmtpSession, lmtp_session_free)

/* Takes bytes as long as it reads; returns how many. */
size_t lmtp_session_feed(LmtpSession *session, const char *bytes, size_t length);
/* Commands and lines of letters that were ended so far: a client that ends none says nothing,
 * whatever bytes it drips. */
size_t lmtp_session_lines(const LmtpSession *session);
LmtpState lmtp_session_state(const LmtpSession *session);

/* Replies that wait to be sent, the greeting first; the caller erases what it has sent. */
GString *lmtp_session_replies(LmtpSession *session);

/* In LETTER, borrowed until the answer. The sender as in Envelope: NULL unknown, "" the null one;
 * recipients normalised and NULL-terminated. */
const char *lmtp_session_sender(const LmtpSession *session);
const char *const *lmtp_session_recipients(const LmtpSession *session);
GBytes *lmtp_session_raw(const LmtpSession *session);

/* In LETTER: the same reply ("250 2.0.0 ...") for every recipient; then it reads on. */
void lmtp_session_answer(LmtpSession *session, const char *reply);

/* Says `reply` and ends at once. */
void lmtp_session_end(LmtpSession *session, LmtpReply reply);

#endif
