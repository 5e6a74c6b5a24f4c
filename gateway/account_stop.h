/* account_stop.h: is what a server said the end for this account for now? Pure, but for the stamp
 * of the password's file. */
#ifndef VESTNIK_GATEWAY_ACCOUNT_STOP_H
#define VESTNIK_GATEWAY_ACCOUNT_STOP_H

#include "archive/sender.h"
#include "gateway/copy.h"

typedef struct AccountStop {
    StopKind kind;
    int64_t seconds; /* that the server named; 0 none */
    char *reply, *secret;
} AccountStop;
void account_stop_free(AccountStop *stop); /* takes NULL */

/* NULL: it is not. */
AccountStop *account_stop_of_trouble(const Account *account, const Delivery *delivery);
AccountStop *account_stop_of_copy(const Copy *copy);

#endif
