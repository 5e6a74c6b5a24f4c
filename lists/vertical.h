/* vertical.h: lists above and below others: region > territory > association of a school. A list
 * may stand below several, and never, by any way, below itself. Whatever the ways, a person counts
 * once, and gets a letter once (lists/readers.h). Nothing is deleted: a link ends, and with a list
 * that is closed all of its links. Writers run inside the caller's transaction. */
#ifndef VESTNIK_LISTS_VERTICAL_H
#define VESTNIK_LISTS_VERTICAL_H

#include "lists/list.h"

#define VERTICAL_KEY    "parents"
#define VERTICAL_TITLES 12 /* that vertical_join() names */

/* Twice is no error. ERR_INPUT when the list would stand below itself: the way is named. */
bool vertical_add(Db *db, const List *list, const List *parent, bool *changed, GError **error);
bool vertical_remove(Db *db, const List *list, const List *parent, bool *changed, GError **error);
/* "okrug, sever": below these and no others; "+okrug", "-okrug": also, or no longer, below it; "":
 * below none. `changed` may be NULL. */
bool vertical_set(Db *db, const List *list, const char *value, bool *changed, GError **error);
/* Ends the links to lists that such a value does not name. */
bool vertical_drop_others(Db *db, const List *list, const char *value, GError **error);
/* Of a list that is closed. */
bool vertical_end(Db *db, const List *list, GError **error);

/* Names of the lists directly above or below, in order. GPtrArray of char*, the caller's; as are
 * all that follow. */
GPtrArray *vertical_parents(Db *db, int64_t list, GError **error);
GPtrArray *vertical_children(Db *db, int64_t list, GError **error);
/* Titles of the lists directly below. */
GPtrArray *vertical_titles(Db *db, int64_t list, GError **error);
/* Titles of the lists below, however deep, by which letters of `list` reach the person. */
GPtrArray *vertical_through(Db *db, int64_t list, int64_t person, GError **error);
/* Titles of the lists above whose letters reach the person as a member of `list` and of no other.
 */
GPtrArray *vertical_only_by(Db *db, int64_t list, int64_t person, GError **error);

/* A list whose letters reach somebody who is no member of it. */
typedef struct Reaching {
    int64_t list;
    char *name, *title;
} Reaching;
void reaching_free(Reaching *reaching);
GPtrArray *vertical_reaching(Db *db, int64_t person, GError **error); /* of Reaching* */

/* "МО математики, МО физики"; of many the first ones and dots. The caller's. */
char *vertical_join(const GPtrArray *titles);
/* Values of a letter about the list: "below", the titles directly below, joined; "" none. */
bool vertical_tell_below(Db *db, int64_t list, json_t *values, GError **error);
/* Values of a letter about leaving it: "through" and "above", joined: vertical_through() and
 * vertical_only_by(). */
bool vertical_tell_leaving(Db *db, int64_t list, int64_t person, json_t *values, GError **error);

#endif
