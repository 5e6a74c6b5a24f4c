/* command_list.h: which list people mean: by its name, title or tag, as they write it. */
#ifndef VESTNIK_GATEWAY_COMMAND_LIST_H
#define VESTNIK_GATEWAY_COMMAND_LIST_H

#include "gateway/work.h"

/* Whether `text` is the name, title or tag of the list. */
bool command_names_list(const List *list, const char *text);

/* What is left of an argument that names a list: folded, without "меня, пожалуйста, от" in front
 * and behind, quotation marks and full stops around it. The caller's. */
char *command_plain_name(const char *text);

/* "отписаться от всего": such a name, as command_plain_name() gives it, means every list. */
bool command_means_all(const char *name);

/* The list that an argument names, whole or, with `rest`, in its first words; *rest is what stands
 * behind it, borrowed. NULL without error: none. */
bool command_find_list(Db *db, const char *argument, List **found, const char **rest,
                       GError **error);

/* Has the person one of the roles "a|b" in the list? */
bool command_has_role(Db *db, int64_t list, int64_t person, const char *roles, bool *has,
                      GError **error);

/* GPtrArray of List*: those that a person is a member of; with `role` ("a|b"), those where they
 * have one of these. */
GPtrArray *command_lists_of(Db *db, int64_t person, const char *role, GError **error);

#endif
