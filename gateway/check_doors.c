/* check_doors.c: see check_doors.h. Whoever listens there already is asked for a word that only our
 * door says: a port is no secret, and may be anybody's. */
#include "gateway/check_doors.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "gateway/duty.h"
#include "gateway/listen.h"
#include "gateway/one_click.h"

#define WORD_BYTES 4096 /* within which the word must stand */

typedef struct Asked {
    const char *setting, *where;
    const char *say;  /* to whoever listens there; "" nothing */
    const char *word; /* that our door answers */
} Asked;

/* The descriptor has a deadline of its own. */
static bool answers(int fd, const Asked *asked)
{
    g_autofree char *heard = g_malloc0(WORD_BYTES + 1);
    size_t length = 0;
    ssize_t got;

    if (send(fd, asked->say, strlen(asked->say), MSG_NOSIGNAL) < 0)
        return false;
    while (!strstr(heard, asked->word) && length < WORD_BYTES &&
           (got = recv(fd, heard + length, WORD_BYTES - length, 0)) > 0)
        length += (size_t)got;
    return strstr(heard, asked->word) != NULL;
}

static bool check_place(const Settings *settings, const Asked *asked, GError **error)
{
    int fd;

    if (!asked->where)
        return true;
    if (!door_reach(asked->setting, asked->where, &fd, error))
        return false;
    if (fd < 0)
        return door_may_listen(asked->setting, asked->where, error);
    bool like_ours = answers(fd, asked);
    close(fd);
    return (like_ours && duties_at_work(settings)) ||
           fail(error, ERR_SETTINGS,
                "%s = \"%s\": %s listens there already: set %s to another place, or stop that one "
                "(as root, ss -lxtnp tells which it is)",
                asked->setting, asked->where,
                like_ours ? "the Vestnik of another instance" : "another program", asked->setting);
}

bool check_lmtp(const Settings *settings, GError **error)
{
    const Asked asked = {"lmtp", settings->lmtp, "", " LMTP Vestnik\r\n"};

    return check_place(settings, &asked, error);
}

bool check_one_click(const Settings *settings, GError **error)
{
    g_autofree char *policy = one_click_policy();
    const Asked asked = {"one_click", settings->one_click, "GET / HTTP/1.0\r\n\r\n", policy};

    return check_place(settings, &asked, error);
}
