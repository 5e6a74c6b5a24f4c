/* texts_parts.h: what texts.c and texts_check.c share. */
#ifndef VESTNIK_BASE_TEXTS_PARTS_H
#define VESTNIK_BASE_TEXTS_PARTS_H

#include "base/template.h"

#define TEXTS_FRAME "frame"

/* One letter in one language; html NULL where it has none, before and after where that is a whole
 * page. */
typedef struct Parsed {
    Template *subject, *text, *html;
    Template *before, *after; /* of the frame */
} Parsed;

struct Texts {
    char *folder;
    GHashTable *parsed; /* "ru/help" -> Parsed */
};

bool texts_is_letter(const char *name); /* may be the name of one */
/* Of "ru/help"; borrowed. */
const Parsed *texts_get(Texts *texts, const char *key, GError **error);

#endif
