/* command_menu.h: the answer to what was not understood: what that was, and the commands that it
 * may have been about. */
#ifndef VESTNIK_GATEWAY_COMMAND_MENU_H
#define VESTNIK_GATEWAY_COMMAND_MENU_H

#include "gateway/command_table.h"

/* `commands`: what was read in the letter in hand. */
bool command_show_menu(Work *work, const Commands *commands, GError **error);

#endif
