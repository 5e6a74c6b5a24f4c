/* person_show.h: what is known of one person, for `person show` and `registry show WHO`. */
#ifndef VESTNIK_GATEWAY_PERSON_SHOW_H
#define VESTNIK_GATEWAY_PERSON_SHOW_H

#include "gateway/app.h"

/* Prints one person, as --json asks. */
bool person_show(App *app, Db *db, const char *who, GError **error);

#endif
