/* report.c: see report.h. */
#include "digest/report.h"

#include <inttypes.h>

#include "base/clock.h"

static const char *or_word(const char *text, const Words *words, Word otherwise)
{
    return *text ? text : words_get(words, otherwise);
}

/* What a group is called: acts of a school by person, and groups that have no name, have words. */
static const char *group_name(const char *name, Grouping grouping, const Words *words)
{
    static const Word NAMELESS[GROUPING_COUNT] = {WORD_SCHOOL_NAME, WORD_NO_SCHOOL,
                                                  WORD_NO_DISTRICT, WORD_NO_LIST};

    return or_word(name, words, NAMELESS[grouping]);
}

static void add_label_columns(Table *table, Grouping grouping, const Words *words)
{
    static const Word TITLES[GROUPING_COUNT] = {WORD_COLUMN_PERSON, WORD_COLUMN_SCHOOL,
                                                WORD_COLUMN_DISTRICT, WORD_COLUMN_LIST};
    bool person = grouping == BY_PERSON, school = grouping == BY_SCHOOL;

    table_column(table, "group", NULL, COLUMN_TEXT);
    table_column(table, "id", NULL, COLUMN_NUMBER);
    table_column(table, "name", words_get(words, TITLES[grouping]), COLUMN_TEXT);
    table_column(table, "school", person ? words_get(words, WORD_COLUMN_SCHOOL) : NULL,
                 COLUMN_TEXT);
    table_column(table, "district",
                 person || school ? words_get(words, WORD_COLUMN_DISTRICT) : NULL, COLUMN_TEXT);
}

static json_t *label(const char *group, int64_t id, const char *name, const char *school,
                     const char *district)
{
    return json_pack("{s:s,s:I,s:s,s:s,s:s}", "group", group, "id", (json_int_t)id, "name", name,
                     "school", school, "district", district);
}

static void set_number(json_t *row, const char *key, int64_t number)
{
    json_object_set_new(row, key, json_integer(number));
}

/* ---- participation -------------------------------------------------------------------------- */

static void fill_acts(json_t *row, const ActRow *acts, const Participation *p, GTimeZone *zone)
{
    g_autofree char *last = acts->last ? clock_date(acts->last, zone) : g_strdup("");

    for (int k = 0; k < p->kind_count; k++)
        set_number(row, p->kinds[k].kind, acts->kinds[k]);
    set_number(row, "acts", acts->acts);
    set_number(row, "confirmed", acts->confirmed);
    set_number(row, "school_acts", acts->school_acts);
    set_number(row, "persons", acts->persons);
    json_object_set_new(row, "last", json_string(last));
}

Table *report_participation(const Participation *p, Grouping grouping, const Words *words,
                            GTimeZone *zone)
{
    Table *table = table_new();
    bool russian = words_is_russian(words), person = grouping == BY_PERSON;

    add_label_columns(table, grouping, words);
    table_column(table, "persons", person ? NULL : words_get(words, WORD_COLUMN_ACTIVE),
                 COLUMN_NUMBER);
    for (int k = 0; k < p->kind_count; k++)
        table_column(table, p->kinds[k].kind, russian ? p->kinds[k].title_ru : p->kinds[k].title_en,
                     COLUMN_NUMBER);
    table_column(table, "acts", words_get(words, WORD_COLUMN_ACTS), COLUMN_NUMBER);
    table_column(table, "confirmed", words_get(words, WORD_COLUMN_CONFIRMED), COLUMN_NUMBER);
    table_column(table, "school_acts", words_get(words, WORD_COLUMN_SCHOOL_ACTS), COLUMN_NUMBER);
    table_column(table, "last", words_get(words, WORD_COLUMN_LAST), COLUMN_TEXT);

    g_autoptr(GArray) rows = participation_rows(p, grouping);
    for (guint i = 0; i < rows->len; i++) {
        const ActRow *acts = &g_array_index(rows, ActRow, i);
        json_t *row = label(grouping_name(grouping), acts->id,
                            group_name(acts->name, grouping, words), acts->school, acts->district);
        fill_acts(row, acts, p, zone);
        json_array_append_new(table->rows, row);
    }
    ActRow total = participation_total(p);
    json_t *row = label("total", 0, words_get(words, WORD_TOTAL), "", "");
    fill_acts(row, &total, p, zone);
    json_array_append_new(table->rows, row);
    return table;
}

/* ---- coverage ------------------------------------------------------------------------------- */

static void fill_coverage(json_t *row, const CoverageRow *coverage, int64_t goal)
{
    set_number(row, "persons", coverage->persons);
    set_number(row, "active", coverage->active);
    set_number(row, "percent", coverage_tenths(coverage->active, coverage->persons));
    set_number(row, "goal", goal);
    set_number(row, "missing", coverage_missing(coverage->active, coverage->persons, goal));
    set_number(row, "school_acts", coverage->school_acts);
}

Table *report_coverage(const Participation *p, Grouping grouping, const Words *words, int64_t goal)
{
    Table *table = table_new();

    add_label_columns(table, grouping, words);
    table_column(table, "persons", words_get(words, WORD_COLUMN_REGISTRY), COLUMN_NUMBER);
    table_column(table, "active", words_get(words, WORD_COLUMN_ACTIVE), COLUMN_NUMBER);
    table_column(table, "percent", words_get(words, WORD_COLUMN_PERCENT), COLUMN_TENTHS);
    table_column(table, "goal", NULL, COLUMN_NUMBER);
    table_column(table, "missing", words_get(words, WORD_COLUMN_MISSING), COLUMN_NUMBER);
    table_column(table, "school_acts", words_get(words, WORD_COLUMN_SCHOOL_ACTS), COLUMN_NUMBER);

    g_autoptr(GArray) rows = coverage_rows(p, grouping);
    for (guint i = 0; i < rows->len; i++) {
        const CoverageRow *coverage = &g_array_index(rows, CoverageRow, i);
        json_t *row = label(grouping_name(grouping), coverage->id,
                            group_name(coverage->name, grouping, words), coverage->school,
                            coverage->district);
        fill_coverage(row, coverage, goal);
        json_array_append_new(table->rows, row);
    }
    CoverageRow total = coverage_total(p);
    json_t *row = label("total", 0, words_get(words, WORD_TOTAL), "", "");
    fill_coverage(row, &total, goal);
    json_array_append_new(table->rows, row);
    return table;
}

char *report_acts(const Participation *p, const ActRow *row, const Words *words)
{
    GString *out = g_string_new(NULL);
    bool russian = words_is_russian(words);

    for (int k = 0; k < p->kind_count; k++) {
        const char *title = words_act(words, p->kinds[k].kind);
        if (!title) /* a kind that was added to the database */
            title = russian ? p->kinds[k].title_ru : p->kinds[k].title_en;
        if (row->kinds[k] > 0)
            g_string_append_printf(out, "%s%s: %" PRId64, out->len ? ", " : "", title,
                                   row->kinds[k]);
    }
    return g_string_free(out, FALSE);
}
