/* invitation.h: letters that invite (lists/invite.h): school by school in waves, at most the
 * setting invites_per_day in 24 hours, and to one mailbox invites_per_mailbox, so that whatever
 * waits for an answer goes out first. After invite_remind_days without an answer one reminder,
 * never more. */
#ifndef VESTNIK_GATEWAY_INVITATION_H
#define VESTNIK_GATEWAY_INVITATION_H

#include "gateway/work.h"
#include "lists/answer.h"

/* A duty of the timer: the wave that may go now; *next: when to look again. */
bool invitation_work(Db *db, const Settings *settings, int64_t *next, GError **error);

/* Answers to the ask kind "invite"; its object is the invitation. */
bool invitation_answered(Work *work, const Answer *answer, GError **error);

#endif
