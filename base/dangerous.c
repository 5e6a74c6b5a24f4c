/* dangerous.c: see dangerous.h. */
#include "base/dangerous.h"

#include <string.h>

#include "base/error.h"

#define NAME_ENDS       " ." /* Windows opens "a.exe. " as "a.exe" */
#define BETWEEN         " ,;\t"
#define KIND_CHARACTERS "-+_.0123456789" /* besides letters */

/* What stands behind the last dot, folded; the caller's. NULL: nothing. */
static char *ending_of(const char *name)
{
    g_autofree char *folded = g_utf8_casefold(name ? name : "", -1);
    size_t length = strlen(folded);

    while (length > 0 && strchr(NAME_ENDS, folded[length - 1]))
        folded[--length] = '\0';
    const char *dot = strrchr(folded, '.');
    return dot && dot[1] ? g_strdup(dot + 1) : NULL;
}

/* "video/mp4" by "video/mp4" or "video/" and a star. */
static bool is_type(const char *kind, const char *type)
{
    const char *slash = strchr(kind, '/');
    bool any = slash && g_str_equal(slash, "/*");

    return slash && type &&
           (any ? strncmp(type, kind, (size_t)(slash - kind) + 1) == 0 : g_str_equal(type, kind));
}

static bool has_kind(const char *kinds, const char *ending, const char *type)
{
    g_auto(GStrv) all = g_strsplit_set(kinds, BETWEEN, -1);

    for (size_t i = 0; all[i]; i++)
        if (*all[i] && (g_strcmp0(all[i], ending) == 0 || is_type(all[i], type)))
            return true;
    return false;
}

bool dangerous_file(const Settings *settings, const char *name)
{
    g_autofree char *ending = ending_of(name);

    return ending && has_kind(settings->dangerous_files, ending, NULL);
}

bool file_is_among(const char *kinds, const Attachment *file)
{
    g_autofree char *ending = ending_of(file->name);

    return kinds && has_kind(kinds, ending, file->type);
}

/* An ending of letters and digits, or a type, whose second half may be a star. */
static bool is_kind(const char *kind)
{
    int slashes = 0;

    for (const char *p = kind; *p; p = g_utf8_next_char(p)) {
        bool star = *p == '*' && p > kind && p[-1] == '/' && !p[1];
        slashes += *p == '/';
        if (!star && *p != '/' && !strchr(KIND_CHARACTERS, *p) &&
            !g_unichar_isalpha(g_utf8_get_char(p)))
            return false;
    }
    return *kind && *kind != '/' && slashes <= 1 && !g_str_has_suffix(kind, "/");
}

char *file_kinds_normalize(const char *text, GError **error)
{
    g_autofree char *folded = g_utf8_casefold(text, -1);
    g_auto(GStrv) words = g_strsplit_set(folded, BETWEEN, -1);
    g_autoptr(GString) kinds = g_string_new(NULL);

    for (size_t i = 0; words[i]; i++) {
        const char *word = words[i];
        if (g_str_has_prefix(word, "*."))
            word++;
        word += *word == '.';
        if (!*words[i])
            continue;
        if (!is_kind(word)) {
            fail(error, ERR_INPUT,
                 "'%s' is no kind of file; allowed are endings of names, as zip, and types, as "
                 "video/mp4 or video/*",
                 words[i]);
            return NULL;
        }
        g_string_append_printf(kinds, "%s%s", kinds->len ? ", " : "", word);
    }
    return g_strdup(kinds->str);
}
