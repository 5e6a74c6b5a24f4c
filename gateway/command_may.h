/* command_may.h: who may do what by letter (invariant 5). The one place where the columns `needs`
 * and `role` of the table of commands are looked at. */
#ifndef VESTNIK_GATEWAY_COMMAND_MAY_H
#define VESTNIK_GATEWAY_COMMAND_MAY_H

#include "archive/post.h"
#include "gateway/command_table.h"

typedef enum Permit {
    PERMIT_YES,
    PERMIT_CONFIRM, /* once the sender has answered ДА to a question */
    PERMIT_NO,
} Permit;

/* *told is the name of the letter that says why not, NULL unless it is PERMIT_NO; static. */
bool command_may(const CommandCall *call, Permit *permit, const char **told, GError **error);

/* Whose posts are shown to a sender; borrows from `who`. */
PostReader command_reader(const Identity *who);

#endif
