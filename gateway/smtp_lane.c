/* smtp_lane.c: see smtp_lane.h.
 *
 * Each lane has a connection cache of its own, so that a lane is a connection: letters can be
 * counted on it. */
#include "gateway/smtp_lane.h"

#include <gnutls/gnutls.h>
#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>

#include "base/compose.h"
#include "base/error.h"
#include "base/header.h"
#include "base/text.h"
#include "gateway/oauth_token.h"
#include "gateway/smtp_dialogue.h"

#define BASE_SECONDS      1800L /* of a whole transaction, */
#define RECIPIENT_SECONDS 10L   /* and for each recipient on top */
#define IDLE_SECONDS      60L   /* an older connection is not used again */

/* The letter, piece by piece, as curl asks for it. */
typedef struct Upload {
    GBytes *pieces[2]; /* NULL none */
    size_t piece, at;  /* where curl is */
    size_t left;
} Upload;

struct SmtpLane {
    CURL *curl;
    CURLSH *own; /* its connection cache */
    const Account *account;
    char *name; /* of the account and server, for messages */
    SmtpDialogue dialogue;
    char trouble[CURL_ERROR_SIZE];
    Upload upload;
    GBytes *checked;    /* a body that is known to have CRLF line ends */
    Delivery *delivery; /* NULL: the lane is free */
    size_t *place;      /* of each tried recipient in the delivery */
    size_t tried;
    struct curl_slist *to;
    int64_t letters; /* on this connection */
    bool is_fresh;   /* performed for the second time */
    gint given_up;   /* atomic */
};

static int on_debug(CURL *curl, curl_infotype type, char *data, size_t length, void *user)
{
    SmtpLane *self = user;

    (void)curl;
    if (type == CURLINFO_HEADER_OUT)
        smtp_dialogue_sent(&self->dialogue, data, length);
    else if (type == CURLINFO_HEADER_IN)
        smtp_dialogue_got(&self->dialogue, data, length);
    return 0;
}

static size_t on_read(char *buffer, size_t size, size_t count, void *user)
{
    SmtpLane *self = user;
    Upload *upload = &self->upload;
    size_t room = size * count, length = 0;

    while (length < room && upload->left) {
        size_t whole = 0;
        const char *bytes = g_bytes_get_data(upload->pieces[upload->piece], &whole);
        size_t part = MIN(room - length, whole - upload->at);
        memcpy(buffer + length, bytes + upload->at, part);
        length += part;
        upload->left -= part;
        upload->at += part;
        if (upload->at == whole) {
            upload->piece++;
            upload->at = 0;
        }
    }
    self->dialogue.body_sent = upload->left == 0;
    return length;
}

static int on_progress(void *user, curl_off_t to_get, curl_off_t got, curl_off_t to_send,
                       curl_off_t sent)
{
    SmtpLane *self = user;

    (void)to_get, (void)got, (void)to_send, (void)sent;
    return g_atomic_int_get(&self->given_up);
}

/* What is wrong with the server's certificate: curl built with GnuTLS says that it does not hold,
 * and keeps why. NULL: nothing was found. The caller's. */
static char *certificate_words(const SmtpLane *self)
{
    long status = 0;
    gnutls_datum_t words = {0};

    if (curl_easy_getinfo(self->curl, CURLINFO_SSL_VERIFYRESULT, &status) != CURLE_OK || !status ||
        gnutls_certificate_verification_status_print((unsigned)status, GNUTLS_CRT_X509, &words, 0) <
            0)
        return NULL;
    char *text = text_one_line((const char *)words.data);
    gnutls_free(words.data);
    return text;
}

/* The server's last word where there is one, else what curl says. The caller's. */
static char *describe(const SmtpLane *self, CURLcode code)
{
    g_autofree char *certificate =
        code == CURLE_PEER_FAILED_VERIFICATION ? certificate_words(self) : NULL;
    if (certificate)
        return g_strdup_printf("%s: %s", self->name, certificate);
    g_autofree char *reply = text_one_line(self->dialogue.last.text);
    const char *trouble = *self->trouble ? self->trouble : curl_easy_strerror(code);

    return *reply && self->dialogue.last.code >= 400
               ? g_strdup_printf("%s: %s (server: %s)", self->name, trouble, reply)
               : g_strdup_printf("%s: %s", self->name, trouble);
}

/* The connection was open from an earlier letter, and the server would not have this one on it. */
static bool was_stale(SmtpLane *self)
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

/* Before each letter: a token lives an hour. With a new one curl makes a new connection. */
static bool set_token(SmtpLane *self, GError **error)
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

static void upload_clear(Upload *upload)
{
    for (size_t i = 0; i < G_N_ELEMENTS(upload->pieces); i++)
        g_clear_pointer(&upload->pieces[i], g_bytes_unref);
}

