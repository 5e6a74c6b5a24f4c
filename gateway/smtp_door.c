/* smtp_door.c: letters go out through an SMTP server, by libcurl (RFC 5321, 4954, 8314). The one
 * file that calls curl.
 *
 * One easy handle for the life of the door, so that connection and login serve many letters.
 * libcurl gives one result for a whole transaction; the verdict on each recipient is read from the
 * dialogue (gateway/smtp_dialogue.h), which the debug callback sees. That callback sees passwords
 * too: nothing of it is ever logged.
 *
 * send() fails only when the door cannot work: no connection, no valid TLS, no login. What happens
 * after MAIL is about this letter and stands in the results. A connection that was kept open may
 * have died or been used up meanwhile: then the transaction is begun once more on a new one.
 *
 * Made safe before curl sees them: addresses (curl would pass a line end on as a command) and line
 * ends of the letter (curl sends a bare LF as it is, which is how letters are smuggled). */
#include "gateway/smtp_door.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "base/compose.h"
#include "base/error.h"
#include "base/header.h"
#include "base/text.h"
#include "gateway/oauth_token.h"
#include "gateway/smtp_dialogue.h"

#define CONNECT_SECONDS   60L
#define REPLY_SECONDS     600L
#define BASE_SECONDS      1800L /* of a whole transaction, */
#define RECIPIENT_SECONDS 10L   /* and for each recipient on top */
#define IDLE_SECONDS      60L   /* an older connection is not used again */
#define PROBE_SECONDS     30L

typedef struct SmtpDoor {
    DoorOut door;
    CURL *curl;
    const Account *account;
    char *name; /* of the account and server, for messages */
    SmtpDialogue dialogue;
    char trouble[CURL_ERROR_SIZE];
    const char *at; /* the rest of the letter that is being sent */
    size_t left;
} SmtpDoor;

static void smtp_free(DoorOut *door)
{
    SmtpDoor *self = (SmtpDoor *)door;

    curl_easy_cleanup(self->curl);
    smtp_dialogue_clear(&self->dialogue);
    g_free(self->name);
    g_free(self);
}

static int on_debug(CURL *curl, curl_infotype type, char *data, size_t length, void *user)
{
    SmtpDoor *self = user;

    (void)curl;
    if (type == CURLINFO_HEADER_OUT)
        smtp_dialogue_sent(&self->dialogue, data, length);
    else if (type == CURLINFO_HEADER_IN)
        smtp_dialogue_got(&self->dialogue, data, length);
    return 0;
}

static size_t on_read(char *buffer, size_t size, size_t count, void *user)
{
    SmtpDoor *self = user;
    size_t length = MIN(size * count, self->left);

    memcpy(buffer, self->at, length);
    self->at += length;
    self->left -= length;
    self->dialogue.body_sent = self->left == 0;
    return length;
}

/* The server's last word where there is one, else what curl says. The caller's. */
static char *describe(const SmtpDoor *self, CURLcode code)
{
    g_autofree char *reply = text_one_line(self->dialogue.last.text);
    const char *trouble = *self->trouble ? self->trouble : curl_easy_strerror(code);

    return *reply && self->dialogue.last.code >= 400
               ? g_strdup_printf("%s: %s (server: %s)", self->name, trouble, reply)
               : g_strdup_printf("%s: %s", self->name, trouble);
}

