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
#include "base/tongues.h"
#include "gateway/reader.h"
#include "lists/list.h"

typedef struct Desk {
    const Settings *settings; /* borrowed */
    Db *db;                   /* borrowed */
    Reader *reader;
    Texts *texts;
    Tongues *tongues;
    const Words *words; /* in the language of the settings; of a list: desk_tongue() */
    AutoSubjects *subjects;
    TokenKey key;
    char *instance; /* our id in loop stamps */
    int in_hand;    /* gateway/in_hand.h */
    bool again;     /* cases that were done are new again: the round begins anew */
} Desk;

Desk *desk_new(const Settings *settings, Db *db, GError **error);
void desk_free(Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

/* What letters of this list say; NULL: of none. Borrowed. */
const Tongue *desk_tongue(const Desk *desk, const List *list);

/* Handles every case that is new now; *handled counts them. False (ERR_TEMP) when the database or
 * the reader fails: try again later. One bad letter never stops the others. */
bool desk_work(Desk *desk, int *handled, GError **error);

#endif
