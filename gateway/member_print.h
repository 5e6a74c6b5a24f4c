/* member_print.h: what somebody is in a list: mode of delivery, roles, days on duty. */
#ifndef VESTNIK_GATEWAY_MEMBER_PRINT_H
#define VESTNIK_GATEWAY_MEMBER_PRINT_H

#include "gateway/app.h"
#include "lists/list.h"
#include "lists/people.h"

/* To standard output, as --json or for people; `list` NULL: in all. */
bool member_print(const App *app, Db *db, const Person *person, const List *list, GError **error);

#endif
