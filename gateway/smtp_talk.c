/* smtp_talk.c: see smtp_talk.h. The dialogue hears each command with its reply, one after the
 * other, as if they had not been sent together. */
#include "gateway/smtp_talk.h"

#include <poll.h>
#include <string.h>

#define GROUP       100       /* commands in one piece: their replies fit into a socket */
#define ONE_PIECE   65536     /* bytes of a letter that is sent in one piece */
#define LINE_KEPT   1024      /* bytes of a reply's line; what follows is not looked at */
#define REPLY_BYTES (4 << 20) /* of one reply, with all its lines */
#define SLICE       500       /* milliseconds between looks whether it is given up */

typedef struct Wire {
    const SmtpTalk *talk;
    SmtpDialogue *dialogue;
    char in[8192];
    size_t at, got;  /* of `in`: read, and not taken yet */
    bool is_awaited; /* something was sent, and nothing read since */
} Wire;

/* --- bytes ----------------------------------------------------------------------------------- */

static bool give_in(const Wire *wire, const char *why)
{
    g_strlcpy(wire->talk->trouble, why, CURL_ERROR_SIZE);
    return false;
}

static bool wait_for(const Wire *wire, short events, int64_t deadline)
{
    curl_socket_t fd = CURL_SOCKET_BAD;

    if (curl_easy_getinfo(wire->talk->curl, CURLINFO_ACTIVESOCKET, &fd) != CURLE_OK ||
        fd == CURL_SOCKET_BAD)
        return give_in(wire, "the connection is closed");
    while (g_get_monotonic_time() < deadline) {
        struct pollfd one = {.fd = fd, .events = events};
        if (g_atomic_int_get(wire->talk->given_up))
            return give_in(wire, "given up");
        if (poll(&one, 1, SLICE) > 0)
            return true;
    }
    return give_in(wire, "the server is silent for too long");
}

static int64_t deadline_of(const Wire *wire)
{
    return MIN(g_get_monotonic_time() + wire->talk->patience, wire->talk->until);
}

static bool send_bytes(Wire *wire, const char *bytes, size_t length)
{
    wire->is_awaited = true;
    while (length) {
        size_t sent = 0;
        CURLcode code = curl_easy_send(wire->talk->curl, bytes, length, &sent);
        if (code == CURLE_AGAIN) {
            if (!wait_for(wire, POLLOUT, deadline_of(wire)))
                return false;
        } else if (code != CURLE_OK) {
            return give_in(wire, "the connection broke while sending");
        }
        bytes += sent;
        length -= sent;
    }
    return true;
}

/* Right after something was sent no answer is there yet: to look for one would be a call for
 * nothing. It comes by the socket: what curl may have decrypted and kept is older. */
static bool more_bytes(Wire *wire, int64_t deadline)
{
    bool is_awaited = wire->is_awaited;
    CURLcode code;

    wire->at = wire->got = 0;
    wire->is_awaited = false;
    if (is_awaited && !wait_for(wire, POLLIN, deadline))
        return false;
    while ((code = curl_easy_recv(wire->talk->curl, wire->in, sizeof wire->in, &wire->got)) ==
           CURLE_AGAIN) {
        if (!wait_for(wire, POLLIN, deadline))
            return false;
    }
    return (code == CURLE_OK && wire->got) || give_in(wire, "the server closed the connection");
}

/* --- replies --------------------------------------------------------------------------------- */

/* Up to a line end; a long line is cut. */
static bool read_line(Wire *wire, GString *line, size_t *left, int64_t deadline)
{
    g_string_truncate(line, 0);
    for (bool ended = false; !ended;) {
        if (wire->at == wire->got && !more_bytes(wire, deadline))
            return false;
        const char *from = wire->in + wire->at;
        const char *end = memchr(from, '\n', wire->got - wire->at);
        size_t length = end ? (size_t)(end - from) + 1 : wire->got - wire->at;
        g_string_append_len(line, from, (gssize)MIN(length, LINE_KEPT - MIN(line->len, LINE_KEPT)));
        wire->at += length;
        if (length > *left)
            return give_in(wire, "the server's reply has no end");
        *left -= length;
        ended = end != NULL;
    }
    return true;
}

/* What a server says before it was asked is no answer to what comes next: from here on no reply
 * could be trusted. Empty lines are none. */
static bool is_in_step(Wire *wire)
{
    while (wire->at < wire->got && strchr("\r\n", wire->in[wire->at]))
        wire->at++;
    return wire->at == wire->got || give_in(wire, "the server answers what it was not asked");
}

/* Noise is no reply, and one is waited for. */
static bool hear(Wire *wire)
{
    g_autoptr(GString) line = g_string_sized_new(128);
    size_t left = REPLY_BYTES;
    int64_t deadline = deadline_of(wire);

    do {
        if (!read_line(wire, line, &left, deadline))
            return false;
    } while (!smtp_dialogue_got(wire->dialogue, line->str, line->len));
    return true;
}

/* --- commands -------------------------------------------------------------------------------- */

/* Most letters pass on the bytes of their author, which may be 8-bit. */
static char *mail_command(const SmtpTalk *talk)
{
    g_autofree char *size = NULL;
    gsize bytes = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(talk->letter); i++)
        bytes += talk->letter[i] ? g_bytes_get_size(talk->letter[i]) : 0;
    if (talk->offer.size)
        size = g_strdup_printf(" SIZE=%" G_GSIZE_FORMAT, bytes);
    return g_strdup_printf("MAIL FROM:<%s>%s%s\r\n", talk->from, size ? size : "",
                           talk->offer.eight_bit ? " BODY=8BITMIME" : "");
}

