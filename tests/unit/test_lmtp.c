/* test_lmtp.c: the LMTP session as a machine: dialogues in, replies and letters out. Every dialogue
 * is said at once and byte by byte, which must come to the same. */
#include <string.h>

#include "archive/letter.h"
#include "base/error.h"
#include "gateway/lmtp_session.h"
#include "gateway/status.h"
#include "tests/unit/temp.h"

#define HELLO "LHLO mx\r\n"
#define MAIL  "MAIL FROM:<a@x.test>\r\n"
#define RCPT  "RCPT TO:<list@mo.test>\r\n"
#define BEGIN HELLO MAIL RCPT "DATA\r\n"
#define END   "\r\n.\r\n"

static LmtpReply judge(void *judging, const char *address)
{
    (void)judging;
    return g_str_has_suffix(address, "@elsewhere.test") ? LMTP_FOREIGN_RECIPIENT
           : g_str_has_prefix(address, "later@")        ? LMTP_CANNOT_LOOK
                                                        : LMTP_RECIPIENT_OK;
}

static const LmtpLimits LIMITS = {.line_bytes = 1000,
                                  .text_line_bytes = 1000,
                                  .letter_bytes = 5000,
                                  .recipients = 1000,
                                  .letters = 3,
                                  .errors = 4,
                                  .domain = "mo.test",
                                  .judge = judge};

typedef struct Said {
    GString *codes;   /* the codes of all replies after the greeting, LHLO's as one */
    GString *letters; /* "sender>recipient,recipient:bytes|" */
    LmtpState state;
} Said;

/* "250-..." lines are left out: only the last line of a reply counts. */
static void take_codes(LmtpSession *session, GString *codes)
{
    GString *replies = lmtp_session_replies(session);
    g_auto(GStrv) lines = g_strsplit(replies->str, "\r\n", -1);

    for (char **line = lines; *line; line++) {
        if (strlen(*line) > 3 && (*line)[3] == ' ')
            g_string_append_printf(codes, "%s%.3s", codes->len ? " " : "", *line);
    }
    g_string_truncate(replies, 0);
}

static void take_letter(LmtpSession *session, GString *letters)
{
    gsize size;
    const char *bytes = g_bytes_get_data(lmtp_session_raw(session), &size);
    const char *sender = lmtp_session_sender(session);
    g_autofree char *to = g_strjoinv(",", (char **)lmtp_session_recipients(session));

    g_string_append_printf(letters, "%s>%s:", sender ? sender : "?", to);
    g_string_append_len(letters, bytes, (gssize)size);
    g_string_append_c(letters, '|');
    lmtp_session_answer(session, "250 2.0.0 Kept");
}

static Said talk(const char *bytes, size_t length, size_t piece, LmtpBudget *budget)
{
    Said said = {.codes = g_string_new(NULL), .letters = g_string_new(NULL)};
    g_autoptr(LmtpSession) session = lmtp_session_new("us.test", &LIMITS, budget);

    g_assert_true(g_str_has_prefix(lmtp_session_replies(session)->str, "220 us.test "));
    g_string_truncate(lmtp_session_replies(session), 0);
    for (size_t at = 0; at < length && lmtp_session_state(session) != LMTP_ENDED;) {
        size_t taken = lmtp_session_feed(session, bytes + at, MIN(piece, length - at));
        g_assert_cmpuint(taken, >, 0);
        at += taken;
        if (lmtp_session_state(session) == LMTP_LETTER)
            take_letter(session, said.letters);
    }
    take_codes(session, said.codes);
    said.state = lmtp_session_state(session);
    return said;
}

static void said_clear(Said *said)
{
    g_string_free(said->codes, TRUE);
    g_string_free(said->letters, TRUE);
}

typedef struct Dialogue {
    const char *name, *says, *codes, *letters;
    bool ended;
} Dialogue;

