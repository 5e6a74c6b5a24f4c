/* copy_count.h: what the results of copies tell of addresses and of domains. */
#ifndef VESTNIK_GATEWAY_COPY_COUNT_H
#define VESTNIK_GATEWAY_COPY_COUNT_H

#include "gateway/copy.h"

/* A server refused recipient `i` for good: counted as a bounce is (lists/bounce_score.h), without
 * doubt about who says so. What it says of the whole letter counts against no address, unless the
 * copy was for one recipient and the words are that there is no such mailbox. Inside the caller's
 * transaction, once the recipient is set, as is the next. */
bool copy_count_refusal(Db *db, const Settings *settings, const Copy *copy, guint i,
                        GError **error);

/* What servers took of these (of Copy*), by domain. */
bool copies_count_taken(Db *db, const GPtrArray *copies, GError **error);

#endif
