/* test_bounce.c: the free-text forms of bounces, a row for each kind of server, and the words,
 * codes and stages by which a failure is hard or soft; and letters that look like bounces and are
 * none. */
#include <string.h>

#include "base/reading.h"

static Facts *read_text(const char *raw)
{
    ReadContext context = {.limits = READ_LIMITS_DEFAULT};

    return read_letter(raw, strlen(raw), &context);
}

#define DAEMON     "From: MAILER-DAEMON@mx.example\nTo: list@our.example\nSubject: Letter\n\n"
#define SUBJECT(s) "From: MAILER-DAEMON@mx.example\nTo: list@our.example\nSubject: " s "\n\n"
#define DAEMON_REPORT                                                                              \
    "From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; "                             \
    "report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"    \
    "Reporting-MTA: dns; x\n\nAction: failed\n"
#define SYSTEM                                                                                     \
    "From: Microsoft Outlook <MicrosoftExchange329@v.example>\nTo: list@our.example\nSubject: "    \
    "x\n\n"
#define PERSON "From: Anna <a@b.example>\nTo: list@our.example\nSubject: Letter\n\n"

static const struct FormRow {
    const char *raw;
    const char *addresses; /* divided by blanks; "" no bounce */
    BounceAction action;
} FORMS[] = {
    {DAEMON "Hi. This is the qmail-send program at mx.\n\n<u@v.example>:\nNo mailbox.\n\n"
            "<w@v.example>:\nNo mailbox.\n\n--- Below this line is a copy\n\nTo: x@y.example\n",
     "u@v.example w@v.example", BOUNCE_FAILED},
    {DAEMON "This message was created automatically by mail delivery software.\n\n"
            "  u@v.example\n    (generated from w@v.example)\n    unknown user\n",
     "u@v.example", BOUNCE_FAILED},
    {DAEMON "This message was created automatically by mail delivery software.\n\n"
            "  an undisclosed address\n    (generated from w@v.example)\n",
     "w@v.example", BOUNCE_FAILED},
    {DAEMON "This is the DragonFly Mail Agent v1 at mx.\n\nThere was an error delivering your mail "
            "to <u@v.example>.\n\nmx did not like our RCPT TO:\n550 no\n\nMessage headers "
            "follow.\n\nTo: <x@y.example>\n",
     "u@v.example", BOUNCE_FAILED},
    {DAEMON "Your message\n\n  To:      Name <x@y.example>\n  Subject: s\n\ndid not reach the "
            "following recipient(s):\n\nu@v.example on Mon\n    The name is not recognized\n",
     "u@v.example", BOUNCE_FAILED},
    {DAEMON "   ----- Transcript of session follows -----\n421 v.example... Deferred\n\n"
            "   ----- Unsent message follows -----\nFrom: list@our.example\nTo: u@v.example\n",
     "", BOUNCE_FAILED}, /* no word that anything failed */
    {SUBJECT(
         "Returned mail: Cannot send message for 4 days") "   ----- Transcript of session follows "
                                                          "-----\n421 v.example... Deferred\n\n"
                                                          "   ----- Unsent message follows "
                                                          "-----\nFrom: list@our.example\nTo: "
                                                          "u@v.example\n",
     "u@v.example", BOUNCE_FAILED},
    {"From: post_master@mx.example\nSubject: Re: x\n\nError: Invalid user address\n\n"
     "  MAIL FROM: a@our.example\n  RCPT TO: u@v.example\n  From: b@our.example\n",
     "u@v.example", BOUNCE_FAILED},
    {DAEMON "------ Failed Recipients ------\n<u@v.example>: mailbox unavailable\n"
            "-------- Returned Mail --------\nTo: x@y.example\n",
     "u@v.example", BOUNCE_FAILED},
    {DAEMON "|--- Failed addresses follow: ---|\n <u@v.example> ... unknown host\n", "u@v.example",
     BOUNCE_FAILED},
    {DAEMON "The address to which your message was addressed, u@v.example, did not exactly match "
            "an\naddress. Write to h@v.example\n",
     "u@v.example", BOUNCE_FAILED},
    {SUBJECT("Warning: could not send mail for past 4 hours") "The following addresses had "
                                                              "delivery errors\nu@v.example "
                                                              "[Connection timed out]\n",
     "u@v.example", BOUNCE_DELAYED},
    {DAEMON "Не удалось доставить письмо\n\nАдресат: u@v.example\n550 ящик переполнен\n",
     "u@v.example", BOUNCE_FAILED},
    {DAEMON "Delivery failed\n\nReporting-MTA: dns; mx\nAction: failed\nFinal-Recipient: rfc822; "
            "u@v.example\nStatus: 5.2.1\nDiagnostic-Code: smtp; 550 <x@y.example> unknown\n",
     "u@v.example", BOUNCE_FAILED},
    {DAEMON "u@v.example: no such user\n", "u@v.example", BOUNCE_FAILED},
    {"From: SES <no-reply@sns.amazonaws.com>\nSubject: AWS\n\n{\"notificationType\":\"Bounce\","
     "\"bounce\":{\"bounceType\":\"Permanent\",\"bouncedRecipients\":[{\"emailAddress\":"
     "\"u@v.example\",\"status\":\"5.1.1\",\"diagnosticCode\":\"550 no\"}]}}\n",
     "u@v.example", BOUNCE_FAILED},
    {"From: SES <no-reply@sns.amazonaws.com>\nSubject: AWS\n\n{\"notificationType\":\"Delivery\","
     "\"delivery\":{\"recipients\":[\"u@v.example\"],\"smtpResponse\":\"250 ok\"}}\n",
     "u@v.example", BOUNCE_DELIVERED},
    /* Microsoft returns the letter that was called junk, and who did so in a field of it */
    {"From: staff@hotmail.com\nTo: a@our.example\nSubject: complaint about message from 192.0.2.1\n"
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
     "X-HmXmrOriginalRecipient: <u@v.example>\nFrom: list@our.example\nSubject: x\n\ny\n--b--\n",
     "u@v.example", BOUNCE_FAILED},
    {"From: fbl@v.example\nSubject: x\nContent-Type: multipart/report; "
     "report-type=feedback-report; "
     "boundary=b\n\n--b\n\nA complaint.\n--b\nContent-Type: message/feedback-report\n\n"
     "Feedback-Type: abuse\n\n--b\nContent-Type: message/rfc822\n\nFrom: list@our.example\n"
     "To: undisclosed-recipients:;\nDelivered-To: u@v.example\n\nx\n--b--\n",
     "u@v.example", BOUNCE_FAILED},
    /* in Russian */
    {"From: =?utf-8?B?0J/QvtGH0YLQvtCy0LDRjyDRgdC40YHRgtC10LzQsA==?= <robot@h.example>\nTo: "
     "list@our.example\nSubject: x\n\nК сожалению, Ваше письмо не может быть доставлено одному "
     "или нескольким получателям:\n\n  u@v.example\n    host mx.v.example: 550 5.1.1 no\n\n"
     "Рекомендуем проверить адреса.\n\n------ Копия письма ------\n\nTo: x@y.example\n",
     "u@v.example", BOUNCE_FAILED},
    {SYSTEM "Не удалось выполнить доставку следующим получателям или группам:\n\nw@v.example"
            "\nНе удалось найти введенный адрес электронной почты.\n\n"
            "Диагностические сведения для администраторов:\n\nСервер: mx.v.example\n\n"
            "u@v.example\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\n"
            "Исходные заголовки сообщения:\n\nReceived: from x@z.example\n",
     "w@v.example u@v.example", BOUNCE_FAILED},
    {SYSTEM "Сообщение не было доставлено: переполнен ящик\nПолучатель: u@v.example\n",
     "u@v.example", BOUNCE_FAILED},
    {DAEMON "Доставка отложена: письмо для <u@v.example> еще не доставлено, сервер повторит "
            "попытки\n",
     "u@v.example", BOUNCE_DELAYED},
    /* the reason is far from the address, or before it */
    {DAEMON "Your message\n\n  Subject: s\n\nwas not delivered to:\n\n  u@v.example\n\n"
            "because:\n\n  User U not listed in Domino Directory\n",
     "u@v.example", BOUNCE_FAILED},
    {"From: no-reply@v.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
     "--b\n\nCould not be delivered to: <u@v.example>\n\n--b\nContent-Type: message/rfc822"
     "\n\nFrom: list@our.example\n\nx\n--b--\n",
     "u@v.example", BOUNCE_FAILED},
    {"From: <>\nSubject: x\n\nDelivery failed\n<u@v.example>: no\n", "u@v.example", BOUNCE_FAILED},
    {"From: <\"System Administrator\"@v.example>\nSubject: x\n\nFailed Recipient: u@v.example\n"
     "Reason: 550 unknown user\n\nCould not be delivered to one.\n",
     "u@v.example", BOUNCE_FAILED},
    {DAEMON "did not reach the following recipient(s):\n\nc=RU;a= ;p=V;dda:SMTP=u@v.example; on "
            "Mon\n    The recipient name is not recognized\n",
     "u@v.example", BOUNCE_FAILED},
    {SUBJECT("Warning: u@v.example - User unknown!") "u@v.example - no such user here.\n",
     "u@v.example", BOUNCE_FAILED},
    {SUBJECT("Warning: undelivered") "u@v.example - the host does not answer\n", "u@v.example",
     BOUNCE_DELAYED},
    {DAEMON "Unable to deliver your message to u@v.example for\nthe following reason:\n\n"
            "552 quota violation for w@v.example\n",
     "u@v.example", BOUNCE_FAILED},
    {DAEMON "Undelivered mail\nError-for:  u@v.example\nError-Text: message looping\n",
     "u@v.example", BOUNCE_FAILED},
    {"From: Mail Delivery Subsystem <a@v.example>\nAuto-Submitted: auto-replied (rejected)\n"
     "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\n"
     "Your message to <u@v.example> was automatically rejected:\nQuota exceeded\n--b\n"
     "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; u@v.example\n"
     "Disposition: automatic-action/MDN-sent-automatically; deleted\n--b--\n",
     "u@v.example", BOUNCE_FAILED},
    /* none of them is a bounce */
    {"From: anna@b.example\nTo: a@our.example\nSubject: complaint about message from 192.0.2.1\n"
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
     "X-HmXmrOriginalRecipient: <u@v.example>\nFrom: list@our.example\nSubject: x\n\ny\n--b--\n",
     "", BOUNCE_FAILED},
    {"From: Mail Delivery Subsystem <a@v.example>\nContent-Type: multipart/report; "
     "report-type=disposition-notification; boundary=b\n\n--b\n\nYour message to <u@v.example> "
     "was deleted.\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: "
     "rfc822; u@v.example\nDisposition: manual-action/MDN-sent-manually; deleted\n--b--\n",
     "", BOUNCE_FAILED},
    {"From: no-reply@v.example\nSubject: x\n\nIt could not be delivered to: <u@v.example>\n", "",
     BOUNCE_FAILED},
    {"From: Anna <a@b.example>\nSubject: Что это?\nContent-Type: multipart/mixed; boundary=b\n\n"
     "--b\n\nПришло мне\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
     "Original-Rcpt-To: u@v.example\n--b--\n",
     "", BOUNCE_FAILED},
    {"From: Anna <a@b.example>\nSubject: Посмотрите, что мне пришло\nContent-Type: "
     "multipart/mixed; boundary=b\n\n--b\n\nПочему?\n\n--b\nContent-Type: "
     "message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; "
     "u@v.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n",
     "", BOUNCE_FAILED},
    {"From: Anna <a@b.example>\nSubject: Fwd: Undelivered Mail Returned to Sender\n\n"
     "Смотрите, что мне пришло\n\n-------- Пересылаемое сообщение --------\nОт: Mail Delivery "
     "System <MAILER-DAEMON@mx.example>\n\n<u@v.example>: host mx said: 550 5.1.1 user "
     "unknown\n",
     "", BOUNCE_FAILED},
    {"From: list-owner@b.example\nSubject: Your message to list awaits moderator approval\n\n"
     "Your mail to u@v.example could not be delivered yet: it is being held.\n",
     "", BOUNCE_FAILED},
    {"From: u@v.example\nAuto-Submitted: auto-replied\nReturn-Path: <>\nSubject: Re: "
     "undelivered\n\nI am away; mail to u@v.example is delayed.\n",
     "", BOUNCE_FAILED},
    {"From: a@b.example\nSubject: AWS\n\n{\"notificationType\":\"Bounce\",\"bounce\":"
     "{\"bouncedRecipients\":[{\"emailAddress\":\"u@v.example\"}]}}\n",
     "", BOUNCE_FAILED},
    {PERSON "> Hi. This is the qmail-send program at mx.\n> <u@v.example>:\n> No mailbox.\n", "",
     BOUNCE_FAILED},
    {PERSON "Final-Recipient: rfc822; u@v.example\nAction: failed\nStatus: 5.1.1\n", "",
     BOUNCE_FAILED},
    {"Return-Path: <>\nFrom: a@b.example\nSubject: Out of office\n\nI am away. Write to "
     "u@v.example.\n",
     "", BOUNCE_FAILED},
    {DAEMON "Delivery failed\n<u@v.example>: 550 Your server requires confirmation\n", "",
     BOUNCE_FAILED},
};

