/* error.c: see error.h. */
#include "base/error.h"

G_DEFINE_QUARK(vestnik - error - quark, vestnik_error)

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
