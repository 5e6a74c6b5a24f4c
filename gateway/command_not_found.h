/* command_not_found.h: a letter for the robot in which no command was found, or one that nobody
 * knows, or too many: what is said to its sender, at most once. */
#ifndef VESTNIK_GATEWAY_COMMAND_NOT_FOUND_H
#define VESTNIK_GATEWAY_COMMAND_NOT_FOUND_H

#include "gateway/work.h"
#include "lists/command.h"

/* "Re: Объединения" above mere thanks is the subject of the letter that is thanked for: no command
 * of theirs, though it reads as one. */
bool command_is_old_subject(const Work *work);

/* The commands' outcome is not COMMANDS_FOUND, or the above holds; nothing of the letter was
 * carried out. */
bool command_not_found(Work *work, const Commands *commands, GError **error);

#endif
