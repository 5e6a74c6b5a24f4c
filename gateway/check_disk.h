/* check_disk.h: is there room where the database lies? For `vestnik check`, and for a letter to the
 * administrator. */
#ifndef VESTNIK_GATEWAY_CHECK_DISK_H
#define VESTNIK_GATEWAY_CHECK_DISK_H

#include <glib.h>

#include "archive/db.h"
#include "base/settings.h"

/* *free_bytes: what we may still write there. ERR_TEMP when it does not hold the largest letters
 * that are taken (`deliver_bytes`): once in the log of the database and once in the database
 * itself. */
bool check_disk(const Settings *settings, int64_t *free_bytes, GError **error);

/* A duty of the timer: the administrator hears of too little room by letter, once a day. */
bool disk_alarm_work(Db *db, const Settings *settings, int64_t *next, GError **error);

#endif
