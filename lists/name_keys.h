/* name_keys.h: can two names of the registry, folded (text_fold), be one person's? Two of their
 * words agree, or an initial and its word: a surname may change, a patronymic may be missing. */
#ifndef VESTNIK_LISTS_NAME_KEYS_H
#define VESTNIK_LISTS_NAME_KEYS_H

#include <stdbool.h>

bool name_keys_agree(const char *a, const char *b);

#endif
