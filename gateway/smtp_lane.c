/* smtp_lane.c: of smtp_lane.h: the connection. What goes over it: smtp_lane_delivery.c.
 *
 *   no connection --curl connects--> open --smtp_talk()--> open, or closed
 *
 * A connection is a curl handle of its own, made after one that holds the settings. */
#include "gateway/smtp_lane_internal.h"

#include <string.h>

#include "base/app_password.h"
#include "base/error.h"
#include "gateway/smtp_curl.h"

#define BASE_SECONDS      1800L /* of a whole transaction, */
#define RECIPIENT_SECONDS 10L   /* and for each recipient on top */
#define IDLE_SECONDS      60L   /* an older connection is not used again */

/* "250-PIPELINING", "250 SIZE 1000000" */
static bool offers(const char *line, size_t length, const char *word)
{
    size_t n = strlen(word);

    return length > 4 + n && g_str_has_prefix(line, "250") &&
           g_ascii_strncasecmp(line + 4, word, n) == 0 && !g_ascii_isalnum(line[4 + n]);
}

/* What is said before the first transaction: curl shows it line by line. */
static int on_debug(CURL *curl, curl_infotype type, char *data, size_t length, void *user)
{
    SmtpLane *self = user;

    (void)curl;
    if (type == CURLINFO_HEADER_OUT) {
        smtp_dialogue_sent(&self->dialogue, data, length);
    } else if (type == CURLINFO_HEADER_IN) {
        smtp_dialogue_got(&self->dialogue, data, length);
        self->offer.pipelining |= offers(data, length, "PIPELINING");
        self->offer.size |= offers(data, length, "SIZE");
        self->offer.eight_bit |= offers(data, length, "8BITMIME");
    }
    return 0;
}

static int on_progress(void *user, curl_off_t to_get, curl_off_t got, curl_off_t to_send,
                       curl_off_t sent)
{
    SmtpLane *self = user;

    (void)to_get, (void)got, (void)to_send, (void)sent;
    return g_atomic_int_get(&self->given_up);
}

/* With the password or token that is there now: a new one is not to wait for a new program. */
static CURLcode perform(SmtpLane *self, CURL *curl)
{
    if (!smtp_curl_log_in(curl, self->account, &self->no_secret))
        return CURLE_LOGIN_DENIED;
    CURLcode code = curl_easy_perform(curl);
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        self->certificate = smtp_curl_certificate(curl);
    return code;
}

/* --- in the thread of the lane -----------------------------------------------------------------
 */

static void hang_up(SmtpLane *self)
{
    if (!self->open)
        return;
    smtp_talk_end(self->open);
    g_clear_pointer(&self->open, curl_easy_cleanup);
}

static CURLcode connect_now(SmtpLane *self)
{
    CURLcode code = CURLE_OUT_OF_MEMORY;

    hang_up(self);
    self->offer = (SmtpOffer){0};
    self->letters = 0;
    self->is_midway = false;
    self->open = curl_easy_duphandle(self->model);
    if (self->open)
        code = perform(self, self->open);
    if (code != CURLE_OK)
        g_clear_pointer(&self->open, curl_easy_cleanup);
    return code;
}

static void transact(SmtpLane *self)
{
    const int64_t most = self->account->smtp_letters, now = g_get_monotonic_time();
    const SmtpDialogue *d = &self->dialogue;
    SmtpTalk talk = {
        .curl = self->open,
        .offer = self->offer,
        .from = self->delivery->mail_from,
        .to = self->to,
        .letter = {self->letter[0], self->letter[1]},
        .is_reset = self->is_midway,
        .patience = self->patience,
        .until = now + (BASE_SECONDS + RECIPIENT_SECONDS * self->to->len) * G_USEC_PER_SEC,
        .given_up = &self->given_up,
        .trouble = self->trouble,
    };

    bool is_of_use = smtp_talk(&talk, &self->dialogue);
    self->is_midway = d->end.code == 0;
    self->used = g_get_monotonic_time();
    if (!is_of_use || smtp_lane_is_about_login(d->mail.code) || (++self->letters >= most && most))
        hang_up(self);
}

