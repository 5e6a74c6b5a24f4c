/* commands_by_letter.h: the functions behind the command words (gateway/command_table.c). Who may
 * was looked at before; a function that changes a membership asks its own question unless the call
 * is confirmed, for `From:` alone authorises nothing. */
#ifndef VESTNIK_GATEWAY_COMMANDS_BY_LETTER_H
#define VESTNIK_GATEWAY_COMMANDS_BY_LETTER_H

#include "base/letter_parts.h"
#include "gateway/command_table.h"

bool letter_help(const CommandCall *call, GError **error);
bool letter_lists(const CommandCall *call, GError **error);
bool letter_subscribe(const CommandCall *call, GError **error);
bool letter_unsubscribe(const CommandCall *call, GError **error);
bool letter_digest(const CommandCall *call, GError **error);
bool letter_vacation(const CommandCall *call, GError **error);
bool letter_my_lists(const CommandCall *call, GError **error);
bool letter_my_activity(const CommandCall *call, GError **error);
bool letter_my_addresses(const CommandCall *call, GError **error);
bool letter_address(const CommandCall *call, GError **error);
bool letter_find(const CommandCall *call, GError **error);
bool letter_archive(const CommandCall *call, GError **error);
bool letter_take_back(const CommandCall *call, GError **error);
bool letter_receipts(const CommandCall *call, GError **error);
bool letter_file(const CommandCall *call, GError **error);
bool letter_add(const CommandCall *call, GError **error);
bool letter_remove(const CommandCall *call, GError **error);
bool letter_members(const CommandCall *call, GError **error);
bool letter_queue(const CommandCall *call, GError **error);
bool letter_registry(const CommandCall *call, GError **error);
bool letter_invite(const CommandCall *call, GError **error);
bool letter_report(const CommandCall *call, GError **error);

/* The line changes nothing: it asks how, or is not understood. */
bool digest_only_tells(const CommandCall *call);
bool vacation_only_tells(const CommandCall *call);
bool receipts_only_tell(const CommandCall *call);

/* Whether the sender is told of it: it is for everybody, or for a role that they have in some list.
 */
bool command_concerns(const CommandCall *call, const Command *command, bool *concerns,
                      GError **error);

/* Tells why a command is not carried out, with the letter of this name. */
bool command_refuse(const CommandCall *call, const char *text, GError **error);

/* The open lists; `wanted` is a name that means none of them, "" when no name was given. */
bool command_show_lists(const CommandCall *call, const char *wanted, GError **error);

/* The lists that the caller is in; with a role in its row, those where they have it. `text` is the
 * name of the letter. */
bool command_show_own(const CommandCall *call, const char *text, GError **error);

/* Makes a member of somebody who asked for it, and tells nobody. */
bool command_enter(Work *work, const List *list, int64_t person, GError **error);
/* Joins and leaves after a ДА, and tells so; work->ask is the question. */
bool command_join(Work *work, const List *list, int64_t person, GError **error);
bool command_leave(Work *work, const List *list, int64_t person, GError **error);
bool command_leave_all(Work *work, int64_t person, GError **error);

/* An answer to whoever wrote the letter in hand; strangers without authentication get none.
 * `values` is taken over and may be NULL. */
bool letter_reply(Work *work, const char *text, const char *language, const List *list,
                  json_t *values, GError **error);
/* The same with a file of a letter. */
bool letter_reply_with(Work *work, const char *text, const char *language, const LetterPart *file,
                       int64_t file_letter, json_t *values, GError **error);

/* Rows of the lists for a letter: title, name, address and links. The caller's. */
json_t *command_list_rows(const Desk *desk, const char *language, const GPtrArray *lists);
/* The same with the lists that its author is in, with `role` where they have it, as "lists". */
typedef struct OwnLists {
    const char *text, *language;
    json_t *values; /* taken over; NULL none */
} OwnLists;
bool letter_reply_own(Work *work, const char *role, OwnLists *reply, GError **error);

#endif
