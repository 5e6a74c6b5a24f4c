/* status.h: what an error means outside: the one table of exit codes (sysexits.h) and SMTP replies
 * (RFC 5321, RFC 3463). */
#ifndef VESTNIK_GATEWAY_STATUS_H
#define VESTNIK_GATEWAY_STATUS_H

#include "base/error.h"

typedef struct Status {
    ErrorCode code;
    int exit_code;
    int smtp_code;
    const char *enhanced; /* RFC 3463 */
    const char *text;     /* for an SMTP reply; never the inner error */
} Status;

const Status *status_of(ErrorCode code);

/* The exit status of a command that an MTA pipes letters into. Only what the sender can mend (a
 * letter too large, a wrong address) is refused; missing or wrong settings, key or database are
 * ours: 75, and the MTA keeps the letter. */
int door_exit_code(ErrorCode code);

#endif
