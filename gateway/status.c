/* status.c: see status.h. Whatever may pass is 75 or 4xx: the sender keeps the letter. */
#include "gateway/status.h"

#include <sysexits.h>

static const Status TABLE[] = {
    {ERR_TEMP, EX_TEMPFAIL, 451, "4.3.0", "Try again later"},
    {ERR_PERM, EX_UNAVAILABLE, 554, "5.3.0", "Cannot be done"},
    {ERR_INPUT, EX_DATAERR, 554, "5.6.0", "The data is not acceptable"},
    {ERR_NOT_FOUND, EX_UNAVAILABLE, 550, "5.1.1", "No such address"},
    {ERR_EXISTS, EX_CANTCREAT, 554, "5.3.0", "Is there already"},
    {ERR_USAGE, EX_USAGE, 501, "5.5.4", "Syntax error"},
    {ERR_SETTINGS, EX_CONFIG, 451, "4.3.5", "The system is not set up right"},
    {ERR_DENIED, EX_NOPERM, 451, "4.3.0", "No permission"},
    {ERR_CREATE, EX_CANTCREAT, 451, "4.3.0", "Cannot write"},
    {ERR_BUG, EX_SOFTWARE, 451, "4.3.0", "Internal error"},
};

int door_exit_code(ErrorCode code)
{
    return code == ERR_INPUT || code == ERR_USAGE ? status_of(code)->exit_code : EX_TEMPFAIL;
}

const Status *status_of(ErrorCode code)
{
    for (size_t i = 0; i < sizeof TABLE / sizeof *TABLE; i++) {
        if (TABLE[i].code == code)
            return &TABLE[i];
    }
    return &TABLE[0];
}
