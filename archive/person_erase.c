/* person_erase.c: see person_erase.h. Three tables of statements: those of the person, of each own
 * address and of each letter; then the drafts of letters to others, which name people in their text
 * and are looked through one by one. */
#include "archive/person_erase.h"

#include <string.h>

#include "archive/person_data.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/text.h"

static const Sql OF_LETTER[] = {
    SQL_ERASE_COPIES_WAITING, SQL_ERASE_HEAD,   SQL_ERASE_EDITED, SQL_ERASE_QUESTIONS,
    SQL_ERASE_CASES,          SQL_ERASE_WORDS,  SQL_ERASE_FILES,  SQL_ERASE_ATTRIBUTION,
    SQL_ERASE_ARRIVALS,       SQL_ERASE_LETTER,
};

static const Sql OF_ADDRESS[] = {
    SQL_ERASE_TO_ADDRESS, SQL_ERASE_BOUNCE,  SQL_ERASE_ASKED, SQL_ERASE_SEEN, SQL_ERASE_SEEN_FROM,
    SQL_ERASE_ALLOW,      SQL_ERASE_ARRIVAL, SQL_ERASE_RUNS,  SQL_ERASE_KEYS,
};

static const Sql OF_PERSON[] = {
    SQL_ERASE_CHOSEN,      SQL_ERASE_CHOICES,    SQL_ERASE_ATTRIBUTIONS, SQL_ERASE_ASKS,
    SQL_ERASE_ACTS,        SQL_ERASE_RECIPIENTS, SQL_ERASE_RULED,        SQL_ERASE_RULINGS,
    SQL_ERASE_AUTHORS,     SQL_ERASE_ADDRESSES,  SQL_ERASE_SCHOOLS,      SQL_ERASE_MEMBERSHIPS,
    SQL_ERASE_INVITATIONS, SQL_ERASE_ROLES,      SQL_ERASE_MERGED,       SQL_PERSON_FORGET,
};

/* Who is erased: what must not be found any more. */
typedef struct Erasure {
    Db *db;
    int64_t person;
    const char *shown;
    char *written;        /* the name as the registry has it */
    char *name, *surname; /* folded; the name up to the first initial; "" none */
    GPtrArray *addresses;
    GArray *letters;
} Erasure;

static void erasure_clear(Erasure *erasure)
{
    g_free(erasure->written);
    g_free(erasure->name);
    g_free(erasure->surname);
    g_clear_pointer(&erasure->addresses, g_ptr_array_unref);
    g_clear_pointer(&erasure->letters, g_array_unref);
}

static bool add_letters_of_bounces(Erasure *erasure, const char *address, GError **error)
{
    DbStmt *s = db_stmt(erasure->db, SQL_LETTERS_OF_BOUNCES);

    db_text(s, 1, address);
    while (db_row(s)) {
        int64_t id = db_col_int(s, 0);
        g_array_append_val(erasure->letters, id);
    }
    return db_done(s, error);
}

/* "иванова м" of "иванова мария петровна": so it begins in every letter that names her. */
static char *short_name(const char *name)
{
    const char *blank = strchr(name, ' ');
    const char *end = blank && blank[1] ? g_utf8_next_char(blank + 1) : name + strlen(name);

    return g_strndup(name, (gsize)(end - name));
}

static bool collect(Erasure *erasure, GError **error)
{
    DbStmt *s = db_stmt(erasure->db, SQL_PERSON_SIGNS);

    db_int(s, 1, erasure->person);
    bool found = db_row(s);
    erasure->name = short_name(found ? db_col_text(s, 0) : "");
    erasure->written = found ? db_col_dup(s, 2) : g_strdup("");
    erasure->surname = g_strndup(erasure->name, strcspn(erasure->name, " "));
    erasure->addresses = g_ptr_array_new_with_free_func(g_free);
    if (!db_done(s, error))
        return false;
    s = db_stmt(erasure->db, SQL_PERSON_ADDRESSES_OWN);
    db_int(s, 1, erasure->person);
    while (db_row(s))
        g_ptr_array_add(erasure->addresses, db_col_dup(s, 0));
    if (!db_done(s, error))
        return false;
    erasure->letters = person_letters(erasure->db, erasure->person, error);
    for (guint i = 0; erasure->letters && i < erasure->addresses->len; i++)
        if (!add_letters_of_bounces(erasure, g_ptr_array_index(erasure->addresses, i), error))
            return false;
    return erasure->letters != NULL;
}

