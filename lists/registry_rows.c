/* registry_rows.c: from records of a CSV to checked rows; see registry_file.h. Each cell has a row
 * in CELLS: which column, how it is read. A cell that cannot be read is a problem with the line on
 * which its record began; a row with a problem is left out, and then nothing is imported at all. */
#include "lists/registry_file.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "lists/people.h"

#define ROW_ADDRESSES 10
#define FIRST_YEAR    1900

/* --- problems --------------------------------------------------------------------------------- */

static void problem_free(Problem *problem)
{
    said_free(problem->said);
    g_free(problem);
}

Problems *problems_new(void)
{
    Problems *problems = g_new0(Problems, 1);

    problems->shown = g_ptr_array_new_with_free_func((GDestroyNotify)problem_free);
    return problems;
}

void problems_free(Problems *problems)
{
    if (!problems)
        return;
    g_ptr_array_unref(problems->shown);
    g_free(problems);
}

static gint compare_problems(gconstpointer a, gconstpointer b)
{
    const Problem *x = *(const Problem *const *)a, *y = *(const Problem *const *)b;

    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return said_compare(x->said, y->said);
}

void problems_sort(Problems *problems, GHashTable *rows_of_lines)
{
    for (guint i = 0; i < problems->shown->len; i++) {
        Problem *problem = g_ptr_array_index(problems->shown, i);
        problem->row = (int64_t)GPOINTER_TO_SIZE(
            g_hash_table_lookup(rows_of_lines, GSIZE_TO_POINTER((gsize)problem->line)));
    }
    g_ptr_array_sort(problems->shown, compare_problems);
}

void problem_add(Problems *problems, int64_t line, Said *said)
{
    problems->count++;
    if (problems->shown->len == PROBLEMS_SHOWN) {
        said_free(said);
        return;
    }
    Problem *problem = g_new0(Problem, 1);
    problem->line = line;
    problem->said = said;
    g_ptr_array_add(problems->shown, problem);
}

/* --- cells ------------------------------------------------------------------------------------ */

static void row_free(RegistryRow *row)
{
    if (!row)
        return;
    char *texts[] = {row->name,       row->name_key,       row->school,   row->school_key,
                     row->district,   row->position,       row->subjects, row->number,
                     row->consent_on, row->consent_source, row->lists};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_ptr_array_unref(row->addresses);
    g_ptr_array_unref(row->school_addresses);
    g_free(row);
}

typedef struct Cell {
    Column column;
    /* NULL: it is read; else what is wrong */
    Said *(*read)(const struct Cell *cell, RegistryRow *row, const char *text);
    size_t offset; /* of the member of RegistryRow */
    size_t most;   /* bytes of a text */
} Cell;

#define MEMBER(type, row, cell) ((type *)(void *)((char *)(row) + (cell)->offset))

static Said *read_text(const Cell *cell, RegistryRow *row, const char *text)
{
    char **member = MEMBER(char *, row, cell);

    if (strlen(text) > cell->most) {
        g_autofree char *most = g_strdup_printf("%zu", cell->most);
        return said_new(WORD_TABLE_LONG, column_title(cell->column), most, NULL);
    }
    g_free(*member);
    *member = g_strdup(text);
    return NULL;
}

static bool contains_text(const GPtrArray *texts, const char *text)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)texts, text, g_str_equal, NULL);
}

/* Several addresses, parted by comma, semicolon or blanks. */
static Said *read_addresses(const Cell *cell, RegistryRow *row, const char *text)
{
    GPtrArray *addresses = *MEMBER(GPtrArray *, row, cell);
    g_auto(GStrv) parts = g_strsplit_set(text, ",; ", -1);

    for (char **part = parts; *part; part++) {
        if (!**part)
            continue;
        g_autofree char *address = address_normalize(*part, NULL);
        if (!address)
            return said_new(WORD_TABLE_ADDRESS, column_title(cell->column), *part, NULL);
        if (addresses->len == ROW_ADDRESSES)
            return said_new(WORD_TABLE_ADDRESSES, column_title(cell->column),
                            G_STRINGIFY(ROW_ADDRESSES), NULL);
        if (!contains_text(addresses, address))
            g_ptr_array_add(addresses, g_steal_pointer(&address));
    }
    return NULL;
}

