/* smtp_curl.c: see smtp_curl.h. */
#include "gateway/smtp_curl.h"

#include <gnutls/gnutls.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/oauth_token.h"

#define CONNECT_MOST 1800L /* seconds, whatever the server sends meanwhile */

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
    if (code == CURLE_OK) /* no proxy, whatever the environment says */
        code = curl_easy_setopt(curl, CURLOPT_PROXY, "");
    return code == CURLE_OK;
}

static bool set_server(CURL *curl, const Account *account)
{
    const char *at = strchr(account->address, '@');
    const char *scheme = account->smtp_security == SECURITY_TLS ? "smtps" : "smtp";
    bool is_ipv6 = strchr(account->smtp_host, ':') != NULL;
    /* the path is what curl says in EHLO */
    g_autofree char *url =
        g_strdup_printf(is_ipv6 ? "%s://[%s]:%" PRId64 "/%s" : "%s://%s:%" PRId64 "/%s", scheme,
                        account->smtp_host, account->smtp_port, at ? at + 1 : "localhost");

    curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L); /* and log in */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)account->smtp_connect_seconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, CONNECT_MOST);
    return curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK;
}

CURL *smtp_curl_new(const Account *account, GError **error)
{
    CURL *curl = curl_easy_init();

    if (curl && set_security(curl, account) && set_server(curl, account))
        return curl;
    curl_easy_cleanup(curl);
    fail(error, ERR_SETTINGS, "account \"%s\", %s: libcurl does not take the settings",
         account->name, account->smtp_host);
    return NULL;
}

bool smtp_curl_log_in(CURL *curl, const Account *account, GError **error)
{
    bool by_token = account->auth == LOGIN_BY_OAUTH2;
    const char *login = account->login ? account->login : account->address;

    if (!by_token && !account->password_file)
        return true;
    char *secret = by_token ? oauth_token(account, error) : account_password(account, error);
    if (!secret)
        return false;
    bool ok = curl_easy_setopt(curl, CURLOPT_USERNAME, login) == CURLE_OK &&
              curl_easy_setopt(curl, by_token ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD,
                               secret) == CURLE_OK;
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
    return ok || fail(error, ERR_TEMP, "account \"%s\": out of memory", account->name);
}

/* curl built with GnuTLS keeps its verdict. */
char *smtp_curl_certificate(CURL *curl)
{
    gnutls_datum_t words = {0};
    long verdict = 0;

    if (curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &verdict) != CURLE_OK || !verdict ||
        gnutls_certificate_verification_status_print((unsigned)verdict, GNUTLS_CRT_X509, &words,
                                                     0) < 0)
        return NULL;
    char *text = text_one_line((const char *)words.data);
    gnutls_free(words.data);
    return text;
}
