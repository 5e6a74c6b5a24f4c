/* moderation_told.h: what follows from a decision about a held post by letter: its author hears of
 * it, the other moderators hear in the thread of their own question who decided what and when, and
 * whoever decided hears that it is done. Each once; inside the decision's transaction. */
#ifndef VESTNIK_GATEWAY_MODERATION_TOLD_H
#define VESTNIK_GATEWAY_MODERATION_TOLD_H

#include "gateway/moderation.h"

bool moderation_tell_author(Work *held, const Decider *decider, GError **error);
bool moderation_tell_others(Work *held, const Decider *decider, GError **error);
/* GPtrArray of Ask*: whoever was asked, once each, by the newest question, but whoever decided, at
 * whatever address; `decider` NULL: nobody did. */
GPtrArray *moderation_others(const Work *held, const Decider *decider, GError **error);
/* Tells one of them, in the thread of that question. */
bool moderation_tell(Work *held, const Ask *ask, json_t *values, GError **error);
/* Rows "number", "ready" of the ready reasons. The caller's. */
json_t *moderation_ready_rows(const GPtrArray *reasons);
/* What letters say of a decision. The caller's. */
json_t *moderation_values_of(const Work *held, const Decider *decider);
/* Nobody decided in time, and it went back to its author: everybody who was asked. */
bool moderation_tell_returned(Work *held, GError **error);
/* `answer` is the letter that decided. */
bool moderation_tell_decider(Work *answer, const Decider *decider, GError **error);

/* Adds to the values of a letter what was decided: published, edited, always, spam,
 * back. */
void moderation_add_word(json_t *values, RulingWord word);

#endif
