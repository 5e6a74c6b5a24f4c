/* readdress.h: a letter that waited for an account which is gone, or whose address has changed: the
 * account that sends it now may not use the addresses that the letter was queued with, and its
 * server would refuse it. */
#ifndef VESTNIK_GATEWAY_READDRESS_H
#define VESTNIK_GATEWAY_READDRESS_H

#include "archive/outgoing.h"
#include "base/settings.h"

/* Gives the letter, in memory, the addresses that `account` has for it: its envelope sender and
 * From, and where the list or the robot is written to. Nothing changes where the account may use
 * the envelope sender, or where it is the null one. False with ERR_TEMP: the database. */
bool outgoing_readdress(Db *db, const Settings *settings, const Account *account,
                        Outgoing *outgoing, GError **error);

#endif
