/* quota.h: how much an account may send now, told by what it has sent. Pure: no clock, no database
 * (archive/sender.h keeps both).
 *
 * Windows roll: 24 hours are those before this moment, whatever the calendar says. What was sent is
 * counted by minutes, and a minute counts until its last second has left the window.
 *
 * Time here is the account's OWN time. It goes on as the machine's uptime does: a clock that is set
 * forward lets no flood out, one that is set back blocks nobody. Across a start of the machine, and
 * where the clock is fixed, it goes on as the clock does, but never back. */
#ifndef VESTNIK_BASE_QUOTA_H
#define VESTNIK_BASE_QUOTA_H

#include "base/clock.h"
#include "base/settings.h"

/* When it was `own` by the account's time. Zeroed: never. */
typedef struct OwnTime {
    int64_t own;
    ClockReading at;
} OwnTime;
int64_t own_time(const OwnTime *mark, const ClockReading *now);

typedef struct QuotaMinute {
    int64_t minute; /* own time / 60 */
    int64_t recipients, letters;
} QuotaMinute;

typedef struct Quota {
    GArray *minutes; /* of QuotaMinute, ascending */
} Quota;

void quota_init(Quota *quota);
void quota_clear(Quota *quota);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Quota, quota_clear)
#define QUOTA_LONGEST DAY /* what is older counts in no window */

/* The minute that it was counted in; `own` never goes back. */
const QuotaMinute *quota_add(Quota *quota, int64_t own, int64_t recipients, int64_t letters);
int64_t quota_recipients(const Quota *quota, int64_t own, int64_t seconds);

/* Whose part of the numbers: all of them are for decisions, but smtp_reserve for the others. */
typedef enum QuotaShare { SHARE_DECISIONS, SHARE_OTHERS } QuotaShare;

/* No number is set: there is always room. */
bool quota_is_open(const Account *account);

typedef struct QuotaRoom {
    int64_t recipients, letters; /* INT64_MAX: any number; never below 0 */
} QuotaRoom;
QuotaRoom quota_room(const Quota *quota, const Account *account, QuotaShare share, int64_t own);
/* The own time at which there is room for one more; `own` itself: there is. */
int64_t quota_opens(const Quota *quota, const Account *account, QuotaShare share, int64_t own);

/* How many recipients may be written to from `own` to `seconds` later at most; INT64_MAX: any
 * number. */
int64_t quota_ahead(const Quota *quota, const Account *account, int64_t own, int64_t seconds);
/* The same of a day before which nothing was sent. */
int64_t quota_in_a_day(const Account *account);
/* The days that a letter to so many recipients takes, from 1 on; 0: it is never sent. */
int64_t quota_days(const Account *account, int64_t recipients);

#endif
