/* test_tongues.c: words and reasons of every language, and one that an administrator has not kept.
 */
#include <unistd.h>

#include "base/tongues.h"
#include "tests/unit/temp.h"

static void test_found(Temp *temp, gconstpointer data)
{
    GError *error = NULL;
    g_autoptr(Tongues) tongues = tongues_open("conf/letters", "ru", &error);

    (void)temp, (void)data;
    g_assert_no_error(error);
    const Tongue *ru = tongues_find(tongues, "ru"), *en = tongues_find(tongues, "en");
    g_assert_cmpstr(ru->language, ==, "ru");
    g_assert_cmpstr(en->language, ==, "en");
    g_assert_true(words_is_russian(ru->words) && !words_is_russian(en->words));
    g_assert_cmpstr(ready_reason(ru->reasons, 1), !=, ready_reason(en->reasons, 1));
    g_assert_true(tongues_find(tongues, "de") == ru);
    g_assert_true(tongues_find(tongues, NULL) == ru);
}

static void test_not_kept(Temp *temp, gconstpointer data)
{
    GError *error = NULL;
    g_autofree char *shipped = g_canonicalize_filename("conf/letters/en", NULL);
    g_autofree char *kept = g_build_filename(temp->folder, "en", NULL);

    (void)data;
    g_assert_cmpint(symlink(shipped, kept), ==, 0);
    g_autoptr(Tongues) tongues = tongues_open(temp->folder, "en", &error);
    g_assert_no_error(error);
    g_assert_cmpstr(tongues_find(tongues, "ru")->language, ==, "en");
    g_assert_null(tongues_open(temp->folder, "ru", NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEMP_TEST("/tongues/each language", test_found);
    TEMP_TEST("/tongues/a folder that was not kept", test_not_kept);
    return g_test_run();
}
