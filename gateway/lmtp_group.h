/* lmtp_group.h: letters of the LMTP door that ended together: they are committed together, and then
 * each client has its answer. */
#ifndef VESTNIK_GATEWAY_LMTP_GROUP_H
#define VESTNIK_GATEWAY_LMTP_GROUP_H

#include "archive/letter.h"
#include "gateway/lmtp_client.h"

#define LMTP_GROUP       200            /* letters in one commit, at most */
#define LMTP_GROUP_BYTES (16 * 1048576) /* of them, at most, or one letter that is larger */

typedef struct LmtpGroup {
    size_t n, bytes;
    LmtpClient *clients[LMTP_GROUP]; /* their letters stay with them until they are answered */
    LetterIn letters[LMTP_GROUP];
    int64_t ids[LMTP_GROUP];
    GError *why[LMTP_GROUP]; /* it is not kept; NULL: it is committed */
} LmtpGroup;

/* Letters of these clients (LmtpClient) that have ended and are in no group yet, as many as one
 * commit takes; NULL none. */
LmtpGroup *lmtp_group_of(const GPtrArray *clients, const char *account);
/* Takes the letters of another, which is freed; false: one commit does not take so many. */
bool lmtp_group_join(LmtpGroup *group, LmtpGroup *other);
/* 250 where a letter was kept, 451 where the store failed: the sender keeps it. Each client goes
 * on; gives whether anything was kept. */
bool lmtp_group_answer(const LmtpGroup *group);
void lmtp_group_free(LmtpGroup *group); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmtpGroup, lmtp_group_free)

#endif
