/* own_domain.h: the one rule of the doors that can refuse a recipient (pipe and LMTP): one whose
 * domain no account and no list of ours has. Such a letter would lie here, and its sender think
 * that it had come. Within our domains any name is taken: the desk holds what it does not know. A
 * door without an envelope (IMAP, the folder) cannot refuse: what such a letter is for is found in
 * its headers (lists/place_letter.c). */
#ifndef VESTNIK_GATEWAY_OWN_DOMAIN_H
#define VESTNIK_GATEWAY_OWN_DOMAIN_H

#include "archive/db.h"
#include "base/settings.h"

/* The lists are asked only where no account has the domain of the address (normalised). */
bool own_domain(const Settings *settings, Db *db, const char *address, bool *own, GError **error);

#endif
