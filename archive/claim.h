/* claim.h: the copies that a deliverer has in hand, from before they go to the door until what
 * became of them stands in the database.
 *
 * All that is in hand of one account is one row, written anew in each transaction of the deliverer:
 * the copies themselves are written once, when they have a result. Nobody else sends a copy that is
 * claimed. What a killed deliverer had claimed, and what could not be recorded (a full disk, a
 * lock), is due again when its claim is over, not at once. */
#ifndef VESTNIK_ARCHIVE_CLAIM_H
#define VESTNIK_ARCHIVE_CLAIM_H

#include "archive/db.h"

/* The numbers of recipients from `first` to `last`, in hand until then. */
typedef struct ClaimRun {
    int64_t first, last, until;
} ClaimRun;

/* What is claimed of an account (its lane: archive/sender.h), but for the claim `own`: GArray of
 * ClaimRun, the caller's. A claim beyond `latest` is none: the clock was set back. */
typedef struct ClaimsWanted {
    int64_t sender, own, now, latest;
} ClaimsWanted;
GArray *claims_read(Db *db, const ClaimsWanted *wanted, GError **error);
bool claims_have(const GArray *claims, int64_t recipient); /* `claims` may be NULL */
int64_t claims_over(const GArray *claims); /* when the first is over; INT64_MAX: there is none */

/* *id is the row of the claim, 0: there is none yet. `recipients` (of int64_t) is sorted here; none
 * of them: the claim ends, and *id is 0. Inside the caller's transaction. */
typedef struct ClaimNote {
    int64_t sender, now, until;
} ClaimNote;
bool claim_write(Db *db, int64_t *id, const ClaimNote *note, GArray *recipients, GError **error);

#endif