static const Dialogue DIALOGUES[] = {
    {"one letter", BEGIN "From: a@x.test\r\n\r\nbody" END "QUIT\r\n", "250 250 250 354 250 221",
     "a@x.test>list@mo.test:From: a@x.test\r\n\r\nbody\r\n|", true},
    {"two letters, pipelined", BEGIN "1" END MAIL RCPT "DATA\r\n2" END,
     "250 250 250 354 250 250 250 354 250",
     "a@x.test>list@mo.test:1\r\n|a@x.test>list@mo.test:2\r\n|", false},
    {"an answer for each recipient",
     HELLO MAIL RCPT "RCPT TO:<two@mo.test>\r\nRCPT TO:<bad>\r\nDATA\r\n1" END,
     "250 250 250 250 501 354 250 250", "a@x.test>list@mo.test,two@mo.test:1\r\n|", false},
    {"dots", BEGIN "..\r\n...\r\n..a\r\n.b\r\nc.\r\n.." END, "250 250 250 354 250",
     "a@x.test>list@mo.test:.\r\n..\r\n.a\r\nb\r\nc.\r\n.\r\n|", false},
    {"the null sender", HELLO "MAIL FROM:<>\r\n" RCPT "DATA\r\n1" END, "250 250 250 354 250",
     ">list@mo.test:1\r\n|", false},
    {"a sender that is none of ours", HELLO "MAIL FROM:<\"a >b\"@x.test>\r\n" RCPT "DATA\r\n1" END,
     "250 250 250 354 250", "?>list@mo.test:1\r\n|", false},
    {"parameters",
     HELLO "mail from:<A@X.test> SIZE=5000 body=8bitmime SMTPUTF8\r\n" RCPT "DATA\r\n1" END,
     "250 250 250 354 250", "a@x.test>list@mo.test:1\r\n|", false},
    {"a source route", HELLO MAIL "RCPT TO:<@a,@b:list@mo.test>\r\nDATA\r\n1" END,
     "250 250 250 354 250", "a@x.test>list@mo.test:1\r\n|", false},
    {"an address in Russian", HELLO MAIL "RCPT TO:<математика@школа.рф>\r\nDATA\r\n1" END,
     "250 250 250 354 250", "a@x.test>математика@xn--80atdl2c.xn--p1ai:1\r\n|", false},
    {"RSET forgets", HELLO MAIL RCPT "RSET\r\nDATA\r\n" MAIL "RSET\r\n" RCPT,
     "250 250 250 250 503 250 250 503", "", false},
    {"LHLO forgets", HELLO MAIL RCPT HELLO "DATA\r\n", "250 250 250 250 503", "", false},
    {"NOOP and VRFY", "NOOP\r\nNOOP x\r\nVRFY a\r\nVRFY\r\n", "250 250 252 501", "", false},
    {"no LHLO", MAIL, "503", "", false},
    {"SMTP", "EHLO mx\r\nHELO mx\r\n", "500 500", "", false},
    {"LHLO needs a name", "LHLO\r\n", "501", "", false},
    {"MAIL twice", HELLO MAIL MAIL, "250 250 503", "", false},
    {"no recipients", HELLO MAIL "DATA\r\n", "250 250 503", "", false},
    {"one recipient of three is ours",
     HELLO MAIL "RCPT TO:<a@elsewhere.test>\r\n" RCPT "RCPT TO:<later@other.test>\r\nDATA\r\n1" END,
     "250 250 550 250 451 354 250", "a@x.test>list@mo.test:1\r\n|", false},
    {"no recipient is ours", HELLO MAIL "RCPT TO:<a@elsewhere.test>\r\nDATA\r\n", "250 250 550 503",
     "", false},
    {"no recipient is valid", HELLO MAIL "RCPT TO:<>\r\nDATA\r\n", "250 250 501 503", "", false},
    {"unknown parameters",
     HELLO "MAIL FROM:<a@x.test> RET=FULL\r\n" MAIL "RCPT TO:<list@mo.test> NOTIFY=NEVER\r\n",
     "250 555 250 555", "", false},
    {"bad parameters",
     HELLO "MAIL FROM:<a@x.test> SIZE=-1\r\nMAIL FROM:<a@x.test> BODY=BINARYMIME\r\n",
     "250 501 501", "", false},
    {"bad paths", HELLO "MAIL FROM:a@x.test\r\nMAIL FROM:<a@x.test>b\r\nMAIL TO:<a@x.test>\r\n",
     "250 501 501 501", "", false},
    {"SIZE too large", HELLO "MAIL FROM:<a@x.test> SIZE=5001\r\n", "250 552", "", false},
    {"SIZE beyond all numbers", HELLO "MAIL FROM:<a@x.test> SIZE=99999999999999999999999\r\n",
     "250 552", "", false},
    {"an empty letter", BEGIN ".\r\n", "250 250 250 354 554", "", false},
    {"too many errors", "A\r\nB\r\nC\r\nD\r\nNOOP\r\n", "500 500 500 500 421", "", true},
    {"too many letters",
     BEGIN "1" END MAIL RCPT "DATA\r\n2" END MAIL RCPT "DATA\r\n3" END "RSET\r\n",
     "250 250 250 354 250 250 250 354 250 250 250 354 250 421",
     "a@x.test>list@mo.test:1\r\n|a@x.test>list@mo.test:2\r\n|a@x.test>list@mo.test:3\r\n|", true},
    {"a bare LF ends no command", "LHLO mx\n" MAIL, "500", "", true},
    {"a bare CR in a command", HELLO "MAIL FROM:<a@x.test>\rRCPT TO:<b@x.test>\r\n", "250 500", "",
     true},
    {"a bare LF in a command", HELLO "MAIL FROM:<a@x.test>\nRCPT TO:<b@x.test>\r\n", "250 500", "",
     true},
    {"no text in UTF-8", "NOOP \xff\r\n", "500", "", false},
    /* RFC 5321, section by section */
    {"2.4 verbs and keywords in any case",
     "lhlo mx\r\nMaIl fRoM:<a@x.test> size=5\r\nrcpt to:<list@mo.test>\r\ndata\r\n1" END "quit\r\n",
     "250 250 250 354 250 221", "a@x.test>list@mo.test:1\r\n|", true},
    {"3.5.2 what cannot be verified or expanded", "EXPN list\r\nVRFY a\r\n", "502 252", "", false},
    {"4.1.1.1 an address literal greets", "LHLO [127.0.0.1]\r\n" MAIL, "250 250", "", false},
    {"4.1.1.2 blanks after the colon", HELLO "MAIL FROM: <a@x.test>\r\nRCPT TO: <list@mo.test>\r\n",
     "250 250 250", "", false},
    {"4.1.1.3 RCPT before MAIL", HELLO RCPT MAIL, "250 503 250", "", false},
    {"4.1.1.3 one recipient twice: two answers", HELLO MAIL RCPT RCPT "DATA\r\n1" END,
     "250 250 250 250 354 250 250", "a@x.test>list@mo.test,list@mo.test:1\r\n|", false},
    {"4.1.1.4 DATA before MAIL, and with a word",
     HELLO "DATA\r\n" MAIL RCPT "DATA x\r\nDATA\r\n1" END, "250 503 250 250 501 354 250",
     "a@x.test>list@mo.test:1\r\n|", false},
    {"4.1.1.5 RSET takes no word and is allowed at any time",
     "RSET\r\n" HELLO MAIL "RSET x\r\n" RCPT, "250 250 250 501 250", "", false},
    {"4.1.1.8 HELP", "HELP\r\nHELP MAIL\r\n", "214 214", "", false},
    {"4.1.1.9 NOOP within a mail", HELLO MAIL "NOOP\r\n" RCPT "NOOP list\r\nDATA\r\n1" END,
     "250 250 250 250 250 354 250", "a@x.test>list@mo.test:1\r\n|", false},
    {"4.1.1.10 QUIT takes no word", "QUIT now\r\nQUIT\r\n", "501 221", "", true},
    {"4.1.1.10 QUIT within a mail: no letter", HELLO MAIL RCPT "QUIT\r\n", "250 250 250 221", "",
     true},
    {"4.1.1.10 QUIT within a letter is text", BEGIN "QUIT" END, "250 250 250 354 250",
     "a@x.test>list@mo.test:QUIT\r\n|", false},
    {"4.1.4 MAIL in a mail, then RSET", HELLO MAIL MAIL "RSET\r\n" MAIL RCPT "DATA\r\n1" END,
     "250 250 503 250 250 250 354 250", "a@x.test>list@mo.test:1\r\n|", false},
    {"4.1.4 trailing blanks", "LHLO mx  \r\nMAIL FROM:<a@x.test>  \r\nRCPT TO:<list@mo.test> \r\n",
     "250 250 250", "", false},
    {"4.2.4 an empty line and a foreign verb", "\r\n \r\nSTARTTLS\r\n", "500 500 500", "", false},
    {"4.5.1 Postmaster without a domain", HELLO MAIL "RCPT TO:<PostMaster>\r\nDATA\r\n1" END,
     "250 250 250 354 250", "a@x.test>postmaster@mo.test:1\r\n|", false},
    {"4.5.1 nobody else has none", HELLO MAIL "RCPT TO:<list>\r\nRCPT TO:<postmaster@>\r\n",
     "250 250 501 501", "", false},
    {"4.5.2 a line of two dots ends nothing", BEGIN "1\r\n..\r\n2" END, "250 250 250 354 250",
     "a@x.test>list@mo.test:1\r\n.\r\n2\r\n|", false},
    {"4.5.5 the null sender with parameters", HELLO "MAIL FROM:<> SIZE=5 BODY=7BIT\r\n" RCPT,
     "250 250 250", "", false},
    {"C a sender by a source route",
     HELLO "MAIL FROM:<@a.test,@b.test:a@x.test>\r\n" RCPT "DATA\r\n1" END, "250 250 250 354 250",
     "a@x.test>list@mo.test:1\r\n|", false},
    /* RFC 2033 */
    {"2033 4.2 a refusal for each recipient", HELLO MAIL RCPT RCPT "DATA\r\n\n1" END "NOOP\r\n",
     "250 250 250 250 354 554 554 250", "", false},
    {"2033 4.2 a good letter behind a refused one", BEGIN "\n1" END MAIL RCPT "DATA\r\n2" END,
     "250 250 250 354 554 250 250 354 250", "a@x.test>list@mo.test:2\r\n|", false},
    {"2033 4.2 a letter behind its last valid recipient",
     HELLO MAIL "RCPT TO:<b>\r\n" RCPT "DATA\r\n1" END, "250 250 501 250 354 250",
     "a@x.test>list@mo.test:1\r\n|", false},
    /* RFC 1870, 6152, 6531: parameters */
    {"1870 SIZE without a number",
     HELLO "MAIL FROM:<a@x.test> SIZE\r\nMAIL FROM:<a@x.test> SIZE=\r\n", "250 501 501", "", false},
    {"1870 SIZE=0 tells nothing; more comes than was told",
     HELLO "MAIL FROM:<a@x.test> SIZE=0\r\n" RCPT "DATA\r\n1" END, "250 250 250 354 250",
     "a@x.test>list@mo.test:1\r\n|", false},
    {"6152 eight bits that were not announced", BEGIN "\xcf\xd0" END, "250 250 250 354 250",
     "a@x.test>list@mo.test:\xcf\xd0\r\n|", false},
    {"6152 BODY without a word",
     HELLO "MAIL FROM:<a@x.test> BODY\r\nMAIL FROM:<a@x.test> BODY=\r\n", "250 501 501", "", false},
    {"6531 a sender in Russian",
     HELLO "MAIL FROM:<учитель@школа.рф> SMTPUTF8\r\n" RCPT "DATA\r\n1" END, "250 250 250 354 250",
     "учитель@xn--80atdl2c.xn--p1ai>list@mo.test:1\r\n|", false},
    {"6531 SMTPUTF8 has no value", HELLO "MAIL FROM:<a@x.test> SMTPUTF8=1\r\n", "250 501", "",
     false},
    {"6531 VRFY in Russian", "VRFY математика SMTPUTF8\r\n", "252", "", false},
    {"parameters given twice",
     HELLO
     "MAIL FROM:<a@x.test> SMTPUTF8 SMTPUTF8\r\nMAIL FROM:<a@x.test> BODY=7BIT body=8BITMIME\r\n"
     "MAIL FROM:<a@x.test> SIZE=1 SIZE=2\r\n" MAIL,
     "250 501 501 501 250", "", false},
    {"4954, 3461 parameters that were not offered",
     HELLO "MAIL FROM:<a@x.test> AUTH=<>\r\nMAIL FROM:<a@x.test> ENVID=1\r\n" MAIL
           "RCPT TO:<list@mo.test> ORCPT=rfc822;a\r\n",
     "250 555 555 250 555", "", false},
    /* RFC 2920: what was sent ahead of a refusal */
    {"2920 DATA is refused, and the group goes on",
     HELLO MAIL "RCPT TO:<b>\r\nDATA\r\nRSET\r\n" MAIL RCPT "DATA\r\n1" END,
     "250 250 501 503 250 250 250 354 250", "a@x.test>list@mo.test:1\r\n|", false},
    {"2920 a letter sent ahead of a refused DATA is no letter",
     HELLO MAIL "DATA\r\n1" END "RSET\r\n" MAIL, "250 250 503 500 500 250 250", "", false},
    {"2920 MAIL is refused, RCPT and DATA with it",
     HELLO "MAIL FROM:<a@x.test> SIZE=5001\r\n" RCPT "DATA\r\nRSET\r\n" MAIL,
     "250 552 503 503 250 250", "", false},
    /* smuggling: only CRLF.CRLF ends a letter, and what was smuggled is no command */
    {"LF . LF", BEGIN "1\n.\n" MAIL RCPT "DATA\r\n2" END "NOOP\r\n", "250 250 250 354 554 250", "",
     false},
    {"LF . CRLF", BEGIN "1\n.\r\n" MAIL RCPT "DATA\r\n2" END, "250 250 250 354 554", "", false},
    {"CRLF . LF", BEGIN "1\r\n.\n" MAIL RCPT "DATA\r\n2" END, "250 250 250 354 554", "", false},
    {"CRLF . CR", BEGIN "1\r\n.\r" MAIL RCPT "DATA\r\n2" END, "250 250 250 354 554", "", false},
    {"CR . CR", BEGIN "1\r.\r" MAIL RCPT "DATA\r\n2" END, "250 250 250 354 554", "", false},
    {"CR CRLF . CRLF", BEGIN "1\r\r\n.\r\nNOOP\r\n", "250 250 250 354 554 250", "", false},
    {"CRLF . CR CRLF . CRLF", BEGIN "1\r\n.\r\r\n.\r\nNOOP\r\n", "250 250 250 354 554 250", "",
     false},
    {"a bare LF at the start", BEGIN "\n1" END, "250 250 250 354 554", "", false},
};

