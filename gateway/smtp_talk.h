/* smtp_talk.h: one SMTP transaction, from MAIL to the reply to the final dot, on a connection that
 * libcurl has opened, encrypted and logged in. libcurl itself asks and waits for every command and
 * begins anew for every letter, which costs three times as much as all of this: here MAIL, RCPT and
 * DATA go out together where the server offers PIPELINING (RFC 2920). */
#ifndef VESTNIK_GATEWAY_SMTP_TALK_H
#define VESTNIK_GATEWAY_SMTP_TALK_H

#include <curl/curl.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/smtp_dialogue.h"

typedef struct SmtpOffer {            /* what the server says in EHLO */
    bool pipelining, size, eight_bit; /* RFC 2920, 1870, 6152 */
} SmtpOffer;

/* All borrowed. */
typedef struct SmtpTalk {
    CURL *curl;
    SmtpOffer offer;
    const char *from;     /* "" the null sender */
    GPtrArray *to;        /* const char*: addresses, as many as the dialogue counts */
    GBytes *letter[2];    /* CRLF line ends, each piece from the beginning of a line; NULL none */
    bool is_reset;        /* an earlier transaction was left in the middle: RSET first */
    int64_t patience;     /* microseconds for one reply, or for the server to take a byte */
    int64_t until;        /* monotonic: the end of all patience */
    const gint *given_up; /* atomic */
    char *trouble;        /* CURL_ERROR_SIZE: why it ended early */
} SmtpTalk;

/* False: the connection is of no use any more. The dialogue has heard all that was said. */
bool smtp_talk(const SmtpTalk *talk, SmtpDialogue *dialogue);
/* Says QUIT, and waits for nothing. */
void smtp_talk_end(CURL *curl);

#endif
