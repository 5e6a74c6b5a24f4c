/* rota.h: the days of the week on which a moderator of a list is on duty, "mon,thu". Whoever has
 * none is on duty every day. They count where the list says so (its setting `asked`). */
#ifndef VESTNIK_LISTS_ROTA_H
#define VESTNIK_LISTS_ROTA_H

#include "archive/db.h"

/* One moderator. */
typedef struct OnDuty {
    int64_t person;
    char *name;
    int days; /* bit 0 is Monday; 0: every day */
} OnDuty;

GPtrArray *rota_all(Db *db, int64_t list, GError **error); /* of OnDuty*, by name */
char *rota_days(const OnDuty *row);                        /* "mon,thu", "" every day */

/* `days` as above, пн to вс as well; "" every day. Inside the caller's transaction. ERR_INPUT names
 * the words allowed; ERR_NOT_FOUND: no moderator of the list. */
bool rota_set(Db *db, int64_t list, int64_t person, const char *days, GError **error);

/* Leaves those of `moderators` (Member*) who are on duty on `weekday`, 1 is Monday; all of them
 * when nobody is. */
bool rota_keep(Db *db, int64_t list, int weekday, GPtrArray *moderators, GError **error);

#endif