static void test_dialogue(gconstpointer data)
{
    const Dialogue *dialogue = data;
    static const size_t PIECES[] = {100000, 1, 2, 7};

    for (size_t i = 0; i < G_N_ELEMENTS(PIECES); i++) {
        LmtpBudget budget = {.most = 100000};
        Said said = talk(dialogue->says, strlen(dialogue->says), PIECES[i], &budget);
        g_assert_cmpstr(said.codes->str, ==, dialogue->codes);
        g_assert_cmpstr(said.letters->str, ==, dialogue->letters);
        g_assert_cmpint(said.state == LMTP_ENDED, ==, dialogue->ended);
        g_assert_cmpuint(budget.used, ==, 0);
        said_clear(&said);
    }
}

static void assert_talk(const GString *says, size_t most, const char *codes, const char *letters)
{
    LmtpBudget budget = {.most = most};
    Said said = talk(says->str, says->len, 4096, &budget);

    g_assert_cmpstr(said.codes->str, ==, codes);
    if (letters)
        g_assert_cmpstr(said.letters->str, ==, letters);
    g_assert_cmpuint(budget.used, ==, 0);
    said_clear(&said);
}

static void append_many(GString *says, const char *what, int times)
{
    for (; times > 0; times--)
        g_string_append(says, what);
}

