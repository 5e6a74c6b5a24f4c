/* check_rules.h: vestnik check: can the rules by which letters are held be read? */
#ifndef VESTNIK_GATEWAY_CHECK_RULES_H
#define VESTNIK_GATEWAY_CHECK_RULES_H

#include <glib.h>

#include "base/settings.h"

/* Also whether the lists that they name are there, as far as the database can be read. */
bool check_rules(const Settings *settings, GError **error);

#endif
