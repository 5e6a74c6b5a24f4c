/* tongues.h: what the program itself says in letters (base/words.h, base/ready_reasons.h), in every
 * language that they are written in (base/template.h). */
#ifndef VESTNIK_BASE_TONGUES_H
#define VESTNIK_BASE_TONGUES_H

#include "base/ready_reasons.h"
#include "base/words.h"

typedef struct Tongue {
    const char *language; /* static */
    Words *words;
    GPtrArray *reasons; /* of ReadyReason* */
} Tongue;

typedef struct Tongues Tongues;

/* `usual` must be there; a language whose folder an administrator has not kept is spoken as that.
 */
Tongues *tongues_open(const char *folder, const char *usual, GError **error);
void tongues_free(Tongues *tongues);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tongues, tongues_free)

/* Never NULL: an unknown language is the usual one. Borrowed. */
const Tongue *tongues_find(const Tongues *tongues, const char *language);

#endif
