/* cmd_invite.h: vestnik member invite: an action of `member`. */
#ifndef VESTNIK_GATEWAY_CMD_INVITE_H
#define VESTNIK_GATEWAY_CMD_INVITE_H

#include "gateway/app.h"

#define INVITE_USAGE "LIST SCHOOL... | --status [LIST]"

bool member_invite(App *app, int argc, char **argv, GError **error);

#endif
