/* table.c: see table.h. */
#include <inttypes.h>
#include <jansson.h>

#include "digest/table.h"

#include <string.h>

#include "base/auto.h"
#include "base/error.h"
#include "base/text.h"
#include "lists/csv.h"

Table *table_new(void)
{
    Table *table = g_new0(Table, 1);

    table->columns = g_array_new(FALSE, TRUE, sizeof(Column));
    table->rows = json_array();
    return table;
}

void table_free(Table *table)
{
    if (!table)
        return;
    g_array_unref(table->columns);
    json_decref(table->rows);
    g_free(table);
}

void table_column(Table *table, const char *key, const char *title, ColumnKind kind)
{
    Column column = {.key = key, .title = title, .kind = kind};

    g_array_append_val(table->columns, column);
}

bool table_format_parse(const char *name, TableFormat *format, GError **error)
{
    static const char *const NAMES[] = {"text", "json", "csv"};

    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        if (strcmp(name, NAMES[i]) == 0) {
            *format = (TableFormat)i;
            return true;
        }
    }
    return fail(error, ERR_USAGE, "'%s' is no format; use text, json or csv", name);
}

size_t table_width(const char *text)
{
    size_t width = 0;

    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        width += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return width;
}

static const Column *column_at(const Table *table, guint i)
{
    return &g_array_index(table->columns, Column, i);
}

/* A cell for people, on one line. The caller's. */
static char *cell_text(const json_t *row, const Column *column)
{
    const json_t *value = json_object_get(row, column->key);
    int64_t number = json_integer_value(value);

    if (column->kind == COLUMN_TEXT)
        return text_one_line(json_string_value(value) ? json_string_value(value) : "");
    if (column->kind == COLUMN_NUMBER)
        return g_strdup_printf("%" PRId64, number);
    return g_strdup_printf("%" PRId64 ",%" PRId64, number / 10, number % 10);
}

/* ---- text ----------------------------------------------------------------------------------- */

static void append_cell(GString *out, const char *text, size_t width, bool right)
{
    size_t used = table_width(text);
    int pad = (int)(width > used ? width - used : 0);

    if (right)
        g_string_append_printf(out, "%*s%s", pad, "", text);
    else
        g_string_append_printf(out, "%s%*s", text, pad, "");
}

static GArray *column_widths(const Table *table)
{
    GArray *widths = g_array_new(FALSE, TRUE, sizeof(size_t));

    for (guint c = 0; c < table->columns->len; c++) {
        const Column *column = column_at(table, c);
        size_t width = column->title ? table_width(column->title) : 0;
        for (size_t r = 0; column->title && r < json_array_size(table->rows); r++) {
            g_autofree char *cell = cell_text(json_array_get(table->rows, r), column);
            width = MAX(width, table_width(cell));
        }
        g_array_append_val(widths, width);
    }
    return widths;
}

/* `row` NULL: the titles. */
static void append_line(GString *out, const Table *table, const json_t *row, const GArray *widths)
{
    bool first = true;

    for (guint c = 0; c < table->columns->len; c++) {
        const Column *column = column_at(table, c);
        if (!column->title)
            continue;
        g_autofree char *cell = row ? cell_text(row, column) : g_strdup(column->title);
        g_string_append(out, first ? "" : "  ");
        append_cell(out, cell, g_array_index(widths, size_t, c), column->kind != COLUMN_TEXT);
        first = false;
    }
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

static void print_text(const Table *table, GString *out)
{
    g_autoptr(GArray) widths = column_widths(table);

    append_line(out, table, NULL, widths);
    for (size_t r = 0; r < json_array_size(table->rows); r++)
        append_line(out, table, json_array_get(table->rows, r), widths);
}

/* ---- CSV ------------------------------------------------------------------------------------ */

static void append_record(GString *out, const Table *table, const json_t *row)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);

    for (guint c = 0; c < table->columns->len; c++) {
        const Column *column = column_at(table, c);
        if (column->title)
            g_ptr_array_add(cells, row ? cell_text(row, column) : g_strdup(column->title));
    }
    csv_append(out, ';', (const char *const *)cells->pdata, cells->len);
}

static void print_csv(const Table *table, GString *out)
{
    g_string_append(out, CSV_BOM);
    append_record(out, table, NULL);
    for (size_t r = 0; r < json_array_size(table->rows); r++)
        append_record(out, table, json_array_get(table->rows, r));
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static json_t *json_row(const Table *table, const json_t *row)
{
    json_t *made = json_object();

    for (guint c = 0; c < table->columns->len; c++) {
        const Column *column = column_at(table, c);
        json_t *value = json_object_get(row, column->key);
        if (column->kind == COLUMN_TENTHS)
            json_object_set_new(made, column->key,
                                json_real((double)json_integer_value(value) / 10));
        else
            json_object_set(made, column->key, value);
    }
    return made;
}

static void print_json(const Table *table, GString *out)
{
    for (size_t r = 0; r < json_array_size(table->rows); r++) {
        g_autoptr(json_t) made = json_row(table, json_array_get(table->rows, r));
        char *line = json_dumps(made, JSON_COMPACT | JSON_REAL_PRECISION(6));
        g_string_append_printf(out, "%s\n", line ? line : "{}");
        free(line);
    }
}

char *table_print(const Table *table, TableFormat format)
{
    static void (*const PRINTERS[])(const Table *, GString *) = {
        [TABLE_TEXT] = print_text, [TABLE_JSON] = print_json, [TABLE_CSV] = print_csv};
    GString *out = g_string_new(NULL);

    PRINTERS[format](table, out);
    return g_string_free(out, FALSE);
}
