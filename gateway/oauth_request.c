/* oauth_request.c: see oauth_request.h: a form by POST over HTTPS, the answer JSON. Redirects are
 * not followed: the form holds secrets. Plain HTTP goes to this machine only (settings_account.c).
 */
#include "gateway/oauth_request.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "base/auto.h"
#include "base/error.h"
#include "base/text.h"

enum {
    ANSWER_MAX = 64 * 1024,
    WORDS_MAX = 200,      /* of the provider, that an error repeats */
    LIFE_SECONDS = 3600,  /* where the provider does not say */
    LIFE_MOST = 7 * 86400 /* a longer life is not believed */
};

static void wipe(char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

void oauth_answer_clear(OauthAnswer *answer)
{
    wipe(answer->access);
    wipe(answer->refresh);
    *answer = (OauthAnswer){0};
}

/* --- the request -------------------------------------------------------------------------------
 */

static void add_field(GString *form, const char *name, const char *value)
{
    if (!value)
        return;
    g_autofree char *escaped = g_uri_escape_string(value, NULL, false);
    g_string_append_printf(form, "%s%s=%s", form->len ? "&" : "", name, escaped);
    explicit_bzero(escaped, strlen(escaped));
}

/* Wiped and freed by the caller. */
static GString *make_form(const Account *account, const char *refresh_token, const char *secret)
{
    GString *form = g_string_sized_new(4 * 16384); /* not moved: no copy is left behind */

    add_field(form, "grant_type", "refresh_token");
    add_field(form, "client_id", account->client_id);
    add_field(form, "scope", account->token_scope);
    add_field(form, "client_secret", secret);
    add_field(form, "refresh_token", refresh_token);
    return form;
}

static size_t on_answer(char *bytes, size_t size, size_t count, void *user)
{
    GString *answer = user;

    if (answer->len + size * count > ANSWER_MAX)
        return 0; /* curl ends with CURLE_WRITE_ERROR */
    g_string_append_len(answer, bytes, (gssize)(size * count));
    return size * count;
}

static bool set_options(CURL *curl, const Account *account, const GString *form, GString *answer)
{
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)account->token_seconds);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)form->len);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    return curl_easy_setopt(curl, CURLOPT_URL, account->token_url) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form->str) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
           (!account->ca_file ||
            curl_easy_setopt(curl, CURLOPT_CAINFO, account->ca_file) == CURLE_OK);
}

/* *status: of HTTP. */
static bool post(const Account *account, const GString *form, GString *answer, long *status,
                 GError **error)
{
    CURL *curl = curl_easy_init();
    CURLcode code = CURLE_FAILED_INIT;

    if (curl && set_options(curl, account, form, answer))
        code = curl_easy_perform(curl);
    *status = 0;
    if (code == CURLE_OK)
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    curl_easy_cleanup(curl);
    return code == CURLE_OK || fail(error, ERR_TEMP, "asking %s for a token: %s",
                                    account->token_url, curl_easy_strerror(code));
}

/* --- the answer --------------------------------------------------------------------------------
 */

/* What an error code of RFC 6749 section 5.2 asks a person to do. */
static const struct {
    const char *code, *advice;
} REFUSALS[] = {
    {"invalid_grant",
     "the refresh token is no longer valid: sign in again and write the new one to "
     "refresh_token_file"},
    {"invalid_client", "check client_id and client_secret_file"},
    {"unauthorized_client", "the registration of the program does not allow refresh tokens"},
    {"invalid_scope", "check token_scope"},
    {NULL, "check token_url, client_id and refresh_token_file"},
};

static const char *advice_for(const char *code)
{
    size_t i = 0;

    while (REFUSALS[i].code && (!code || !g_str_equal(REFUSALS[i].code, code)))
        i++;
    return REFUSALS[i].advice;
}

/* What the provider says about its refusal, unless it repeats what is secret; the caller's. */
static char *provider_words(const json_t *answer, const char *refresh_token, const char *secret)
{
    const char *code = json_string_value(json_object_get(answer, "error"));
    const char *more = json_string_value(json_object_get(answer, "error_description"));
    g_autofree char *both = g_strdup_printf("%s%s%s", code ? code : "no reason given",
                                            more ? ": " : "", more ? more : "");
    char *words = text_one_line(both);

    if (strstr(words, refresh_token) || (secret && strstr(words, secret)))
        strcpy(words, "-"); /* never empty, so there is room */
    if (strlen(words) > WORDS_MAX)
        *g_utf8_find_prev_char(words, words + WORDS_MAX) = '\0';
    return words;
}

/* RFC 6750 section 2.1; a control character would be a command to the mail server. */
static bool is_token(const char *token)
{
    for (const char *c = token; *c; c++)
        if (*c <= ' ' || *c == 0x7f || (unsigned char)*c > 0x7f)
            return false;
    return *token != '\0';
}

static bool take_answer(const json_t *json, OauthAnswer *answer)
{
    const char *access = json_string_value(json_object_get(json, "access_token"));
    const char *refresh = json_string_value(json_object_get(json, "refresh_token"));
    const json_t *life = json_object_get(json, "expires_in");
    int64_t seconds = json_is_integer(life)  ? json_integer_value(life)
                      : json_is_string(life) ? g_ascii_strtoll(json_string_value(life), NULL, 10)
                                             : LIFE_SECONDS;

    if (!access || !is_token(access))
        return false;
    answer->access = g_strdup(access);
    answer->refresh = refresh && is_token(refresh) ? g_strdup(refresh) : NULL;
    answer->seconds = CLAMP(seconds, 0, LIFE_MOST);
    return true;
}

bool oauth_request(const Account *account, const char *refresh_token, const char *secret,
                   OauthAnswer *answer, GError **error)
{
    g_autoptr(GString) text = g_string_sized_new(ANSWER_MAX + 1);
    GString *form = make_form(account, refresh_token, secret);
    long status;
    bool ok = post(account, form, text, &status, error);

    explicit_bzero(form->str, form->len);
    g_string_free(form, TRUE);
    if (!ok)
        return false;
    g_autoptr(json_t) json = json_loadb(text->str, text->len, 0, NULL);
    explicit_bzero(text->str, text->len);
    if (status == 200 && json && take_answer(json, answer))
        return true;
    const char *code = json_string_value(json_object_get(json, "error"));
    g_autofree char *words = provider_words(json, refresh_token, secret);
    if (status >= 400 && status < 500 && status != 429)
        return fail(error, ERR_DENIED, "%s gives no token (%ld, %s); %s", account->token_url,
                    status, words, advice_for(code));
    return fail(error, ERR_TEMP, "%s gives no token now (%ld, %s)", account->token_url, status,
                words);
}
