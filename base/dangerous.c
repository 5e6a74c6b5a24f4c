/* dangerous.c: see dangerous.h. */
#include "base/dangerous.h"

#include <string.h>

#define NAME_ENDS ". " /* Windows opens "a.exe. " as "a.exe" */

bool dangerous_file(const Settings *settings, const char *name)
{
    g_auto(GStrv) endings = g_strsplit_set(settings->dangerous_files, " ,", -1);
    g_autofree char *folded = g_utf8_casefold(name ? name : "", -1);
    size_t length = strlen(folded);

    while (length > 0 && strchr(NAME_ENDS, folded[length - 1]))
        folded[--length] = '\0';
    const char *dot = strrchr(folded, '.');
    return dot && dot[1] && g_strv_contains((const char *const *)endings, dot + 1);
}
