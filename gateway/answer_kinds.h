/* answer_kinds.h: the kinds of questions that we ask, for do_answer.c: what counts as an answer to
 * each, whose, and what it does. Its functions run inside the case's transaction. */
#ifndef VESTNIK_GATEWAY_ANSWER_KINDS_H
#define VESTNIK_GATEWAY_ANSWER_KINDS_H

#include "gateway/work.h"
#include "lists/answer.h"

typedef struct AnswerKind {
    const char *kind; /* of the question */
    bool (*answered)(Work *work, const Answer *answer, GError **error);
    enum { TAKES_ANYTHING, TAKES_YES_OR_NO, TAKES_RULING } takes; /* else it is asked again */
    /* Beside the word: what says the same; nothing, where it cannot be undone; whatever takes
     * nothing back ("Да, очень нужно"), where it concerns only who answers. */
    enum { BESIDE_CONFIRMING, BESIDE_NOTHING, BESIDE_POLITE } beside;
    /* Who can answer: whoever reads what goes to the address that was asked; the person alone, who
     * must not share that mailbox by now; the address alone, for it is asked whose it is. */
    enum { FROM_READER, FROM_PERSON, FROM_ADDRESS } from;
} AnswerKind;

/* "Вы имели в виду другое слово?" */
extern const char ANSWER_KIND_MEANT[];

const AnswerKind *answer_kind(const Ask *ask); /* NULL: there is none */
bool answer_kind_takes(const AnswerKind *kind, AnswerWord word);

/* Carries it out as a letter of its own. */
bool answer_as_command(Work *work, GError **error);

#endif
