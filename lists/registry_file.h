/* registry_file.h: a registry file as rows. The header line says which column is what, in any order
 * (registry_columns.c); each cell is checked and made canonical (registry_rows.c). No database
 * here: what the rows mean for the people we know is decided in registry_plan.c. */
#ifndef VESTNIK_LISTS_REGISTRY_FILE_H
#define VESTNIK_LISTS_REGISTRY_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "lists/csv.h"
#include "lists/registry_said.h"

typedef enum Column {
    COL_NAME,
    COL_SURNAME,
    COL_FIRST_NAME,
    COL_PATRONYMIC,
    COL_SCHOOL,
    COL_DISTRICT,
    COL_POSITION,
    COL_SUBJECTS,
    COL_EMAIL,
    COL_SCHOOL_EMAIL,
    COL_NUMBER,
    COL_BORN,
    COL_WORKS_SINCE,
    COL_CONSENT_ON,
    COL_CONSENT_SOURCE,
    COL_LISTS,
    COL_COUNT
} Column;

/* What is wrong with a file: all of it is told at once, the first PROBLEMS_SHOWN in words. */
#define PROBLEMS_SHOWN 50
typedef struct Problem {
    int64_t line; /* 0: the whole file */
    int64_t row;  /* as a spreadsheet counts, where it differs from the line; 0 */
    Said *said;
} Problem;
typedef struct Problems {
    GPtrArray *shown; /* of Problem* */
    int64_t count;
} Problems;
Problems *problems_new(void);
void problems_free(Problems *problems);
/* By line; each is given its row. */
void problems_sort(Problems *problems, GHashTable *rows_of_lines);
/* Takes `said`. */
void problem_add(Problems *problems, int64_t line, Said *said);

/* One person of the file. Texts are one clean line; "" when the file says nothing. */
typedef struct RegistryRow {
    int64_t line;
    char *name, *name_key, *school, *school_key;
    char *district, *position, *subjects, *number, *consent_on, *consent_source, *lists;
    GPtrArray *addresses, *school_addresses; /* of char*, normalised */
    int64_t born, works_since;               /* years; 0 */
} RegistryRow;

typedef struct RegistryFile {
    GPtrArray *rows;           /* of RegistryRow* */
    GPtrArray *unknown;        /* of char*: header cells that mean nothing to us */
    GHashTable *rows_of_lines; /* line -> row of a spreadsheet, where they differ */
    const char *charset;
    char delimiter;
} RegistryFile;
void registry_file_free(RegistryFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RegistryFile, registry_file_free)

/* Where each column stands in a record; -1: not in this file. */
typedef struct ColumnMap {
    int at[COL_COUNT];
    size_t width; /* columns of the header */
} ColumnMap;

/* Reads the header record. Columns that are unknown go to `unknown`. ERR_INPUT when a needed column
 * is missing (names what there is and what is needed) or stands twice. */
bool columns_read(const CsvRecord *header, ColumnMap *map, GPtrArray *unknown, GError **error);
/* What the column is called in a file that we write: columns_read() knows it. */
const char *column_title(Column column);

/* Parses the whole file; bad rows go to `problems` and are left out. NULL with ERR_INPUT when no
 * row can be read at all. */
RegistryFile *registry_file_parse(const char *bytes, size_t length, Problems *problems,
                                  GError **error);

#endif
