/* word_ending.h: Russian words in different cases. Pure. */
#ifndef VESTNIK_LISTS_WORD_ENDING_H
#define VESTNIK_LISTS_WORD_ENDING_H

#include <stdbool.h>

/* "ивановой" and "иванова", folded: one stem, and endings of names and adjectives. Equal ones too.
 */
bool word_differs_in_ending(const char *a, const char *b);

#endif
