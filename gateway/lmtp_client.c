/* lmtp_client.c: see lmtp_client.h. */
#include "gateway/lmtp_client.h"

#include <errno.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES 65536 /* at most, of a client in one round */

LmtpClient *lmtp_client_new(int fd, LmtpSession *session, int64_t now)
{
    LmtpClient *client = g_new0(LmtpClient, 1);

    *client = (LmtpClient){
        .fd = fd, .session = session, .ahead = g_string_new(NULL), .opened = now, .heard = now};
    return client;
}

void lmtp_client_free(void *data)
{
    LmtpClient *client = data;

    lmtp_session_free(client->session);
    g_string_free(client->ahead, TRUE);
    close(client->fd);
    g_free(client);
}

bool lmtp_client_is(const LmtpClient *client, LmtpState state)
{
    return lmtp_session_state(client->session) == state;
}

bool lmtp_client_is_elsewhere(const LmtpClient *client)
{
    int its = -1, ours = sched_getcpu();
    socklen_t size = sizeof its;

    return getsockopt(client->fd, SOL_SOCKET, SO_INCOMING_CPU, &its, &size) == 0 && its >= 0 &&
           its != ours; /* a unix socket has none */
}

void lmtp_client_flush(LmtpClient *client)
{
    GString *out = lmtp_session_replies(client->session);

    while (out->len && !client->gone) {
        ssize_t sent = send(client->fd, out->str, out->len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0)
            g_string_erase(out, 0, sent);
        else if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        else if (sent >= 0 || errno != EINTR)
            client->gone = true;
    }
}

void lmtp_client_refuse(LmtpClient *client, LmtpReply reply)
{
    g_string_truncate(lmtp_session_replies(client->session), 0);
    lmtp_session_end(client->session, reply);
    lmtp_client_flush(client);
    lmtp_client_free(client);
}

void lmtp_client_feed(LmtpClient *client)
{
    size_t taken = lmtp_session_feed(client->session, client->ahead->str, client->ahead->len);

    g_string_erase(client->ahead, 0, (gssize)taken);
}

void lmtp_client_read(LmtpClient *client, int64_t now)
{
    char bytes[READ_BYTES];
    ssize_t got = recv(client->fd, bytes, sizeof bytes, MSG_DONTWAIT);

    if (got > 0) {
        size_t lines = lmtp_session_lines(client->session);
        size_t taken = lmtp_session_feed(client->session, bytes, (size_t)got);
        if (lmtp_session_lines(client->session) != lines)
            client->heard = now;
        g_string_append_len(client->ahead, bytes + taken, got - (gssize)taken);
    } else if (got == 0) {
        client->closed = true;
    } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
        client->closed = client->gone = true;
    }
}

bool lmtp_client_reads(const LmtpClient *client)
{
    return !client->closed && lmtp_client_is(client, LMTP_READS) && !client->ahead->len &&
           !lmtp_session_replies(client->session)->len;
}

bool lmtp_client_done(const LmtpClient *client)
{
    bool told = client->gone || !lmtp_session_replies(client->session)->len;
    bool silent = client->closed && lmtp_client_is(client, LMTP_READS);

    return client->timed_out || (told && (silent || lmtp_client_is(client, LMTP_ENDED))) ||
           (client->gone && !lmtp_client_is(client, LMTP_LETTER));
}
