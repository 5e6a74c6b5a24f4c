/* armour.h: OpenPGP blocks within a plain text (RFC 9580 sections 6.2 and 7). They are passed on
 * untouched in the letter; this is only for what people read. Pure. */
#ifndef VESTNIK_BASE_ARMOUR_H
#define VESTNIK_BASE_ARMOUR_H

#include <stdbool.h>

#define ARMOUR_ENCRYPTED "[зашифровано PGP / PGP encrypted]"

/* Does an encrypted block stand in it? */
bool armour_is_encrypted(const char *text);

/* The text without keys, signatures and the marks of a signed text; an encrypted block becomes
 * ARMOUR_ENCRYPTED. NULL when there is nothing to remove; else the caller's. */
char *armour_remove(const char *text);

#endif
