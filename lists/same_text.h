/* same_text.h: hashes by which a text is known again: case, line breaks and blanks make no
 * difference. Pure. */
#ifndef VESTNIK_LISTS_SAME_TEXT_H
#define VESTNIK_LISTS_SAME_TEXT_H

#include "base/facts.h"

#define SAME_TEXT_HASH 32

/* The whole letter: subject without Re: and tags, text, attachments. False, and no hash, when it
 * has no attachment and fewer than `letters` characters of text: people write "Спасибо!" again and
 * again. */
bool same_text_of_letter(const Facts *facts, int64_t letters, guint8 hash[SAME_TEXT_HASH]);

/* What its author wrote, with the files beside it: all numbers of the text are one, but those of a
 * command. A short text is bound to the token it answers with, else to the subject. *telling: it
 * has at least `letters` characters. */
void same_text_of_author(const Facts *facts, int64_t letters, bool *telling,
                         guint8 hash[SAME_TEXT_HASH]);

/* The subject alone; false when there is none. */
bool same_text_of_subject(const Facts *facts, guint8 hash[SAME_TEXT_HASH]);

#endif
