/* bounce.h: what the bounce files share. Internal to reading. */
#ifndef VESTNIK_BASE_BOUNCE_H
#define VESTNIK_BASE_BOUNCE_H

#include "base/letter.h"

/* What the refusal of a server answered, as far as the report shows. */
typedef enum BounceStage {
    STAGE_UNKNOWN,
    STAGE_SENDER, /* or the server that sends */
    STAGE_RECIPIENT,
    STAGE_CONTENT
} BounceStage;

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

/* Reads groups of fields about one recipient each (RFC 3464 section 2.3), divided by empty lines.
 */
void bounce_read_groups(Letter *letter, const char *fields, size_t length);

/* The first reply code of SMTP in the text, "550 ..."; NULL when there is none. Borrowed. */
const char *bounce_find_code(const char *text);

/* Class and hardness, from status and diagnostic, which may show the stage better than `stage`. */
void bounce_classify(Bounce *bounce, BounceStage stage);

/* The class of what a server said, NULL when no row of the tables fits. */
const char *bounce_class_of_words(const char *said);

/* Does it say anywhere that there is nobody of that name? */
bool bounce_words_deny(const char *said);

/* What the refusal answered; does it want the sender to prove himself? */
BounceStage bounce_stage(const char *text);
bool bounce_is_challenge(const char *text);

/* Does it deny the person so plainly that the stage does not matter? */
bool bounce_is_sure(const char *said);

/* What the other server said, within what a relay made of it. Borrowed from `diagnostic`. */
const char *bounce_reply_of_server(const char *diagnostic);

/* Is the sender a mail system and not a person? */
bool bounce_from_system(const Letter *letter);

/* The phrase by which servers introduce failed addresses; NULL when `folded` (text_fold) has none.
 * `server` gets who writes so. Both borrowed for ever. */
const char *bounce_phrase(const char *folded, const char **server);

/* Adds the failed addresses that stand in the lines of a report for people, up to the returned
 * letter; takes the headers of that one when they follow in the text. */
void bounce_read_lines(Letter *letter, const char *text, bool delay);

/* Names without a domain below a line that announces recipients, given the domain of the reporter:
 * `found` with each, and the line that it stands in. */
void bounce_local_names(Letter *letter, char **lines, size_t end,
                        void (*found)(Letter *letter, const char *address, const char *line));

/* Does the line begin with a failed address and nothing but a reason behind it? */
bool bounce_line_names(const char *line);

/* Index of the line where the returned letter begins, or of the last that is looked at. */
#define BOUNCE_LINES 400
size_t bounce_report_end(char **lines);

/* What the report up to line `end` says of the address in line `at`. The caller's. */
char *bounce_reason_at(char **lines, size_t end, size_t at, const char *address);

/* What the text says of this address; NULL nothing. The caller's. */
char *bounce_reason_in(const char *text, const char *address);

/* Bounces that only a person was meant to read: evidence, or NULL. The caller's. */
char *bounce_from_text(Letter *letter);

/* A notice of Amazon SES in JSON: does it come from there? Evidence, or NULL, the caller's. */
bool bounce_is_notifier(const Letter *letter);
char *bounce_from_json(Letter *letter);

#endif
