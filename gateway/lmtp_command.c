/* lmtp_command.c: what each command of an LMTP session does (RFC 2033, RFC 5321 section 4.1.1): one
 * row each. What they say of themselves is checked by lmtp_path.c. */
#include <string.h>

#include "gateway/lmtp_internal.h"
#include "gateway/lmtp_path.h"

void lmtp_forget_mail(LmtpSession *session)
{
    session->in_mail = session->in_data = false;
    g_clear_pointer(&session->sender, g_free);
    g_clear_pointer(&session->raw, g_bytes_unref);
    g_ptr_array_set_size(session->recipients, 0);
    lmtp_data_clear(&session->data);
}

static LmtpReply do_lhlo(LmtpSession *session, const char *argument)
{
    (void)argument;
    lmtp_forget_mail(session);
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
    const LmtpLimits *limits = session->limits;
    g_autofree char *address = NULL;

    if (!session->in_mail)
        return LMTP_MAIL_FIRST;
    if (session->recipients->len >= limits->recipients)
        return LMTP_TOO_MANY_RECIPIENTS;
    LmtpReply reply = lmtp_rcpt_argument(argument, limits->domain, &address);
    if (reply == LMTP_RECIPIENT_OK && limits->judge)
        reply = limits->judge(limits->judging, address);
    if (reply == LMTP_RECIPIENT_OK)
        g_ptr_array_add(session->recipients, g_steal_pointer(&address));
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
    lmtp_forget_mail(session);
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

LmtpReply lmtp_command(LmtpSession *session, const char *line)
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
