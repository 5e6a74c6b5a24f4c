/* answer_many.h: an answer to several numbered questions at once: "1 да 2 нет: причина 3 да", each
 * on its own line, "1, 3 да", "все да". Pure.
 *
 * Only what stands above the first quoted line counts. A line that is not understood decides
 * nothing, and then "все" decides nothing either: the line may say what it leaves out. A number
 * that is given two answers has none. A reason goes on in the lines below it, up to an empty one or
 * one that begins with a number. */
#ifndef VESTNIK_LISTS_ANSWER_MANY_H
#define VESTNIK_LISTS_ANSWER_MANY_H

#include "lists/answer.h"

typedef struct AnswerMany {
    Answer *answers;    /* `count` of them; ANSWER_UNCLEAR: none was given */
    int64_t count;      /* of questions; number N is answers[N - 1] */
    GPtrArray *unclear; /* of char*: lines, or numbers, that were not understood */
} AnswerMany;

void answer_many_free(AnswerMany *many);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AnswerMany, answer_many_free)

AnswerMany *answer_many_parse(const char *own_text, int64_t count);

#endif
