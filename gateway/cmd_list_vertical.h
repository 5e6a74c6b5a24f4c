/* cmd_list_vertical.h: what `list show` tells of lists above and below (lists/vertical.h). */
#ifndef VESTNIK_GATEWAY_CMD_LIST_VERTICAL_H
#define VESTNIK_GATEWAY_CMD_LIST_VERTICAL_H

#include "lists/list.h"

/* What stands directly above and below, and how many persons letters reach. */
bool list_vertical_print(Db *db, const List *list, GError **error);
bool list_vertical_json(Db *db, const List *list, json_t *object, GError **error);
/* Every list, those below others indented under each of them. */
bool list_tree_print(Db *db, GError **error);

#endif
