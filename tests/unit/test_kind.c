/* test_kind.c: one row for each rule that decides the kind of a letter, and the rows beside it that
 * must not be taken for it. */
#include <string.h>

#include "base/reading.h"

static const char *const COMMANDS[] = {"помощь", "подписаться", "help", NULL};

static Facts *read_text(const char *raw)
{
    ReadContext context = {.limits = READ_LIMITS_DEFAULT, .command_words = COMMANDS};

    return read_letter(raw, strlen(raw), &context);
}

#define FROM "From: a@b.example\nMessage-ID: <1@b.example>\n"

static const struct Row {
    const char *raw;
    LetterKind kind;
    const char *evidence; /* its beginning */
} ROWS[] = {
    {FROM "Subject: План\n\nТекст\n", KIND_POST, "post"},
    {FROM "Auto-Submitted: auto-replied\nSubject: x\n\ny\n", KIND_AUTO, "automatic"},
    {FROM "Auto-Submitted: auto-generated (x)\nSubject: x\n\ny\n", KIND_AUTO, "automatic"},
    {FROM "Auto-Submitted: no\nSubject: x\n\ny\n", KIND_POST, "post"},
    {FROM "Auto-Submitted: No; x=y\nSubject: x\n\ny\n", KIND_POST, "post"},
    {FROM "X-Auto-Response-Suppress: All\nSubject: x\n\ny\n", KIND_AUTO, "auto-header"},
    {FROM "X-Auto-Response-Suppress: None\nSubject: x\n\ny\n", KIND_POST, "post"},
    {FROM "X-Autoreply: yes\n\ny\n", KIND_AUTO, "auto-header"},
    {FROM "Precedence: auto_reply\n\ny\n", KIND_AUTO, "precedence"},
    {FROM "Precedence: bulk\n\ny\n", KIND_LIST, "precedence"},
    {FROM "Precedence: first-class\n\ny\n", KIND_POST, "post"},
    {"Return-Path: <>\n" FROM "Subject: x\n\ny\n", KIND_AUTO, "null-return-path"},
    {"Return-Path: <a@b.example>\n" FROM "Subject: x\n\ny\n", KIND_POST, "post"},
    {FROM "List-Id: <l.example>\n\ny\n", KIND_LIST, "list-header"},
    {FROM "List-Post: <mailto:l@x.example>\n\ny\n", KIND_LIST, "list-header"},
    {FROM "Subject: Автоответ: в отпуске\n\ny\n", KIND_AUTO, "auto-subject"},
    {FROM "Subject: Re: Автоответ: в отпуске\n\ny\n", KIND_POST, "post"},
    {FROM "Subject: Re: [12-k3jq8w0m5t9r2x7e] ?\n\nда\n", KIND_ANSWER, "token"},
    {FROM "To: gw+12-K3JQ8W0M5T9R2X7E@x.example\nSubject: Re\n\nда\n", KIND_ANSWER, "token"},
    {FROM "Subject: [12-k3jq8w0m5t9r2x7e] ?\nAuto-Submitted: auto-replied\n\nда\n", KIND_AUTO,
     "automatic"},
    {FROM "Subject: Re: x\n\n> [12-k3jq8w0m5t9r2x7e]\n", KIND_POST, "post"},
    {FROM "Subject: [12-k3jq8w0m5t9r2xue] ?\n\nда\n", KIND_POST, "post"}, /* u is no such sign */
    {FROM "Subject: ПОМОЩЬ!\n\n", KIND_COMMAND, "command"},
    {FROM "Subject: Re: помощь\n\n", KIND_COMMAND, "command"},
    {FROM "Subject: подписаться matematika\n\n", KIND_COMMAND, "command"},
    {FROM "\nhelp\n\n-- \nA\n", KIND_COMMAND, "command"},
    {FROM "Subject: Помощь молодым учителям нужна\n\nТекст\n", KIND_POST, "post"},
    {FROM "\nПомощь нужна всем молодым\n", KIND_POST, "post"},
    {FROM "Subject: План\n\nпомощь\n", KIND_POST, "post"},
    {FROM
     "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\n"
     "read\n--b\nContent-Type: message/disposition-notification\n\nDisposition: x; "
     "displayed\n--b--\n",
     KIND_RECEIPT, "receipt"},
    {FROM "Content-Type: multipart/report; report-type=delivery-status; "
          "boundary=b\n\n--b\n\nfailed\n--b\n"
          "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
          "Final-Recipient: rfc822; u@v.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n",
     KIND_BOUNCE, "delivery-report"},
    {FROM
     "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nspam\n--b\n"
     "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
     "Original-Rcpt-To: u@v.example\n\n--b--\n",
     KIND_BOUNCE, "complaint"},
    {"From: MAILER-DAEMON@x.example\nSubject: failure notice\n\nHi. This is the qmail-send program "
     "at x.\n\n"
     "<u@v.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n",
     KIND_BOUNCE, "bounce-text"},
    {FROM
     "Subject: Fwd: failure notice\n\nThis is the qmail-send program. <u@v.example>: no mailbox\n",
     KIND_POST, "post"}, /* a person tells of a bounce */
    {"\x01\x02\x03\x04 no letter at all", KIND_BROKEN, "broken"},
    {"", KIND_BROKEN, "broken"},
};

