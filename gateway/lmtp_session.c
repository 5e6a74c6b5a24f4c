/* lmtp_session.c: see lmtp_session.h. */
#include "gateway/lmtp_session.h"

#include <string.h>

#include "gateway/lmtp_path.h"

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

static void say(LmtpSession *session, const char *text)
{
    g_string_append(session->replies, text);
    g_string_append(session->replies, "\r\n");
}

void lmtp_session_end(LmtpSession *session, LmtpReply reply)
{
    say(session, lmtp_reply_text(reply));
    session->state = LMTP_ENDED;
}

static void reply_with(LmtpSession *session, LmtpReply reply)
{
    say(session, lmtp_reply_text(reply));
    if (lmtp_reply_is_fault(reply) && ++session->errors >= session->limits->errors)
        lmtp_session_end(session, LMTP_TOO_MANY_ERRORS);
}

static void forget_mail(LmtpSession *session)
{
    session->in_mail = session->in_data = false;
    g_clear_pointer(&session->sender, g_free);
    g_clear_pointer(&session->raw, g_bytes_unref);
    g_ptr_array_set_size(session->recipients, 0);
    lmtp_data_clear(&session->data);
}

LmtpSession *lmtp_session_new(const char *host, const LmtpLimits *limits, LmtpBudget *budget)
{
    LmtpSession *session = g_new0(LmtpSession, 1);

    session->limits = limits;
    session->budget = budget;
    session->host = g_strdup(host);
    session->line = g_string_new(NULL);
    session->replies = g_string_new(NULL);
    session->recipients = g_ptr_array_new_with_free_func(g_free);
    g_string_append_printf(session->replies, "220 %s LMTP Vestnik\r\n", host);
    return session;
}

void lmtp_session_free(LmtpSession *session)
{
    if (!session)
        return;
    forget_mail(session);
    g_ptr_array_unref(session->recipients);
    g_string_free(session->line, TRUE);
    g_string_free(session->replies, TRUE);
    g_free(session->host);
    g_free(session);
}

/* --- commands -------------------------------------------------------------------------------- */

static LmtpReply do_lhlo(LmtpSession *session, const char *argument)
{
    (void)argument;
    forget_mail(session);
    session->greeted = true;
    g_string_append_printf(session->replies,
                           "250-%s\r\n250-PIPELINING\r\n250-SIZE %" G_GSIZE_FORMAT
                           "\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n",
                           session->host, session->limits->letter_bytes);
    return LMTP_OK;
}

static LmtpReply do_mail(LmtpSession *session, const char *argument)
{
    const LmtpBudget *budget = session->budget;
    g_autofree char *sender = NULL;
    uint64_t size = 0;

    if (!session->greeted)
        return LMTP_LHLO_FIRST;
    if (session->in_mail)
        return LMTP_MAIL_TWICE;
    LmtpReply reply = lmtp_mail_argument(argument, &sender, &size);
    if (reply != LMTP_SENDER_OK)
        return reply;
    if (size > session->limits->letter_bytes)
        return LMTP_TOO_LARGE;
    if (size > budget->most - budget->used)
        return LMTP_NO_ROOM;
    session->in_mail = true;
    session->sender = g_steal_pointer(&sender);
    return LMTP_SENDER_OK;
}

static LmtpReply do_rcpt(LmtpSession *session, const char *argument)
{
    char *address;

    if (!session->in_mail)
        return LMTP_MAIL_FIRST;
    if (session->recipients->len >= session->limits->recipients)
        return LMTP_TOO_MANY_RECIPIENTS;
    LmtpReply reply = lmtp_rcpt_argument(argument, session->limits->domain, &address);
    if (reply == LMTP_RECIPIENT_OK)
        g_ptr_array_add(session->recipients, address);
    return reply;
}

static LmtpReply do_data(LmtpSession *session, const char *argument)
{
    (void)argument;
    if (!session->in_mail)
        return LMTP_MAIL_FIRST;
    if (!session->recipients->len)
        return LMTP_NO_RECIPIENTS; /* RFC 2033 section 4.2 */
    lmtp_data_begin(&session->data, session->limits, session->budget);
    session->in_data = true;
    return LMTP_GO_ON;
}

static LmtpReply do_rset(LmtpSession *session, const char *argument)
{
    (void)argument;
    forget_mail(session);
    return LMTP_OK;
}

static LmtpReply do_quit(LmtpSession *session, const char *argument)
{
    (void)argument;
    session->state = LMTP_ENDED;
    return LMTP_BYE;
}

