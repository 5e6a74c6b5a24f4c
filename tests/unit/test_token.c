/* test_token.c: the key file is ours alone; what is made with the key is fixed for ever, because
 * letters that were sent years ago hold it. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/token.h"
#include "tests/unit/temp.h"

static void refuse(const char *file, int code)
{
    GError *error = NULL;
    TokenKey key;

    g_assert_false(token_key_load(file, &key, &error));
    g_assert_error(error, VESTNIK_ERROR, code);
    g_assert_nonnull(strstr(error->message, file));
    g_clear_error(&error);
}

static void test_create(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    TokenKey key = {{0}}, again;
    struct stat info;

    (void)unused;
    umask(0);
    g_assert_true(token_key_create(temp->file, &error));
    g_assert_no_error(error);
    g_assert_cmpint(stat(temp->file, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 0777, ==, 0600);
    g_assert_cmpint(info.st_size, ==, sizeof key.bytes);
    g_assert_true(token_key_load(temp->file, &key, &error));
    g_assert_false(token_key_create(temp->file, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_EXISTS);
    g_clear_error(&error);
    g_assert_true(token_key_load(temp->file, &again, &error));
    g_assert_cmpmem(key.bytes, sizeof key.bytes, again.bytes, sizeof again.bytes);
    g_assert_false(token_key_create("/nowhere/key", &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_CREATE);
    g_clear_error(&error);
}

static void test_modes(Temp *temp, gconstpointer unused)
{
    static const mode_t OPEN[] = {0640, 0620, 0610, 0604, 0602, 0601, 0666};
    GError *error = NULL;
    TokenKey key;

    (void)unused;
    g_assert_true(token_key_create(temp->file, &error));
    for (size_t i = 0; i < G_N_ELEMENTS(OPEN); i++) {
        g_assert_cmpint(chmod(temp->file, OPEN[i]), ==, 0);
        refuse(temp->file, ERR_DENIED);
    }
    g_assert_cmpint(chmod(temp->file, 0400), ==, 0);
    g_assert_true(token_key_load(temp->file, &key, &error));
    g_assert_no_error(error);
}

static void test_damaged(Temp *temp, gconstpointer unused)
{
    g_autofree char *link = g_strconcat(temp->folder, "/link", NULL);
    GError *error = NULL;

    (void)unused;
    refuse(temp->file, ERR_NOT_FOUND);
    g_assert_true(token_key_create(temp->file, &error));
    g_assert_cmpint(symlink(temp->file, link), ==, 0);
    refuse(link, ERR_DENIED);
    g_assert_cmpint(truncate(temp->file, 31), ==, 0);
    refuse(temp->file, ERR_INPUT);
    g_assert_cmpint(truncate(temp->file, 33), ==, 0);
    refuse(temp->file, ERR_INPUT);
    g_assert_cmpint(truncate(temp->file, 0), ==, 0);
    refuse(temp->file, ERR_INPUT);
    g_assert_cmpint(unlink(temp->file), ==, 0);
    g_assert_cmpint(g_mkdir(temp->file, 0700), ==, 0);
    refuse(temp->file, ERR_INPUT);
}

static void test_mac(void)
{
    static const TokenKey KEY = {"0123456789abcdef0123456789abcde"};
    static const TokenKey OTHER = {"0123456789abcdef0123456789abcdf"};
    g_autofree char *mac = token_mac(&KEY, "ask moderation 12");
    g_autofree char *other_key = token_mac(&OTHER, "ask moderation 12");
    g_autofree char *other_text = token_mac(&KEY, "ask moderation 13");

    g_assert_cmpstr(mac, ==, "1mgjqfaff90dqvr3"); /* by Python's hmac */
    g_assert_cmpstr(other_key, !=, mac);
    g_assert_cmpstr(other_text, !=, mac);
    g_assert_true(token_equal(mac, mac));
    g_assert_false(token_equal(mac, other_key));
    g_assert_false(token_equal(mac, ""));
    g_assert_false(token_equal("", mac));
    g_assert_true(token_equal("", ""));
}

static void test_random(void)
{
    GError *error = NULL;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (int i = 0; i < 1000; i++) {
        char *name = random_name(10, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(strlen(name), ==, 16);
        g_assert_cmpuint(strspn(name, "0123456789abcdefghjkmnpqrstvwxyz"), ==, 16);
        g_assert_true(g_hash_table_add(seen, name));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEMP_TEST("/token/the key is made once, for its owner alone", test_create);
    TEMP_TEST("/token/a key that others may touch is refused", test_modes);
    TEMP_TEST("/token/what is no key is refused", test_damaged);
    g_test_add_func("/token/mac", test_mac);
    g_test_add_func("/token/random names", test_random);
    return g_test_run();
}
