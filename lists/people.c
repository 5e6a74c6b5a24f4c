/* people.c: persons and schools; see people.h. Addresses and opt-outs are in lists/address.c.
 *
 * Where letters to a person go is decided in one place: SQL_LETTERS_GO_TO in
 * archive/sql_people.def. */
#include "lists/people.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"

#define NAME_BYTES 200

void person_free(Person *person)
{
    if (!person)
        return;
    g_free(person->name);
    g_free(person->school_name);
    g_free(person->district);
    g_free(person->position);
    g_free(person->address);
    g_free(person->number);
    g_free(person);
}

/* Columns of SQL_PERSON. */
static Person *read_person(DbStmt *stmt)
{
    Person *person = g_new0(Person, 1);

    person->id = db_col_int(stmt, 0);
    person->name = db_col_dup(stmt, 1);
    person->school = db_col_int(stmt, 2);
    person->school_name = db_col_dup(stmt, 3);
    person->district = db_col_dup(stmt, 4);
    person->position = db_col_dup(stmt, 5);
    person->address = db_col_dup(stmt, 6);
    person->number = db_col_dup(stmt, 7);
    return person;
}

static GPtrArray *read_persons(DbStmt *stmt, GError **error)
{
    g_autoptr(GPtrArray) persons = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);

    while (db_row(stmt))
        g_ptr_array_add(persons, read_person(stmt));
    return db_done(stmt, error) ? g_steal_pointer(&persons) : NULL;
}

GPtrArray *persons_by_school(Db *db, int64_t school, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_PERSONS_BY_SCHOOL);

    db_int(stmt, 1, school);
    return read_persons(stmt, error);
}

Person *person_by_id(Db *db, int64_t id, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_PERSON_BY_ID);
    db_int(stmt, 1, id);
    g_autoptr(Person) person = db_row(stmt) ? read_person(stmt) : NULL;

    if (!db_done(stmt, error))
        return NULL;
    if (!person)
        fail(error, ERR_NOT_FOUND, "there is no person %" PRId64, id);
    return g_steal_pointer(&person);
}

static GPtrArray *persons_by_text(Db *db, Sql sql, const char *text, GError **error)
{
    DbStmt *stmt = db_stmt(db, sql);

    db_text(stmt, 1, text);
    return read_persons(stmt, error);
}

GPtrArray *persons_by_address(Db *db, const char *address, GError **error)
{
    return persons_by_text(db, SQL_PERSONS_BY_ADDRESS, address, error);
}

GPtrArray *persons_by_given_up(Db *db, const char *address, GError **error)
{
    return persons_by_text(db, SQL_PERSONS_BY_GIVEN_UP, address, error);
}

GPtrArray *persons_by_name(Db *db, const char *name, GError **error)
{
    g_autofree char *key = text_fold(name);

    return persons_by_text(db, SQL_PERSONS_BY_NAME, key, error);
}

GPtrArray *persons_by_number(Db *db, const char *number, GError **error)
{
    return persons_by_text(db, SQL_PERSONS_BY_NUMBER, number, error);
}

/* --- making persons and schools ----------------------------------------------------------- */

bool person_name_check(const char *name, GError **error)
{
    int words = 0;
    bool in_word = false;

    if (strlen(name) > NAME_BYTES)
        return fail(error, ERR_INPUT, "a name of more than %d bytes is no name", NAME_BYTES);
    for (const char *p = name; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isdigit(c) || c == '@')
            return fail(error, ERR_INPUT, "'%s' is no person's name", name);
        if (g_unichar_isalpha(c) && !in_word)
            words++;
        in_word = c != ' ';
    }
    if (words >= 2)
        return true;
    return fail(error, ERR_INPUT, "'%s' is no full name; write surname, first name and patronymic",
                name);
}

bool person_add(Db *db, const char *name, int64_t school, int64_t *id, GError **error)
{
    g_autofree char *line = text_one_line(name), *key = text_fold(line);
    if (!person_name_check(line, error))
        return false;
    DbStmt *stmt = db_stmt(db, SQL_PERSON_ADD);

    db_text(stmt, 1, line);
    db_text(stmt, 2, key);
    db_text(stmt, 4, "");
    db_int(stmt, 9, clock_now());
    if (!db_run(stmt, error))
        return false;
    int64_t person = db_last_id(db);
    if (school) {
        stmt = db_stmt(db, SQL_PERSON_SCHOOL_ADD);
        db_int(stmt, 1, person);
        db_int(stmt, 2, school);
        db_text(stmt, 3, "");
        db_int(stmt, 4, clock_now());
        if (!db_run(stmt, error))
            return false;
    }
    *id = person;
    return true;
}

char *school_key(const char *name)
{
    g_autofree char *folded = text_fold(name);
    GString *key = g_string_new(NULL);
    bool gap = false;

    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isalnum(c)) {
            gap = true;
            continue;
        }
        if (gap && key->len && g_ascii_isdigit(key->str[key->len - 1]) && g_unichar_isdigit(c))
            g_string_append_c(key, ' ');
        g_string_append_unichar(key, c);
        gap = false;
    }
    if (key->len == 0)
        g_string_assign(key, folded);
    return g_string_free(key, FALSE);
}

bool school_find(Db *db, const char *name, int64_t *id, GError **error)
{
    g_autofree char *key = school_key(name);
    DbStmt *stmt = db_stmt(db, SQL_SCHOOL_BY_KEY);
    int64_t school = 0;
    bool found = false;

    db_text(stmt, 1, key);
    if (!db_one(stmt, &school, &found, error))
        return false;
    *id = found ? school : 0;
    return true;
}

bool school_add(Db *db, const char *name, const char *district, int64_t *id, GError **error)
{
    g_autofree char *line = text_one_line(name), *key = school_key(line);
    if (!*line)
        return fail(error, ERR_INPUT, "a school needs a name");
    DbStmt *stmt = db_stmt(db, SQL_SCHOOL_ADD);

    db_text(stmt, 1, line);
    db_text(stmt, 2, key);
    db_text(stmt, 3, district);
    db_int(stmt, 4, clock_now());
    if (!db_run(stmt, error))
        return false;
    *id = db_last_id(db);
    return true;
}

bool person_wants_receipts(Db *db, int64_t person, bool *wants, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_PERSON_WANTS_RECEIPTS);
    int64_t value = 0;

    db_int(s, 1, person);
    if (!db_one(s, &value, NULL, error))
        return false;
    *wants = value != 0;
    return true;
}

bool person_set_receipts(Db *db, int64_t person, bool wants, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_PERSON_SET_RECEIPTS);

    db_int(s, 1, person);
    db_int(s, 2, wants);
    return db_run(s, error);
}
