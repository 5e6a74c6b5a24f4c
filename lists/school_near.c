/* school_near.c: see school_near.h. */
#include "lists/school_near.h"

#include "base/text.h"
#include "lists/command.h"

/* Folded words of letters and digits. The caller's. */
static char **words_of(const char *name)
{
    g_autofree char *folded = text_fold(name);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    const char *begin = NULL;

    for (const char *at = folded;; at = g_utf8_next_char(at)) {
        bool inside = *at && g_unichar_isalnum(g_utf8_get_char(at));
        if (inside && !begin)
            begin = at;
        if (!inside && begin) {
            g_autofree char *word = g_strndup(begin, (gsize)(at - begin));
            g_strv_builder_add(words, word);
            begin = NULL;
        }
        if (!*at)
            return g_strv_builder_end(words);
    }
}

static bool has_word(char **words, const char *wanted)
{
    for (; *words; words++)
        if (g_str_equal(*words, wanted) || word_is_near(*words, wanted))
            return true;
    return false;
}

typedef struct Near {
    char *name;
    char **words;
    guint shared;
} Near;

static void near_free(gpointer data)
{
    Near *school = data;

    g_free(school->name);
    g_strfreev(school->words);
    g_free(school);
}

static GPtrArray *read_schools(Db *db, GError **error)
{
    g_autoptr(GPtrArray) schools = g_ptr_array_new_with_free_func(near_free);
    DbStmt *s = db_stmt(db, SQL_SCHOOL_NAMES);

    while (db_row(s)) {
        Near *school = g_new0(Near, 1);
        school->name = db_col_dup(s, 0);
        school->words = words_of(school->name);
        g_ptr_array_add(schools, school);
    }
    return db_done(s, error) ? g_steal_pointer(&schools) : NULL;
}

/* Counts a word for the schools that have it, unless it tells nothing. */
static void count_word(const GPtrArray *schools, const char *word)
{
    g_autoptr(GPtrArray) having = g_ptr_array_new();

    for (guint i = 0; i < schools->len; i++) {
        Near *school = g_ptr_array_index(schools, i);
        if (has_word(school->words, word))
            g_ptr_array_add(having, school);
    }
    for (guint i = 0; i < having->len && (having->len * 2 < schools->len || schools->len < 4); i++)
        ((Near *)g_ptr_array_index(having, i))->shared++;
}

static gint by_shared(gconstpointer a, gconstpointer b)
{
    const Near *one = *(const Near *const *)a, *other = *(const Near *const *)b;

    return one->shared == other->shared ? g_strcmp0(one->name, other->name)
                                        : (gint)other->shared - (gint)one->shared;
}

GPtrArray *schools_near(Db *db, const char *name, guint most, GError **error)
{
    g_autoptr(GPtrArray) schools = read_schools(db, error);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) words = words_of(name);

    if (!schools)
        return NULL;
    for (char **word = words; *word; word++)
        count_word(schools, *word);
    g_ptr_array_sort(schools, by_shared);
    for (guint i = 0; i < schools->len && i < most; i++) {
        const Near *school = g_ptr_array_index(schools, i);
        if (school->shared)
            g_ptr_array_add(names, g_strdup(school->name));
    }
    return g_steal_pointer(&names);
}
