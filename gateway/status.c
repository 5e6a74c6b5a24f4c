/* status.c: see status.h. Whatever may pass is 75: the sender keeps the letter. */
#include "gateway/status.h"

#include <sysexits.h>

static const int EXIT_CODES[] = {
    [ERR_TEMP] = EX_TEMPFAIL,         [ERR_PERM] = EX_UNAVAILABLE, [ERR_INPUT] = EX_DATAERR,
    [ERR_NOT_FOUND] = EX_UNAVAILABLE, [ERR_EXISTS] = EX_CANTCREAT, [ERR_USAGE] = EX_USAGE,
    [ERR_SETTINGS] = EX_CONFIG,       [ERR_DENIED] = EX_NOPERM,    [ERR_CREATE] = EX_CANTCREAT,
    [ERR_BUG] = EX_SOFTWARE,
};

int exit_code_of(ErrorCode code)
{
    return EXIT_CODES[code];
}

int door_exit_code(ErrorCode code)
{
    return code == ERR_INPUT || code == ERR_USAGE ? exit_code_of(code) : EX_TEMPFAIL;
}
