/* check_rules.c: see check_rules.h. */
#include "gateway/check_rules.h"

#include "base/hold_rules.h"
#include "lists/list.h"

static bool check_rule(Db *db, const HoldRule *rule, GError **error)
{
    g_auto(GStrv) names = g_strsplit(rule->lists, " ", -1);

    for (size_t i = 0; names[i]; i++) {
        g_autoptr(List) list = NULL;
        if (*names[i] && *names[i] != '*' && !(list = list_by_name(db, names[i], error))) {
            g_prefix_error(error, "rule %s: ", rule->name);
            return false;
        }
    }
    return true;
}

bool check_rules(const Settings *settings, GError **error)
{
    g_autoptr(HoldRules) rules =
        hold_rules_open(settings->hold_rules, settings->limits.hold_steps, error);

    if (!rules)
        return false;
    g_autoptr(Db) db = db_open(settings->database, DB_READ, NULL);
    const GPtrArray *all = hold_rules_all(rules);
    bool ok = true;

    for (guint i = 0; db && ok && i < all->len; i++)
        ok = check_rule(db, g_ptr_array_index(all, i), error);
    return ok;
}
