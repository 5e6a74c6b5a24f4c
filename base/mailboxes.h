/* mailboxes.h: the mailboxes of address fields (RFC 5322 section 3.4), decoded. Internal to the
 * reading files of base/. */
#ifndef VESTNIK_BASE_MAILBOXES_H
#define VESTNIK_BASE_MAILBOXES_H

#include "base/letter.h"

/* The mailboxes of all header fields of that name (lower case), of Mailbox*, groups opened; one
 * that holds no address has a NULL there. The caller's. */
GPtrArray *mailboxes_read(Letter *letter, const char *name);

/* Their addresses alone, normalised (address_normalize), each once, added to `out`, of char*. */
void addresses_read(Letter *letter, const char *name, GPtrArray *out);

/* "Local@домен.рф" to "Local@xn--...": NULL when it is no address. The caller's. */
char *mailbox_address(const char *address);

#endif
