/* smtp_lane_internal.h: between the files of a lane (smtp_lane.h): smtp_lane.c has the connection,
 * smtp_lane_delivery.c makes a delivery ready and tells what became of it. */
#ifndef VESTNIK_GATEWAY_SMTP_LANE_INTERNAL_H
#define VESTNIK_GATEWAY_SMTP_LANE_INTERNAL_H

#include "gateway/smtp_dialogue.h"
#include "gateway/smtp_lane.h"
#include "gateway/smtp_talk.h"

struct SmtpLane {
    CURL *model; /* holds the settings; never connected but by smtp_lane_probe() */
    CURL *open;  /* NULL: no connection */
    const Account *account;
    char *name; /* of the account and server, for messages */
    SmtpDialogue dialogue;
    char trouble[CURL_ERROR_SIZE];
    GBytes *letter[2];  /* NULL none */
    GBytes *checked;    /* a body that is known to have CRLF line ends */
    Delivery *delivery; /* NULL: the lane is free */
    size_t *place;      /* of each tried recipient in the delivery */
    GPtrArray *to;      /* those that are tried: borrowed from there */
    SmtpOffer offer;    /* of the open connection, as are these: */
    int64_t letters;
    int64_t used;      /* monotonic, at last */
    bool is_midway;    /* a transaction was left before its end */
    int64_t patience;  /* microseconds */
    char *certificate; /* what is wrong with the server's; NULL nothing */
    GError *no_secret; /* why password or token cannot be had; NULL none */
    gint given_up;     /* atomic */
};

/* The server's last word where there is one, else what curl says. The caller's. */
char *smtp_lane_describe(const SmtpLane *lane, CURLcode code);
/* Replies to MAIL that speak of our login, not of the letter (RFC 4954 section 6). */
bool smtp_lane_is_about_login(int code);
void smtp_lane_clear_letter(SmtpLane *lane);

#endif
