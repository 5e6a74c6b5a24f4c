/* check_help.h: vestnik check: does conf/letters/LANGUAGE/commands (base/help_lines.h) tell people
 * of every command that there is, each once, and of no other? */
#ifndef VESTNIK_GATEWAY_CHECK_HELP_H
#define VESTNIK_GATEWAY_CHECK_HELP_H

#include <glib.h>
#include <stdbool.h>

/* In every language of the folder. ERR_INPUT with file:line. */
bool check_help_lines(const char *folder, GError **error);

#endif
