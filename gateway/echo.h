/* echo.h: robots that do not say that they are robots, and letters that come back. What a letter
 * looks like is held against what the database has seen (archive/seen.h): the same text from the
 * same address again, answers within seconds of ours, a post that went round already. */
#ifndef VESTNIK_GATEWAY_ECHO_H
#define VESTNIK_GATEWAY_ECHO_H

#include "gateway/judge.h"
#include "gateway/work.h"

/* Fills echo, is_own (a Message-ID of ours), is_returned, is_posted_already, is_hasty and
 * is_absent. Reads. */
bool echo_look(const Judgement *judgement, PolicyInput *input, GError **error);

/* After the verdict, in the transaction of the case: so that the next one is known again. */
bool echo_note(Work *work, GError **error);

/* A post goes out now. */
bool echo_note_post(const Work *work, GError **error);

/* Forgets what is older than the settings say. In a transaction of its own. */
bool echo_prune(Db *db, const Settings *settings, GError **error);

#endif
