/* smtp_lane.h: one connection of the SMTP door, and the one transaction that is on its way on it.
 * libcurl connects, encrypts and logs in; smtp_talk has the transaction; smtp_dialogue tells what
 * became of each recipient. */
#ifndef VESTNIK_GATEWAY_SMTP_LANE_H
#define VESTNIK_GATEWAY_SMTP_LANE_H

#include <curl/curl.h>

#include "gateway/door.h"

typedef struct SmtpLane SmtpLane;

/* NULL with ERR_SETTINGS. `account` is borrowed; its password or token is read anew for each
 * connection. */
SmtpLane *smtp_lane_new(const Account *account, GError **error);
void smtp_lane_free(SmtpLane *lane);
/* From another thread than the one that performs: it comes to an end within a second, or as soon as
 * a token that it asks for is there or not. */
void smtp_lane_give_up(SmtpLane *lane);

/* Makes a delivery ready to be performed. False: it is over already, for no address is one. */
bool smtp_lane_begin(SmtpLane *lane, Delivery *delivery);
/* The transaction, on a connection that is open from the last one or on a new one. */
CURLcode smtp_lane_perform(SmtpLane *lane);
/* After it was performed: the delivery, with its results. */
Delivery *smtp_lane_end(SmtpLane *lane, CURLcode code);

void smtp_lane_set_patience(SmtpLane *lane, long seconds); /* for one reply, or one byte */
/* Hello, login, goodbye: whether they work. `seconds` for all of it. */
bool smtp_lane_probe(SmtpLane *lane, long seconds, GError **error);

#endif
