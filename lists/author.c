/* author.c: see author.h. */
#include "lists/author.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "lists/greeting.h"
#include "lists/person_name.h"

#define KEY_BYTES  200
#define LAST_CHARS 60 /* of a last line that is nothing but a name */
#define KEY_WORDS  4  /* of a display name that may be one person's */

/* Not "От:": Outlook begins its quotations with it. */
static const char *const AUTHOR_LINES[] = {"автор:", "author:"};

/* What stands behind "Автор:" in the first line; NULL: the line is no such one. */
static const char *behind_author(const char *text)
{
    g_autofree char *line = g_strndup(text, strcspn(text, "\n"));
    g_autofree char *folded = text_fold(line);
    const char *colon = strchr(line, ':');

    for (size_t i = 0; colon && i < G_N_ELEMENTS(AUTHOR_LINES); i++)
        if (g_str_has_prefix(folded, AUTHOR_LINES[i]))
            return text + (colon + 1 - line);
    return NULL;
}

char *author_line(const Facts *facts)
{
    const char *name = behind_author(greeting_skip(facts->new_text));
    g_autofree char *line = name ? g_strndup(name, strcspn(name, "\n")) : NULL;

    return line ? text_one_line(line) : NULL;
}

const char *author_line_skip(const char *text)
{
    const char *line = greeting_skip(text), *name = behind_author(line);

    return name ? name + strcspn(name, "\n") : text;
}

static const char *last_line(const char *text)
{
    const char *line = strrchr(text, '\n');

    return line ? line + 1 : text;
}

/* The signature; without one, a last line so short that it may be a name, also below a command that
 * stands in the subject. The caller's. */
static char *signature_of(const Facts *facts)
{
    if (facts->signature)
        return g_strdup(facts->signature);
    const char *last = last_line(facts->new_text);
    bool below = last != facts->new_text || facts->kind == KIND_COMMAND;
    bool alone = below && g_utf8_strlen(last, -1) <= LAST_CHARS;

    return alone ? g_strdup(last) : NULL;
}

/* --- what is remembered ------------------------------------------------------------------------
 */

/* A name that the school's mail program gives to everybody is nobody's. */
static bool names_school(const char *key, const char *school)
{
    g_autofree char *folded = person_name_key(school);
    g_auto(GStrv) words = g_strsplit(key, " ", -1);
    g_auto(GStrv) others = g_strsplit(folded ? folded : "", " ", -1);

    for (size_t i = 0; words[i]; i++)
        if (g_utf8_strlen(words[i], -1) > 2 &&
            g_strv_contains((const char *const *)others, words[i]))
            return true;
    return g_strv_length(words) > KEY_WORDS;
}

/* Under what a display name or signature is remembered; NULL: not at all. The caller's. */
static char *memory_key(char kind, const char *written, const char *school)
{
    g_autofree char *key = written ? person_name_key(written) : NULL;
    bool digits = written && strpbrk(written, "0123456789");

    if (!key || strlen(key) > KEY_BYTES || (kind == 'd' && (digits || names_school(key, school))))
        return NULL;
    return g_strdup_printf("%c:%s", kind, key);
}

static bool recall(Db *db, int64_t school, const char *key, int64_t *person, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_AUTHOR_RECALL);

    db_int(s, 1, school);
    db_text(s, 2, key);
    *person = db_row(s) ? db_col_int(s, 0) : 0;
    return db_done(s, error);
}

static bool keep(Db *db, int64_t school, const char *key, int64_t person, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_AUTHOR_KEEP);

    db_int(s, 1, school);
    db_text(s, 2, key);
    db_int(s, 3, person);
    db_int(s, 4, clock_now());
    return db_run(s, error);
}

static const Person *candidate_by_id(const GPtrArray *candidates, int64_t id)
{
    for (guint i = 0; i < candidates->len; i++) {
        const Person *person = g_ptr_array_index(candidates, i);
        if (person->id == id)
            return person;
    }
    return NULL;
}

static const char *school_of(const GPtrArray *candidates)
{
    const Person *first = candidates->len ? g_ptr_array_index(candidates, 0) : NULL;

    return first ? first->school_name : "";
}

static bool by_memory(Db *db, const Facts *facts, int64_t school, const GPtrArray *candidates,
                      const Person **author, GError **error)
{
    g_autofree char *signature = signature_of(facts);
    char *keys[] = {memory_key('d', facts->from.name, school_of(candidates)),
                    memory_key('s', signature, school_of(candidates))};
    bool ok = true;

    for (size_t i = 0; i < G_N_ELEMENTS(keys) && ok && !*author; i++) {
        int64_t id = 0;
        ok = !keys[i] || recall(db, school, keys[i], &id, error);
        *author = id ? candidate_by_id(candidates, id) : NULL;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        g_free(keys[i]);
    return ok;
}

bool author_remember(Db *db, const Facts *facts, int64_t school, int64_t person, GError **error)
{
    g_autoptr(Person) who = person_by_id(db, person, error);
    g_autofree char *signature = signature_of(facts);
    g_autofree char *display = who ? memory_key('d', facts->from.name, who->school_name) : NULL;
    g_autofree char *signed_as = who ? memory_key('s', signature, who->school_name) : NULL;

    return who && (!display || keep(db, school, display, person, error)) &&
           (!signed_as || keep(db, school, signed_as, person, error));
}

/* --- what is written ---------------------------------------------------------------------------
 */

static const Person *by_name(const GPtrArray *candidates, const char *written)
{
    g_autofree const char **names = g_new(const char *, candidates->len + 1);

    for (guint i = 0; i < candidates->len; i++)
        names[i] = ((const Person *)g_ptr_array_index(candidates, i))->name;
    int best = written ? person_name_best(names, candidates->len, written) : NAME_NOBODY;
    return best >= 0 ? g_ptr_array_index(candidates, best) : NULL;
}

bool author_among(Db *db, const Facts *facts, int64_t school, const GPtrArray *candidates,
                  const Person **author, GError **error)
{
    g_autofree char *line = author_line(facts);
    g_autofree char *signature = signature_of(facts);

    /* who names an author that is not known, or not the only one, is not guessed at */
    *author = by_name(candidates, line);
    if (line)
        return true;
    if (!by_memory(db, facts, school, candidates, author, error))
        return false;
    if (!*author)
        *author = by_name(candidates, facts->from.name);
    if (!*author)
        *author = by_name(candidates, signature);
    return true;
}
