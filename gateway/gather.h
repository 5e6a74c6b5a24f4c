/* gather.h: does the budget of a list's account carry one more post as single letters? If not, the
 * post is gathered: each reader finds it in the next daily letter (digest/gathered.h). The choice
 * is made once, when the post is published, for all of its readers: each has either a copy that
 * waits to be sent or one that waits for the digest, in one row, never both.
 *
 * It fits when all that waits for the account, and the post, can be sent within `gather_hours`. The
 * methodists are told when the next post of the same size would not fit any more, which is before
 * it happens; once a day. */
#ifndef VESTNIK_GATEWAY_GATHER_H
#define VESTNIK_GATEWAY_GATHER_H

#include "gateway/work.h"

typedef struct Forecast {
    int64_t readers; /* of this post */
    int64_t waiting; /* copies that wait for the account, whatever they are of */
    int64_t fits;    /* recipients that can be sent to in time; INT64_MAX: any number */
} Forecast;

/* Inside the transaction that publishes, before the copies are queued. */
bool gather_forecast(Db *db, const Settings *settings, const List *list, int64_t readers,
                     Forecast *forecast, GError **error);
bool gather_is_needed(const Forecast *forecast);
/* Tells the methodists, where it is time to. In the same transaction. */
bool gather_tell(Desk *desk, const List *list, const Forecast *forecast, GError **error);

#endif
