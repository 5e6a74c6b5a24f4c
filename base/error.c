/* error.c: see error.h. */
#include "base/error.h"

#include <errno.h>

/* G_DEFINE_QUARK() keeps it in a variable that threads would write at the same time. */
GQuark vestnik_error_quark(void)
{
    static gsize quark;

    if (g_once_init_enter(&quark))
        g_once_init_leave(&quark, g_quark_from_static_string("vestnik-error-quark"));
    return (GQuark)quark;
}

bool fail(GError **error, ErrorCode code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    GError *made = g_error_new_valist(VESTNIK_ERROR, code, format, args);
    va_end(args);
    g_propagate_error(error, made);
    return false;
}

ErrorCode error_code(const GError *error)
{
    return error->domain == VESTNIK_ERROR ? (ErrorCode)error->code : ERR_TEMP;
}

ErrorCode error_code_of_errno(int number, ErrorCode otherwise)
{
    static const int PASSING[] = {ENOSPC, EDQUOT, EIO, EMFILE, ENFILE, ENOMEM, EAGAIN, EINTR};

    for (size_t i = 0; i < G_N_ELEMENTS(PASSING); i++) {
        if (number == PASSING[i])
            return ERR_TEMP;
    }
    return number == EACCES || number == EPERM ? ERR_DENIED : otherwise;
}
