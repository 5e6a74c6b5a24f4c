/* lmtp_reply.c: see lmtp_reply.h. */
#include "gateway/lmtp_reply.h"

static const char *const TEXTS[] = {
    [LMTP_OK] = "250 2.0.0 OK",
    [LMTP_BYE] = "221 2.0.0 Goodbye",
    [LMTP_SENDER_OK] = "250 2.1.0 Sender OK",
    [LMTP_RECIPIENT_OK] = "250 2.1.5 Recipient OK",
    [LMTP_GO_ON] = "354 Send the letter, end it with <CRLF>.<CRLF>",
    [LMTP_NOT_TOLD] = "252 2.0.0 Send a letter and see",
    [LMTP_HELP] = "214 2.0.0 LMTP, RFC 2033: LHLO, MAIL, RCPT, DATA, RSET, NOOP, VRFY, QUIT",
    [LMTP_TOO_MANY_SESSIONS] = "421 4.3.2 Too many sessions, try again later",
    [LMTP_TOO_SLOW] = "421 4.4.2 Silent for too long, closing",
    [LMTP_SESSION_OVER] = "421 4.3.2 This session was long enough, open another one",
    [LMTP_TOO_MANY_ERRORS] = "421 4.7.0 Too many errors, closing",
    [LMTP_STOPPING] = "421 4.3.2 Shutting down, try again later",
    [LMTP_NO_ROOM] = "452 4.3.1 Too many letters are arriving at once, try again later",
    [LMTP_TOO_MANY_RECIPIENTS] = "452 4.5.3 Too many recipients, send the rest in another letter",
    [LMTP_UNKNOWN_COMMAND] = "500 5.5.1 Unknown command",
    [LMTP_NOT_HERE] = "502 5.5.1 Lists are not expanded here",
    [LMTP_NOT_SMTP] = "500 5.5.1 This is LMTP, say LHLO",
    [LMTP_LONG_LINE] = "500 5.5.2 Line too long",
    [LMTP_BARE_LINE_END] = "500 5.5.2 Bare CR or bare LF, closing (RFC 5321 section 2.3.8)",
    [LMTP_BAD_BYTES] = "500 5.5.2 A command is text in UTF-8",
    [LMTP_BAD_ARGUMENT] = "501 5.5.4 Bad argument",
    [LMTP_BAD_SENDER] = "501 5.1.7 Bad sender, say MAIL FROM:<address>",
    [LMTP_BAD_RECIPIENT] = "501 5.1.3 Bad recipient, say RCPT TO:<address>",
    [LMTP_FOREIGN_RECIPIENT] = "550 5.1.2 No account and no list has an address of this domain",
    [LMTP_CANNOT_LOOK] = "451 4.3.0 The lists cannot be read now, try again later",
    [LMTP_UNKNOWN_PARAMETER] = "555 5.5.4 Unknown parameter",
    [LMTP_LHLO_FIRST] = "503 5.5.1 Say LHLO first",
    [LMTP_MAIL_FIRST] = "503 5.5.1 Say MAIL first",
    [LMTP_MAIL_TWICE] = "503 5.5.1 Sender given already",
    [LMTP_NO_RECIPIENTS] = "503 5.5.1 No valid recipients",
    [LMTP_TOO_LARGE] = "552 5.3.4 The letter is too large",
    [LMTP_LETTER_BARE] = "554 5.6.0 The letter holds a bare CR or LF (RFC 5321 section 2.3.8)",
    [LMTP_LETTER_LONG_LINE] = "554 5.6.0 The letter holds a line that is too long",
    [LMTP_LETTER_EMPTY] = "554 5.6.0 The letter is empty",
};

const char *lmtp_reply_text(LmtpReply reply)
{
    return TEXTS[reply];
}

bool lmtp_reply_is_fault(LmtpReply reply)
{
    return TEXTS[reply][0] == '5';
}
