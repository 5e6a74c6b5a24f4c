/* cmd_list_allow.h: vestnik list allow add|remove|show, and the rows as `list show` tells them. */
#ifndef VESTNIK_GATEWAY_CMD_LIST_ALLOW_H
#define VESTNIK_GATEWAY_CMD_LIST_ALLOW_H

#include "gateway/app.h"
#include "lists/list.h"

#define ALLOW_ADD    "LIST NAME list-id=ID|address=A|domain=D [--unproven]"
#define ALLOW_REMOVE "LIST NAME"
#define ALLOW_USAGE  "add " ALLOW_ADD " | remove " ALLOW_REMOVE " | show LIST"

/* An action of `vestnik list`. */
bool list_allow(App *app, int argc, char **argv, GError **error);

/* Prints the rows of a list for a person; as JSON, the caller's: NULL on failure. */
bool list_allow_print(Db *db, const List *list, GError **error);
json_t *list_allow_json(Db *db, const List *list, GError **error);

#endif
