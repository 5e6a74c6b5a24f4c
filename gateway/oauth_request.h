/* oauth_request.h: one request to a token endpoint (RFC 6749 section 6), for oauth_token.c. */
#ifndef VESTNIK_GATEWAY_OAUTH_REQUEST_H
#define VESTNIK_GATEWAY_OAUTH_REQUEST_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"

typedef struct OauthAnswer {
    char *access;
    char *refresh;   /* a new refresh token that replaces the old one; NULL: the old one stays */
    int64_t seconds; /* that the access token lives */
} OauthAnswer;

/* The strings are wiped. */
void oauth_answer_clear(OauthAnswer *answer);

/* `secret` of the client; NULL none. Errors as oauth_token(). */
bool oauth_request(const Account *account, const char *refresh_token, const char *secret,
                   OauthAnswer *answer, GError **error);

#endif
