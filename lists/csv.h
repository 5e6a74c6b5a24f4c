/* csv.h: reading and writing tables as text (RFC 4180), as spreadsheets in Russia save them.
 *
 * Read: UTF-8 with or without a BOM, UTF-16 with one, else windows-1251; separated by ; , or TAB,
 * found from the first line (or named by Excel's "sep=;"). A field may be quoted and then hold
 * separators, doubled quotes and line ends. Every record knows the line on which it began.
 *
 *     CsvReader *reader = csv_reader_new(bytes, length, &error);
 *     while (csv_next(reader, &record, &error)) ...          false at the end, and on an error
 */
#ifndef VESTNIK_LISTS_CSV_H
#define VESTNIK_LISTS_CSV_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CSV_COLUMNS     200
#define CSV_FIELD_BYTES ((size_t)64 * 1024)

typedef struct CsvReader CsvReader;

/* Borrowed until the next csv_next(). */
typedef struct CsvRecord {
    int64_t line; /* from 1 */
    int64_t row;  /* from 1, as a spreadsheet counts: line ends inside of a field do not count */
    size_t count;
    const char **fields; /* UTF-8, not cleaned; line ends are LF */
} CsvRecord;

/* ERR_INPUT: not text (a workbook, NUL bytes), or in no charset that we know. Copies what it needs.
 */
CsvReader *csv_reader_new(const char *bytes, size_t length, GError **error);
void csv_reader_free(CsvReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvReader, csv_reader_free)

/* The next record that is not empty. On broken quoting or over a limit ERR_INPUT, which names the
 * line; record->line is then where the bad record began. */
bool csv_next(CsvReader *reader, CsvRecord *record, GError **error);

const char *
csv_charset(const CsvReader *reader); /* "UTF-8", "UTF-16LE", "UTF-16BE", "WINDOWS-1251" */
char csv_delimiter(const CsvReader *reader);

/* A whole file, or standard input for "-", of at most `most` bytes. ERR_INPUT when it is larger,
 * ERR_NOT_FOUND, ERR_DENIED. */
GBytes *csv_read_file(const char *path, size_t most, GError **error);

/* Appends one record, CR LF at its end. What a spreadsheet would take for a formula (= + - @, TAB,
 * CR in front) is defused by an apostrophe, which csv_plain() takes off again. */
void csv_append(GString *out, char delimiter, const char *const *fields, size_t count);
const char *csv_plain(const char *field); /* borrowed from `field` */

/* What an administrator's spreadsheet opens without questions: a UTF-8 BOM. */
#define CSV_BOM "\xEF\xBB\xBF"

#endif
