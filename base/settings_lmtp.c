/* settings_lmtp.c: where the LMTP door listens. Who may connect may hand in letters in anybody's
 * name, so it is a socket file or an address that only this machine reaches. */
#include <string.h>

#include "base/error.h"
#include "base/settings.h"
#include "base/settings_table.h"

bool host_port_parse(const char *text, char **host, uint16_t *port)
{
    const char *colon = strrchr(text, ':');
    guint64 number;

    if (!colon || colon == text ||
        !g_ascii_string_to_unsigned(colon + 1, 10, 1, 65535, &number, NULL))
        return false;
    bool bracketed = *text == '[' && colon > text + 1 && colon[-1] == ']';
    *host = bracketed ? g_strndup(text + 1, (gsize)(colon - text - 2))
                      : g_strndup(text, (gsize)(colon - text));
    *port = (uint16_t)number;
    return true;
}

static bool check_tcp(const char *text, const char *file, GError **error)
{
    g_autofree char *host = NULL;
    uint16_t port;

    if (!host_port_parse(text, &host, &port))
        return fail(error, ERR_SETTINGS,
                    "%s: lmtp = \"%s\" is not allowed: it must be HOST:PORT, unix:/PATH or none",
                    file, text);
    return host_is_loopback(host) ||
           fail(error, ERR_SETTINGS,
                "%s: lmtp = \"%s\" is open to other machines; use 127.0.0.1 or unix:/PATH", file,
                text);
}

bool settings_complete_lmtp(Settings *s, const char *folder, GError **error)
{
    if (g_str_equal(s->lmtp, "none")) {
        g_clear_pointer(&s->lmtp, g_free);
        return true;
    }
    if (g_str_has_prefix(s->lmtp, "unix:")) {
        g_autofree char *given = g_steal_pointer(&s->lmtp);
        g_autofree char *path = g_canonicalize_filename(given + strlen("unix:"), folder);
        s->lmtp = g_strconcat("unix:", path, NULL);
    } else if (!check_tcp(s->lmtp, s->file, error)) {
        return false;
    }
    return s->lmtp_memory >= s->deliver_bytes ||
           fail(error, ERR_SETTINGS,
                "%s: lmtp_memory is less than deliver_bytes: the largest letters would never come "
                "in",
                s->file);
}
