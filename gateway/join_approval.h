/* join_approval.h: lists whose setting `joins` is "approval": who wants to join waits until a
 * moderator (where there is none a methodist) says ДА. The wish is a question of kind "application"
 * that no token answers (object: the list; person and address: who wants it); each moderator gets a
 * question of kind "join" about it. Inside the case's transaction. */
#ifndef VESTNIK_GATEWAY_JOIN_APPROVAL_H
#define VESTNIK_GATEWAY_JOIN_APPROVAL_H

#include "gateway/work.h"
#include "lists/answer.h"

/* A person confirmed (work->ask) that they want to join: they do, or the moderators are asked.
 * Asked once: while they think, and for ask_days after a refusal, the person is only told so. */
bool join_wish(Work *work, const List *list, int64_t person, GError **error);

/* Answers to the ask kind "join". Who answers was looked at before. */
bool join_answered(Work *work, const Answer *answer, GError **error);

#endif