/* A limit is kept to the byte: so much goes through, one more does not. */
static void test_lines(void)
{
    for (int extra = 0; extra < 2; extra++) {
        g_autoptr(GString) command = g_string_new("NOOP ");
        g_autoptr(GString) letter = g_string_new(BEGIN);
        append_many(command, "x", 1000 - 5 - 2 + extra);
        g_string_append(command, "\r\nNOOP\r\n");
        assert_talk(command, 10000, extra ? "500 250" : "250 250", "");
        append_many(letter, "x", 1000 - 2 + extra);
        g_string_append(letter, END "NOOP\r\n");
        assert_talk(letter, 10000, extra ? "250 250 250 354 554 250" : "250 250 250 354 250 250",
                    extra ? "" : NULL);
    }
    g_autoptr(GString) endless = g_string_new(NULL);
    append_many(endless, "x", 100000);
    g_string_append(endless, "\r\nNOOP\r\n");
    assert_talk(endless, 10000, "500 250", "");
}

/* A line and the letter over their limits: the one that is met first is told, however the bytes
 * were cut into packets. */
static void test_two_limits(void)
{
    g_autoptr(GString) line_first = g_string_new(BEGIN), letter_first = g_string_new(BEGIN);

    append_many(line_first, "x", 6000);
    g_string_append(line_first, END "NOOP\r\n");
    append_many(letter_first, "12345678\r\n", 480);
    append_many(letter_first, "x", 2000);
    g_string_append(letter_first, END "NOOP\r\n");
    assert_talk(line_first, 10000, "250 250 250 354 554 250", NULL);
    assert_talk(letter_first, 10000, "250 250 250 354 552 250", NULL);
}