/* What SMTP must not see is mended here, whoever composed it; a body that goes to many is looked at
 * once. */
static void set_upload(SmtpLane *self, const Delivery *delivery)
{
    Upload *upload = &self->upload;

    upload_clear(upload);
    *upload = (Upload){.pieces = {compose_crlf(delivery->head)}};
    if (delivery->body && delivery->body == self->checked)
        upload->pieces[1] = g_bytes_ref(delivery->body);
    else if (delivery->body) {
        upload->pieces[1] = compose_crlf(delivery->body);
        g_clear_pointer(&self->checked, g_bytes_unref);
        if (g_bytes_equal(upload->pieces[1], delivery->body))
            self->checked = g_bytes_ref(delivery->body);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(upload->pieces); i++)
        upload->left += upload->pieces[i] ? g_bytes_get_size(upload->pieces[i]) : 0;
}

/* Those that are addresses; the others are failed here. False: out of memory. */
static bool set_recipients(SmtpLane *self, Delivery *delivery)
{
    bool sender_ok = !*delivery->mail_from || header_address_ok(delivery->mail_from);

    self->tried = 0;
    self->place = g_renew(size_t, self->place, delivery->count);
    for (size_t i = 0; i < delivery->count; i++) {
        delivery->results[i] = (DeliveryResult){.kind = DELIVERY_FAILED};
        if (!sender_ok || !header_address_ok(delivery->recipients[i])) {
            delivery->results[i].reply =
                g_strdup_printf("the %s is no address that can be sent to a server",
                                sender_ok ? "recipient" : "sender");
            continue;
        }
        g_autofree char *bracketed = g_strdup_printf("<%s>", delivery->recipients[i]);
        struct curl_slist *longer = curl_slist_append(self->to, bracketed);
        if (!longer)
            return false;
        self->to = longer;
        self->place[self->tried++] = i;
    }
    return true;
}

/* The last letter that this connection may carry says so: curl closes it then. */
static void set_transaction(SmtpLane *self)
{
    const Delivery *delivery = self->delivery;
    int64_t most = self->account->smtp_letters;
    g_autofree char *from =
        *delivery->mail_from ? g_strdup_printf("<%s>", delivery->mail_from) : g_strdup("");

    *self->trouble = '\0';
    smtp_dialogue_start(&self->dialogue, self->tried);
    set_upload(self, delivery);
    curl_easy_setopt(self->curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(self->curl, CURLOPT_MAIL_RCPT, self->to);
    curl_easy_setopt(self->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)self->upload.left);
    curl_easy_setopt(self->curl, CURLOPT_TIMEOUT,
                     BASE_SECONDS + RECIPIENT_SECONDS * (long)self->tried);
    curl_easy_setopt(self->curl, CURLOPT_FRESH_CONNECT, self->is_fresh ? 1L : 0L);
    curl_easy_setopt(self->curl, CURLOPT_FORBID_REUSE, most && self->letters + 1 >= most ? 1L : 0L);
}

