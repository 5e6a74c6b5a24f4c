/* auth_profile.h: how a receiver writes Authentication-Results (RFC 8601), one row a receiver, and
 * which of these fields in a letter it can have written itself. Anybody can write the field: what
 * counts stands above the Received line of the receiver's front host, or, where the receiver puts
 * it below, between that line and the next. There only the receiver's duty to remove fields in its
 * own name (section 5) parts a true one from a forged one: a row says so (`below`). */
#ifndef VESTNIK_BASE_AUTH_PROFILE_H
#define VESTNIK_BASE_AUTH_PROFILE_H

#include <glib.h>
#include <stdbool.h>

#include "base/headers.h"

#define AUTH_IDS 3

typedef struct AuthProfile {
    const char *name;
    const char *ids[AUTH_IDS]; /* globs of the authserv-id */
    bool id_optional;          /* leaves it out */
    bool id_is_host;           /* it is the host of one of the receiver's own Received lines */
    bool below;                /* written below the Received line too, and forged ones removed */
    bool merges;               /* several fields, one a method: all count, else the topmost one */
    const char *front;   /* glob of the hosts that letters of others come in by; NULL unknown */
    const char *meaning; /* for people */
} AuthProfile;

/* "none" and "auto" are words of the setting without a row. */
const AuthProfile *auth_profile_by_name(const char *name); /* NULL: no such receiver */
/* The receiver behind an IMAP server; NULL unknown. */
const AuthProfile *auth_profile_by_host(const char *imap_host);

/* Whose results count for letters of one account. Borrowed texts. */
typedef struct AuthTrust {
    const AuthProfile *profile; /* NULL: nobody's */
    const char *id;             /* glob that replaces profile->ids; NULL none */
} AuthTrust;

/* The Authentication-Results of `headers` that the receiver can have written: of const Header*, as
 * they stand. The caller's. */
GPtrArray *auth_trusted_place(const Headers *headers, const AuthTrust *trust, GPtrArray *hosts);

/* Does the receiver call itself `id` (NULL: left out)? `hosts`: of its own Received lines, as
 * auth_trusted_place() found them. */
bool auth_is_id(const AuthTrust *trust, const char *id, const GPtrArray *hosts);

#endif
