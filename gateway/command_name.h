/* command_name.h: a command from a shared mailbox that names nobody: one question goes back, "which
 * of you?", and the answer "Автор: Иванова М. П." carries it out. Ask kind "name", object: the
 * case. Who has to prove more than a name is not asked (gateway/command_may.c). */
#ifndef VESTNIK_GATEWAY_COMMAND_NAME_H
#define VESTNIK_GATEWAY_COMMAND_NAME_H

#include "gateway/command_table.h"

bool command_ask_name(const CommandCall *call, GError **error);
/* The answer in hand; work->held is the letter with the command. An answer that names nobody of the
 * school is asked again. */
bool command_name_answered(Work *work, GError **error);

#endif
