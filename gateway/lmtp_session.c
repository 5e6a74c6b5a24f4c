/* lmtp_session.c: see lmtp_session.h. */
#include "gateway/lmtp_session.h"

#include "gateway/lmtp_internal.h"

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
    lmtp_forget_mail(session);
    g_ptr_array_unref(session->recipients);
    g_string_free(session->line, TRUE);
    g_string_free(session->replies, TRUE);
    g_free(session->host);
    g_free(session);
}

/* --- commands -------------------------------------------------------------------------------- */

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
        reply_with(session, lmtp_command(session, line->str));
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
    lmtp_forget_mail(session);
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
