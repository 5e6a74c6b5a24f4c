/* registry_fixture.h: a registry read from a text, and what became of its people. */
#ifndef VESTNIK_TESTS_REGISTRY_FIXTURE_H
#define VESTNIK_TESTS_REGISTRY_FIXTURE_H

#include "lists/registry.h"

#include <string.h>

#include "base/error.h"
#include "fixture_db.h"
#include "lists/list.h"
#include "lists/people.h"

#define ANNA    "Ёлкина Анна Петровна"
#define ANNA_IS ANNA "|Школа № 5|учитель|anna@mail.example"

#define HEAD "ФИО;Школа;Округ;Почта;Номер;Согласие;Год рождения;Почта школы;МО\n"
#define GOOD "Белов Борис Ильич;Школа № 1\n"

static inline const Words *in_english(void)
{
    static Words *words;

    if (!words)
        words = words_open("conf/letters", "en", NULL);
    g_assert_nonnull(words);
    return words;
}

static inline RegistryDiff *import_flags(Fixture *f, const char *text, ImportFlags flags)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    GError *error = NULL;
    const ImportRules rules = {flags, 50};
    RegistryDiff *diff = registry_import(f->db, &f->key, bytes, &rules, &error);

    g_assert_no_error(error);
    for (guint i = 0; i < diff->problems->shown->len; i++) {
        const Problem *problem = g_ptr_array_index(diff->problems->shown, i);
        g_autofree char *said = said_text(problem->said, in_english());
        g_test_message("line %d: %s", (int)problem->line, said);
    }
    return diff;
}

static inline RegistryDiff *import_text(Fixture *f, const char *text)
{
    return import_flags(f, text, 0);
}

/* "added 2, moved 1": the counts that are not 0. The caller's. */
static inline char *counts(const RegistryDiff *diff)
{
    GString *text = g_string_new(NULL);

    for (int kind = 0; kind < CHANGE_KINDS; kind++)
        if (diff->counts[kind])
            g_string_append_printf(text, "%s%s %d", text->len ? ", " : "",
                                   change_name((ChangeKind)kind), (int)diff->counts[kind]);
    if (diff->unchanged)
        g_string_append_printf(text, "%sunchanged %d", text->len ? ", " : "", (int)diff->unchanged);
    return g_string_free(text, FALSE);
}

#define check_import(f, text, flags, expected)                                                     \
    do {                                                                                           \
        g_autoptr(RegistryDiff) made_ = import_flags(f, text, flags);                              \
        g_autofree char *counts_ = counts(made_);                                                  \
        g_assert_cmpint(made_->problems->count, ==, 0);                                            \
        g_assert_cmpstr(counts_, ==, expected);                                                    \
    } while (0)

static inline void check_problem(const RegistryDiff *diff, guint index, int64_t line,
                                 const char *said)
{
    g_assert_cmpuint(diff->problems->shown->len, >, index);
    const Problem *problem = g_ptr_array_index(diff->problems->shown, index);

    g_assert_cmpint(problem->line, ==, line);
    g_autofree char *text = said_text(problem->said, in_english());
    if (!strstr(text, said))
        g_error("'%s' does not say '%s'", text, said);
}

/* "person|school|position|address" of whoever `who` is; the caller's. */
static inline char *describe(Fixture *f, const char *who)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Person) person = person_find(f->db, who, &error);

    g_assert_no_error(error);
    return g_strjoin("|", person->name, person->school_name, person->position,
                     person->address ? person->address : "-", NULL);
}

#define check_person(f, who, expected)                                                             \
    do {                                                                                           \
        g_autofree char *got_ = describe(f, who);                                                  \
        g_assert_cmpstr(got_, ==, expected);                                                       \
    } while (0)

static inline int64_t count_persons(Fixture *f)
{
    DbStmt *stmt = db_stmt(f->db, SQL_REGISTRY_TOTALS);
    int64_t persons = -1;

    g_assert_true(db_one(stmt, &persons, NULL, NULL));
    return persons;
}

static inline int64_t add_list(Fixture *f, const char *name, const char *title)
{
    g_autoptr(List) list = list_new(name, NULL);

    g_assert_true(list_set(list, "title", title, NULL));
    g_assert_true(list_insert(f->db, list, NULL));
    return list->id;
}

static inline int64_t count_members(Fixture *f, int64_t list)
{
    int64_t members = -1;

    g_assert_true(list_count(f->db, list, &members, NULL));
    return members;
}

#endif
