/* error.h: the one error domain. A code says what the caller does next, not what broke;
 * the message says what is wrong, where, and what to do. Context is added on the way up with
 * g_prefix_error(), and an error is logged once, at the top. */
#ifndef VESTNIK_BASE_ERROR_H
#define VESTNIK_BASE_ERROR_H

#include <glib.h>
#include <stdbool.h>

typedef enum ErrorCode {
    ERR_TEMP,      /* try again later: disk, database, network, a busy lock */
    ERR_PERM,      /* will never work as asked */
    ERR_INPUT,     /* the data given is wrong (a CSV row, a letter, an address) */
    ERR_NOT_FOUND, /* what was named does not exist */
    ERR_EXISTS,    /* what should be made exists already */
    ERR_USAGE,     /* the command line is wrong */
    ERR_SETTINGS,  /* the settings file is wrong */
    ERR_DENIED,    /* no permission */
    ERR_CREATE,    /* a file or folder cannot be made */
    ERR_BUG,       /* should not happen */
} ErrorCode;

#define VESTNIK_ERROR (vestnik_error_quark())
GQuark vestnik_error_quark(void);

/* Sets *error (which may be NULL) and returns false, so that a function can `return fail(...)`. */
bool fail(GError **error, ErrorCode code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The code of an error; an error of another domain (GLib's own) counts as ERR_TEMP, because a
 * failure that nobody classified must never lose a letter. */
ErrorCode error_code(const GError *error);

/* What a failed system call means: what may pass (a full disk, too many open files) is ERR_TEMP, a
 * right that is missing ERR_DENIED, the rest `otherwise`. */
ErrorCode error_code_of_errno(int number, ErrorCode otherwise);

#endif
