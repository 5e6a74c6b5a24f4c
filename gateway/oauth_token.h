/* oauth_token.h: the access token of an account that logs in by OAuth2 (RFC 6749, 6750): from a
 * file that another program keeps fresh, or asked for with a refresh token (section 6) and kept in
 * memory until it expires. Nothing secret is logged, stored or given to another program. */
#ifndef VESTNIK_GATEWAY_OAUTH_TOKEN_H
#define VESTNIK_GATEWAY_OAUTH_TOKEN_H

#include <glib.h>
#include <stdbool.h>

#include "base/settings.h"

/* The caller's; wipe and free it. May wait for the network, token_seconds at most, and as long for
 * another process of ours that is asking. ERR_TEMP: later; ERR_DENIED: the provider says no;
 * ERR_SETTINGS: a file or setting is wrong. The error says what to do. */
char *oauth_token(const Account *account, GError **error);

/* A server did not take the token: the next oauth_token() asks for another. True: that one had been
 * kept for a while, so another one may do; false: it was fresh, or there are no others. */
bool oauth_token_refused(const Account *account);

/* What a person can do when a server refuses the token; a part of a sentence; the caller's. */
char *oauth_advice(const Account *account);

#endif