static void test_forms(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(FORMS); i++) {
        g_autoptr(Facts) facts = read_text(FORMS[i].raw);
        g_autoptr(GString) found = g_string_new(NULL);
        for (guint n = 0; n < facts->bounces->len; n++) {
            const Bounce *bounce = facts->bounces->pdata[n];
            g_string_append_printf(found, "%s%s", n ? " " : "", bounce->address);
            g_assert_cmpint(bounce->action, ==, FORMS[i].action);
        }
        g_test_message("row %zu: %s", i, facts->evidence);
        g_assert_cmpstr(found->str, ==, FORMS[i].addresses);
        g_assert_cmpint(facts->kind == KIND_BOUNCE, ==, *FORMS[i].addresses != '\0');
    }
}

static const struct WordRow {
    const char *said, *class_;
    bool hard;
} WORDS[] = {
    {"user unknown", "unknown-user", true},
    /* of which nobody says when it was said */
    {"550 user unknown", "unknown-user", false},
    {"550 user unknown (in reply to RCPT TO command)", "unknown-user", true},
    {"SMTP error after MAIL FROM:<a@our.example>: 553 5.1.0 a@our.example does not exist", "policy",
     false},
    {"mx.v.example said: 550 5.1.1 mailbox is full", "full", false},
    {"550 5.1.1 user unknown, see our policy against spam", "unknown-user", true},
    {"550 5.1.10 recipient not found", "unknown-user", true},
    {"550 5.1.10 domain has a null MX", "no-host", true},
    {"it was rejected by the server for the recipient domain", "other", false},
    {"/home/u/.forward: no such file or directory", "other", false},
    {"551 user has been replaced by w@v.example (in reply to RCPT TO command)", "unknown-user",
     true},
    {"Пользователь с таким адресом неизвестен", "unknown-user", true},
    {"Почтовый ящик не существует", "unknown-user", true},
    {"550 превышена квота почтового ящика", "full", false},
    {"Домен получателя не существует", "no-host", true},
    {"554 письмо похоже на спам", "blocked", false},
    {"450 user unknown", "unknown-user", false},
    {"550 5.1.1 x", "unknown-user", true},
    {"550 5.1.8 sender address does not exist", "policy", false},
    {"550 sender rejected", "policy", false},
    {"550 5.2.1 user unknown", "disabled", false},
    {"550 5.2.1 user unknown (in reply to RCPT TO command)", "unknown-user", true},
    {"550 5.7.1 user unknown", "policy", false},
    {"550 5.0.0 user unknown (in reply to end of DATA command)", "policy", false},
    {"554 This user doesn't have a v.example account (in reply to end of DATA command)",
     "unknown-user", true},
    {"525 5.7.13 recipient rejected", "disabled", false},
    {"554 5.3.0 Recipient rejected: internal system error", "other", false},
    {"5.1.0 - Unknown address error 550-'5.7.1 Access denied'", "policy", false},
    {"552 no", "full", false},
    {"521 no", "no-host", true},
    {"550 is not an active address at this host (in reply to RCPT TO command)", "unknown-user",
     true},
    {"550 no mail box available for this user (in reply to RCPT TO command)", "unknown-user", true},
    {"550 mailbox unavailable or access denied (in reply to RCPT TO command)", "disabled", false},
    {"RCPT TO generated following response: 550 no such user here", "unknown-user", true},
    {"550 no", "policy", false},
    {"554 rejected: recipient over quota", "full", false},
    {"550 no PTR record for your host, user unknown", "policy", false},
    {"554 spam: recipient rejected", "blocked", false},
    {"Name service error: host not found, try again", "expired", false},
    {"Name service error: Malformed or unexpected name server reply", "expired", false},
    {"5.4.4 unable to connect to v.example", "expired", false},
    {"5.4.4 no MX or A for domain", "no-host", true},
    {"Name service error for v.example", "no-host", true},
    {"The domain is not reachable", "no-host", true},
    {"553 not configured to act as a relay", "relay", false},
    {"адресат не найден", "unknown-user", true},
    {"550 ящик заблокирован", "disabled", false},
    {"554 5.4.6 too many hops", "loop", false},
};