/* By them a client is known to be alive: bytes of a line that does not end are nothing. */
static void test_lines_ended(void)
{
    static const struct {
        const char *says;
        size_t lines;
    } STEPS[] = {{"LHLO m", 0}, {"x\r", 0},          {"\n", 1}, {MAIL RCPT "DATA\r\n", 4},
                 {"1", 4},      {"2\r\n.\r\nMA", 5}, {"NO", 5}};
    LmtpBudget budget = {.most = 1000};
    g_autoptr(LmtpSession) session = lmtp_session_new("us.test", &LIMITS, &budget);

    for (size_t i = 0; i < G_N_ELEMENTS(STEPS); i++) {
        lmtp_session_feed(session, STEPS[i].says, strlen(STEPS[i].says));
        g_assert_cmpuint(lmtp_session_lines(session), ==, STEPS[i].lines);
    }
}

static void test_letter_bytes(void)
{
    for (int extra = 0; extra < 2; extra++) {
        g_autoptr(GString) says = g_string_new(BEGIN);
        append_many(says, "12345678\r\n", 499);
        g_string_append(says, extra ? "123456789" : "12345678");
        g_string_append(says, END "NOOP\r\n");
        assert_talk(says, 10000, extra ? "250 250 250 354 552 250" : "250 250 250 354 250 250",
                    extra ? "" : NULL);
    }
}

