/* imap_oauth.c: imap_log_in_by_token(): AUTHENTICATE with XOAUTH2, or with OAUTHBEARER (RFC 7628)
 * where the server has only that. libetpan knows the first alone, and no untagged data before the
 * "+", so the few lines are spoken here.
 *
 *     C: 3 AUTHENTICATE XOAUTH2      S: +
 *     C: base64                      S: 3 OK, or + base64 of the error in JSON
 *     C: an empty answer             S: 3 NO */
#include <string.h>

#include "base/error.h"
#include "gateway/imap_internal.h"
#include "gateway/imap_stream.h"
#include "gateway/oauth_token.h"

enum { LINES_MOST = 1000 };

typedef struct Mechanism {
    const char *name;
    const char *format; /* login, token */
    const char *giving_up;
} Mechanism;

/* XOAUTH2 first: providers that have both have had it longer. */
static const Mechanism MECHANISMS[] = {
    {"XOAUTH2", "user=%s\001auth=Bearer %s\001\001", ""},
    {"OAUTHBEARER", "n,a=%s,\001auth=Bearer %s\001\001", "AQ=="},
};

static const Mechanism *choose(ImapSession *session)
{
    for (size_t i = 0; i < G_N_ELEMENTS(MECHANISMS); i++)
        if (mailimap_has_authentication(session->imap, MECHANISMS[i].name))
            return &MECHANISMS[i];
    return NULL;
}

static bool send_line(ImapSession *session, const char *text)
{
    mailstream *stream = session->imap->imap_stream;
    size_t length = strlen(text);

    return mailstream_write(stream, text, length) == (ssize_t)length &&
           mailstream_write(stream, "\r\n", 2) == 2 && mailstream_flush(stream) == 0;
}

/* The next line that is no untagged data; borrowed until the next is read; NULL: the connection is
 * of no more use. */
static const char *next_answer(ImapSession *session)
{
    for (int i = 0; i < LINES_MOST; i++) {
        const char *line = mailimap_read_line(session->imap);
        if (!line || g_str_has_prefix(line, "* BYE"))
            return NULL;
        if (line[0] != '*')
            return line;
    }
    return NULL;
}

/* "1 NO words": whether it is the answer to our command, and its words. */
static const char *tagged_words(const ImapSession *session, const char *line, const char *state)
{
    g_autofree char *start = g_strdup_printf("%d %s", session->imap->imap_tag, state);
    size_t length = strlen(start);

    return g_ascii_strncasecmp(line, start, length) == 0 && !g_ascii_isalnum(line[length])
               ? line + length
               : NULL;
}

static char *encode(const ImapSession *session, const Mechanism *mechanism, const char *token)
{
    g_autofree char *plain = g_strdup_printf(mechanism->format, session->account->login, token);
    char *encoded = g_base64_encode((const guchar *)plain, strlen(plain));

    explicit_bzero(plain, strlen(plain));
    return encoded;
}

/* The server's last line, after the challenges were answered. */
static const char *converse(ImapSession *session, const Mechanism *mechanism, char *encoded)
{
    g_autofree char *command = g_strconcat("AUTHENTICATE ", mechanism->name, NULL);

    imap_allow_command(session);
    if (mailimap_send_current_tag(session->imap) != MAILIMAP_NO_ERROR ||
        !send_line(session, command))
        return NULL;
    const char *line = next_answer(session);
    for (int turn = 0; line && line[0] == '+' && turn < 3; turn++) {
        bool sent = send_line(session, turn == 0 ? encoded : mechanism->giving_up);
        if (turn == 0)
            imap_stream_wipe(session->imap->imap_stream);
        line = sent ? next_answer(session) : NULL;
    }
    return line;
}

static bool refused(ImapSession *session, const char *words, GError **error)
{
    g_autofree char *advice = oauth_advice(session->account);
    g_autofree char *shown = imap_clean_words(words);

    oauth_token_refused(session->account);
    while (*words == ' ')
        words++;
    if (*words == '[' && imap_is_trouble(words + 1, strcspn(words + 1, " ]")))
        return fail(error, ERR_TEMP, "%s cannot log us in now: %s", session->account->imap_host,
                    shown);
    return fail(error, ERR_DENIED, "%s refused the token of %s: %s; %s",
                session->account->imap_host, session->account->login, shown, advice);
}

bool imap_log_in_by_token(ImapSession *session, GError **error)
{
    const Account *account = session->account;
    const Mechanism *mechanism = choose(session);

    if (!mechanism)
        return fail(error, ERR_SETTINGS, "%s offers no login by OAuth2; set auth = password",
                    account->imap_host);
    char *token = oauth_token(account, error);
    if (!token)
        return false;
    bool bad = imap_has_controls(account->login);
    char *encoded = encode(session, mechanism, token);
    const char *line = bad ? NULL : converse(session, mechanism, encoded);
    explicit_bzero(token, strlen(token));
    explicit_bzero(encoded, strlen(encoded));
    g_free(token);
    g_free(encoded);
    if (bad)
        return fail(error, ERR_SETTINGS, "the login of account %s has a control character",
                    account->name);
    if (line && tagged_words(session, line, "OK")) {
        session->imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
        return true;
    }
    const char *words = line ? tagged_words(session, line, "NO") : NULL;
    if (line && !words)
        words = tagged_words(session, line, "BAD");
    return words ? refused(session, words, error)
                 : imap_check(session, line ? MAILIMAP_ERROR_PROTOCOL : MAILIMAP_ERROR_STREAM,
                              "AUTHENTICATE", error);
}