static void clear_transaction(SmtpLane *self)
{
    curl_easy_setopt(self->curl, CURLOPT_MAIL_FROM, NULL);
    curl_easy_setopt(self->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(g_steal_pointer(&self->to));
    upload_clear(&self->upload);
    self->delivery = NULL;
    self->is_fresh = false;
}

static void say_trouble(Delivery *delivery, const char *why)
{
    delivery_clear(delivery);
    delivery->trouble = g_strdup(why);
}

bool smtp_lane_begin(SmtpLane *self, Delivery *delivery)
{
    g_autoptr(GError) why = NULL;
    bool ok = set_recipients(self, delivery);

    if (!ok)
        say_trouble(delivery, "out of memory");
    else if (self->tried && !set_token(self, &why))
        say_trouble(delivery, why->message);
    if (!ok || why || !self->tried) {
        clear_transaction(self);
        return false;
    }
    self->delivery = delivery;
    set_transaction(self);
    return true;
}

/* The door's own trouble, or a result for each recipient that was tried. What a server says before
 * MAIL, even 5xx, it says of us and not of a recipient: nobody fails by it. */
static void judge(SmtpLane *self, Delivery *delivery, CURLcode code)
{
    const SmtpDialogue *dialogue = &self->dialogue;
    g_autofree char *trouble = describe(self, code);
    g_autofree DeliveryResult *found = g_new0(DeliveryResult, self->tried);

    if ((dialogue->mail.code == 0 && dialogue->stage <= STAGE_START) ||
        is_about_login(dialogue->mail.code)) {
        say_trouble(delivery, trouble);
        delivery->trouble_code = dialogue->last.code >= 400 ? dialogue->last.code : 0;
        delivery->is_login = code == CURLE_LOGIN_DENIED || is_about_login(dialogue->mail.code);
        if (delivery->is_login)
            oauth_token_refused(self->account);
        return;
    }
    smtp_dialogue_judge(dialogue, trouble, found);
    for (size_t i = 0; i < self->tried; i++)
        delivery->results[self->place[i]] = found[i];
}

Delivery *smtp_lane_end(SmtpLane *self, CURLcode code)
{
    Delivery *delivery = self->delivery;
    long made = 0;

    if (code != CURLE_OK && !self->is_fresh && was_stale(self)) {
        self->is_fresh = true;
        set_transaction(self);
        return NULL;
    }
    curl_easy_getinfo(self->curl, CURLINFO_NUM_CONNECTS, &made);
    self->letters = made ? 1 : self->letters + 1;
    judge(self, delivery, code);
    clear_transaction(self);
    return delivery;
}

static void set_callbacks(SmtpLane *self)
{
    curl_easy_setopt(self->curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(self->curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(self->curl, CURLOPT_READDATA, self);
    curl_easy_setopt(self->curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(self->curl, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(self->curl, CURLOPT_DEBUGDATA, self);
    curl_easy_setopt(self->curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(self->curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(self->curl, CURLOPT_XFERINFODATA, self);
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

static bool set_options(SmtpLane *self, const Account *account)
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
    curl_easy_setopt(self->curl, CURLOPT_CONNECTTIMEOUT, (long)account->smtp_connect_seconds);
    curl_easy_setopt(self->curl, CURLOPT_MAXAGE_CONN, IDLE_SECONDS);
    smtp_lane_set_patience(self, (long)account->smtp_reply_seconds);
    return set_security(self->curl, account) &&
           curl_easy_setopt(self->curl, CURLOPT_SHARE, self->own) == CURLE_OK &&
           curl_easy_setopt(self->curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L) == CURLE_OK &&
           curl_easy_setopt(self->curl, CURLOPT_URL, url) == CURLE_OK;
}

static bool set_login(SmtpLane *self, const Account *account, GError **error)
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

SmtpLane *smtp_lane_new(const Account *account, GError **error)
{
    SmtpLane *self = g_new0(SmtpLane, 1);

    self->account = account;
    self->name = g_strdup_printf("account \"%s\", %s", account->name, account->smtp_host);
    self->curl = curl_easy_init();
    self->own = curl_share_init();
    bool ok = self->curl && self->own &&
              curl_share_setopt(self->own, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT) == CURLSHE_OK &&
              set_options(self, account);
    if (!ok)
        fail(error, ERR_SETTINGS, "%s: libcurl does not take the settings", self->name);
    if (ok && set_login(self, account, error))
        return self;
    smtp_lane_free(self);
    return NULL;
}

/* curl will say QUIT and wait for the answer, half a minute or more: it gets none. */
static void hang_up(SmtpLane *self)
{
    curl_socket_t fd = CURL_SOCKET_BAD;

    if (self->curl && curl_easy_getinfo(self->curl, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK &&
        fd != CURL_SOCKET_BAD)
        shutdown(fd, SHUT_RD);
}

void smtp_lane_free(SmtpLane *self)
{
    if (!self)
        return;
    hang_up(self);
    curl_easy_cleanup(self->curl);
    curl_share_cleanup(self->own);
    curl_slist_free_all(self->to);
    upload_clear(&self->upload);
    g_clear_pointer(&self->checked, g_bytes_unref);
    smtp_dialogue_clear(&self->dialogue);
    g_free(self->place);
    g_free(self->name);
    g_free(self);
}

CURL *smtp_lane_curl(SmtpLane *self)
{
    return self->curl;
}

void smtp_lane_give_up(SmtpLane *self)
{
    g_atomic_int_set(&self->given_up, 1);
}

void smtp_lane_set_patience(SmtpLane *self, long seconds)
{
    curl_easy_setopt(self->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
    /* nor does a server that takes no more of a letter get more time than that */
    curl_easy_setopt(self->curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(self->curl, CURLOPT_LOW_SPEED_TIME, seconds);
}

bool smtp_lane_probe(SmtpLane *self, long seconds, GError **error)
{
    smtp_lane_set_patience(self, seconds);
    curl_easy_setopt(self->curl, CURLOPT_TIMEOUT, seconds);
    curl_easy_setopt(self->curl, CURLOPT_UPLOAD, 0L);
    curl_easy_setopt(self->curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    if (!set_token(self, error))
        return false;
    CURLcode code = curl_easy_perform(self->curl);
    g_autofree char *trouble = describe(self, code);
    return code == CURLE_OK || fail(error, ERR_TEMP, "%s", trouble);
}
