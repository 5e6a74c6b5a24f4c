/* leaving.h: somebody leaves a list: the one place that does it, whichever door they said so by. */
#ifndef VESTNIK_GATEWAY_LEAVING_H
#define VESTNIK_GATEWAY_LEAVING_H

#include "gateway/desk.h"
#include "lists/list.h"

typedef struct Leaving {
    const List *list;
    int64_t person;
    int64_t letter; /* that said so; 0 none */
} Leaving;

/* Ends the membership, keeps the wish against imports, counts the act. *changed: they were a
 * member. Inside the caller's transaction; who is told of it, and how, is the caller's. */
bool leave_list(Desk *desk, const Leaving *leaving, bool *changed, GError **error);

#endif
