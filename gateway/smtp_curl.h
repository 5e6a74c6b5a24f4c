/* smtp_curl.h: libcurl's part of the SMTP door: a handle that connects as the account says,
 * verifies the server's certificate and logs in. */
#ifndef VESTNIK_GATEWAY_SMTP_CURL_H
#define VESTNIK_GATEWAY_SMTP_CURL_H

#include <curl/curl.h>

#include "base/settings.h"

/* All that the account sets but for what is secret; its handles are made after this one. NULL with
 * ERR_SETTINGS. */
CURL *smtp_curl_new(const Account *account, GError **error);

/* Gives this handle the password or the token as it is at this moment; it may wait for the network
 * (oauth_token.h). ERR_TEMP: it can be had later; else there is something to mend. */
bool smtp_curl_log_in(CURL *curl, const Account *account, GError **error);

/* What is wrong with the server's certificate, after CURLE_PEER_FAILED_VERIFICATION: one line, the
 * caller's; NULL: curl does not know. */
char *smtp_curl_certificate(CURL *curl);

#endif
