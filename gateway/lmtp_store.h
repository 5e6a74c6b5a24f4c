/* lmtp_store.h: where the letters of the LMTP door are committed. While some wait for the disk in a
 * thread of its own, the door goes on listening to the others; whoever is alone is committed
 * without it, for waking a thread costs as much as all else.
 *
 *     idle --lmtp_store_start()--> at work --its fd is readable--> lmtp_store_finish() --> idle
 *                                  ^     |
 *                                  +-----+ lmtp_store_start(): groups that wait share the next
 * commit
 *
 * The database is used by nobody else as long as the store is there. */
#ifndef VESTNIK_GATEWAY_LMTP_STORE_H
#define VESTNIK_GATEWAY_LMTP_STORE_H

#include "gateway/lmtp_group.h"

typedef struct LmtpStore LmtpStore;

LmtpStore *lmtp_store_new(Db *db);
void lmtp_store_free(LmtpStore *store); /* idle; takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmtpStore, lmtp_store_free)

/* All letters of the group in one transaction. Where the store refuses one of them, each is tried
 * alone: the others shall not suffer. */
void lmtp_store_keep(LmtpStore *store, LmtpGroup *group);

/* The same by the thread, which takes the group, together with all others that it finds waiting.
 * False: it cannot be had, and nothing was done. */
bool lmtp_store_start(LmtpStore *store, LmtpGroup *group);
bool lmtp_store_is_at_work(const LmtpStore *store);
/* Readable when a group is done; -1 when idle. */
int lmtp_store_fd(const LmtpStore *store);
/* A group that was started, and those that joined it, now the caller's; waits until one is done. */
LmtpGroup *lmtp_store_finish(LmtpStore *store);

#endif
