/* invite.h: inviting the teachers of a school into a list.
 *
 *   waiting --its wave--> invited --ДА--> joined
 *                                 --НЕТ--> refused
 *           --no address--> unreachable
 *
 * One person is invited into one list once, and reminded once. Nobody is invited who is a member,
 * or who left by own wish. Waves and letters are gateway/invitation.h. */
#ifndef VESTNIK_LISTS_INVITE_H
#define VESTNIK_LISTS_INVITE_H

#include <jansson.h>

#include "archive/db.h"

typedef struct Invited {
    char *list, *title;
    int64_t changed; /* when one of them last became something else */
    int64_t all, waiting, joined, refused, unreachable, silent;
} Invited;
void invited_free(Invited *invited);

/* Inside the caller's transaction; *added: who was not invited before. */
bool invite_school(Db *db, int64_t list, int64_t school, int64_t *added, GError **error);
/* What became of them; of all lists with `list` 0. GPtrArray of Invited*. */
GPtrArray *invite_status(Db *db, int64_t list, GError **error);
/* The counts as values of a letter: count, waiting, joined, ... The caller's. */
json_t *invited_values(const Invited *invited);
/* `state` as above. */
bool invite_set(Db *db, int64_t invitation, const char *state, GError **error);

#endif
