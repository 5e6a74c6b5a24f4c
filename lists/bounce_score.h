/* bounce_score.h: what a bounce means for the address that a copy was sent to.
 *
 *   class of the bounce                effect         what happens
 *   unknown-user, no-host              HARD           bounce_hard points
 *   disabled, full, expired, loop, other  SOFT          bounce_soft points, once in 24 hours
 *   content, policy, size              LETTER         that letter was not wanted; the address works
 *   blocked, relay                     US             our server is at fault; the address works
 *   delayed, complaint                 NONE
 *
 * All but content, size and NONE also tell of the domain: where most of it fails it is not the
 * addresses that are wrong, and none of this counts (archive/domain_stop.h).
 *
 * Points fade by bounce_decay a day. At bounce_limit the address is flagged: letters go where else
 * the person is reached, and the methodist is told; nobody is removed. It is for the caller to know
 * that the bounce is true: anybody can write one. */
#ifndef VESTNIK_LISTS_BOUNCE_SCORE_H
#define VESTNIK_LISTS_BOUNCE_SCORE_H

#include "archive/db.h"
#include "base/facts.h"
#include "base/settings.h"

typedef enum BounceEffect {
    BOUNCE_EFFECT_NONE,
    BOUNCE_EFFECT_HARD,
    BOUNCE_EFFECT_SOFT,
    BOUNCE_EFFECT_LETTER,
    BOUNCE_EFFECT_US
} BounceEffect;

/* Pure. What is only delayed or was delivered has none. */
BounceEffect bounce_effect(const Bounce *bounce);
const char *bounce_effect_name(BounceEffect effect);

typedef struct BounceScore {
    int64_t points, at; /* when it was counted last; 0 never */
} BounceScore;

/* Pure: the points after one more at `now`. */
BounceScore bounce_score_after(const Settings *settings, BounceScore before, BounceEffect effect,
                               int64_t now);

/* A copy that failed for good. Borrowed. */
typedef struct FailedCopy {
    int64_t recipient;
    const char *address; /* that it was sent to */
    const Bounce *bounce;
    bool was_taken;    /* by a server, before it came back */
    bool is_of_letter; /* the words are of the letter, or of us: the address loses no points */
} FailedCopy;

typedef struct FailedCounted {
    bool is_flagged; /* the address, now */
    bool is_stopped; /* its domain: nothing was counted */
} FailedCounted;

/* Counts it. An address that is not known needs no points. Inside the caller's transaction. */
bool bounce_count(Db *db, const Settings *settings, const FailedCopy *copy, FailedCounted *counted,
                  GError **error);

#endif
