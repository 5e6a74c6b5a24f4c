/* hold_author.h: what the author of a letter that waits hears of it. Inside the caller's
 * transaction, after work_identify(), and only where moderation_tells_author(). */
#ifndef VESTNIK_GATEWAY_HOLD_AUTHOR_H
#define VESTNIK_GATEWAY_HOLD_AUTHOR_H

#include "gateway/work.h"

/* That it waits since then, once. */
bool hold_tell_author(Work *held, int64_t since, GError **error);

/* The letter goes back, with its text and the reason; its questions expire, the case is done. */
bool hold_give_back(Work *held, int64_t since, GError **error);

#endif
