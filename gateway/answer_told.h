/* answer_told.h: what people hear of an answer that did not count. Inside the case's transaction.
 */
#ifndef VESTNIK_GATEWAY_ANSWER_TOLD_H
#define VESTNIK_GATEWAY_ANSWER_TOLD_H

#include "gateway/work.h"

/* It does not count: logged with the reason code `why`, and told to whoever may hear of it. */
bool answer_refuse(Work *work, const char *why, GError **error);

/* It comes late: who decided what, and when. The same answer again is told nothing. */
bool answer_told_late(Work *work, GError **error);
/* It is unclear: the question stays open, and its token goes out once more with it. */
bool answer_told_again(Work *work, GError **error);
/* The same to "НЕТ 77": which ready reasons there are. */
bool answer_told_reasons(Work *work, const GPtrArray *reasons, GError **error);
/* It came from another address, or without proof: who was asked is told by the letter `text`, once
 * a question. */
bool answer_told_asked(Work *work, const char *text, GError **error);
/* It bears no code, or one that nobody gave out: its author is told once a day. */
bool answer_told_no_code(Work *work, GError **error);

/* The same words again under the same question: it was explained, and a machine never learns. */
bool answer_was_told(Work *work);

#endif
