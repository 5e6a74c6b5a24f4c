/* db_turn.c: see db_turn.h. flock(): a lock by fcntl() would be lost with any descriptor of the
 * folder that SQLite closes. */
#include "archive/db_turn.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sys/file.h>

int db_turn_open(const char *database)
{
    g_autofree char *folder = g_path_get_dirname(database);

    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool db_turn_take(int turn)
{
    return turn < 0 || flock(turn, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

void db_turn_give(int turn)
{
    if (turn >= 0)
        flock(turn, LOCK_UN);
}
