/* answer.h: what a person answered to a question of ours. Only the own text above the quotation
 * counts; an empty or roundabout answer is unclear and decides nothing. */
#ifndef VESTNIK_LISTS_ANSWER_H
#define VESTNIK_LISTS_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

typedef enum AnswerWord {
    ANSWER_UNCLEAR,
    ANSWER_YES,
    ANSWER_ALWAYS, /* "ДА И ДАЛЬШЕ" */
    ANSWER_NO,
    ANSWER_SPAM,
} AnswerWord;

typedef struct Answer {
    AnswerWord word;
    bool polite; /* ANSWER_UNCLEAR, but a yes with words that take nothing back: "Да, спасибо!" */
    char *reason;  /* what follows "НЕТ:"; NULL none; the caller's */
    int64_t ready; /* "НЕТ 3": the number of a ready reason; 0 none */
} Answer;

/* "ДА", "ДА И ДАЛЬШЕ" and "СПАМ" stand alone in their line (punctuation aside); "НЕТ" alone or
 * followed by a reason or by its number. */
Answer answer_parse(const char *own_text);

#endif
