/* thanks.h: "Спасибо большое!" wants no answer. Pure. */
#ifndef VESTNIK_LISTS_THANKS_H
#define VESTNIK_LISTS_THANKS_H

#include <stdbool.h>

/* Nothing but thanks, and below them the name of `author` (as registered; NULL: nobody's). */
bool thanks_alone(const char *text, const char *author);

#endif
