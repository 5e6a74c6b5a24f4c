/* drop_internal.h: what the files of the drop door share: drop_door.c walks, drop_take.c takes. */
#ifndef VESTNIK_GATEWAY_DROP_INTERNAL_H
#define VESTNIK_GATEWAY_DROP_INTERNAL_H

#include <sys/stat.h>

#include "gateway/drop_door.h"

struct DropDoor {
    const Settings *settings;
    Db *db;
    char *folder;
    int watch;            /* inotify */
    int64_t now;          /* of the file system, seconds */
    int64_t wait;         /* until the youngest file may be ready; -1 none */
    GHashTable *finished; /* paths with their change times that could not be moved away */
    GError *failure;      /* the first of this look */
};

/* Commits what is in the file at `path` (below the folder: `name`) and moves it away. A failure is
 * kept in door->failure; the file stays. */
void drop_take(DropDoor *door, const char *path, const char *name, const struct stat *seen);

/* Something may be ready in so many seconds. */
void drop_again(DropDoor *door, int64_t seconds);

/* Keeps the first failure, logs every one. Takes the error. */
void drop_failed(DropDoor *door, const char *name, GError *why);

#endif
