/* lmtp_data.h: what follows DATA: the lines of a letter up to the line of one dot, dots unstuffed
 * (RFC 5321 section 4.5.2). Only CR LF ends a line and only CRLF.CRLF ends the letter: a letter
 * with a bare CR or LF is read to its true end and refused, so that nobody smuggles a second letter
 * behind an end that another server does not see.
 *
 * The letters of all sessions share one budget of memory. A letter that meets a limit is let go at
 * once; what still comes of it is read and forgotten. */
#ifndef VESTNIK_GATEWAY_LMTP_DATA_H
#define VESTNIK_GATEWAY_LMTP_DATA_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "gateway/lmtp_reply.h"

typedef struct LmtpLimits {
    size_t line_bytes;      /* a command, with its line end */
    size_t text_line_bytes; /* a line of a letter, with its line end */
    size_t letter_bytes;
    size_t recipients;  /* of one letter */
    int letters;        /* of one session */
    int errors;         /* of one session */
    const char *domain; /* that <Postmaster> belongs to */
    /* What RCPT is answered where the address is well written: LMTP_RECIPIENT_OK, or why it is not
     * taken. NULL: each is taken. */
    LmtpReply (*judge)(void *judging, const char *address);
    void *judging;
} LmtpLimits;

typedef struct LmtpBudget {
    size_t most, used; /* bytes of letters that are in memory */
} LmtpBudget;

typedef enum LmtpPlace {
    LMTP_START,
    LMTP_LINE,
    LMTP_CR,
    LMTP_DOT,
    LMTP_DOT_CR,
    LMTP_END
} LmtpPlace;

typedef struct LmtpData {
    const LmtpLimits *limits;
    LmtpBudget *budget;
    GByteArray *body;
    LmtpPlace place;
    LmtpReply fault; /* LMTP_OK: none so far */
    size_t line;     /* bytes of the line so far */
    size_t lines;    /* ended */
    size_t counted;  /* bytes taken from the budget */
} LmtpData;

void lmtp_data_begin(LmtpData *data, const LmtpLimits *limits, LmtpBudget *budget);
/* Takes bytes up to the end of the letter; place is LMTP_END then. Returns how many were taken. */
size_t lmtp_data_feed(LmtpData *data, const char *bytes, size_t length);
/* The whole letter, the caller's; its bytes stay counted until lmtp_data_clear(). */
GBytes *lmtp_data_take(LmtpData *data);
void lmtp_data_clear(LmtpData *data);

#endif
