/* quote_words.h: the words by which mail programs announce a quotation, in the languages that
 * people here meet: "wrote", "Original Message", "From:". Tables only; own_text.c and attribution.c
 * decide. All words given are folded by quote_fold(). */
#ifndef VESTNIK_BASE_QUOTE_WORDS_H
#define VESTNIK_BASE_QUOTE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* What a field of a header block is ("Кому:" is ROLE_TO). */
typedef enum QuoteRole {
    ROLE_NONE = 0,
    ROLE_FROM = 1,
    ROLE_DATE = 2,
    ROLE_TO = 4,
    ROLE_SUBJECT = 8,
    ROLE_OTHER = 16, /* Cc, Importance: belongs to a block, proves none */
} QuoteRole;

/* Lower case, ё as е, no-break blanks as blanks, runs of blanks as one, ends trimmed. The text is
 * clean UTF-8. The caller's. */
char *quote_fold(const char *text, size_t length);

QuoteRole quote_role(const char *label); /* without the colon */

/* Holds a verb or phrase as programs say "wrote". */
bool quote_has_verb(const char *folded);

/* May an attribution begin with this word ("on", "пн", "le")? */
bool quote_is_lead(const char *word);

/* "original message", "пересылаемое сообщение": without the dashes around. */
bool quote_is_separator(const char *phrase);

/* Such a line needs no dashes: "begin forwarded message". */
bool quote_is_bare_separator(const char *phrase);

#endif
