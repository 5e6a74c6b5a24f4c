/* table.h: a report as a table, and its three forms: text for people (columns aligned by the width
 * of characters), CSV for a spreadsheet, JSON for a program (one object a line, keys stable). Pure.
 */
#ifndef VESTNIK_DIGEST_TABLE_H
#define VESTNIK_DIGEST_TABLE_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef enum ColumnKind {
    COLUMN_TEXT,
    COLUMN_NUMBER,
    COLUMN_TENTHS, /* an integer of tenths: 625 is "62,5", in JSON 62.5 */
} ColumnKind;

typedef struct TableColumn {
    const char *key;   /* in JSON and in the rows; borrowed */
    const char *title; /* for people; borrowed; NULL: in JSON only */
    ColumnKind kind;
} TableColumn;

typedef struct Table {
    GArray *columns; /* of TableColumn */
    json_t *rows;    /* array of objects: a string or integer for each column */
} Table;

Table *table_new(void);
void table_free(Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)
void table_column(Table *table, const char *key, const char *title, ColumnKind kind);

typedef enum TableFormat { TABLE_TEXT, TABLE_JSON, TABLE_CSV } TableFormat;
bool table_format_parse(const char *name, TableFormat *format, GError **error);

/* The caller's. CSV: UTF-8 with a byte order mark, ';' and decimal commas, as Russian Excel wants.
 */
char *table_print(const Table *table, TableFormat format);

/* How many columns of a terminal a text takes. */
size_t table_width(const char *text);

#endif
