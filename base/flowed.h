/* flowed.h: format=flowed text (RFC 3676) joined to whole paragraphs. */
#ifndef VESTNIK_BASE_FLOWED_H
#define VESTNIK_BASE_FLOWED_H

#include <stdbool.h>

/* `text` is UTF-8 with LF. `delsp`: the blank that marks a soft break is not part of the text.
 * The caller's. */
char *flowed_join(const char *text, bool delsp);

#endif
