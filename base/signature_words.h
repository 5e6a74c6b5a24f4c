/* signature_words.h: the words by which a signature begins. Tables only, for signature.c. All
 * lines given are folded by quote_fold() (quote_words.h), but for names. */
#ifndef VESTNIK_BASE_SIGNATURE_WORDS_H
#define VESTNIK_BASE_SIGNATURE_WORDS_H

#include <stdbool.h>

/* "Отправлено с iPhone", "Sent from my ...": the line that a program adds. */
bool signature_by_program(const char *folded);

/* "С уважением,": *least is how many lines must follow to make it a signature. */
bool signature_formula(const char *folded, int *least);

/* The beginning of what the mail server of a firm appends. */
bool signature_disclaimer(const char *folded);

/* "Петровна", "Андреевич", "Андріївна": as it is written. */
bool signature_is_patronymic(const char *word);

#endif