static GPtrArray *commands_of(const SmtpTalk *talk)
{
    GPtrArray *commands = g_ptr_array_new_with_free_func(g_free);

    if (talk->is_reset)
        g_ptr_array_add(commands, g_strdup("RSET\r\n"));
    g_ptr_array_add(commands, mail_command(talk));
    for (guint i = 0; i < talk->to->len; i++)
        g_ptr_array_add(commands, g_strdup_printf("RCPT TO:<%s>\r\n", (char *)talk->to->pdata[i]));
    g_ptr_array_add(commands, g_strdup("DATA\r\n"));
    return commands;
}

static bool is_anybody_taken(const SmtpDialogue *dialogue)
{
    if (dialogue->mail.code / 100 != 2)
        return false;
    for (size_t i = 0; i < dialogue->count; i++) {
        if (dialogue->rcpt[i].code / 100 == 2)
            return true;
    }
    return false;
}

/* Whether the server, by what it has said, is to be asked further. */
static bool goes_on(const SmtpDialogue *dialogue)
{
    if (dialogue->mail.code && dialogue->mail.code / 100 != 2)
        return false;
    return dialogue->asked < dialogue->count || is_anybody_taken(dialogue);
}

static bool send_group(Wire *wire, char **commands, size_t n)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (size_t i = 0; i < n; i++)
        g_string_append(out, commands[i]);
    return send_bytes(wire, out->str, out->len);
}

/* Once sent together, all of them are answered. */
static bool say_commands(Wire *wire)
{
    g_autoptr(GPtrArray) commands = commands_of(wire->talk);
    guint group = wire->talk->offer.pipelining ? GROUP : 1;

    for (guint at = 0; at < commands->len && (!at || goes_on(wire->dialogue)); at += group) {
        guint n = MIN(group, commands->len - at);
        char **first = (char **)&commands->pdata[at];
        if (!is_in_step(wire) || !send_group(wire, first, n))
            return false;
        for (guint i = 0; i < n; i++) {
            smtp_dialogue_sent(wire->dialogue, first[i], strlen(first[i]));
            if (!hear(wire))
                return false;
        }
    }
    return true;
}

/* --- the letter ------------------------------------------------------------------------------ */

/* A dot at the beginning of a line is doubled (RFC 5321 section 4.5.2). */
static void append_stuffed(GString *out, const char *bytes, size_t length, bool begins_line)
{
    const char *from = bytes, *end = bytes + length;

    for (const char *at = bytes, *dot; (dot = memchr(at, '.', (size_t)(end - at))); at = dot + 1) {
        if (dot == bytes ? !begins_line : dot[-1] != '\n')
            continue;
        g_string_append_len(out, from, dot - from);
        g_string_append_c(out, '.');
        from = dot;
    }
    g_string_append_len(out, from, end - from);
}

/* A piece at a time, each ending with a line where it can, so that a large letter is never there
 * twice as a whole. */
static bool send_piece(Wire *wire, GString *out, GBytes *piece)
{
    gsize size;
    const char *bytes = g_bytes_get_data(piece, &size);
    bool begins_line = true;

    while (size) {
        size_t part = MIN(size, ONE_PIECE);
        const char *line = part < size ? memrchr(bytes, '\n', part) : NULL;
        part = line ? (size_t)(line - bytes) + 1 : part;
        if (out->len + part > ONE_PIECE) {
            if (!send_bytes(wire, out->str, out->len))
                return false;
            g_string_truncate(out, 0);
        }
        append_stuffed(out, bytes, part, begins_line);
        begins_line = bytes[part - 1] == '\n';
        bytes += part;
        size -= part;
    }
    return true;
}

static bool send_letter(Wire *wire)
{
    g_autoptr(GString) out = g_string_sized_new(8192);
    bool is_for_anybody = is_anybody_taken(wire->dialogue); /* else it is an empty one: RFC 2920 */

    for (size_t i = 0; is_for_anybody && i < G_N_ELEMENTS(wire->talk->letter); i++) {
        if (wire->talk->letter[i] && !send_piece(wire, out, wire->talk->letter[i]))
            return false;
    }
    if (out->len && out->str[out->len - 1] != '\n')
        g_string_append(out, "\r\n");
    g_string_append(out, ".\r\n");
    if (!send_bytes(wire, out->str, out->len))
        return false;
    wire->dialogue->body_sent = true;
    return hear(wire);
}

bool smtp_talk(const SmtpTalk *talk, SmtpDialogue *dialogue)
{
    g_autofree Wire *wire = g_new(Wire, 1);

    wire->talk = talk;
    wire->dialogue = dialogue;
    wire->at = wire->got = 0;
    wire->is_awaited = false;
    *talk->trouble = '\0';
    if (!say_commands(wire) || !is_in_step(wire))
        return false;
    if (dialogue->data.code == 354 && !(send_letter(wire) && is_in_step(wire)))
        return false;
    /* 421 closes the channel (RFC 5321 section 3.8); who says yes to DATA and not 354 is out of
     * step
     */
    return dialogue->last.code != 421 &&
           (!dialogue->data.code || dialogue->data.code == 354 || dialogue->data.code >= 400);
}

void smtp_talk_end(CURL *curl)
{
    static const char QUIT[] = "QUIT\r\n";
    size_t sent;
    CURLcode code = curl_easy_send(curl, QUIT, strlen(QUIT), &sent);

    (void)code; /* it is a courtesy */
}
