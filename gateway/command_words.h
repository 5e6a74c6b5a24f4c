/* command_words.h: the first words by which a letter is taken for a command to the robot. */
#ifndef VESTNIK_GATEWAY_COMMAND_WORDS_H
#define VESTNIK_GATEWAY_COMMAND_WORDS_H

/* Folded (text_fold), NULL-terminated, static; for ReadContext. */
const char *const *command_words(void);

#endif
