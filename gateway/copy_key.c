/* copy_key.c: the key of a copy: the number of its recipient and a MAC. A bounce counts only with
 * the key of the copy that came back, for everybody who got the letter knows its Message-ID. The
 * key stands in the envelope sender, where the account may choose one (VERP), and in a header
 * field. See deliverer.h. */
#include <inttypes.h>

#include "gateway/deliverer.h"

static char *mac_of(const TokenKey *key, int64_t recipient)
{
    g_autofree char *message = g_strdup_printf("copy:%" PRId64, recipient);

    return token_mac(key, message);
}

char *copy_key(const TokenKey *key, int64_t recipient)
{
    g_autofree char *mac = mac_of(key, recipient);

    return g_strdup_printf("%" PRId64 "-%s", recipient, mac);
}

int64_t copy_of_key(const TokenKey *key, const char *text)
{
    char *end = NULL;
    int64_t recipient = g_ascii_isdigit(*text) ? g_ascii_strtoll(text, &end, 10) : 0;

    if (recipient <= 0 || *end != '-')
        return 0;
    g_autofree char *mac = mac_of(key, recipient);
    g_autofree char *given =
        g_ascii_strdown(end + 1, -1); /* servers change the case of addresses */
    return token_equal(mac, given) ? recipient : 0;
}
