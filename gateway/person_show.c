/* person_show.c: see person_show.h. */
#include "gateway/person_show.h"

#include <inttypes.h>
#include <stdio.h>

#include "archive/person_data.h"
#include "base/auto.h"
#include "base/clock.h"
#include "lists/people.h"

static json_t *time_or_null(const App *app, DbStmt *stmt, int column)
{
    if (db_col_null(stmt, column))
        return json_null();
    g_autofree char *text = clock_rfc3339(db_col_int(stmt, column), app->settings->zone);
    return json_string(text);
}

/* Rows of two texts, since and until: the schools, or the addresses, of a person. */
static json_t *read_history(const App *app, Db *db, Sql sql, int64_t person, GError **error)
{
    bool places = sql == SQL_PERSON_PLACES;
    g_autoptr(json_t) history = json_array();
    DbStmt *stmt = db_stmt(db, sql);

    db_int(stmt, 1, person);
    while (db_row(stmt)) {
        json_t *row =
            json_pack("{s:s, s:s, s:o, s:o}", places ? "school" : "address", db_col_text(stmt, 0),
                      places ? "position" : "proof", db_col_text(stmt, 1), "since",
                      time_or_null(app, stmt, 2), "until", time_or_null(app, stmt, 3));
        if (!places)
            json_object_update_new(row,
                                   json_pack("{s:o, s:s?}", "returned", time_or_null(app, stmt, 4),
                                             "returned_why", db_col_text(stmt, 5)));
        json_array_append_new(history, row);
    }
    return db_done(stmt, error) ? g_steal_pointer(&history) : NULL;
}

static bool add_record(const App *app, Db *db, const Person *person, json_t *object, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_PERSON_RECORD);

    db_int(stmt, 1, person->id);
    if (db_row(stmt)) {
        json_object_set_new(object, "subjects", json_string(db_col_text(stmt, 0)));
        json_object_set_new(object, "born",
                            db_col_null(stmt, 1) ? json_null() : json_integer(db_col_int(stmt, 1)));
        json_object_set_new(object, "works_since",
                            db_col_null(stmt, 2) ? json_null() : json_integer(db_col_int(stmt, 2)));
        json_object_update_new(object, json_pack("{s:s?, s:s?}", "consent_on", db_col_text(stmt, 3),
                                                 "consent_source", db_col_text(stmt, 4)));
        json_object_set_new(object, "left", time_or_null(app, stmt, 6));
    }
    return db_done(stmt, error);
}

/* "matematika each, moderator; fizika weekly" */
static bool add_lists(Db *db, const Person *person, json_t *object, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    DbStmt *stmt = db_stmt(db, SQL_LISTS_OF_PERSON);

    db_int(stmt, 1, person->id);
    while (db_row(stmt)) {
        const char *mode = db_col_text(stmt, 2), *roles = db_col_text(stmt, 4);
        g_string_append_printf(text, "%s%s %s%s%s", text->len ? "; " : "", db_col_text(stmt, 0),
                               mode ? mode : "no member", *roles ? ", " : "", roles);
    }
    json_object_set_new(object, "lists", json_string(text->str));
    return db_done(stmt, error);
}

static bool add_counts(Db *db, const Person *person, json_t *object, GError **error)
{
    PersonCounts counts;
    g_autoptr(GArray) letters = person_letters(db, person->id, error);

    if (!letters || !person_counts(db, person->id, &counts, error))
        return false;
    json_object_update_new(
        object,
        json_pack("{s:I, s:I, s:I, s:I, s:I}", "letters", (json_int_t)letters->len, "posts",
                  (json_int_t)counts.posts, "acts", (json_int_t)counts.acts, "letters_sent_to",
                  (json_int_t)counts.copies, "open_questions", (json_int_t)counts.asks));
    return true;
}

/* Into whom this row went, where it was no person of its own. */
static bool add_merged(Db *db, const Person *person, json_t *object, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_PERSON_MERGED_INTO);
    int64_t into = 0;

    db_int(stmt, 1, person->id);
    if (!db_one(stmt, &into, NULL, error))
        return false;
    json_object_set_new(object, "merged_into", into ? json_integer(into) : json_null());
    return true;
}

static const char *text_of(const json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

/* A row of read_history(). */
static void print_history(const json_t *row)
{
    const char *school = text_of(row, "school"), *until = text_of(row, "until");
    const char *what = text_of(row, school ? "position" : "proof");
    const char *returned = text_of(row, "returned"), *why = text_of(row, "returned_why");
    bool tells = what && *what;

    printf("%-14s %s%s%s%s since %.10s%s%.10s%s%.10s%s%s\n", school ? "school" : "address",
           school ? school : text_of(row, "address"), tells ? " (" : "", tells ? what : "",
           tells ? ")" : "", text_of(row, "since"), until ? " until " : "", until ? until : "",
           returned ? ", mail came back " : "", returned ? returned : "", returned ? ": " : "",
           returned && why ? why : "");
}

static void print_value(const char *key, const json_t *value)
{
    size_t i;
    json_t *row;

    if (json_is_integer(value))
        printf("%-14s %" JSON_INTEGER_FORMAT "\n", key, json_integer_value(value));
    else if (json_is_string(value) && json_string_length(value) > 0)
        printf("%-14s %s\n", key, json_string_value(value));
    else
        json_array_foreach(value, i, row) print_history(row);
}

/* Keys that a person reads in the history of schools, or need not read. */
static const char *const IN_HISTORY[] = {"type", "school", "position", NULL};

static json_t *person_to_json(const App *app, Db *db, const Person *person, GError **error)
{
    g_autoptr(json_t) schools = read_history(app, db, SQL_PERSON_PLACES, person->id, error);
    g_autoptr(json_t) addresses =
        schools ? read_history(app, db, SQL_PERSON_ADDRESSES, person->id, error) : NULL;
    if (!addresses)
        return NULL;
    g_autoptr(json_t) object =
        json_pack("{s:s, s:I, s:s, s:s?, s:s, s:s, s:s, s:s?, s:O, s:O}", "type", "person", "id",
                  (json_int_t)person->id, "name", person->name, "number", person->number, "school",
                  person->school_name, "district", person->district, "position", person->position,
                  "letters_go_to", person->address, "schools", schools, "addresses", addresses);
    bool ok = add_record(app, db, person, object, error) && add_lists(db, person, object, error) &&
              add_counts(db, person, object, error) && add_merged(db, person, object, error);
    return ok ? g_steal_pointer(&object) : NULL;
}

/* Null: they were not. */
static bool add_erased(const App *app, Db *db, const Person *person, json_t *object, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_PERSON_IS_ERASED);

    db_int(stmt, 1, person->id);
    json_object_set_new(object, "erased", db_row(stmt) ? time_or_null(app, stmt, 0) : json_null());
    return db_done(stmt, error);
}

bool person_show(App *app, Db *db, const char *who, GError **error)
{
    g_autoptr(Person) person = person_find(db, who, error);
    g_autoptr(json_t) object = person ? person_to_json(app, db, person, error) : NULL;
    const char *key;
    json_t *value;

    if (!object || !add_erased(app, db, person, object, error))
        return false;
    const char *erased = text_of(object, "erased");
    if (app->json)
        app_print_json(g_steal_pointer(&object));
    else if (erased)
        printf("#%" PRId64 " was erased on %.10s; the deeds stay as numbers without a person.\n",
               person->id, erased);
    else
        json_object_foreach(object, key, value) if (!g_strv_contains(IN_HISTORY, key))
            print_value(key, value);
    return true;
}
