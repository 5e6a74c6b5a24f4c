/* answer.h: what a person answered to a yes-or-no question of ours. Only the own text above the
 * quotation counts; an empty or roundabout answer is unclear and decides nothing. */
#ifndef VESTNIK_LISTS_ANSWER_H
#define VESTNIK_LISTS_ANSWER_H

#include <stdbool.h>

typedef enum AnswerWord { ANSWER_UNCLEAR, ANSWER_YES, ANSWER_NO } AnswerWord;

typedef struct Answer {
    AnswerWord word;
    bool polite; /* ANSWER_UNCLEAR, but a yes with words that take nothing back: "Да, спасибо!" */
    char *reason; /* what follows "НЕТ:"; NULL none; the caller's */
} Answer;

/* "ДА" stands alone in its line (punctuation aside); "НЕТ" alone or followed by a reason. */
Answer answer_parse(const char *own_text);

#endif
