/* app_password.h: providers that let a program in only by a password made for it, and where such
 * ones are made. */
#ifndef VESTNIK_BASE_APP_PASSWORD_H
#define VESTNIK_BASE_APP_PASSWORD_H

#include "base/settings.h"

typedef struct AppPassword {
    const char *hosts; /* a glob */
    const char *name, *russian;
    const char *where; /* the page */
} AppPassword;

/* That of the account, by its servers, else by its address; NULL: not known. */
const AppPassword *app_password_of(const Account *account);

/* What to do when the server does not take the password: begins with "Check login". The caller's.
 */
char *app_password_advice(const Account *account);

#endif
