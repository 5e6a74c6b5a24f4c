/* duty.h: the duties of `vestnik serve`: each is a process of its own, shares the database with the
 * others and nothing else, and may die at any moment. */
#ifndef VESTNIK_GATEWAY_DUTY_H
#define VESTNIK_GATEWAY_DUTY_H

#include "archive/db.h"
#include "base/settings.h"

typedef struct Duty {
    const char *name;
    /* Runs until `stop_fd` is readable. An error ends the process; the supervisor starts it again.
     */
    bool (*run)(const Settings *settings, Db *db, int stop_fd, GError **error);
    bool (*wanted)(const Settings *settings);
    /* Called before `run` when the process before died by a fault; NULL: nothing to do. */
    bool (*after_fault)(const Settings *settings, Db *db, GError **error);
} Duty;

extern const Duty DUTIES[]; /* ends with name NULL */

/* All that is due now, in this process: letters, timer, outgoing, until nothing is left. */
bool duties_once(const Settings *settings, Db *db, GError **error);

/* One `serve` or `run` per instance: a lock in the runtime folder, held as long as the descriptor
 * is open. -1 with ERR_TEMP when another has it. */
int duties_lock(const Settings *settings, GError **error);
/* Whether another has it now; makes nothing. */
bool duties_at_work(const Settings *settings);

#endif