/* "2025-09-01" and "01.09.2025". */
static bool parse_date(const char *text, GDate *date)
{
    int year, month, day, used = 0;
    bool fits = sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &used) == 3 && !text[used];

    if (!fits)
        fits = sscanf(text, "%2d.%2d.%4d%n", &day, &month, &year, &used) == 3 && !text[used];
    if (!fits || year < FIRST_YEAR || month < 1 || day < 1 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return false;
    g_date_set_dmy(date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return true;
}

static int this_year(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(clock_now());

    return now ? g_date_time_get_year(now) : 1970;
}

/* What people write where there is nothing to write. */
static bool is_nothing(const char *text)
{
    static const char *const words[] = {"-", "–", "—", "нет", "отсутствует", "no", "none", NULL};
    g_autofree char *key = text_fold(text);

    return g_strv_contains(words, key);
}

static Said *read_date(const Cell *cell, RegistryRow *row, const char *text)
{
    GDate date;

    if (!*text)
        return NULL;
    g_date_clear(&date, 1);
    if (!parse_date(text, &date))
        return said_new(WORD_TABLE_DATE, column_title(cell->column), text, NULL);
    char **member = MEMBER(char *, row, cell);
    g_free(*member);
    *member = g_strdup_printf("%04d-%02d-%02d", g_date_get_year(&date),
                              (int)g_date_get_month(&date), g_date_get_day(&date));
    return NULL;
}

/* A year, or the year of a date. */
static Said *read_year(const Cell *cell, RegistryRow *row, const char *text)
{
    guint64 year = 0;
    GDate date;

    if (!*text)
        return NULL;
    g_date_clear(&date, 1);
    if (parse_date(text, &date))
        year = g_date_get_year(&date);
    else if (!g_ascii_string_to_unsigned(text, 10, FIRST_YEAR, 9999, &year, NULL))
        year = 0;
    if (year < FIRST_YEAR || year > (guint64)this_year())
        return said_new(WORD_TABLE_YEAR, column_title(cell->column), text, G_STRINGIFY(FIRST_YEAR),
                        NULL);
    *MEMBER(int64_t, row, cell) = (int64_t)year;
    return NULL;
}

#define AT(member) offsetof(RegistryRow, member)

static const Cell CELLS[] = {
    {COL_NAME, read_text, AT(name), 200},
    {COL_SCHOOL, read_text, AT(school), 300},
    {COL_DISTRICT, read_text, AT(district), 200},
    {COL_POSITION, read_text, AT(position), 200},
    {COL_SUBJECTS, read_text, AT(subjects), 500},
    {COL_EMAIL, read_addresses, AT(addresses), 0},
    {COL_SCHOOL_EMAIL, read_addresses, AT(school_addresses), 0},
    {COL_NUMBER, read_text, AT(number), 100},
    {COL_BORN, read_year, AT(born), 0},
    {COL_WORKS_SINCE, read_year, AT(works_since), 0},
    {COL_CONSENT_ON, read_date, AT(consent_on), 0},
    {COL_CONSENT_SOURCE, read_text, AT(consent_source), 500},
    {COL_LISTS, read_text, AT(lists), 2000},
};

/* --- rows ------------------------------------------------------------------------------------- */

static RegistryRow *row_new(int64_t line)
{
    RegistryRow *row = g_new0(RegistryRow, 1);
    char **texts[] = {&row->name,       &row->school,         &row->district,
                      &row->position,   &row->subjects,       &row->number,
                      &row->consent_on, &row->consent_source, &row->lists};

    row->line = line;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        *texts[i] = g_strdup("");
    row->addresses = g_ptr_array_new_with_free_func(g_free);
    row->school_addresses = g_ptr_array_new_with_free_func(g_free);
    return row;
}

/* A record shorter than the header has empty cells at its end. The caller's. */
static char *cell_text(const CsvRecord *record, const ColumnMap *map, Column column)
{
    int at = map->at[column];

    if (at < 0 || (size_t)at >= record->count)
        return g_strdup("");
    return text_one_line(csv_plain(record->fields[at]));
}

/* Фамилия, Имя and Отчество in columns of their own make the name. */
static void join_name(RegistryRow *row, const CsvRecord *record, const ColumnMap *map)
{
    g_autofree char *surname = cell_text(record, map, COL_SURNAME),
                    *first = cell_text(record, map, COL_FIRST_NAME),
                    *patronymic = cell_text(record, map, COL_PATRONYMIC);
    g_autofree char *joined = g_strjoin(" ", surname, first, patronymic, NULL);

    if (*row->name || !*g_strstrip(joined))
        return;
    g_free(row->name);
    row->name = text_one_line(joined);
}

/* Cells beyond the header mean that a separator stands in a cell without quotes: all is shifted. */
static void check_width(const CsvRecord *record, const ColumnMap *map, Problems *problems)
{
    for (size_t i = map->width; i < record->count; i++)
        if (*record->fields[i]) {
            g_autofree char *cells = g_strdup_printf("%zu", record->count);
            g_autofree char *columns = g_strdup_printf("%zu", map->width);
            problem_add(problems, record->line, said_new(WORD_TABLE_WIDE, cells, columns, NULL));
            return;
        }
}

static void check_row(const RegistryRow *row, Problems *problems)
{
    if (!*row->name)
        problem_add(problems, row->line, said_new(WORD_TABLE_NO_NAME, NULL));
    else if (!person_name_check(row->name, NULL))
        problem_add(problems, row->line, said_new(WORD_TABLE_NAME, row->name, NULL));
    if (!*row->school)
        problem_add(problems, row->line, said_new(WORD_TABLE_NO_SCHOOL, NULL));
}

/* NULL when the row has problems. */
static RegistryRow *read_row(const CsvRecord *record, const ColumnMap *map, Problems *problems)
{
    RegistryRow *row = row_new(record->line);
    int64_t before = problems->count;

    for (size_t i = 0; i < G_N_ELEMENTS(CELLS); i++) {
        g_autofree char *text = cell_text(record, map, CELLS[i].column);
        if (is_nothing(text))
            *text = '\0';
        Said *wrong = CELLS[i].read(&CELLS[i], row, text);
        if (wrong)
            problem_add(problems, row->line, wrong);
    }
    check_width(record, map, problems);
    join_name(row, record, map);
    check_row(row, problems);
    if (problems->count > before) {
        row_free(row);
        return NULL;
    }
    row->name_key = text_fold(row->name);
    row->school_key = school_key(row->school);
    return row;
}

void registry_file_free(RegistryFile *file)
{
    if (!file)
        return;
    g_ptr_array_unref(file->rows);
    g_ptr_array_unref(file->unknown);
    g_hash_table_unref(file->rows_of_lines);
    g_free(file);
}

static bool read_rows(CsvReader *reader, RegistryFile *file, Problems *problems, GError **error)
{
    GError *failure = NULL;
    CsvRecord record = {0};
    ColumnMap map;

    if (!csv_next(reader, &record, &failure)) {
        if (!failure)
            return fail(error, ERR_INPUT, "the file is empty");
        g_propagate_error(error, failure);
        return false;
    }
    if (!columns_read(&record, &map, file->unknown, error))
        return false;
    while (csv_next(reader, &record, &failure)) {
        if (record.row != record.line)
            g_hash_table_insert(file->rows_of_lines, GSIZE_TO_POINTER((gsize)record.line),
                                GSIZE_TO_POINTER((gsize)record.row));
        RegistryRow *row = read_row(&record, &map, problems);
        if (row)
            g_ptr_array_add(file->rows, row);
    }
    if (failure)
        problem_add(problems, record.line, said_new(WORD_TABLE_BROKEN, failure->message, NULL));
    g_clear_error(&failure);
    if (file->rows->len == 0 && problems->count == 0)
        return fail(error, ERR_INPUT, "the file has a header line and no rows");
    return true;
}

RegistryFile *registry_file_parse(const char *bytes, size_t length, Problems *problems,
                                  GError **error)
{
    g_autoptr(CsvReader) reader = csv_reader_new(bytes, length, error);
    if (!reader)
        return NULL;
    g_autoptr(RegistryFile) file = g_new0(RegistryFile, 1);

    file->rows = g_ptr_array_new_with_free_func((GDestroyNotify)row_free);
    file->unknown = g_ptr_array_new_with_free_func(g_free);
    file->rows_of_lines = g_hash_table_new(NULL, NULL);
    file->charset = csv_charset(reader);
    file->delimiter = csv_delimiter(reader);
    return read_rows(reader, file, problems, error) ? g_steal_pointer(&file) : NULL;
}
