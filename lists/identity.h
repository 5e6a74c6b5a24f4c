/* identity.h: who wrote this letter, and how sure we are. `From:` says who somebody claims to be;
 * the strength says what stands behind it. */
#ifndef VESTNIK_LISTS_IDENTITY_H
#define VESTNIK_LISTS_IDENTITY_H

#include "archive/db.h"
#include "base/facts.h"

typedef enum Strength {
    STRENGTH_NONE,          /* a stranger */
    STRENGTH_SCHOOL,        /* a shared mailbox: it stands for the school only */
    STRENGTH_NAME,          /* a shared mailbox, and the letter names one of its people */
    STRENGTH_ADDRESS,       /* the address of one person, nothing said about authentication */
    STRENGTH_AUTHENTICATED, /* the same, and our server authenticated it (RFC 8601) */
    STRENGTH_TOKEN,         /* a capability token of ours came back */
} Strength;

const char *strength_name(Strength strength); /* "school", "address", ...; as stored */

typedef struct Identity {
    Strength strength;
    int64_t person, school; /* 0 none */
    char *author;           /* as shown to readers: never empty */
    char *school_name;      /* "" none */
    char *address;          /* normalised; NULL when From holds none */
    bool is_shared;         /* several people write from this address */
} Identity;

void identity_free(Identity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Identity, identity_free)

/* `guest` is what a stranger without a name is called in the settings' language (base/words.h). */
Identity *identity_of(Db *db, const Facts *facts, const char *guest, GError **error);

#endif