static const struct {
    const char *name;
    enum { ANY, NONE, SOME } argument;
    LmtpReply (*run)(LmtpSession *session, const char *argument); /* NULL: it is always answered */
    LmtpReply always;                                             /* so */
} COMMANDS[] = {
    {"LHLO", SOME, do_lhlo, 0},         {"MAIL", ANY, do_mail, 0},
    {"RCPT", ANY, do_rcpt, 0},          {"DATA", NONE, do_data, 0},
    {"RSET", NONE, do_rset, 0},         {"QUIT", NONE, do_quit, 0},
    {"NOOP", ANY, NULL, LMTP_OK},       {"VRFY", SOME, NULL, LMTP_NOT_TOLD},
    {"EXPN", ANY, NULL, LMTP_NOT_HERE}, {"HELP", ANY, NULL, LMTP_HELP},
    {"HELO", ANY, NULL, LMTP_NOT_SMTP}, /* RFC 2033 section 4.1 */
    {"EHLO", ANY, NULL, LMTP_NOT_SMTP},
};

static LmtpReply run_command(LmtpSession *session, const char *line)
{
    size_t length = strcspn(line, " ");
    const char *argument = line + length + strspn(line + length, " ");

    for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++) {
        if (strlen(COMMANDS[i].name) != length ||
            g_ascii_strncasecmp(line, COMMANDS[i].name, length) != 0)
            continue;
        if (COMMANDS[i].argument == (*argument ? NONE : SOME))
            return LMTP_BAD_ARGUMENT;
        return COMMANDS[i].run ? COMMANDS[i].run(session, argument) : COMMANDS[i].always;
    }
    return LMTP_UNKNOWN_COMMAND;
}

/* A whole command stands in session->line, without its line end. */
static void take_command(LmtpSession *session)
{
    GString *line = session->line;

    while (line->len && line->str[line->len - 1] == ' ')
        g_string_truncate(line, line->len - 1);
    if (session->expired && g_ascii_strcasecmp(line->str, "QUIT") != 0)
        lmtp_session_end(session, LMTP_SESSION_OVER);
    else if (session->line_over)
        reply_with(session, LMTP_LONG_LINE);
    else if (!g_utf8_validate(line->str, (gssize)line->len, NULL))
        reply_with(session, LMTP_BAD_BYTES); /* NUL as well */
    else
        reply_with(session, run_command(session, line->str));
    g_string_truncate(line, 0);
    session->line_over = false;
    session->lines++;
}

/* Bytes of one command. A CR that is not followed by LF, or an LF without CR, ends the session:
 * what follows it could be anything. */
static size_t feed_command(LmtpSession *session, const char *bytes, size_t length)
{
    GString *line = session->line;

    for (size_t at = 0; at < length; at++) {
        bool after_cr = line->len && line->str[line->len - 1] == '\r';
        if (after_cr != (bytes[at] == '\n')) {
            lmtp_session_end(session, LMTP_BARE_LINE_END);
            return length;
        }
        if (after_cr) {
            g_string_truncate(line, line->len - 1);
            take_command(session);
            return at + 1;
        }
        if (line->len + 2 > session->limits->line_bytes) {
            session->line_over = true; /* the last byte is kept in view, for a CR */
            g_string_truncate(line, 0);
        }
        g_string_append_c(line, bytes[at]);
    }
    return length;
}

/* --- letters --------------------------------------------------------------------------------- */

void lmtp_session_answer(LmtpSession *session, const char *reply)
{
    guint count = session->recipients->len - (session->state == LMTP_LETTER ? 1 : 0); /* its NULL */

    for (guint i = 0; i < count; i++)
        say(session, reply);
    forget_mail(session);
    session->state = LMTP_READS;
    if (++session->letters >= session->limits->letters)
        session->expired = true;
}

static size_t feed_data(LmtpSession *session, const char *bytes, size_t length)
{
    size_t before = session->data.lines;
    size_t taken = lmtp_data_feed(&session->data, bytes, length);

    session->lines += session->data.lines - before;
    if (session->data.place != LMTP_END)
        return taken;
    if (session->data.fault != LMTP_OK) {
        lmtp_session_answer(session, lmtp_reply_text(session->data.fault));
        return taken;
    }
    session->raw = lmtp_data_take(&session->data);
    g_ptr_array_add(session->recipients, NULL);
    session->in_data = false;
    session->state = LMTP_LETTER;
    return taken;
}

size_t lmtp_session_feed(LmtpSession *session, const char *bytes, size_t length)
{
    size_t at = 0;

    while (at < length && session->state == LMTP_READS)
        at += session->in_data ? feed_data(session, bytes + at, length - at)
                               : feed_command(session, bytes + at, length - at);
    return at;
}

size_t lmtp_session_lines(const LmtpSession *session)
{
    return session->lines;
}

LmtpState lmtp_session_state(const LmtpSession *session)
{
    return session->state;
}

GString *lmtp_session_replies(LmtpSession *session)
{
    return session->replies;
}

const char *lmtp_session_sender(const LmtpSession *session)
{
    return session->sender;
}

const char *const *lmtp_session_recipients(const LmtpSession *session)
{
    return (const char *const *)session->recipients->pdata;
}

GBytes *lmtp_session_raw(const LmtpSession *session)
{
    return session->raw;
}
