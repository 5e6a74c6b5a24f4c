/* db_turn.h: whose turn it is to write. SQLite lets in whoever asks first once the file is free, so
 * that a door which writes without a pause leaves nobody else a moment. Who wants to write takes
 * the turn first, keeps it while it waits for the one who is writing, and gives it back when it
 * writes itself: whoever has just written comes after those that wait.
 *
 * The turn is a lock upon the folder of the database, which ends with its process. It is a
 * courtesy: where it cannot be had, SQLite's own locks keep the order that is needed. */
#ifndef VESTNIK_ARCHIVE_DB_TURN_H
#define VESTNIK_ARCHIVE_DB_TURN_H

#include <stdbool.h>

/* A descriptor, for close(); -1: there are no turns. */
int db_turn_open(const char *database);
/* False: somebody else has it. */
bool db_turn_take(int turn);
void db_turn_give(int turn);

#endif
