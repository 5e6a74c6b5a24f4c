/* member_told.h: whoever was entered into a list by others, given a role in it, or taken off it,
 * hears of it: who did so, what comes now, what to try first, and how to go. */
#ifndef VESTNIK_GATEWAY_MEMBER_TOLD_H
#define VESTNIK_GATEWAY_MEMBER_TOLD_H

#include "gateway/desk.h"
#include "lists/people.h"

typedef struct MemberTold {
    const List *list;
    const Person *person;
    const char *author; /* the methodist whose wish it was; NULL: the administrator's */
    const char *role;   /* that they were given with it; NULL none */
    bool only_role;     /* and nothing else: whether they get its letters is as it was */
    bool removed;
    bool own_wish; /* they had asked for that */
} MemberTold;

/* Inside the caller's transaction. Who has no address is not told. */
bool member_tell(Desk *desk, const MemberTold *told, GError **error);

#endif
