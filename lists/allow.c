/* allow.c: see allow.h. A row that was removed stays in the table with its end. */
#include "lists/allow.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"

#define NAME_MOST  40
#define VALUE_MOST 254

void allow_free(Allow *allow)
{
    if (!allow)
        return;
    g_free(allow->name);
    g_free(allow->sign);
    g_free(allow->value);
    g_free(allow);
}

/* --- the signs ----------------------------------------------------------------------------------
 */

static char *list_id_value_of(const char *text, GError **error)
{
    (void)error;
    return g_ascii_strdown(text, -1);
}

static bool is_list_id(const Facts *facts, const char *value)
{
    return facts->list_id && g_ascii_strcasecmp(facts->list_id, value) == 0;
}

static bool is_address(const Facts *facts, const char *value)
{
    return facts->from.address && g_ascii_strcasecmp(facts->from.address, value) == 0;
}

static bool is_domain(const Facts *facts, const char *value)
{
    const char *at = facts->from.address ? strrchr(facts->from.address, '@') : NULL;
    size_t length = at ? strlen(at + 1) : 0, wanted = strlen(value);

    return length >= wanted && g_ascii_strcasecmp(at + 1 + length - wanted, value) == 0 &&
           (length == wanted || at[length - wanted] == '.');
}

static const struct {
    const char *sign;
    char *(*normal)(const char *text, GError **error);
    bool (*fits)(const Facts *facts, const char *value);
} SIGNS[] = {
    {"list-id", list_id_value_of, is_list_id},
    {"address", address_normalize, is_address},
    {"domain", domain_to_ascii, is_domain},
};

/* --- rows
 * ----------------------------------------------------------------------------------------- */

static bool name_ok(const char *name)
{
    return *name && strlen(name) <= NAME_MOST &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name);
}

Allow *allow_new(const char *name, const char *rule, GError **error)
{
    size_t length = strcspn(rule, "=");
    const char *value = rule[length] ? rule + length + 1 : "";

    if (!name_ok(name)) {
        fail(error, ERR_INPUT, "'%s' is no name for a row: a-z, 0-9 and -, at most %d", name,
             NAME_MOST);
        return NULL;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(SIGNS); i++) {
        if (strlen(SIGNS[i].sign) != length || strncmp(rule, SIGNS[i].sign, length) != 0)
            continue;
        g_autofree char *line = text_one_line(value);
        if (!*line || strlen(line) > VALUE_MOST || strpbrk(line, "<> "))
            break;
        g_autofree char *normal = SIGNS[i].normal(line, error);
        if (!normal)
            return NULL;
        Allow *allow = g_new0(Allow, 1);
        *allow = (Allow){g_strdup(name), g_strdup(SIGNS[i].sign), g_steal_pointer(&normal), true};
        return allow;
    }
    fail(error, ERR_INPUT,
         "'%s' says nothing about a letter; write list-id=news.example.org, "
         "address=news@example.org or domain=example.org",
         rule);
    return NULL;
}

bool allow_add(Db *db, int64_t list, const Allow *allow, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ALLOW_ADD);

    db_int(s, 1, list);
    db_text(s, 2, allow->name);
    db_text(s, 3, allow->sign);
    db_text(s, 4, allow->value);
    db_int(s, 5, allow->proven);
    db_int(s, 6, clock_now());
    if (!db_run(s, error))
        return false;
    return db_changes(db) || fail(error, ERR_EXISTS, "there is a row '%s' already", allow->name);
}

bool allow_remove(Db *db, int64_t list, const char *name, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ALLOW_REMOVE);

    db_int(s, 1, list);
    db_text(s, 2, name);
    db_int(s, 3, clock_now());
    if (!db_run(s, error))
        return false;
    return db_changes(db) || fail(error, ERR_NOT_FOUND, "there is no row '%s'", name);
}

GPtrArray *allow_all(Db *db, int64_t list, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)allow_free);
    DbStmt *s = db_stmt(db, SQL_ALLOW_ALL);

    db_int(s, 1, list);
    while (db_row(s)) {
        Allow *allow = g_new0(Allow, 1);
        *allow = (Allow){db_col_dup(s, 0), db_col_dup(s, 1), db_col_dup(s, 2), db_col_int(s, 3)};
        g_ptr_array_add(rows, allow);
    }
    return db_done(s, error) ? g_steal_pointer(&rows) : NULL;
}

static bool fits(const Allow *allow, const Facts *facts)
{
    if (facts->auth == AUTH_FAIL || (allow->proven && facts->auth != AUTH_PASS))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(SIGNS); i++) {
        if (g_str_equal(SIGNS[i].sign, allow->sign))
            return SIGNS[i].fits(facts, allow->value);
    }
    return false;
}

const Allow *allow_match(const GPtrArray *rows, const Facts *facts)
{
    for (guint i = 0; i < rows->len; i++) {
        const Allow *allow = g_ptr_array_index(rows, i);
        if (fits(allow, facts))
            return allow;
    }
    return NULL;
}