/* --- the person's own ------------------------------------------------------------------------- */

static bool run_all(Db *db, const Sql *statements, size_t count, int64_t id, GError **error)
{
    for (size_t i = 0; i < count; i++) {
        DbStmt *s = db_stmt(db, statements[i]);
        db_int(s, 1, id);
        db_int(s, 2, clock_now());
        if (!db_run(s, error))
            return false;
    }
    return true;
}

static bool erase_letter(const Erasure *erasure, int64_t letter, Erased *erased, GError **error)
{
    DbStmt *s = db_stmt(erasure->db, SQL_ERASE_POST);

    db_int(s, 1, letter);
    db_text(s, 3, erasure->shown);
    if (!db_run(s, error))
        return false;
    erased->posts += db_changes(erasure->db);
    erased->letters++;
    return run_all(erasure->db, OF_LETTER, G_N_ELEMENTS(OF_LETTER), letter, error);
}

static bool run_text(Db *db, Sql sql, const char *address, GError **error)
{
    DbStmt *s = db_stmt(db, sql);

    db_text(s, 1, address);
    db_int(s, 2, clock_now());
    return db_run(s, error);
}

static bool erase_addresses(const Erasure *erasure, GError **error)
{
    for (guint i = 0; i < erasure->addresses->len; i++)
        for (size_t j = 0; j < G_N_ELEMENTS(OF_ADDRESS); j++)
            if (!run_text(erasure->db, OF_ADDRESS[j], g_ptr_array_index(erasure->addresses, i),
                          error))
                return false;
    return true;
}

/* The rows of the addresses themselves: when nothing links to them any more. */
static bool drop_addresses(const Erasure *erasure, GError **error)
{
    for (guint i = 0; i < erasure->addresses->len; i++)
        if (!run_text(erasure->db, SQL_ERASE_ADDRESS, g_ptr_array_index(erasure->addresses, i),
                      error))
            return false;
    return true;
}

/* --- what names the person elsewhere ---------------------------------------------------------- */

/* A surname with an initial, or an address; a surname alone is many people's. */
static bool names_person(const Erasure *erasure, const char *text)
{
    g_autofree char *folded = text_fold(text);

    if (*erasure->name && strstr(folded, erasure->name))
        return true;
    for (guint i = 0; i < erasure->addresses->len; i++)
        if (strstr(folded, g_ptr_array_index(erasure->addresses, i)))
            return true;
    return false;
}

static bool carries_letter(const Erasure *erasure, const json_t *draft)
{
    int64_t attached = json_integer_value(json_object_get(draft, "attach_letter"));

    for (guint i = 0; attached && i < erasure->letters->len; i++)
        if (g_array_index(erasure->letters, int64_t, i) == attached)
            return true;
    return false;
}

typedef enum DraftMatch { DRAFT_OTHER, DRAFT_NAMES, DRAFT_CARRIES } DraftMatch;

static DraftMatch match_draft(const Erasure *erasure, const char *text)
{
    g_autoptr(json_t) draft = json_loads(text, 0, NULL);
    const char *key;
    json_t *value;

    if (carries_letter(erasure, draft))
        return DRAFT_CARRIES;
    json_object_foreach(
        draft, key, value) if (json_is_string(value) &&
                               names_person(erasure, json_string_value(value))) return DRAFT_NAMES;
    return DRAFT_OTHER;
}

/* Ids of the letters of ours to be emptied, and of those among them to be stopped. */
static bool find_drafts(const Erasure *erasure, GArray *empty, GArray *stop, int64_t *waiting,
                        GError **error)
{
    DbStmt *s = db_stmt(erasure->db, SQL_DRAFTS);

    while (db_row(s)) {
        int64_t id = db_col_int(s, 0);
        bool waits = db_col_int(s, 2);
        DraftMatch match = match_draft(erasure, db_col_text(s, 1));
        if (match == DRAFT_CARRIES && waits)
            g_array_append_val(stop, id);
        if (match == DRAFT_CARRIES || (match == DRAFT_NAMES && !waits))
            g_array_append_val(empty, id);
        *waiting += match == DRAFT_NAMES && waits;
    }
    return db_done(s, error);
}

