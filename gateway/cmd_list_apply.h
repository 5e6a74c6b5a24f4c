/* cmd_list_apply.h: vestnik list apply FILE: lists as a file declares them. */
#ifndef VESTNIK_GATEWAY_CMD_LIST_APPLY_H
#define VESTNIK_GATEWAY_CMD_LIST_APPLY_H

#include "gateway/commands.h"

#define APPLY_USAGE "FILE [--dry-run] [--leave] [--quiet]"

bool list_apply_run(App *app, int argc, char **argv, GError **error);

#endif
