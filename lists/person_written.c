/* person_written.c: see person_written.h. Names that begin like one of the written words are looked
 * up by the index and then compared: endings change, beginnings do not. */
#include "lists/person_written.h"

#include <string.h>

#include "base/text.h"
#include "lists/person_name.h"

#define BEGINNING  3      /* letters that a word must have in common with the name */
#define CANDIDATES 500    /* persons of one beginning that are compared */
#define EVERYBODY  100000 /* to a name in Latin letters */

typedef struct Best {
    int score;
    GArray *ids; /* of int64_t */
} Best;

static void keep_best(Best *best, int64_t id, int score)
{
    if (score <= 0 || score < best->score)
        return;
    if (score > best->score)
        g_array_set_size(best->ids, 0);
    best->score = score;
    for (guint i = 0; i < best->ids->len; i++)
        if (g_array_index(best->ids, int64_t, i) == id)
            return;
    g_array_append_val(best->ids, id);
}

/* Whoever's name begins so; "" is everybody. */
static bool compare_beginning(Db *db, const char *from, int most, const char *written, Best *best,
                              GError **error)
{
    g_autofree char *to = g_strconcat(from, "\xf4\x8f\xbf\xbf", NULL); /* behind every letter */
    DbStmt *s = db_stmt(db, SQL_PERSONS_BY_BEGINNING);

    db_text(s, 1, from);
    db_text(s, 2, to);
    db_int(s, 3, most);
    while (db_row(s))
        keep_best(best, db_col_int(s, 0), person_name_score(db_col_text(s, 1), written));
    return db_done(s, error);
}

static GPtrArray *persons_of(Db *db, const GArray *ids, GError **error)
{
    g_autoptr(GPtrArray) persons = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);

    for (guint i = 0; i < ids->len; i++) {
        Person *person = person_by_id(db, g_array_index(ids, int64_t, i), error);
        if (!person)
            return NULL;
        g_ptr_array_add(persons, person);
    }
    return g_steal_pointer(&persons);
}

/* They are compared by how they sound, which no index knows. */
static bool has_latin(char **words)
{
    for (size_t i = 0; words[i]; i++)
        if (g_ascii_isalpha(*words[i]) && strlen(words[i]) >= BEGINNING)
            return true;
    return false;
}

GPtrArray *persons_written(Db *db, const char *written, GError **error)
{
    g_autofree char *folded = text_fold(written);
    g_autofree char *address = strchr(folded, '@') ? address_normalize(folded, NULL) : NULL;
    if (address)
        return persons_by_address(db, address, error);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    Best best = {.ids = ids};
    g_auto(GStrv) words = g_strsplit_set(folded, " .,", -1);

    bool ok = !has_latin(words) || compare_beginning(db, "", EVERYBODY, written, &best, error);
    for (size_t i = 0; ok && words[i]; i++) {
        if (g_ascii_isalpha(*words[i]) || g_utf8_strlen(words[i], -1) < BEGINNING)
            continue;
        g_autofree char *from = g_utf8_substring(words[i], 0, BEGINNING);
        ok = compare_beginning(db, from, CANDIDATES, written, &best, error);
    }
    return ok ? persons_of(db, ids, error) : NULL;
}
