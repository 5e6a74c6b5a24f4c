/* act.h: the append-only record of participation. Everything counted is counted from here. */
#ifndef VESTNIK_ARCHIVE_ACT_H
#define VESTNIK_ARCHIVE_ACT_H

#include "archive/db.h"

typedef struct Act {
    const char *kind;       /* a row of act_kind: post, reply, material, decision, join, leave */
    int64_t person, school; /* 0 none */
    int64_t list, letter;   /* 0 none */
    const char *strength;   /* token, authenticated, address, name, school */
} Act;

/* Inside the caller's transaction; time is clock_now(), school and position those of the person
 * now. */
bool act_add(Db *db, const Act *act, GError **error);

/* Notes that (kind, subject, period) happens now; *first is false when it has happened already.
 * Inside the transaction of what it guards. */
bool run_once(Db *db, const char *kind, const char *subject, const char *period, bool *first,
              GError **error);

/* "id" of the instance, for loop stamps. The caller's. */
char *instance_value(Db *db, const char *key, GError **error);

#endif