static CURLcode perform(SmtpDoor *self, const Delivery *delivery, struct curl_slist *to)
{
    gsize length = 0;
    g_autofree char *from =
        *delivery->mail_from ? g_strdup_printf("<%s>", delivery->mail_from) : g_strdup("");

    self->at = g_bytes_get_data(delivery->letter, &length);
    self->left = length;
    *self->trouble = '\0';
    smtp_dialogue_start(&self->dialogue, delivery->count);
    curl_easy_setopt(self->curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(self->curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(self->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)length);
    curl_easy_setopt(self->curl, CURLOPT_TIMEOUT,
                     BASE_SECONDS + RECIPIENT_SECONDS * (long)delivery->count);
    CURLcode code = curl_easy_perform(self->curl);
    /* both belong to this call only */
    curl_easy_setopt(self->curl, CURLOPT_MAIL_FROM, NULL);
    curl_easy_setopt(self->curl, CURLOPT_MAIL_RCPT, NULL);
    return code;
}

/* The connection was open from an earlier letter, and the server would not have this one on it. */
static bool was_stale(SmtpDoor *self)
{
    long made = 1;
    const SmtpDialogue *d = &self->dialogue;

    curl_easy_getinfo(self->curl, CURLINFO_NUM_CONNECTS, &made);
    return made == 0 && d->asked == 0 && (d->mail.code == 0 || d->mail.code == 421);
}

/* Replies to MAIL that speak of our login, not of the letter (RFC 4954 section 6). */
static bool is_about_login(int code)
{
    return code == 530 || code == 534 || code == 535 || code == 538;
}

/* One transaction; every address has been looked at. */
static bool transact(SmtpDoor *self, const Delivery *delivery, DeliveryResult *results,
                     GError **error)
{
    struct curl_slist *to = NULL;

    for (size_t i = 0; i < delivery->count; i++) {
        g_autofree char *bracketed = g_strdup_printf("<%s>", delivery->recipients[i]);
        struct curl_slist *longer = curl_slist_append(to, bracketed);
        if (!longer) {
            curl_slist_free_all(to);
            return fail(error, ERR_TEMP, "%s: out of memory", self->name);
        }
        to = longer;
    }
    CURLcode code = perform(self, delivery, to);
    if (code != CURLE_OK && was_stale(self)) {
        curl_easy_setopt(self->curl, CURLOPT_FRESH_CONNECT, 1L);
        code = perform(self, delivery, to);
        curl_easy_setopt(self->curl, CURLOPT_FRESH_CONNECT, 0L);
    }
    curl_slist_free_all(to);
    g_autofree char *trouble = describe(self, code);
    if ((self->dialogue.mail.code == 0 && self->dialogue.stage <= STAGE_START) ||
        is_about_login(self->dialogue.mail.code)) {
        if (code == CURLE_LOGIN_DENIED || is_about_login(self->dialogue.mail.code))
            oauth_token_refused(self->account);
        return fail(error, ERR_TEMP, "%s", trouble);
    }
    smtp_dialogue_judge(&self->dialogue, trouble, results);
    return true;
}

/* Before each letter: a token lives an hour. With a new one curl makes a new connection. */
static bool set_token(SmtpDoor *self, GError **error)
{
    if (self->account->auth != LOGIN_BY_OAUTH2)
        return true;
    char *token = oauth_token(self->account, error);
    if (!token)
        return false;
    bool ok = curl_easy_setopt(self->curl, CURLOPT_XOAUTH2_BEARER, token) == CURLE_OK;
    explicit_bzero(token, strlen(token));
    g_free(token);
    return ok || fail(error, ERR_TEMP, "%s: out of memory", self->name);
}

/* Sends to the addresses that are ones; the others are failed here. */
static bool smtp_send(DoorOut *door, const Delivery *delivery, DeliveryResult *results,
                      GError **error)
{
    g_autofree const char **good = g_new0(const char *, delivery->count);
    g_autofree size_t *place = g_new0(size_t, delivery->count);
    g_autofree DeliveryResult *found = g_new0(DeliveryResult, delivery->count);
    g_autoptr(GBytes) crlf = compose_crlf(delivery->letter);
    bool sender_ok = !*delivery->mail_from || header_address_ok(delivery->mail_from);
    size_t count = 0;

    for (size_t i = 0; i < delivery->count; i++) {
        results[i] = (DeliveryResult){.kind = DELIVERY_FAILED};
        if (!sender_ok || !header_address_ok(delivery->recipients[i])) {
            results[i].reply = g_strdup_printf("the %s is no address that can be sent to a server",
                                               sender_ok ? "recipient" : "sender");
            continue;
        }
        place[count] = i;
        good[count++] = delivery->recipients[i];
    }
    if (count == 0)
        return true;
    if (!set_token((SmtpDoor *)door, error)) {
        delivery_results_clear(results, delivery->count);
        return false;
    }
    Delivery safe = {
        .mail_from = delivery->mail_from, .recipients = good, .count = count, .letter = crlf};
    if (!transact((SmtpDoor *)door, &safe, found, error)) {
        delivery_results_clear(results, delivery->count);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        results[place[i]] = found[i];
    return true;
}

static void set_callbacks(SmtpDoor *self)
{
    curl_easy_setopt(self->curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(self->curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(self->curl, CURLOPT_READDATA, self);
    curl_easy_setopt(self->curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(self->curl, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(self->curl, CURLOPT_DEBUGDATA, self);
    curl_easy_setopt(self->curl, CURLOPT_ERRORBUFFER, self->trouble);
}

/* Options whose failure would make the door less safe than it says: each is looked at. */
static bool set_security(CURL *curl, const Account *account)
{
    CURLcode code = curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");

    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (code == CURLE_OK && account->smtp_security != SECURITY_NONE)
        code = curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    if (code == CURLE_OK && account->ca_file)
        code = curl_easy_setopt(curl, CURLOPT_CAINFO, account->ca_file);
    return code == CURLE_OK;
}

static bool set_options(SmtpDoor *self, const Account *account)
{
    const char *at = strchr(account->address, '@');
    const char *scheme = account->smtp_security == SECURITY_TLS ? "smtps" : "smtp";
    bool is_ipv6 = strchr(account->smtp_host, ':') != NULL;
    /* the path is what curl says in EHLO */
    g_autofree char *url =
        g_strdup_printf(is_ipv6 ? "%s://[%s]:%" PRId64 "/%s" : "%s://%s:%" PRId64 "/%s", scheme,
                        account->smtp_host, account->smtp_port, at ? at + 1 : "localhost");

    set_callbacks(self);
    curl_easy_setopt(self->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(self->curl, CURLOPT_PROXY, ""); /* none, whatever the environment says */
    curl_easy_setopt(self->curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl_easy_setopt(self->curl, CURLOPT_MAXAGE_CONN, IDLE_SECONDS);
    smtp_door_set_patience(&self->door, REPLY_SECONDS);
    return set_security(self->curl, account) &&
           curl_easy_setopt(self->curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L) == CURLE_OK &&
           curl_easy_setopt(self->curl, CURLOPT_URL, url) == CURLE_OK;
}

static bool set_login(SmtpDoor *self, const Account *account, GError **error)
{
    if (account->auth == LOGIN_BY_OAUTH2)
        return curl_easy_setopt(self->curl, CURLOPT_USERNAME, account->login) == CURLE_OK ||
               fail(error, ERR_TEMP, "%s: out of memory", self->name);
    if (!account->password_file)
        return true;
    char *password = account_password(account, error);
    if (!password)
        return false;
    bool ok = curl_easy_setopt(self->curl, CURLOPT_USERNAME,
                               account->login ? account->login : account->address) == CURLE_OK &&
              curl_easy_setopt(self->curl, CURLOPT_PASSWORD, password) == CURLE_OK;
    explicit_bzero(password, strlen(password));
    g_free(password);
    return ok || fail(error, ERR_TEMP, "%s: out of memory", self->name);
}

static bool start_curl(GError **error)
{
    static gsize started;
    static CURLcode code;

    if (g_once_init_enter(&started)) {
        code = curl_global_init(CURL_GLOBAL_DEFAULT);
        signal(SIGPIPE, SIG_IGN); /* a server that hangs up is an error, not the end */
        g_once_init_leave(&started, 1);
    }
    return code == CURLE_OK || fail(error, ERR_TEMP, "libcurl: %s", curl_easy_strerror(code));
}

static bool check_account(const Account *account, GError **error)
{
    if (!account->smtp_host)
        return fail(error, ERR_SETTINGS, "account \"%s\" has no smtp_host", account->name);
    if (account->smtp_security == SECURITY_NONE && !host_is_loopback(account->smtp_host))
        return fail(
            error, ERR_SETTINGS,
            "account \"%s\": smtp_security = none is allowed only to this machine, not to %s",
            account->name, account->smtp_host);
    return true;
}

DoorOut *smtp_door_new(const Account *account, GError **error)
{
    static const DoorOutClass klass = {"smtp", smtp_send, smtp_free};

    if (!check_account(account, error) || !start_curl(error))
        return NULL;
    SmtpDoor *self = g_new0(SmtpDoor, 1);
    self->door.klass = &klass;
    self->account = account;
    self->name = g_strdup_printf("account \"%s\", %s", account->name, account->smtp_host);
    self->curl = curl_easy_init();
    bool ok = self->curl && set_options(self, account);
    if (!ok)
        fail(error, ERR_SETTINGS, "%s: libcurl does not take the settings", self->name);
    if (ok && set_login(self, account, error))
        return &self->door;
    smtp_free(&self->door);
    return NULL;
}

void smtp_door_set_patience(DoorOut *door, long seconds)
{
    SmtpDoor *self = (SmtpDoor *)door;

    curl_easy_setopt(self->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
}

bool smtp_probe(const Account *account, GError **error)
{
    DoorOut *door = smtp_door_new(account, error);

    if (!door)
        return false;
    SmtpDoor *self = (SmtpDoor *)door;
    smtp_door_set_patience(door, PROBE_SECONDS);
    curl_easy_setopt(self->curl, CURLOPT_TIMEOUT, PROBE_SECONDS);
    curl_easy_setopt(self->curl, CURLOPT_UPLOAD, 0L);
    curl_easy_setopt(self->curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    if (!set_token(self, error)) {
        smtp_free(door);
        return false;
    }
    CURLcode code = curl_easy_perform(self->curl);
    g_autofree char *trouble = describe(self, code);
    smtp_free(door);
    return code == CURLE_OK || fail(error, ERR_TEMP, "%s", trouble);
}
