/* status.h: what an error means outside: the one table of exit codes (sysexits.h) and of SMTP
 * replies to a letter (RFC 5321 section 4.2, RFC 3463). */
#ifndef VESTNIK_GATEWAY_STATUS_H
#define VESTNIK_GATEWAY_STATUS_H

#include "base/error.h"

int exit_code_of(ErrorCode code);

/* The exit status of a command that an MTA pipes letters into. Only what the sender can mend (a
 * letter too large, a wrong address) is refused; missing or wrong settings, key or database are
 * ours: 75, and the MTA keeps the letter. */
int door_exit_code(ErrorCode code);

/* The same as an SMTP reply, without its line end: 5xx only for what the sender can mend, else 4xx.
 */
const char *door_reply(ErrorCode code);

#endif
