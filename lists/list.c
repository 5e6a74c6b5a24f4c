/* list.c: a mailing list and its row in the database; see list.h. What can be set of a list is one
 * table in lists/list_settings.c; who belongs to it is in lists/membership.c. */
#include "lists/list.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "lists/vertical.h"

#define NAME_LENGTH 40

void list_free(List *list)
{
    if (!list)
        return;
    g_free(list->name);
    g_free(list->title);
    g_free(list->files_refused);
    g_free(list->files_held);
    g_free(list->files_off);
    g_free(list->language);
    g_free(list->tag);
    g_free(list->account);
    g_free(list->address);
    g_free(list);
}

/* RFC 2142: local parts that belong to the domain, not to a list. */
static bool is_reserved(const char *name)
{
    static const char *const reserved[] = {"postmaster", "abuse",     "mailer-daemon",
                                           "hostmaster", "webmaster", NULL};

    return g_strv_contains(reserved, name);
}

static bool is_list_name(const char *name)
{
    size_t length = strlen(name);

    if (length == 0 || length > NAME_LENGTH || !g_ascii_islower(name[0]))
        return false;
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

/* The defaults that are not nought. */
static List *list_blank(const char *name)
{
    List *list = g_new0(List, 1);

    list->name = g_strdup(name);
    list->title = g_strdup(name);
    list_set_defaults(list);
    return list;
}

List *list_new(const char *name, GError **error)
{
    if (!is_list_name(name) || is_reserved(name)) {
        fail(error, ERR_INPUT,
             "'%s' cannot name a list: a letter, then a-z, 0-9 and -, at most %d, and no name that "
             "belongs to the domain (postmaster); the Russian title is set by --title",
             name, NAME_LENGTH);
        return NULL;
    }
    return list_blank(name);
}

/* --- rows ------------------------------------------------------------------------------------- */

/* What the database holds is checked as `list set` checks it. */
static List *read_list(DbStmt *stmt, GError **error)
{
    g_autoptr(List) list = list_blank(db_col_text(stmt, 1));

    list->id = db_col_int(stmt, 0);
    g_free(list->title);
    list->title = db_col_dup(stmt, 2);
    list->address = db_col_dup(stmt, 4);
    list->created = db_col_int(stmt, 6);
    list->until = db_col_int(stmt, 7);
    if (list_set(list, "kind", db_col_text(stmt, 3), error) &&
        list_settings_load(list, db_col_text(stmt, 5), error))
        return g_steal_pointer(&list);
    g_prefix_error(error, "list '%s' in the database: ", list->name);
    return NULL;
}

/* The first row; NULL without an error when there is none. */
static List *read_one(DbStmt *stmt, GError **error)
{
    GError *failure = NULL;
    g_autoptr(List) list = db_row(stmt) ? read_list(stmt, &failure) : NULL;

    if (!db_done(stmt, failure ? NULL : error) || failure) {
        if (failure)
            g_propagate_error(error, failure);
        return NULL;
    }
    return g_steal_pointer(&list);
}

static void bind_list(DbStmt *stmt, const List *list)
{
    g_autofree char *kind = list_get(list, "kind");
    g_autofree char *settings = list_settings_dump(list);

    db_text(stmt, 1, list->name);
    db_text(stmt, 2, list->title);
    db_text(stmt, 3, kind);
    db_text(stmt, 4, list->address);
    db_text(stmt, 5, settings);
}

/* A second list of the same name or address, said in words. */
static bool explain_exists(const List *list, GError **error)
{
    if (error && *error && g_error_matches(*error, VESTNIK_ERROR, ERR_EXISTS)) {
        g_clear_error(error);
        fail(error, ERR_EXISTS,
             "there is a list with the name '%s'%s%s already; an open one is changed by 'vestnik "
             "list set', a closed one keeps its name: take another",
             list->name, list->address ? " or the address " : "",
             list->address ? list->address : "");
    }
    return false;
}

bool list_insert(Db *db, List *list, GError **error)
{
    GError *failure = NULL;
    DbStmt *stmt = db_stmt(db, SQL_LIST_ADD);
    int64_t now = clock_now();

    bind_list(stmt, list);
    db_int(stmt, 6, now);
    if (!db_run(stmt, &failure)) {
        explain_exists(list, &failure);
        g_propagate_error(error, failure);
        return false;
    }
    list->id = db_last_id(db);
    list->created = now;
    return true;
}

bool list_update(Db *db, const List *list, GError **error)
{
    GError *failure = NULL;
    DbStmt *stmt = db_stmt(db, SQL_LIST_UPDATE);

    bind_list(stmt, list);
    db_int(stmt, 6, list->id);
    if (db_run(stmt, &failure))
        return true;
    explain_exists(list, &failure);
    g_propagate_error(error, failure);
    return false;
}

static bool count_held(Db *db, const List *list, int64_t *count, GError **error)
{
    g_autofree char *target = g_strdup_printf("list:%" PRId64, list->id);
    DbStmt *stmt = db_stmt(db, SQL_DIGEST_HELD);

    db_text(stmt, 1, target);
    *count = 0;
    while (db_row(stmt))
        ++*count;
    return db_done(stmt, error);
}

/* A statement about the list, at this moment. */
static bool run_end(Db *db, Sql sql, const List *list, GError **error)
{
    DbStmt *stmt = db_stmt(db, sql);

    db_int(stmt, 1, list->id);
    db_int(stmt, 2, clock_now());
    return db_run(stmt, error);
}

/* With it end the questions about it: nobody joins by the answer to an old one. */
bool list_close(Db *db, const List *list, GError **error)
{
    int64_t held;

    if (!count_held(db, list, &held, error))
        return false;
    if (held > 0)
        return fail(error, ERR_INPUT,
                    "%" PRId64 " letter%s of '%s' wait%s for a moderator; decide first: "
                    "vestnik held list",
                    held, held == 1 ? "" : "s", list->name, held == 1 ? "s" : "");
    return run_end(db, SQL_LIST_CLOSE, list, error) &&
           run_end(db, SQL_ASK_EXPIRE_LIST, list, error) && vertical_end(db, list, error);
}

/* --- finding ---------------------------------------------------------------------------------- */

static bool fail_unknown(Db *db, const char *name, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(db, error);
    if (!lists)
        return false;
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        g_string_append_printf(names, "%s%s", i ? ", " : "", list->name);
    }
    if (lists->len == 0)
        return fail(error, ERR_NOT_FOUND,
                    "there is no list '%s', nor any other yet; 'vestnik list add %s' makes it",
                    name, is_list_name(name) ? name : "NAME");
    return fail(error, ERR_NOT_FOUND, "there is no list '%s'; there are: %s", name, names->str);
}

