/* test_one_click.c: the token of a person and a list, and whose copy gets a link. */
#include "gateway/one_click.h"

static const TokenKey KEY = {.bytes = {1, 2, 3}}, OTHER = {.bytes = {3, 2, 1}};

static void test_round_trip(void)
{
    static const int64_t numbers[] = {1, 7, 100000, INT64_MAX};

    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        int64_t person = 0, list = 0;
        g_autofree char *token = one_click_token(&KEY, numbers[i], numbers[3 - i]);
        g_assert_true(one_click_parse(&KEY, token, &person, &list));
        g_assert_cmpint(person, ==, numbers[i]);
        g_assert_cmpint(list, ==, numbers[3 - i]);
        g_assert_false(one_click_parse(&OTHER, token, &person, &list));
    }
}

/* Every other way to write it, and every token of something else, opens nothing. */
static void test_wrong(void)
{
    g_autofree char *token = one_click_token(&KEY, 12, 3);
    const char *mac = token + strlen("12-3-");
    g_autofree char *swapped = one_click_token(&KEY, 3, 12);
    g_autofree char *long_text = g_strnfill(100000, '1');
    g_autofree char *copy = token_mac(&KEY, "copy:12");
    const char *const heads[] = {"13-3-",  "12-4-",  "3-12-", "012-3-", "+12-3-", " 12-3-", "12-3",
                                 "12--3-", "12-03-", "0-3-",  "12-3-x", "-12-3-", "12-3--", ""};
    const char *const tails[] = {"", " ", "0", "/", "\n", "-"};
    int64_t person, list;

    for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
        g_autofree char *text = g_strconcat(heads[i], mac, NULL);
        g_assert_false(one_click_parse(&KEY, text, &person, &list));
    }
    for (size_t i = 1; i < G_N_ELEMENTS(tails); i++) {
        g_autofree char *text = g_strconcat(token, tails[i], NULL);
        g_assert_false(one_click_parse(&KEY, text, &person, &list));
    }
    g_autofree char *upper = g_ascii_strup(token, -1);
    g_autofree char *of_copy = g_strconcat("12-3-", copy, NULL);
    const char *const others[] = {upper, of_copy, long_text, mac,
                                  "",    "-",     "12-3-",   "99999999999999999999-1-x"};
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        g_assert_false(one_click_parse(&KEY, others[i], &person, &list));
    g_assert_cmpstr(swapped + strlen("3-12-"), !=, mac);
}

static void test_link(void)
{
    Settings settings = {.one_click = (char *)"127.0.0.1:2480",
                         .one_click_url = (char *)"https://mo.example/leave"};
    Recipient own = {.person = 12, .address = (char *)"a@b.example"}, stranger = own, shared = own;
    stranger.person = 0;
    shared.names = (char *)"Иванова, Петров";

    g_autofree char *token = one_click_token(&KEY, 12, 3);
    g_autofree char *expected = g_strconcat("https://mo.example/leave/", token, NULL);
    g_autofree char *link = one_click_link(&settings, &KEY, &own, 3);
    g_assert_cmpstr(link, ==, expected);
    g_assert_null(one_click_link(&settings, &KEY, &own, 0));
    g_assert_null(one_click_link(&settings, &KEY, &stranger, 3));
    g_assert_null(one_click_link(&settings, &KEY, &shared, 3));
    g_assert_null(one_click_link(&settings, &KEY, NULL, 3));
    settings.one_click = NULL;
    g_assert_null(one_click_link(&settings, &KEY, &own, 3));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/one-click/round-trip", test_round_trip);
    g_test_add_func("/one-click/wrong tokens open nothing", test_wrong);
    g_test_add_func("/one-click/whose copy has a link", test_link);
    return g_test_run();
}