static void test_rows(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Facts) facts = read_text(ROWS[i].raw);
        g_test_message("row %zu: %s", i, facts->evidence);
        g_assert_cmpstr(letter_kind_name(facts->kind), ==, letter_kind_name(ROWS[i].kind));
        g_assert_true(g_str_has_prefix(facts->evidence, ROWS[i].evidence));
    }
}

static const struct BounceRow {
    const char *fields, *class_;
    bool hard;
    BounceAction action;
} BOUNCES[] = {
    {"Action: failed\nStatus: 5.1.1\n", "unknown-user", true, BOUNCE_FAILED},
    {"Action: failed\nStatus: 5.1.2\n", "no-host", true, BOUNCE_FAILED},
    {"Action: failed\nStatus: 5.2.2\n", "full", false, BOUNCE_FAILED},
    {"Action: failed\nStatus: 4.2.2\n", "full", false, BOUNCE_FAILED},
    {"Action: delayed\nStatus: 4.4.7\n", "expired", false, BOUNCE_DELAYED},
    {"Action: delayed\nStatus: 4.0.0\n", "delayed", false, BOUNCE_DELAYED},
    {"Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 554 5.7.1 Spam\n", "blocked", false,
     BOUNCE_FAILED},
    {"Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 User unknown\n", "unknown-user",
     true, BOUNCE_FAILED},
    {"Action: failed\nStatus: 5.2.1\n", "disabled", false, BOUNCE_FAILED},
    {"Action: failed\nStatus: 5.3.4\n", "size", false, BOUNCE_FAILED},
    {"Action: relayed\nStatus: 2.0.0\n", "other", false, BOUNCE_RELAYED},
    {"Action: failed\n", "other", false, BOUNCE_FAILED},
};

static void test_bounces(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(BOUNCES); i++) {
        g_autofree char *raw = g_strdup_printf(
            FROM
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
            "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
            "Final-Recipient: rfc822; U@V.example\n%s\n--b\nContent-Type: text/rfc822-headers\n\n"
            "Message-ID: <ours@x>\n\n--b--\n",
            BOUNCES[i].fields);
        g_autoptr(Facts) facts = read_text(raw);
        g_test_message("row %zu", i);
        g_assert_cmpuint(facts->bounces->len, ==, 1);
        const Bounce *bounce = facts->bounces->pdata[0];
        g_assert_cmpstr(bounce->address, ==, "u@v.example");
        g_assert_cmpstr(bounce->class_, ==, BOUNCES[i].class_);
        g_assert_cmpint(bounce->hard, ==, BOUNCES[i].hard);
        g_assert_cmpint(bounce->action, ==, BOUNCES[i].action);
        g_assert_cmpstr(facts->bounced_message_id, ==, "ours@x");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/kind/rows", test_rows);
    g_test_add_func("/kind/bounces", test_bounces);
    return g_test_run();
}
