/* commands_by_letter.h: the functions behind the command words. Nothing here changes a membership:
 * `From:` alone authorises nothing, so a question goes out first (ask kinds subscribe,
 * unsubscribe). */
#ifndef VESTNIK_GATEWAY_COMMANDS_BY_LETTER_H
#define VESTNIK_GATEWAY_COMMANDS_BY_LETTER_H

#include "gateway/command_table.h"

bool letter_help(const CommandCall *call, GError **error);
bool letter_lists(const CommandCall *call, GError **error);
bool letter_subscribe(const CommandCall *call, GError **error);
bool letter_unsubscribe(const CommandCall *call, GError **error);

/* Whether `text` is the name, title or tag of the list, as people write it. */
bool command_names_list(const List *list, const char *text);

/* An answer to whoever wrote the letter in hand; strangers without authentication get none.
 * `values` is taken over and may be NULL. */
bool letter_reply(Work *work, const char *text, const char *language, const List *list,
                  json_t *values, GError **error);

#endif
