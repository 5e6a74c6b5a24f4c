/* wish.c: see wish.h. */
#include "lists/wish.h"

#include "lists/list.h"
#include "lists/people.h"

#define SIGN_NUMBER "number "
#define SIGN_NAME   "name "

typedef bool (*EachHash)(Db *db, const guint8 hash[32], int64_t list, void *data, GError **error);

typedef struct Signs {
    Db *db;
    const TokenKey *key;
    int64_t list;
    EachHash each;
    void *data;
} Signs;

static bool hash_one(const Signs *signs, const char *text, GError **error)
{
    guint8 hash[32];

    token_hash(signs->key, text, hash);
    return signs->each(signs->db, hash, signs->list, signs->data, error);
}

static bool is_given(const char *text)
{
    return text && *text;
}

/* Every sign of `who`, whichever are known. */
static bool hash_all(const Signs *signs, const WishOf *who, GError **error)
{
    for (guint i = 0; who->addresses && i < who->addresses->len; i++)
        if (!hash_one(signs, g_ptr_array_index(who->addresses, i), error))
            return false;
    if (is_given(who->number)) {
        g_autofree char *number = g_strconcat(SIGN_NUMBER, who->number, NULL);
        if (!hash_one(signs, number, error))
            return false;
    }
    if (!is_given(who->name_key) || !is_given(who->school_key))
        return true;
    g_autofree char *name = g_strconcat(SIGN_NAME, who->name_key, "\n", who->school_key, NULL);
    return hash_one(signs, name, error);
}

/* --- writing ---------------------------------------------------------------------------------- */

static bool add_hash(Db *db, const guint8 hash[32], int64_t list, void *unused, GError **error)
{
    (void)unused;
    return optout_add(db, hash, list, error);
}

static bool remove_hash(Db *db, const guint8 hash[32], int64_t list, void *unused, GError **error)
{
    (void)unused;
    return optout_remove(db, hash, list, error);
}

/* Who it is, as a row that other rows hang on; freed by signs_clear(). */
typedef struct Known {
    WishOf who;
    char *name_key, *number;
    GPtrArray *addresses; /* their own, now or once */
    bool has_own;         /* one of them now */
} Known;

static void known_clear(Known *known)
{
    g_free(known->name_key);
    g_free(known->number);
    g_clear_pointer(&known->addresses, g_ptr_array_unref);
}

static bool load_known(Db *db, int64_t person, Known *known, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_PERSON_SIGNS);

    known->addresses = g_ptr_array_new_with_free_func(g_free);
    db_int(stmt, 1, person);
    if (db_row(stmt)) {
        known->name_key = db_col_dup(stmt, 0);
        known->number = db_col_dup(stmt, 1);
        known->has_own = db_col_int(stmt, 3) != 0;
    }
    if (!db_done(stmt, error))
        return false;
    stmt = db_stmt(db, SQL_PERSON_ADDRESSES_OWN);
    db_int(stmt, 1, person);
    while (db_row(stmt))
        g_ptr_array_add(known->addresses, db_col_dup(stmt, 0));
    known->who = (WishOf){
        .name_key = known->name_key, .number = known->number, .addresses = known->addresses};
    return db_done(stmt, error);
}

/* The name counts once with every school that the person ever worked at. */
static bool hash_names(const Signs *signs, int64_t person, const char *name_key, GError **error)
{
    g_autoptr(GPtrArray) schools = g_ptr_array_new_with_free_func(g_free);
    DbStmt *stmt = db_stmt(signs->db, SQL_PERSON_SCHOOL_NAMES);

    db_int(stmt, 1, person);
    while (db_row(stmt))
        g_ptr_array_add(schools, school_key(db_col_text(stmt, 0)));
    if (!db_done(stmt, error))
        return false;
    for (guint i = 0; i < schools->len; i++) {
        WishOf name = {.name_key = name_key, .school_key = g_ptr_array_index(schools, i)};
        if (!hash_all(signs, &name, error))
            return false;
    }
    return true;
}

/* By the own addresses; by name and school too who has none now, or, with `any`, everybody. */
static bool hash_person(const Signs *signs, int64_t person, bool any, GError **error)
{
    Known known = {0};
    bool ok = load_known(signs->db, person, &known, error);
    WishOf own = {.addresses = known.addresses};

    ok = ok && hash_all(signs, &own, error) &&
         ((known.has_own && !any) || hash_names(signs, person, known.name_key, error));
    known_clear(&known);
    return ok;
}

bool wish_keep(Db *db, const TokenKey *key, int64_t person, int64_t list, GError **error)
{
    const Signs signs = {db, key, list, add_hash, NULL};

    return hash_person(&signs, person, false, error);
}

bool wish_keep_erased(Db *db, const TokenKey *key, int64_t person, GError **error)
{
    static const int64_t LISTS[] = {WISH_ALL, WISH_ERASED};
    Known known = {0};
    bool ok = load_known(db, person, &known, error);

    for (size_t i = 0; ok && i < G_N_ELEMENTS(LISTS); i++) {
        const Signs signs = {db, key, LISTS[i], add_hash, NULL};
        ok = hash_all(&signs, &known.who, error) &&
             hash_names(&signs, person, known.name_key, error);
    }
    known_clear(&known);
    return ok;
}

static bool keep_of_each(Db *db, const TokenKey *key, int64_t person, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(db, error);

    for (guint i = 0; lists && i < lists->len; i++)
        if (!wish_keep(db, key, person, ((const List *)g_ptr_array_index(lists, i))->id, error))
            return false;
    return lists != NULL;
}

bool wish_come_back(Db *db, const TokenKey *key, int64_t person, int64_t list, GError **error)
{
    const int64_t lists[] = {list, WISH_ALL, WISH_ERASED};
    bool left_all = false;

    if (!wish_has_person(db, key, person, WISH_ALL, &left_all, error) ||
        (left_all && !keep_of_each(db, key, person, error)))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        const Signs signs = {db, key, lists[i], remove_hash, NULL};
        if (!hash_person(&signs, person, true, error))
            return false;
    }
    return true;
}

/* --- asking ----------------------------------------------------------------------------------- */

static bool ask_hash(Db *db, const guint8 hash[32], int64_t list, void *data, GError **error)
{
    bool *has = data;

    return *has || optout_has(db, hash, list, has, error);
}

static bool ask_erased(Db *db, const guint8 hash[32], int64_t list, void *data, GError **error)
{
    bool *has = data;
    DbStmt *stmt = db_stmt(db, SQL_OPTOUT_EXACT);
    int64_t one;
    bool found = false;

    db_blob(stmt, 1, hash, 32);
    db_int(stmt, 2, list);
    if (!db_one(stmt, &one, &found, error))
        return false;
    *has = *has || found;
    return true;
}

bool wish_has(Db *db, const TokenKey *key, const WishOf *who, int64_t list, bool *has,
              GError **error)
{
    const Signs signs = {db, key, list, ask_hash, has};

    *has = false;
    return hash_all(&signs, who, error);
}

bool wish_has_person(Db *db, const TokenKey *key, int64_t person, int64_t list, bool *has,
                     GError **error)
{
    const Signs signs = {db, key, list, ask_hash, has};

    *has = false;
    return hash_person(&signs, person, true, error);
}

bool wish_erased(Db *db, const TokenKey *key, const WishOf *who, bool *erased, GError **error)
{
    const Signs signs = {db, key, WISH_ERASED, ask_erased, erased};

    *erased = false;
    return hash_all(&signs, who, error);
}
