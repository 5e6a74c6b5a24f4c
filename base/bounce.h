/* bounce.h: what the bounce files share. Internal to reading. */
#ifndef VESTNIK_BASE_BOUNCE_H
#define VESTNIK_BASE_BOUNCE_H

#include "base/letter.h"

/* A new bounce for this address, owned by the facts; NULL when it is there already, or there are
 * too many. */
Bounce *bounce_add(Letter *letter, const char *address, BounceAction action);

/* Sets status, diagnostic, class and hard. Both may be NULL. */
void bounce_explain(Bounce *bounce, const char *status, const char *diagnostic);

/* The normal form of an address as reports write it; NULL when there is none. The caller's. */
char *bounce_address(const char *value);

/* An enhanced status code (RFC 3463) in the text, "5.1.1"; NULL when there is none. The caller's.
 */
char *bounce_find_status(const char *text);

/* Class and hardness, from status and diagnostic. */
void bounce_classify(Bounce *bounce);

/* Bounces that only a person was meant to read: evidence, or NULL. The caller's. */
char *bounce_from_text(Letter *letter);

#endif
