/* escalation.h: what happens while a held letter waits for its moderators. Counted from the moment
 * when it was held, each step once, when its time (a setting) has come:
 *
 *   reminded      whoever was asked and has not answered gets the question once more
 *   deputies      the deputies are asked too; without any, the moderators who are not on duty
 *   methodists    the methodists are asked too
 *   author-told   the author hears that the letter waits
 *   returned      the letter goes back to its author, with its text; the case is done
 *
 * What was done stands in `run` ('hold', case, step), what comes next in `due` ('hold', case). All
 * steps of one letter at one time are one transaction: kill -9 anywhere, and they are done once.
 * Nothing is deleted by time: who cannot be answered, as a stranger without proof, is asked about
 * for as long as the letter waits. */
#ifndef VESTNIK_GATEWAY_ESCALATION_H
#define VESTNIK_GATEWAY_ESCALATION_H

#include "gateway/work.h"

/* The letter is held, from now on; it may be said again. Inside the caller's transaction. */
bool escalation_begin(const Work *held, GError **error);
/* Since when; 0: it is not. */
bool escalation_since(const Work *held, int64_t *since, GError **error);

/* All that is due, each letter in a transaction of its own; *next: when something will be. One
 * letter that cannot be handled is tried again in an hour, and does not stop the others. */
bool escalation_work(Db *db, const Settings *settings, int64_t *next, GError **error);

#endif
