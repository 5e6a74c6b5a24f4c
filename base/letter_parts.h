/* letter_parts.h: the files of a letter with their bytes, for a post whose text a moderator has
 * written anew: whatever of the letter holds its old text is left out. Made in the reader child, as
 * facts are. */
#ifndef VESTNIK_BASE_LETTER_PARTS_H
#define VESTNIK_BASE_LETTER_PARTS_H

#include "base/reading.h"

typedef struct LetterPart {
    char *part;    /* place in the letter, as Attachment.part */
    char *name;    /* NULL none */
    char *type;    /* "image/png", lower case */
    char *charset; /* that a text declares, as charset_canonical() names it; NULL */
    GBytes *bytes; /* decoded */
} LetterPart;

void letter_part_free(LetterPart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterPart, letter_part_free)

/* GPtrArray of LetterPart*, in the order of the letter. Left out: what is shown as the text, other
 * forms of it (HTML), signatures over it, a winmail.dat that could not be opened. Never fails: a
 * letter that cannot be read has none. */
GPtrArray *letter_parts(const void *raw, size_t length, const ReadContext *context);

#endif
