/* charset_guess.h: which charset is this Russian text in? Internal to charset*.c. */
#ifndef VESTNIK_BASE_CHARSET_GUESS_H
#define VESTNIK_BASE_CHARSET_GUESS_H

#include <stdbool.h>
#include <stddef.h>

/* From here on it is clear: some seven letters, enough to contradict what was declared. */
#define GUESS_CLEAR 100

/* How Russian UTF-8 text looks; below zero: not at all. Valid UTF-8 of `length` bytes. */
int guess_score_utf8(const char *text, size_t length);

/* How Russian these bytes look in the Cyrillic charset of that canonical name, one of those that
 * guess_cyrillic() knows. */
int guess_score(const char *bytes, size_t length, const char *charset);
/* Whether a score is so good that no other charset can contradict it. */
bool guess_is_fine(const char *bytes, size_t length, int score);
bool guess_knows(const char *charset);

/* The Cyrillic charset in which these bytes, which are not UTF-8, look most like Russian. Never
 * NULL; static. */
const char *guess_cyrillic(const char *bytes, size_t length);

/* Words with bytes beyond ASCII: Russian ones are made of nothing else, western ones hold a few
 * among plain letters. Which of both are most of the words? Neither, where there are none. */
bool guess_is_cyrillic(const char *bytes, size_t length);
bool guess_is_western(const char *bytes, size_t length);

#endif
