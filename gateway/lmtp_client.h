/* lmtp_client.h: a client of the LMTP door: its socket, which never blocks, and its session. A
 * client that does not read its replies is not read from either. */
#ifndef VESTNIK_GATEWAY_LMTP_CLIENT_H
#define VESTNIK_GATEWAY_LMTP_CLIENT_H

#include "gateway/lmtp_session.h"

typedef struct LmtpClient {
    int fd;
    LmtpSession *session;
    GString *ahead;        /* read, but not yet taken by the session */
    int64_t opened, heard; /* when it ended a line last; monotonic microseconds */
    bool given;            /* its letter is in a group */
    bool closed;           /* it sends nothing more */
    bool gone;             /* nothing can be written either */
    bool timed_out;
} LmtpClient;

/* Socket and session are the client's from now on. */
LmtpClient *lmtp_client_new(int fd, LmtpSession *session, int64_t now);
void lmtp_client_free(void *client); /* closes the socket */

bool lmtp_client_is(const LmtpClient *client, LmtpState state);
/* It runs on another processor than we do, as far as that can be told: what it sent last came in
 * there. */
bool lmtp_client_is_elsewhere(const LmtpClient *client);
/* Sends what replies the socket takes. */
void lmtp_client_flush(LmtpClient *client);
/* Instead of a greeting; the client is freed. */
void lmtp_client_refuse(LmtpClient *client, LmtpReply reply);
/* The session takes what was read ahead of its answer, as far as it reads. */
void lmtp_client_feed(LmtpClient *client);
/* Reads once. */
void lmtp_client_read(LmtpClient *client, int64_t now);
/* Whether it is read from: all it was told is on its way, and all it said was taken. */
bool lmtp_client_reads(const LmtpClient *client);
/* Whether it may be let go. */
bool lmtp_client_done(const LmtpClient *client);

#endif
