/* ask.c: see ask.h. */
#include "archive/ask.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"

#define NONCE_BYTES 16

void ask_free(Ask *ask)
{
    if (!ask)
        return;
    g_free(ask->kind);
    g_free(ask->address);
    g_clear_pointer(&ask->nonce, g_bytes_unref);
    g_free(ask->state);
    g_free(ask->answer);
    g_free(ask);
}

bool ask_add(Db *db, const Ask *ask, int64_t *id, GError **error)
{
    guint8 nonce[NONCE_BYTES];

    if (!random_bytes(nonce, sizeof nonce, error))
        return false;
    DbStmt *s = db_stmt(db, SQL_ASK_INSERT);
    db_text(s, 1, ask->kind);
    db_int(s, 2, ask->object);
    db_id(s, 3, ask->person);
    db_text(s, 4, ask->address);
    db_id(s, 5, ask->list);
    db_blob(s, 6, nonce, sizeof nonce);
    db_int(s, 7, clock_now());
    db_int(s, 8, ask->expires);
    if (!db_run(s, error))
        return false;
    *id = db_last_id(db);
    return true;
}

static Ask *ask_from_row(DbStmt *s)
{
    Ask *ask = g_new0(Ask, 1);

    ask->id = db_col_int(s, 0);
    ask->kind = db_col_dup(s, 1);
    ask->object = db_col_int(s, 2);
    ask->person = db_col_int(s, 3);
    ask->address = db_col_dup(s, 4);
    ask->list = db_col_int(s, 5);
    ask->nonce = db_col_blob(s, 6);
    ask->created = db_col_int(s, 7);
    ask->expires = db_col_int(s, 8);
    ask->state = db_col_dup(s, 9);
    ask->answer = db_col_dup(s, 10);
    ask->answered = db_col_int(s, 11);
    ask->asked_as = db_col_int(s, 12);
    return ask;
}

Ask *ask_by_id(Db *db, int64_t id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ASK_BY_ID);
    g_autoptr(Ask) ask = NULL;

    db_int(s, 1, id);
    if (db_row(s))
        ask = ask_from_row(s);
    if (!db_done(s, error))
        return NULL;
    if (!ask)
        fail(error, ERR_NOT_FOUND, "there is no question %" PRId64, id);
    return g_steal_pointer(&ask);
}

GPtrArray *ask_of_object(Db *db, const char *kind, int64_t object, GError **error)
{
    g_autoptr(GPtrArray) asks = g_ptr_array_new_with_free_func((GDestroyNotify)ask_free);
    DbStmt *s = db_stmt(db, SQL_ASK_OF_OBJECT);

    db_text(s, 1, kind);
    db_int(s, 2, object);
    while (db_row(s))
        g_ptr_array_add(asks, ask_from_row(s));
    return db_done(s, error) ? g_steal_pointer(&asks) : NULL;
}

bool ask_find_open(Db *db, const char *kind, int64_t object, const char *address, int64_t *id,
                   GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ASK_FIND_OPEN);

    *id = 0;
    db_text(s, 1, kind);
    db_int(s, 2, object);
    db_text(s, 3, address);
    db_int(s, 4, clock_now());
    return db_one(s, id, NULL, error);
}

bool ask_find_open_of(Db *db, const char *kind, int64_t object, int64_t person, int64_t *id,
                      GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ASK_FIND_OPEN_OF);

    *id = 0;
    db_text(s, 1, kind);
    db_int(s, 2, object);
    db_int(s, 3, person);
    db_int(s, 4, clock_now());
    return db_one(s, id, NULL, error);
}

bool ask_answer(Db *db, int64_t id, const char *answer, int64_t letter, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ASK_ANSWER);

    db_int(s, 1, id);
    db_text(s, 2, answer);
    db_int(s, 3, clock_now());
    db_id(s, 4, letter);
    return db_run(s, error);
}

bool ask_close(Db *db, const char *kind, int64_t object, int64_t but, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ASK_CLOSE);

    db_text(s, 1, kind);
    db_int(s, 2, object);
    db_int(s, 3, but);
    db_int(s, 4, clock_now());
    return db_run(s, error);
}

bool ask_expire_of(Db *db, const char *kind, int64_t object, int64_t now, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ASK_EXPIRE_OF);

    db_text(s, 1, kind);
    db_int(s, 2, object);
    db_int(s, 3, now);
    return db_run(s, error);
}

bool ask_expire(Db *db, int64_t now, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ASK_EXPIRE);

    db_int(s, 1, now);
    return db_run(s, error);
}

static char *mac_of(const Ask *ask, const TokenKey *key)
{
    g_autoptr(GString) message = g_string_new("ask");
    gsize length;
    const guint8 *nonce = g_bytes_get_data(ask->nonce, &length);

    g_string_append_printf(message, " %s %" PRId64 " %" PRId64 " %s ", ask->kind, ask->id,
                           ask->asked_as ? ask->asked_as : ask->person, ask->address);
    for (gsize i = 0; i < length; i++)
        g_string_append_printf(message, "%02x", nonce[i]);
    return token_mac(key, message->str);
}

char *ask_token(const Ask *ask, const TokenKey *key)
{
    g_autofree char *mac = mac_of(ask, key);

    return g_strdup_printf("%" PRId64 "-%s", ask->id, mac);
}

Ask *ask_by_token(Db *db, const TokenKey *key, const char *token, GError **error)
{
    char *rest = NULL;
    int64_t id = g_ascii_strtoll(token, &rest, 10);
    g_autoptr(Ask) ask = *rest == '-' && id > 0 ? ask_by_id(db, id, error) : NULL;

    if (!ask) {
        if (error && !*error)
            fail(error, ERR_NOT_FOUND, "'%s' is no token", token);
        return NULL;
    }
    g_autofree char *right = ask_token(ask, key);
    if (!token_equal(right, token)) {
        fail(error, ERR_NOT_FOUND, "the token of question %" PRId64 " is wrong", id);
        return NULL;
    }
    return g_steal_pointer(&ask);
}

bool ask_about_letter(Db *db, const char *kind, int64_t letter, bool *asked, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ASK_ABOUT_LETTER);

    db_text(s, 1, kind);
    db_int(s, 2, letter);
    *asked = db_row(s);
    return db_done(s, error);
}

bool ask_add_choice(Db *db, int64_t ask, int64_t number, int64_t object, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ASK_CHOICE_ADD);

    db_int(s, 1, ask);
    db_int(s, 2, number);
    db_int(s, 3, object);
    return db_run(s, error);
}

GArray *ask_choices(Db *db, int64_t ask, GError **error)
{
    g_autoptr(GArray) objects = g_array_new(FALSE, FALSE, sizeof(int64_t));
    DbStmt *s = db_stmt(db, SQL_ASK_CHOICES);

    db_int(s, 1, ask);
    while (db_row(s)) {
        int64_t object = db_col_int(s, 0);
        g_array_append_val(objects, object);
    }
    return db_done(s, error) ? g_steal_pointer(&objects) : NULL;
}