static void test_words(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        g_autofree char *raw =
            g_strdup_printf(DAEMON "Delivery failed\n\n<u@v.example>: %s\n", WORDS[i].said);
        g_autoptr(Facts) facts = read_text(raw);
        g_test_message("row %zu: %s", i, WORDS[i].said);
        g_assert_cmpuint(facts->bounces->len, ==, 1);
        const Bounce *bounce = facts->bounces->pdata[0];
        g_assert_cmpstr(bounce->class_, ==, WORDS[i].class_);
        g_assert_cmpint(bounce->hard, ==, WORDS[i].hard);
    }
}

static const struct FieldRow {
    const char *fields, *address;
} FIELDS[] = {
    {"Final-Recipient: rfc822; u@v.example\nOriginal-Recipient: rfc822; o@v.example\n",
     "o@v.example"},
    {"Final-Recipient: rfc822; u@inner\nOriginal-Recipient: rfc822; <o@v.example>\n",
     "o@v.example"},
    {"Final-Recipient: rfc822; u@v.example\nOriginal-Recipient: LOCAL; <o>\n", "u@v.example"},
    {"Final-Recipient: rfc822; u@inner\n", "u@inner"},
};

static void test_fields(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
        g_autofree char *raw = g_strdup_printf(DAEMON_REPORT "%s\n--b--\n", FIELDS[i].fields);
        g_autoptr(Facts) facts = read_text(raw);
        g_assert_cmpuint(facts->bounces->len, ==, 1);
        const Bounce *bounce = facts->bounces->pdata[0];
        g_assert_cmpstr(bounce->address, ==, FIELDS[i].address);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bounce/forms", test_forms);
    g_test_add_func("/bounce/words", test_words);
    g_test_add_func("/bounce/fields", test_fields);
    return g_test_run();
}
