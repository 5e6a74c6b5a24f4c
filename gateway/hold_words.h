/* hold_words.h: why a letter waits, in words for a moderator: the reason, and what was seen: which
 * rules fit and where, how large it is, to how many it goes. */
#ifndef VESTNIK_GATEWAY_HOLD_WORDS_H
#define VESTNIK_GATEWAY_HOLD_WORDS_H

#include "base/facts.h"
#include "base/words.h"
#include "lists/list.h"

/* The first rule of the table that fits and holds for the list; NULL none. Borrowed. */
const HoldHit *hold_hit(const Facts *facts, const List *list);

/* `reason`: a code. `list` NULL: none. The caller's. */
char *hold_words(const Words *words, const char *reason, const Facts *facts, const List *list);

#endif
