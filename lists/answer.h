/* answer.h: what a person answered to a question of ours. Only the own text above the quotation
 * counts; an empty or roundabout answer is unclear and decides nothing. */
#ifndef VESTNIK_LISTS_ANSWER_H
#define VESTNIK_LISTS_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

typedef enum AnswerWord {
    ANSWER_UNCLEAR,
    ANSWER_YES,
    ANSWER_ALWAYS, /* "ДА И ДАЛЬШЕ" */
    ANSWER_NO,
    ANSWER_SPAM,
    ANSWER_EDIT, /* "ПРАВКА:" and the text as it is to be published */
} AnswerWord;

typedef struct Answer {
    AnswerWord word;
    bool polite; /* ANSWER_UNCLEAR, but a yes with words that take nothing back: "Да, спасибо!" */
    bool confirmed; /* ANSWER_YES, and words beside it say the same: "Да, всё верно" */
    char *reason;   /* what follows "НЕТ:"; NULL none; the caller's */
    int64_t ready;  /* "НЕТ 3": the number of a ready reason; 0 none */
    char *text;     /* what follows "ПРАВКА:"; NULL none; the caller's */
} Answer;

#define ANSWER_REASON_BYTES 2000

void answer_clear(Answer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Answer, answer_clear)

/* "ДА", "ДА И ДАЛЬШЕ" (or "ВСЕГДА") and "СПАМ" stand alone in their line (punctuation aside), "ДА"
 * also before words that say the same ("Да, всё верно"); "НЕТ" alone or followed by a reason or by
 * its number; "Нет возражений" is none. "ПРАВКА" has a colon or its line alone, and a text behind
 * it in which nothing is quoted: where quoted lines are left, others may have been taken away. */
Answer answer_parse(const char *own_text);
/* The same to the question whether a letter is published: also "Опубликовать", "Отклонить: ...",
 * and a "+", "-" or thumb that is the whole text. */
Answer answer_parse_ruling(const char *own_text);

/* For answers to several questions of that kind (answer_many.h). */
AnswerWord answer_word_ruling(const char *begin, const char *end); /* ANSWER_UNCLEAR: none */
/* What follows "НЕТ" makes the opposite of it: "Нет возражений", "Нет, публикуйте". Not behind a
 * colon: there stands a reason, whatever it says. */
bool answer_turns_round(const char *behind);
/* Where the courtesies begin that people close a letter with; the end of the text if they do not.
 */
size_t answer_closing_at(const char *text);
/* What follows "НЕТ" and its colon, without the courtesies and the name below it. */
void answer_take_reason(Answer *answer, const char *rest);
/* Behind "и дальше", which makes *word ANSWER_ALWAYS; else `rest`. */
const char *answer_skip_always(const char *rest, AnswerWord *word);

#endif
