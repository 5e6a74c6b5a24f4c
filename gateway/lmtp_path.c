/* lmtp_path.c: see lmtp_path.h. */
#include "gateway/lmtp_path.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

#include "base/text.h"

/* The bracket that ends a path; those inside of a quoted local part are skipped. */
static const char *closing_bracket(const char *path)
{
    bool quoted = false;

    for (; *path; path++) {
        if (*path == '\\' && path[1])
            path++;
        else if (*path == '"')
            quoted = !quoted;
        else if (*path == '>' && !quoted)
            return path;
    }
    return NULL;
}

/* What stands between the brackets, without a source route (RFC 5321 appendix C); NULL when it is
 * no path. *rest is what follows. */
static char *take_path(const char *argument, const char *keyword, const char **rest)
{
    size_t length = strlen(keyword);

    if (g_ascii_strncasecmp(argument, keyword, length) != 0)
        return NULL;
    argument += length + strspn(argument + length, " ");
    const char *end = *argument == '<' ? closing_bracket(argument + 1) : NULL;
    if (!end || (end[1] && end[1] != ' '))
        return NULL;
    g_autofree char *path = g_strndup(argument + 1, (gsize)(end - argument - 1));
    const char *colon = *path == '@' ? strchr(path, ':') : NULL;
    *rest = end + 1;
    return g_strdup(colon ? colon + 1 : path);
}

/* --- parameters of MAIL ---------------------------------------------------------------------- */

static LmtpReply take_size(const char *value, uint64_t *size)
{
    if (!value || !*value || strspn(value, "0123456789") != strlen(value))
        return LMTP_BAD_ARGUMENT;
    errno = 0;
    *size = g_ascii_strtoull(value, NULL, 10);
    return errno ? LMTP_TOO_LARGE : LMTP_SENDER_OK;
}

static LmtpReply take_body(const char *value, uint64_t *size)
{
    (void)size;
    return value && (g_ascii_strcasecmp(value, "8BITMIME") == 0 ||
                     g_ascii_strcasecmp(value, "7BIT") == 0)
               ? LMTP_SENDER_OK
               : LMTP_BAD_ARGUMENT;
}

static LmtpReply take_utf8(const char *value, uint64_t *size)
{
    (void)size;
    return value ? LMTP_BAD_ARGUMENT : LMTP_SENDER_OK;
}

static const struct {
    const char *keyword;
    LmtpReply (*take)(const char *value, uint64_t *size); /* value: NULL where none was given */
} PARAMETERS[] = {
    {"SIZE", take_size},     /* RFC 1870 */
    {"BODY", take_body},     /* RFC 6152 */
    {"SMTPUTF8", take_utf8}, /* RFC 6531 */
};

/* `seen` has a bit for each row: none may be given twice, for which of the two would count? */
static LmtpReply take_parameter(const char *word, unsigned *seen, uint64_t *size)
{
    const char *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : strlen(word);

    for (size_t i = 0; i < G_N_ELEMENTS(PARAMETERS); i++) {
        const char *keyword = PARAMETERS[i].keyword;
        if (strlen(keyword) != length || g_ascii_strncasecmp(word, keyword, length) != 0)
            continue;
        if (*seen & 1u << i)
            return LMTP_BAD_ARGUMENT;
        *seen |= 1u << i;
        return PARAMETERS[i].take(equals ? equals + 1 : NULL, size);
    }
    return LMTP_UNKNOWN_PARAMETER;
}

LmtpReply lmtp_mail_argument(const char *argument, char **address, uint64_t *size)
{
    const char *rest = "";
    uint64_t told = 0;
    unsigned seen = 0;
    g_autofree char *path = take_path(argument, "FROM:", &rest);

    if (!path)
        return LMTP_BAD_SENDER;
    g_auto(GStrv) words = g_strsplit(rest, " ", -1);
    for (char **word = words; *word; word++) {
        LmtpReply reply = **word ? take_parameter(*word, &seen, &told) : LMTP_SENDER_OK;
        if (reply != LMTP_SENDER_OK)
            return reply;
    }
    *address = *path ? address_normalize(path, NULL) : g_strdup("");
    *size = told;
    return LMTP_SENDER_OK;
}

LmtpReply lmtp_rcpt_argument(const char *argument, const char *domain, char **address)
{
    const char *rest = "";
    g_autofree char *path = take_path(argument, "TO:", &rest);
    g_autofree char *postmaster = g_strconcat("postmaster@", domain, NULL);

    if (!path)
        return LMTP_BAD_RECIPIENT;
    if (rest[strspn(rest, " ")])
        return LMTP_UNKNOWN_PARAMETER;
    bool bare = g_ascii_strcasecmp(path, "postmaster") == 0; /* RFC 5321 section 4.5.1 */
    char *normal = address_normalize(bare ? postmaster : path, NULL);
    if (!normal)
        return LMTP_BAD_RECIPIENT;
    *address = normal;
    return LMTP_RECIPIENT_OK;
}
