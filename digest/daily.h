/* daily.h: the daily letter of a list: what was published yesterday, to the members who chose one
 * letter a day. Made as the weekly ones are (digest.h): one run row (digest-daily, LIST, DAY), the
 * letter and its recipients in one transaction. A day without a post, or a list of which nobody
 * wants it, has no letter; the run row is there all the same.
 *
 * Only yesterday is ever due. After days on which the gateway did not run its letter tells of them
 * too (at most DIGEST_DAYS_MOST): nobody who reads the daily letter misses a post. */
#ifndef VESTNIK_DIGEST_DAILY_H
#define VESTNIK_DIGEST_DAILY_H

#include "digest/digest.h"

typedef struct DailySent {
    bool first; /* false: was done before, nothing was changed */
    int64_t recipients;
    bool too_young; /* the list was made after the day: nothing was done */
} DailySent;

/* The values of the letter and its text; "quiet" is true when nothing was published. */
json_t *daily_values(const DigestContext *context, const List *list, const Day *day,
                     GError **error);
/* The same of some posts only, by their ids; NULL: of all. */
json_t *daily_values_of(const DigestContext *context, const List *list, const Day *day,
                        const GArray *posts, GError **error);
bool daily_letter(const DigestContext *context, const json_t *values, LetterText *out,
                  GError **error);

/* One transaction of its own. ERR_USAGE when the day is not over. */
bool daily_send(const DigestContext *context, const List *list, const Day *day, DailySent *sent,
                GError **error);

/* Whether the letter of a list about the day before `now` is due and not yet made; then *day is
 * that day. *next: when to ask again. */
bool daily_is_due(const DigestContext *context, const List *list, int64_t now, bool *due, Day *day,
                  int64_t *next, GError **error);

#endif
