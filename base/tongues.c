/* tongues.c: see tongues.h. */
#include "base/tongues.h"

#include <string.h>

#include "base/template.h"

struct Tongues {
    GPtrArray *all; /* of Tongue*, the usual one first */
};

static void tongue_free(gpointer data)
{
    Tongue *tongue = data;

    words_free(tongue->words);
    g_clear_pointer(&tongue->reasons, g_ptr_array_unref);
    g_free(tongue);
}

static bool add(Tongues *tongues, const char *folder, const char *language, GError **error)
{
    Tongue *tongue = g_new0(Tongue, 1);

    g_ptr_array_add(tongues->all, tongue);
    tongue->language = g_intern_string(language);
    tongue->words = words_open(folder, language, error);
    if (tongue->words)
        tongue->reasons = ready_reasons_open(folder, language, error);
    return tongue->reasons != NULL;
}

static bool is_kept(const char *folder, const char *language)
{
    g_autofree char *path = g_build_filename(folder, language, NULL);

    return g_file_test(path, G_FILE_TEST_IS_DIR);
}

Tongues *tongues_open(const char *folder, const char *usual, GError **error)
{
    g_autoptr(Tongues) tongues = g_new0(Tongues, 1);

    tongues->all = g_ptr_array_new_with_free_func(tongue_free);
    if (!add(tongues, folder, usual, error))
        return NULL;
    for (const char *const *language = TEXTS_LANGUAGES; *language; language++)
        if (strcmp(*language, usual) != 0 && is_kept(folder, *language) &&
            !add(tongues, folder, *language, error))
            return NULL;
    return g_steal_pointer(&tongues);
}

void tongues_free(Tongues *tongues)
{
    if (!tongues)
        return;
    g_ptr_array_unref(tongues->all);
    g_free(tongues);
}

const Tongue *tongues_find(const Tongues *tongues, const char *language)
{
    for (guint i = 0; i < tongues->all->len; i++) {
        const Tongue *tongue = g_ptr_array_index(tongues->all, i);
        if (language && strcmp(tongue->language, language) == 0)
            return tongue;
    }
    return g_ptr_array_index(tongues->all, 0);
}