static bool empty_draft(Db *db, int64_t id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_DRAFT_ERASE);

    db_int(s, 1, id);
    return db_run(s, error);
}

static bool erase_drafts(const Erasure *erasure, int64_t *waiting, GError **error)
{
    g_autoptr(GArray) empty = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GArray) stop = g_array_new(FALSE, FALSE, sizeof(int64_t));

    if (!find_drafts(erasure, empty, stop, waiting, error))
        return false;
    for (guint i = 0; i < stop->len; i++) {
        DbStmt *s = db_stmt(erasure->db, SQL_QUEUE_DROP);
        db_int(s, 1, g_array_index(stop, int64_t, i));
        db_int(s, 2, clock_now());
        if (!db_run(s, error))
            return false;
    }
    for (guint i = 0; i < empty->len; i++)
        if (!empty_draft(erasure->db, g_array_index(empty, int64_t, i), error))
            return false;
    return true;
}

/* What the cases of a surname have in common: "сидоров" of "сидорова", "сидоровой". */
static char *surname_stem(const char *surname)
{
    static const char *const ENDS[] = {"ий", "ый", "ой", "ая", "яя", "а", "я", "й", "ь", "о", "е"};
    enum { LEAST = 4 }; /* letters that are left */

    for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++) {
        glong left = g_utf8_strlen(surname, -1) - g_utf8_strlen(ENDS[i], -1);
        if (left >= LEAST && g_str_has_suffix(surname, ENDS[i]))
            return g_utf8_substring(surname, 0, left);
    }
    return g_strdup(surname);
}

/* Topics keep their subject, which the answers of others repeat, unless it holds the surname. */
static bool rename_threads(const Erasure *erasure, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autofree char *stem = surname_stem(erasure->surname);
    DbStmt *s = db_stmt(erasure->db, SQL_THREADS_BEGUN);

    db_int(s, 1, erasure->person);
    while (db_row(s)) {
        int64_t id = db_col_int(s, 0);
        g_autofree char *subject = text_fold(db_col_text(s, 1));
        bool is_answered = db_col_int(s, 2) != 0;
        if (!is_answered || (*stem && strstr(subject, stem)))
            g_array_append_val(ids, id);
    }
    if (!db_done(s, error))
        return false;
    for (guint i = 0; i < ids->len; i++) {
        s = db_stmt(erasure->db, SQL_THREAD_RENAME);
        db_int(s, 1, g_array_index(ids, int64_t, i));
        db_text(s, 2, erasure->shown);
        if (!db_run(s, error))
            return false;
    }
    return true;
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool erase_all(const Erasure *erasure, Erased *erased, GError **error)
{
    DbStmt *s = db_stmt(erasure->db, SQL_ANSWERS_OF_OTHERS);

    db_int(s, 1, erasure->person);
    if (!db_one(s, &erased->answers, NULL, error) || !rename_threads(erasure, error))
        return false;
    for (guint i = 0; i < erasure->letters->len; i++)
        if (!erase_letter(erasure, g_array_index(erasure->letters, int64_t, i), erased, error))
            return false;
    if (*erasure->written && !run_text(erasure->db, SQL_ERASE_NAMES, erasure->written, error))
        return false;
    s = db_stmt(erasure->db, SQL_ERASE_WORDS_FOR_GOOD);
    return db_run(s, error) && erase_addresses(erasure, error) &&
           erase_drafts(erasure, &erased->waiting, error) &&
           run_all(erasure->db, OF_PERSON, G_N_ELEMENTS(OF_PERSON), erasure->person, error) &&
           drop_addresses(erasure, error);
}

bool person_erase(Db *db, int64_t person, const char *shown, Erased *erased, GError **error)
{
    Erasure erasure = {.db = db, .person = person, .shown = shown};

    *erased = (Erased){0};
    bool ok = collect(&erasure, error) && erase_all(&erasure, erased, error);
    erasure_clear(&erasure);
    return ok;
}
