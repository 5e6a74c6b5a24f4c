/* attention.h: what a methodist should look after, in the weekly letter: letters that wait,
 * addresses that mail comes back from, posts without an author, invitations. At most
 * digest_rows rows each. */
#ifndef VESTNIK_DIGEST_ATTENTION_H
#define VESTNIK_DIGEST_ATTENTION_H

#include <jansson.h>

#include "digest/digest.h"

/* Adds them to the values of the letter of this week. */
bool attention_add(const DigestContext *context, const List *list, const Week *week, json_t *values,
                   GError **error);

#endif
