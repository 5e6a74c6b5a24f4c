/* lmtp_path.h: the arguments of MAIL and RCPT (RFC 5321 sections 4.1.1.2, 4.1.1.3 and 4.1.2). */
#ifndef VESTNIK_GATEWAY_LMTP_PATH_H
#define VESTNIK_GATEWAY_LMTP_PATH_H

#include <stdint.h>

#include "gateway/lmtp_reply.h"

/* "FROM:<address> SIZE=1000 BODY=8BITMIME SMTPUTF8". *address is the caller's: "" for the null
 * sender; NULL for one that is written well but is none of ours (a quoted local part): the letter
 * matters more than its sender. *size is 0 when it is not said. No parameter may be given twice.
 * LMTP_SENDER_OK, or what is wrong. */
LmtpReply lmtp_mail_argument(const char *argument, char **address, uint64_t *size);

/* "TO:<address>"; "TO:<Postmaster>" is the one of `domain`. LMTP_RECIPIENT_OK with *address, the
 * caller's, or what is wrong. */
LmtpReply lmtp_rcpt_argument(const char *argument, const char *domain, char **address);

#endif
