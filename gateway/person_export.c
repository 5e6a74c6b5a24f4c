/* person_export.c: see person_export.h. */
#include "gateway/person_export.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "archive/letter.h"
#include "archive/person_data.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/template.h"
#include "lists/people.h"

#define FILE_NAME "my-data.zip"

/* --- the summary ------------------------------------------------------------------------------ */

/* What a person reads: no nulls, and moments as dates. */
static json_t *readable(const json_t *value, GTimeZone *zone)
{
    const char *text = json_string_value(value);
    int64_t at;

    if (json_is_null(value))
        return json_string("");
    if (!text || strlen(text) != strlen("2026-11-16T08:00:00Z") || text[10] != 'T' ||
        !clock_parse(text, zone, &at, NULL))
        return json_copy((json_t *)value);
    g_autofree char *date = clock_date(at, zone);
    return json_string(date);
}

static json_t *readable_rows(const json_t *rows, GTimeZone *zone)
{
    json_t *made = json_array(), *row, *value;
    const char *key;
    size_t i;

    json_array_foreach(rows, i, row)
    {
        json_t *copy = json_object();
        json_object_foreach(row, key, value) json_object_set_new(copy, key, readable(value, zone));
        json_array_append_new(made, copy);
    }
    return made;
}

static json_t *summary_values(const Settings *settings, const json_t *data, guint letters)
{
    json_t *values = json_object(), *rows;
    g_autofree char *today = clock_date(clock_now(), settings->zone);
    const char *section;

    json_object_foreach((json_t *)data, section, rows)
    {
        g_autofree char *count = g_strconcat(section, "_count", NULL);
        json_object_set_new(values, section, readable_rows(rows, settings->zone));
        json_object_set_new(values, count, json_integer((json_int_t)json_array_size(rows)));
    }
    json_object_update_new(values, json_pack("{s:s, s:s, s:i}", "community", settings->community,
                                             "today", today, "letters_count", (int)letters));
    return values;
}

static bool add_summary(const Settings *settings, const json_t *data, guint letters, Zip *zip,
                        GError **error)
{
    g_autoptr(Texts) texts = texts_open(settings->letters, error);
    g_autoptr(json_t) values = summary_values(settings, data, letters);
    LetterText text = {0};

    if (!texts || !texts_letter(texts, settings->language, "person-data", values, &text, error))
        return false;
    g_autofree char *whole = g_strconcat(text.subject, "\n\n", text.text, NULL);
    letter_text_clear(&text);
    return zip_add(zip, "summary.txt", whole, strlen(whole), error);
}

/* --- the rest --------------------------------------------------------------------------------- */

static bool add_data(const json_t *data, Zip *zip, GError **error)
{
    char *text = json_dumps(data, JSON_INDENT(1));
    bool ok = zip_add(zip, "data.json", text, strlen(text), error);

    free(text);
    return ok;
}

static bool add_letter(Db *db, int64_t letter, Zip *zip, GError **error)
{
    g_autofree char *name = g_strdup_printf("letters/%06" PRId64 ".eml", letter);
    g_autoptr(GBytes) raw = letter_raw(db, letter, error);
    gsize length;

    if (!raw)
        return false;
    const void *bytes = g_bytes_get_data(raw, &length);
    return zip_add(zip, name, bytes, length, error);
}

bool person_export(Db *db, const Settings *settings, int64_t person, Zip *zip, GError **error)
{
    g_autoptr(json_t) data = person_data(db, person, error);
    g_autoptr(GArray) letters = data ? person_letters(db, person, error) : NULL;

    if (!letters || !add_summary(settings, data, letters->len, zip, error) ||
        !add_data(data, zip, error))
        return false;
    for (guint i = 0; i < letters->len; i++)
        if (!add_letter(db, g_array_index(letters, int64_t, i), zip, error))
            return false;
    return true;
}

LetterPart *person_export_file(Db *db, const Settings *settings, int64_t person, GError **error)
{
    g_autoptr(Zip) zip = zip_new(-1, clock_now(), error);
    GBytes *bytes = NULL;

    if (!zip || !person_export(db, settings, person, zip, error) || !zip_finish(zip, &bytes, error))
        return NULL;
    LetterPart *part = g_new0(LetterPart, 1);
    part->part = g_strdup("");
    part->name = g_strdup(FILE_NAME);
    part->type = g_strdup("application/zip");
    part->bytes = bytes;
    return part;
}

bool person_export_bytes(Db *db, int64_t person, int64_t *bytes, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_PERSON_LETTERS_BYTES);

    db_int(stmt, 1, person);
    return db_one(stmt, bytes, NULL, error);
}