static void forget_trouble(SmtpLane *self)
{
    *self->trouble = '\0';
    g_clear_pointer(&self->certificate, g_free);
    g_clear_error(&self->no_secret);
}

CURLcode smtp_lane_perform(SmtpLane *self)
{
    const SmtpDialogue *d = &self->dialogue;
    CURLcode code = CURLE_OK;

    forget_trouble(self);
    smtp_dialogue_start(&self->dialogue, self->to->len);
    if (self->open && g_get_monotonic_time() - self->used < IDLE_SECONDS * G_USEC_PER_SEC) {
        transact(self);
        if (self->open || (d->mail.code != 0 && d->mail.code != 421))
            return code;
        /* open from an earlier letter, and the server would not have this one on it */
        smtp_dialogue_start(&self->dialogue, self->to->len);
    }
    code = connect_now(self);
    if (code == CURLE_OK)
        transact(self);
    return code;
}

static void set_callbacks(SmtpLane *self)
{
    curl_easy_setopt(self->model, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(self->model, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(self->model, CURLOPT_DEBUGDATA, self);
    curl_easy_setopt(self->model, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(self->model, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(self->model, CURLOPT_XFERINFODATA, self);
    curl_easy_setopt(self->model, CURLOPT_ERRORBUFFER, self->trouble);
}

SmtpLane *smtp_lane_new(const Account *account, GError **error)
{
    SmtpLane *self = g_new0(SmtpLane, 1);

    self->account = account;
    self->name = g_strdup_printf("account \"%s\", %s", account->name, account->smtp_host);
    self->to = g_ptr_array_new();
    self->model = smtp_curl_new(account, error);
    if (!self->model) {
        smtp_lane_free(self);
        return NULL;
    }
    set_callbacks(self);
    smtp_lane_set_patience(self, (long)account->smtp_reply_seconds);
    return self;
}

void smtp_lane_free(SmtpLane *self)
{
    if (!self)
        return;
    hang_up(self);
    curl_easy_cleanup(self->model);
    smtp_lane_clear_letter(self);
    g_clear_pointer(&self->checked, g_bytes_unref);
    smtp_dialogue_clear(&self->dialogue);
    forget_trouble(self);
    g_ptr_array_unref(self->to);
    g_free(self->place);
    g_free(self->name);
    g_free(self);
}

void smtp_lane_give_up(SmtpLane *self)
{
    g_atomic_int_set(&self->given_up, 1);
}

void smtp_lane_set_patience(SmtpLane *self, long seconds)
{
    self->patience = seconds * G_USEC_PER_SEC;
    curl_easy_setopt(self->model, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
}

/* The server's answer to NOOP, which would go to standard output. */
static size_t discard(char *bytes, size_t size, size_t count, void *data)
{
    (void)bytes;
    (void)data;
    return size * count;
}

bool smtp_lane_probe(SmtpLane *self, long seconds, GError **error)
{
    smtp_lane_set_patience(self, seconds);
    curl_easy_setopt(self->model, CURLOPT_CONNECT_ONLY, 0L);
    curl_easy_setopt(self->model, CURLOPT_TIMEOUT, seconds);
    curl_easy_setopt(self->model, CURLOPT_CUSTOMREQUEST, "NOOP");
    curl_easy_setopt(self->model, CURLOPT_WRITEFUNCTION, discard);
    CURLcode code = perform(self, self->model);
    g_autofree char *trouble = smtp_lane_describe(self, code);
    if (code == CURLE_OK)
        return true;
    g_autofree char *advice =
        code == CURLE_LOGIN_DENIED ? app_password_advice(self->account) : g_strdup("");
    return fail(error, ERR_TEMP, "%s%s%s", trouble, *advice ? ". " : "", advice);
}