/* What all sessions hold together is bounded; with room again, the same letter goes in. */
static void test_memory(void)
{
    LmtpBudget budget = {.most = 1000};
    static const char MANY[] = BEGIN "1234567890\r\n";
    g_autoptr(LmtpSession) holds = lmtp_session_new("us.test", &LIMITS, &budget);
    g_autoptr(GString) says = g_string_new(BEGIN);

    lmtp_session_feed(holds, MANY, strlen(MANY));
    for (int i = 0; i < 80; i++)
        lmtp_session_feed(holds, "1234567890\r\n", 12);
    g_assert_cmpuint(budget.used, ==, 81 * 12);
    append_many(says, "1234567890\r\n", 10);
    g_string_append(says, ".\r\nMAIL FROM:<a@x.test> SIZE=200\r\n");
    Said said = talk(says->str, says->len, 100, &budget);
    g_assert_cmpstr(said.codes->str, ==, "250 250 250 354 452 452");
    said_clear(&said);
    g_assert_cmpuint(budget.used, ==, 81 * 12);
    g_clear_pointer(&holds, lmtp_session_free);
    g_assert_cmpuint(budget.used, ==, 0);
    said = talk(says->str, says->len, 100, &budget);
    g_assert_cmpstr(said.codes->str, ==, "250 250 250 354 250 250");
    said_clear(&said);
}

static void test_many_recipients(void)
{
    g_autoptr(GString) says = g_string_new(HELLO MAIL), codes = g_string_new("250 250");

    for (int i = 0; i < 1001; i++) {
        g_string_append_printf(says, "RCPT TO:<list%d@mo.test>\r\n", i);
        g_string_append(codes, i < 1000 ? " 250" : " 452");
    }
    g_string_append(says, "DATA\r\n1" END);
    g_string_append(codes, " 354");
    append_many(codes, " 250", 1000);
    assert_talk(says, 10000, codes->str, NULL);
}

/* Whatever comes, it neither dies nor holds more than it may, and nothing of it is a letter unless
 * a whole dialogue was said. */
