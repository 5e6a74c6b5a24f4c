/* many_told.h: one answer that decides several held posts ("все да") is one letter to each of the
 * others who were asked about them. Whoever was asked about only one of them reads of it in the
 * thread of that question, as of any decision. Inside the transaction of the answer. */
#ifndef VESTNIK_GATEWAY_MANY_TOLD_H
#define VESTNIK_GATEWAY_MANY_TOLD_H

#include "gateway/moderation.h"

ManyTold *many_told_new(void);
void many_told_free(ManyTold *many);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ManyTold, many_told_free)

/* A decision that was made; before its question is closed. `held` is borrowed until it is sent. */
bool many_told_add(ManyTold *many, Work *held, const Decider *decider, GError **error);
bool many_told_send(const ManyTold *many, Desk *desk, GError **error);

#endif