List *list_by_name(Db *db, const char *name, GError **error)
{
    GError *failure = NULL;
    DbStmt *stmt = db_stmt(db, SQL_LIST_BY_NAME);

    db_text(stmt, 1, name);
    List *list = read_one(stmt, &failure);
    if (failure)
        g_propagate_error(error, failure);
    else if (!list)
        fail_unknown(db, name, error);
    return list;
}

List *list_by_id(Db *db, int64_t id, GError **error)
{
    GError *failure = NULL;
    DbStmt *stmt = db_stmt(db, SQL_LIST_BY_ID);

    db_int(stmt, 1, id);
    List *list = read_one(stmt, &failure);
    if (failure)
        g_propagate_error(error, failure);
    else if (!list)
        fail(error, ERR_NOT_FOUND, "there is no list with the id %" PRId64, id);
    return list;
}

static GPtrArray *read_lists(Db *db, Sql sql, GError **error)
{
    g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func((GDestroyNotify)list_free);
    DbStmt *stmt = db_stmt(db, sql);
    GError *failure = NULL;

    while (!failure && db_row(stmt)) {
        List *list = read_list(stmt, &failure);
        if (list)
            g_ptr_array_add(lists, list);
    }
    if (!db_done(stmt, failure ? NULL : error) || failure) {
        if (failure)
            g_propagate_error(error, failure);
        return NULL;
    }
    return g_steal_pointer(&lists);
}

GPtrArray *list_all(Db *db, GError **error)
{
    return read_lists(db, SQL_LIST_ALL, error);
}

GPtrArray *list_ever(Db *db, GError **error)
{
    return read_lists(db, SQL_LIST_EVER, error);
}
