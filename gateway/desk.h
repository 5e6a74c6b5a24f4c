/* desk.h: the desk: takes every new case, reads its letter, finds who wrote it and what becomes of
 * it, and does that in one transaction. kill -9 anywhere and start again: the case is still new, or
 * all of it is done.
 *
 *   new case --read (reader child, no transaction)--> facts
 *            --BEGIN; who; what; do; case decided; COMMIT-->
 */
#ifndef VESTNIK_GATEWAY_DESK_H
#define VESTNIK_GATEWAY_DESK_H

#include "archive/db.h"
#include "base/settings.h"
#include "base/template.h"
#include "base/token.h"
#include "base/words.h"
#include "base/ready_reasons.h"
#include "gateway/reader.h"

typedef struct Desk {
    const Settings *settings; /* borrowed */
    Db *db;                   /* borrowed */
    Reader *reader;
    Texts *texts;
    Words *words;
    GPtrArray *reasons; /* of ReadyReason* */
    AutoSubjects *subjects;
    TokenKey key;
    char *instance; /* our id in loop stamps */
    int in_hand;    /* gateway/in_hand.h */
    bool again;     /* cases that were done are new again: the round begins anew */
} Desk;

Desk *desk_new(const Settings *settings, Db *db, GError **error);
void desk_free(Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

/* Handles every case that is new now; *handled counts them. False (ERR_TEMP) when the database or
 * the reader fails: try again later. One bad letter never stops the others. */
bool desk_work(Desk *desk, int *handled, GError **error);

/* The desk died by a fault of its own (not by kill -9 or a stop): the case that it had in hand
 * counts an attempt, and is set aside after the third, so that one letter cannot stop all others
 * for ever. */
bool desk_blame(const Settings *settings, Db *db, GError **error);

#endif
