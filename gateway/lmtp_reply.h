/* lmtp_reply.h: every answer of the LMTP door in one table: reply code (RFC 5321 section 4.2),
 * enhanced status code (RFC 3463) and a text for whoever reads the mail server's log. */
#ifndef VESTNIK_GATEWAY_LMTP_REPLY_H
#define VESTNIK_GATEWAY_LMTP_REPLY_H

#include <stdbool.h>

typedef enum LmtpReply {
    LMTP_OK,
    LMTP_BYE,
    LMTP_SENDER_OK,
    LMTP_RECIPIENT_OK,
    LMTP_GO_ON,
    LMTP_NOT_TOLD,
    LMTP_HELP,
    LMTP_TOO_MANY_SESSIONS,
    LMTP_TOO_SLOW,
    LMTP_SESSION_OVER,
    LMTP_TOO_MANY_ERRORS,
    LMTP_STOPPING,
    LMTP_NO_ROOM,
    LMTP_TOO_MANY_RECIPIENTS,
    LMTP_UNKNOWN_COMMAND,
    LMTP_NOT_HERE,
    LMTP_NOT_SMTP,
    LMTP_LONG_LINE,
    LMTP_BARE_LINE_END,
    LMTP_BAD_BYTES,
    LMTP_BAD_ARGUMENT,
    LMTP_BAD_SENDER,
    LMTP_BAD_RECIPIENT,
    LMTP_FOREIGN_RECIPIENT,
    LMTP_CANNOT_LOOK,
    LMTP_UNKNOWN_PARAMETER,
    LMTP_LHLO_FIRST,
    LMTP_MAIL_FIRST,
    LMTP_MAIL_TWICE,
    LMTP_NO_RECIPIENTS,
    LMTP_TOO_LARGE,
    LMTP_LETTER_BARE,
    LMTP_LETTER_LONG_LINE,
    LMTP_LETTER_EMPTY,
} LmtpReply;

/* "250 2.0.0 OK", without a line end. */
const char *lmtp_reply_text(LmtpReply reply);
bool lmtp_reply_is_fault(LmtpReply reply); /* a 5xx: what the client should not have said */

#endif
