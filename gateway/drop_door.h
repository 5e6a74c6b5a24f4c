/* drop_door.h: the door in for files that somebody puts into a folder by hand: a letter, an mbox
 * (RFC 4155, mboxrd), a whole Maildir.
 *
 *     DROP/x.eml, DROP/archive.mbox, DROP/new/1, DROP/Old/cur/2   waits
 *     DROP/done/...      committed; the same path below done/
 *     DROP/failed/...    not, or not all of it, was taken: the log says why
 *
 * A file is taken when it has not changed for drop_seconds by the clock of its own file system, and
 * nobody has it open for writing as far as the kernel tells; so a copy under way is left alone. Not
 * taken: names that begin with a dot, folders called tmp, symbolic links, and what lies in a
 * Maildir beside its new/ and cur/. Nothing is ever deleted. A file that is killed between commit
 * and move is read again, and its letters are known by then. */
#ifndef VESTNIK_GATEWAY_DROP_DOOR_H
#define VESTNIK_GATEWAY_DROP_DOOR_H

#include <glib.h>

#include "archive/db.h"
#include "base/settings.h"

typedef struct DropDoor DropDoor;

bool drop_door_wanted(const Settings *settings);

/* Makes the folders when they are missing. Both must outlive the door. */
DropDoor *drop_door_open(const Settings *settings, Db *db, GError **error);
void drop_door_free(DropDoor *door);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DropDoor, drop_door_free)

/* Takes what is ready. *wait: seconds until the next file may be; -1: none waits. False: a file
 * could not be taken, moved or read now; the others were. */
bool drop_door_look(DropDoor *door, int64_t *wait, GError **error);

/* Readable when something happens in the folders that were looked at; borrowed. */
int drop_door_fd(const DropDoor *door);

#endif