static void test_garbage(void)
{
    static const char *const WORDS[] = {HELLO, MAIL, RCPT,   "DATA\r\n", ".\r\n", "\r\n",
                                        ".",   "\r", "\n",   "RSET",     "x",     "<",
                                        "\"",  "\\", "\xff", END,        "NOOP ", "MAIL FROM:<"};
    g_autoptr(GRand) rand = g_rand_new_with_seed(20261122);

    for (int round = 0; round < 3000; round++) {
        g_autoptr(GString) says = g_string_new(round % 2 ? BEGIN : "");
        LmtpBudget budget = {.most = 200};
        for (int n = g_rand_int_range(rand, 1, 60); n > 0; n--) {
            if (g_rand_int_range(rand, 0, 4))
                g_string_append(says, WORDS[g_rand_int_range(rand, 0, G_N_ELEMENTS(WORDS))]);
            else
                g_string_append_c(says, (char)g_rand_int(rand));
        }
        Said at_once = talk(says->str, says->len, says->len, &budget);
        Said by_bytes = talk(says->str, says->len, 1, &budget);
        g_assert_cmpstr(at_once.codes->str, ==, by_bytes.codes->str);
        g_assert_cmpmem(at_once.letters->str, at_once.letters->len, by_bytes.letters->str,
                        by_bytes.letters->len);
        g_assert_cmpuint(budget.used, ==, 0);
        said_clear(&at_once);
        said_clear(&by_bytes);
    }
}

/* Only what the sender can mend is refused for good. */
static void test_status(void)
{
    for (int code = ERR_TEMP; code <= ERR_BUG; code++) {
        bool for_good = code == ERR_INPUT || code == ERR_USAGE;
        g_assert_cmpint(door_reply((ErrorCode)code)[0], ==, for_good ? '5' : '4');
        g_assert_cmpint(door_exit_code((ErrorCode)code) == 75, ==, !for_good);
    }
}

/* --- letters that came together ----------------------------------------------------------- */

static LetterIn letter_to(const char *const *to, const char *text)
{
    return (LetterIn){.envelope = {.door = "lmtp", .account = "main", .recipients = to},
                      .raw = g_bytes_new_static(text, strlen(text))};
}

static void test_together(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    int64_t ids[3] = {0}, after = 0;
    unsigned found;
    g_autoptr(Db) db = temp_db(temp);
    const char *const list[] = {"list@mo.test", NULL}, *const other[] = {"bad@mo.test", NULL};
    LetterIn letters[] = {letter_to(list, "Subject: 1\r\n\r\n1\r\n"),
                          letter_to(list, "Subject: 2\r\n\r\n2\r\n"),
                          letter_to(other, "Subject: 1\n\n1\n")};

    (void)unused;
    temp_sql(temp, "CREATE TRIGGER fault BEFORE INSERT ON letter WHEN new.envelope LIKE '%\"bad@%'"
                   " BEGIN SELECT RAISE(ABORT, 'no'); END");
    g_assert_false(letters_accept(db, letters, 3, ids, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_EXISTS);
    g_clear_error(&error);
    g_assert_cmpint(ids[0], ==, 0);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter"), ==, 0);
    temp_sql(temp, "DROP TRIGGER fault");
    g_assert_true(letters_accept(db, letters, 3, ids, &error));
    g_assert_no_error(error);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter"), ==, 3);
    g_assert_true(letters_sort(db, &after, &found, &error));
    g_assert_no_error(error);
    g_assert_cmpint(after, ==, ids[2]);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter"), ==, 2);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case"), ==, 3);
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
        g_bytes_unref(letters[i].raw);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(DIALOGUES); i++) {
        g_autofree char *path = g_strconcat("/lmtp/", DIALOGUES[i].name, NULL);
        g_test_add_data_func(path, &DIALOGUES[i], test_dialogue);
    }
    g_test_add_func("/lmtp/a line is bounded", test_lines);
    g_test_add_func("/lmtp/whole lines are signs of life", test_lines_ended);
    g_test_add_func("/lmtp/a letter is bounded", test_letter_bytes);
    g_test_add_func("/lmtp/the limit that is met first", test_two_limits);
    g_test_add_func("/lmtp/all letters together are bounded", test_memory);
    g_test_add_func("/lmtp/1000 recipients", test_many_recipients);
    g_test_add_func("/lmtp/garbage", test_garbage);
    g_test_add_func("/lmtp/the store's failures", test_status);
    TEMP_TEST("/lmtp/letters that came together are all kept or none", test_together);
    return g_test_run();
}
