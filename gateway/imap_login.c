/* imap_login.c: the way into a session: connect, the greeting, STARTTLS, login. Nothing is believed
 * that was said before TLS, and no password leaves before the certificate was checked.
 *
 * libetpan 1.9.4 does not survive CAPABILITY answered with OK and no data, so it is always given an
 * empty list first. */
#include <libetpan/mailimap_extension.h>
#include <string.h>

#include "base/app_password.h"
#include "base/error.h"
#include "gateway/imap_internal.h"
#include "gateway/imap_stream.h"

#define GOODBYE "* BYE"

/* What was said before TLS, or before the login, no longer counts; and libetpan needs a list. */
static bool forget_capabilities(ImapSession *session)
{
    struct mailimap_connection_info *info = session->imap->imap_connection_info;
    clist *empty = clist_new();
    struct mailimap_capability_data *none = empty ? mailimap_capability_data_new(empty) : NULL;

    if (!info || !none)
        return false;
    if (info->imap_capability)
        mailimap_capability_data_free(info->imap_capability);
    info->imap_capability = none;
    return true;
}

static bool ask_capabilities(ImapSession *session, GError **error)
{
    struct mailimap_capability_data *data = NULL;

    if (!forget_capabilities(session))
        return fail(error, ERR_TEMP, "there is no memory");
    imap_allow_command(session);
    if (!imap_check(session, mailimap_capability(session->imap, &data), "CAPABILITY", error))
        return false;
    mailimap_capability_data_free(data);
    return true;
}

static bool start_tls(ImapSession *session, GError **error)
{
    const char *host = session->account->imap_host;

    if (!ask_capabilities(session, error))
        return false;
    if (!mailimap_has_extension(session->imap, "STARTTLS"))
        return fail(error, ERR_SETTINGS, "%s offers no STARTTLS; try imap_security = tls", host);
    imap_allow_command(session);
    int result = mailimap_starttls(session->imap);
    /* somebody on the way could have put words there, to be read as if they came through TLS */
    if (imap_stream_pending(session->imap->imap_stream, session->wire)) {
        session->broken = true;
        return fail(error, ERR_TEMP, "%s: unasked data before TLS; somebody may be tampering",
                    host);
    }
    if (!imap_check(session, result, "STARTTLS", error))
        return false;
    imap_allow_command(session);
    return wire_starttls(session->wire, error);
}

/* libetpan leaks a greeting that is BYE, and forgets its words. */
static bool is_welcome(ImapSession *session, mailstream *stream, GError **error)
{
    g_autofree char *greeting = imap_stream_peek(stream);

    if (!greeting || g_ascii_strncasecmp(greeting, GOODBYE, strlen(GOODBYE)) != 0)
        return true;
    g_autofree char *words = imap_clean_words(greeting + strlen(GOODBYE));
    session->broken = true;
    return fail(error, ERR_TEMP, "%s accepts no connections now: %s", session->account->imap_host,
                words);
}

bool imap_connect(ImapSession *session, int stop_fd, GError **error)
{
    const Account *account = session->account;
    WireTarget target = {
        .host = account->imap_host,
        .port = (int)account->imap_port,
        .security = (Security)account->imap_security,
        .ca_file = account->ca_file,
        .stop_fd = stop_fd,
    };

    session->wire = wire_open(&target, (int)session->settings->imap_connect_seconds, error);
    if (!session->wire)
        return false;
    session->imap = mailimap_new(0, NULL);
    mailstream *stream = session->imap ? imap_stream_new(session->wire) : NULL;
    if (!stream)
        return fail(error, ERR_TEMP, "there is no memory");
    if (!is_welcome(session, stream, error)) {
        mailstream_close(stream);
        return false;
    }
    int greeting = mailimap_connect(session->imap, stream);
    if (!imap_check(session, greeting, "the greeting", error))
        return false;
    if (greeting == MAILIMAP_NO_ERROR_AUTHENTICATED) {
        /* STARTTLS would be impossible now, and whose mailbox would it be? */
        session->broken = true;
        return fail(error, ERR_TEMP, "%s logs in without being asked to", account->imap_host);
    }
    return target.security != SECURITY_STARTTLS || start_tls(session, error);
}

bool imap_is_trouble(const char *code, size_t length)
{
    static const char *const troubles[] = {"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", NULL};

    for (const char *const *trouble = troubles; *trouble; trouble++)
        if (strlen(*trouble) == length && g_ascii_strncasecmp(code, *trouble, length) == 0)
            return true;
    return false;
}

static bool login_refused(ImapSession *session, GError **error)
{
    const struct mailimap_response_info *info = session->imap->imap_response_info;
    g_autofree char *words = imap_server_words(session);

    if (info && info->rsp_atom && imap_is_trouble(info->rsp_atom, strlen(info->rsp_atom)))
        return fail(error, ERR_TEMP, "%s cannot log us in now: %s", session->account->imap_host,
                    words);
    g_autofree char *advice = app_password_advice(session->account);
    return fail(error, ERR_DENIED,
                "%s refused the login of %s: %s. %s, and IMAP must be switched on in the mailbox",
                session->account->imap_host, session->account->login, words, advice);
}

static bool log_in_by_password(ImapSession *session, GError **error)
{
    const Account *account = session->account;

    if (mailimap_has_extension(session->imap, "LOGINDISABLED"))
        return fail(error, ERR_SETTINGS,
                    "%s takes no password without encryption; set imap_security = starttls",
                    account->imap_host);
    char *password = account_password(account, error);
    if (!password)
        return false;
    int result = MAILIMAP_ERROR_LOGIN;
    bool bad = imap_has_controls(password) || imap_has_controls(account->login);
    if (!bad) {
        imap_allow_command(session);
        result = mailimap_login(session->imap, account->login, password);
        imap_stream_wipe(session->imap->imap_stream);
    }
    explicit_bzero(password, strlen(password));
    g_free(password);
    if (bad)
        return fail(error, ERR_SETTINGS, "login or password of account %s has a control character",
                    account->name);
    if (result == MAILIMAP_ERROR_LOGIN && !wire_error(session->wire))
        return login_refused(session, error);
    return imap_check(session, result, "LOGIN", error);
}

bool imap_log_in(ImapSession *session, GError **error)
{
    bool by_token = session->account->auth == LOGIN_BY_OAUTH2;

    return ask_capabilities(session, error) &&
           (by_token ? imap_log_in_by_token(session, error) : log_in_by_password(session, error)) &&
           ask_capabilities(session, error);
}
