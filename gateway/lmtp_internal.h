/* lmtp_internal.h: what the files of an LMTP session share: lmtp_session.c takes the bytes apart,
 * lmtp_command.c obeys. */
#ifndef VESTNIK_GATEWAY_LMTP_INTERNAL_H
#define VESTNIK_GATEWAY_LMTP_INTERNAL_H

#include <stdbool.h>

#include "gateway/lmtp_session.h"

struct LmtpSession {
    const LmtpLimits *limits;
    LmtpBudget *budget;
    char *host;
    GString *line, *replies;
    LmtpState state;
    bool greeted;   /* LHLO was said */
    bool in_mail;   /* MAIL was said */
    bool in_data;   /* after 354, before the dot */
    bool line_over; /* the command is too long; it is read to its end and refused */
    bool expired;   /* had all its letters: no further command but QUIT */
    char *sender;   /* NULL unknown */
    GPtrArray *recipients;
    LmtpData data;
    GBytes *raw; /* in LETTER */
    int letters, errors;
    size_t lines;
};

/* Does what one command says, its line without the end; gives the reply that is still to be said.
 */
LmtpReply lmtp_command(LmtpSession *session, const char *line);

/* Sender, recipients, and what there is of the letter. */
void lmtp_forget_mail(LmtpSession *session);

#endif
