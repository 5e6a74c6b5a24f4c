/* status.c: see status.h. Whatever may pass is 75 and 4xx: the sender keeps the letter. */
#include "gateway/status.h"

#include <sysexits.h>

#define LATER "451 4.3.0 The letter could not be kept, try again later"

typedef struct Status {
    int exit_code;
    const char *reply; /* reply code (RFC 5321), enhanced code (RFC 3463), text */
} Status;

static const Status STATUSES[] = {
    [ERR_TEMP] = {EX_TEMPFAIL, LATER},
    [ERR_PERM] = {EX_UNAVAILABLE, LATER},
    [ERR_INPUT] = {EX_DATAERR, "554 5.6.0 The letter is not acceptable"},
    [ERR_NOT_FOUND] = {EX_UNAVAILABLE, LATER},
    [ERR_EXISTS] = {EX_CANTCREAT, LATER},
    [ERR_USAGE] = {EX_USAGE, "501 5.5.4 The envelope is not acceptable"},
    [ERR_SETTINGS] = {EX_CONFIG, LATER},
    [ERR_DENIED] = {EX_NOPERM, LATER},
    [ERR_CREATE] = {EX_CANTCREAT, LATER},
    [ERR_BUG] = {EX_SOFTWARE, LATER},
};

int exit_code_of(ErrorCode code)
{
    return STATUSES[code].exit_code;
}

int door_exit_code(ErrorCode code)
{
    return code == ERR_INPUT || code == ERR_USAGE ? exit_code_of(code) : EX_TEMPFAIL;
}

const char *door_reply(ErrorCode code)
{
    return STATUSES[code].reply;
}
