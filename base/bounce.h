/* bounce.h: what the bounce files share. Internal to reading. */
#ifndef VESTNIK_BASE_BOUNCE_H
#define VESTNIK_BASE_BOUNCE_H

#include "base/letter.h"

/* A new bounce for this address, owned by the facts; NULL when it is there already, or there are
 * too many. */
Bounce *bounce_add(Letter *letter, const char *address, BounceAction action);

/* Sets status, diagnostic, class and hard. Both may be NULL. */
void bounce_explain(const Letter *letter, Bounce *bounce, const char *status,
                    const char *diagnostic);

/* The normal form of an address as reports write it; NULL when there is none. The caller's. */
char *bounce_address(const char *value);

/* An enhanced status code (RFC 3463) in the text, "5.1.1"; NULL when there is none. The caller's.
 */
char *bounce_find_status(const char *text);

/* Reads groups of fields about one recipient each (RFC 3464 section 2.3), divided by empty lines. */
void bounce_read_groups(Letter *letter, const char *fields, size_t length);

/* Class and hardness, from status and diagnostic. `content_refused`: a transcript shows that the
 * server refused the text after it had taken the recipient. */
void bounce_classify(Bounce *bounce, bool content_refused);

/* What a server said: its class, NULL when no row of the table fits; whether it refused the text
 * of the letter after the recipient was taken; whether it wants the sender to prove himself. */
const char *bounce_class_of_words(const char *diagnostic);
bool bounce_is_content_refused(const char *diagnostic);
bool bounce_is_challenge(const char *diagnostic);

/* Is the sender a mail system and not a person? */
bool bounce_from_system(const Letter *letter);

/* The phrase by which servers introduce failed addresses; NULL when `folded` (text_fold) has none.
 * `server` gets who writes so. Both borrowed for ever. */
const char *bounce_phrase(const char *folded, const char **server);

/* Adds the failed addresses that stand in the lines of a report for people, up to the returned
 * letter; takes the headers of that one when they follow in the text. */
void bounce_read_lines(Letter *letter, const char *text, bool delay);

/* What the lines of the text after this address say of it; NULL nothing. The caller's. */
char *bounce_reason_in(const char *text, const char *address);

/* Bounces that only a person was meant to read: evidence, or NULL. The caller's. */
char *bounce_from_text(Letter *letter);

/* A notice of Amazon SES in JSON: evidence, or NULL. The caller's. */
char *bounce_from_json(Letter *letter);

#endif
