/* queue_letter.h: the morning letter of a moderator: all posts that wait for them in one, numbered,
 * and decided in one answer ("1 да 2 нет: причина 3 да"). The kind of question is "queue"; the
 * posts are its choices. Once a day, after queue_hour. In the language of the list where all are of
 * one, else in that of the settings. */
#ifndef VESTNIK_GATEWAY_QUEUE_LETTER_H
#define VESTNIK_GATEWAY_QUEUE_LETTER_H

#include "gateway/work.h"

/* All that is due now. */
bool queue_letters_send(Desk *desk, GError **error);

/* Whether this day's letter to the person named the case: then nothing else need remind them. */
bool queue_letter_named(Desk *desk, int64_t person, int64_t case_id, bool *named, GError **error);
/* `at`, or later that day, when its letters are out. */
int64_t queue_letter_after(const Settings *settings, int64_t at);

/* The answer to one: decides what it names; the moderator hears what became of each, and what was
 * not understood. Inside the case's transaction; work->queue was read by work_read(). */
bool queue_answered(Work *work, GError **error);

#endif
