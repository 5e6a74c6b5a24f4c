/* smtp_sink.c: an SMTP server that takes everything and keeps nothing, for measuring who sends: one
 * thread, so that its own share of the time can be told.
 *
 *     smtp_sink PORT [quick] [MILLISECONDS]
 *
 * "quick": each packet is acknowledged at once (TCP_QUICKACK); without it as the kernel does by
 * itself. MILLISECONDS: it waits so long before each reply. Ends with SIGTERM and prints one line:
 * transactions, recipients, microseconds from the first command to the last, microseconds of its
 * processor time. */
#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define SESSIONS 256
#define BUFFER   65536

typedef struct Session {
    int fd;
    bool in_data;
    char in[BUFFER];
    size_t length;
    GString *out;
    int64_t reply_at; /* monotonic microseconds; 0: at once */
} Session;

typedef struct Sink {
    bool quick;
    int64_t delay; /* microseconds */
    Session *sessions[SESSIONS];
    int64_t transactions, recipients, first, last;
} Sink;

static void answer(Sink *sink, Session *session, const char *reply)
{
    g_string_append(session->out, reply);
    if (sink->delay)
        session->reply_at = g_get_monotonic_time() + sink->delay;
}

static void command(Sink *sink, Session *session, const char *line)
{
    static const struct {
        const char *verb, *reply;
    } REPLIES[] = {
        {"EHLO", "250-sink\r\n250-PIPELINING\r\n250-SIZE 100000000\r\n250 8BITMIME\r\n"},
        {"HELO", "250 sink\r\n"},  {"MAIL", "250 ok\r\n"},  {"RCPT", "250 ok\r\n"},
        {"DATA", "354 go on\r\n"}, {"RSET", "250 ok\r\n"},  {"NOOP", "250 ok\r\n"},
        {"QUIT", "221 bye\r\n"},
    };

    sink->last = g_get_monotonic_time();
    if (!sink->first)
        sink->first = sink->last;
    for (size_t i = 0; i < G_N_ELEMENTS(REPLIES); i++) {
        if (g_ascii_strncasecmp(line, REPLIES[i].verb, 4) != 0)
            continue;
        sink->recipients += i == 3;
        session->in_data = i == 4;
        answer(sink, session, REPLIES[i].reply);
        return;
    }
    answer(sink, session, "500 what\r\n");
}

/* How much of the buffer is done with: whole lines, and all of a letter but what may be the
 * beginning of its end. */
static size_t take(Sink *sink, Session *session)
{
    static const char END[] = "\r\n.\r\n";
    size_t at = 0;

    while (at < session->length) {
        char *from = session->in + at;
        size_t left = session->length - at;
        if (session->in_data) {
            char *end = memmem(from, left, END, strlen(END));
            if (!end)
                return left > strlen(END) ? session->length - strlen(END) : at;
            at += (size_t)(end - from) + strlen(END);
            session->in_data = false;
            sink->transactions++;
            sink->last = g_get_monotonic_time();
            answer(sink, session, "250 taken\r\n");
            continue;
        }
        char *end = memchr(from, '\n', left);
        if (!end)
            break;
        *end = '\0';
        at += (size_t)(end - from) + 1;
        command(sink, session, from);
    }
    return at;
}

static void close_session(Sink *sink, int i)
{
    close(sink->sessions[i]->fd);
    g_string_free(sink->sessions[i]->out, TRUE);
    g_free(sink->sessions[i]);
    sink->sessions[i] = NULL;
}

static bool receive(Sink *sink, Session *session)
{
    int yes = 1;
    ssize_t got = recv(session->fd, session->in + session->length,
                       sizeof session->in - session->length, MSG_DONTWAIT);

    if (got <= 0)
        return got < 0 && (errno == EAGAIN || errno == EINTR);
    if (sink->quick)
        setsockopt(session->fd, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof yes);
    session->length += (size_t)got;
    size_t done = take(sink, session);
    memmove(session->in, session->in + done, session->length - done);
    session->length -= done;
    return true;
}

static bool reply(Session *session)
{
    if (!session->out->len || (session->reply_at && session->reply_at > g_get_monotonic_time()))
        return true;
    ssize_t sent = send(session->fd, session->out->str, session->out->len, MSG_NOSIGNAL);
    if (sent < 0)
        return false;
    g_string_erase(session->out, 0, sent);
    session->reply_at = 0;
    return true;
}

static void accept_session(Sink *sink, int listening)
{
    int fd = accept(listening, NULL, NULL), i = 0, yes = 1;

    while (i < SESSIONS && sink->sessions[i])
        i++;
    if (fd < 0 || i == SESSIONS) {
        if (fd >= 0)
            close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    sink->sessions[i] = g_new0(Session, 1);
    sink->sessions[i]->fd = fd;
    sink->sessions[i]->out = g_string_new(NULL);
    answer(sink, sink->sessions[i], "220 sink\r\n");
    reply(sink->sessions[i]);
}

/* Microseconds until the next reply is due; -1: none is. */
static int64_t next_reply(const Sink *sink)
{
    int64_t next = INT64_MAX;

    for (int i = 0; i < SESSIONS; i++)
        if (sink->sessions[i] && sink->sessions[i]->out->len)
            next = MIN(next, sink->sessions[i]->reply_at);
    return next == INT64_MAX ? -1 : MAX(0, next - g_get_monotonic_time());
}

static void look_at_all(Sink *sink, int listening)
{
    struct pollfd fds[SESSIONS + 1] = {{.fd = listening, .events = POLLIN}};
    int at[SESSIONS + 1], count = 1;

    for (int i = 0; i < SESSIONS; i++) {
        if (!sink->sessions[i])
            continue;
        at[count] = i;
        fds[count++] = (struct pollfd){.fd = sink->sessions[i]->fd, .events = POLLIN};
    }
    int64_t wait = next_reply(sink);
    struct timespec until = {wait / G_USEC_PER_SEC, wait % G_USEC_PER_SEC * 1000};
    if (ppoll(fds, (nfds_t)count, wait < 0 ? NULL : &until, NULL) < 0)
        return;
    for (int k = 1; k < count; k++) {
        Session *session = sink->sessions[at[k]];
        if ((fds[k].revents && !receive(sink, session)) || !reply(session))
            close_session(sink, at[k]);
    }
    if (fds[0].revents)
        accept_session(sink, listening);
}

static volatile sig_atomic_t stopped;

static void on_term(int number)
{
    (void)number;
    stopped = 1;
}

int main(int argc, char **argv)
{
    g_autofree Sink *sink = g_new0(Sink, 1);
    int port = argc > 1 ? atoi(argv[1]) : 0, listening = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sigaction action = {.sa_handler = on_term};
    struct rusage used;

    for (int i = 2; i < argc; i++) {
        if (g_str_equal(argv[i], "quick"))
            sink->quick = true;
        else
            sink->delay = atoll(argv[i]) * 1000;
    }
    sigaction(SIGTERM, &action, NULL);
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listening, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listening, SESSIONS) != 0) {
        perror("smtp_sink");
        return 1;
    }
    while (!stopped)
        look_at_all(sink, listening);
    getrusage(RUSAGE_SELF, &used);
    printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
           sink->transactions, sink->recipients, sink->last - sink->first,
           (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * (int64_t)G_USEC_PER_SEC +
               used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    return 0;
}
