/* one_click_token.c: the token of a person and a list, and the link that holds it; see one_click.h.
 */
#include <inttypes.h>

#include "gateway/one_click.h"

#define TOKEN_MOST 64 /* bytes */

char *one_click_token(const TokenKey *key, int64_t person, int64_t list)
{
    g_autofree char *message = g_strdup_printf("leave:%" PRId64 ":%" PRId64, person, list);
    g_autofree char *mac = token_mac(key, message);

    return g_strdup_printf("%" PRId64 "-%" PRId64 "-%s", person, list, mac);
}

/* A number and the dash behind it; 0: there is none. */
static int64_t take_number(const char **text)
{
    char *end = NULL;
    int64_t number = g_ascii_isdigit(**text) ? g_ascii_strtoll(*text, &end, 10) : 0;

    if (number <= 0 || *end != '-')
        return 0;
    *text = end + 1;
    return number;
}

bool one_click_parse(const TokenKey *key, const char *token, int64_t *person, int64_t *list)
{
    const char *rest = token;
    int64_t of_person = take_number(&rest);
    int64_t of_list = of_person ? take_number(&rest) : 0;

    if (!of_list || strlen(token) > TOKEN_MOST)
        return false;
    g_autofree char *right = one_click_token(key, of_person, of_list);
    if (!token_equal(right, token))
        return false;
    *person = of_person;
    *list = of_list;
    return true;
}

char *one_click_link(const Settings *settings, const TokenKey *key, const Recipient *recipient,
                     int64_t list)
{
    bool is_own = recipient && recipient->person && !recipient->names;

    if (!settings->one_click || !is_own || !list)
        return NULL;
    g_autofree char *token = one_click_token(key, recipient->person, list);
    return g_strconcat(settings->one_click_url, "/", token, NULL);
}
