/* csv.c: see csv.h. Our own parser of a hundred lines, for libcsv tells its callbacks neither a
 * line nor a place, and of broken quoting only a byte offset; a row of a registry must be named by
 * its line.
 *
 * More lenient than RFC 4180 where people's files are: a quote inside an unquoted field is a
 * character (МБОУ "СОШ № 5"), any line end will do, empty lines are skipped. Strict where a slip
 * would swallow rows: a quoted field that never ends, or goes on after its closing quote, is an
 * error. */
#include "lists/csv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

struct CsvReader {
    char *text; /* UTF-8 without BOM */
    const char *at;
    int64_t line, inside; /* line ends inside of fields so far */
    char delimiter;
    const char *charset;
    GString *fields; /* of the record: each ends in NUL */
    GArray *offsets; /* size_t, into `fields` */
    GPtrArray *pointers;
};

/* --- from bytes to text ------------------------------------------------------------------- */

static const struct {
    const char *magic;
    size_t length;
    const char *charset; /* NULL: no text at all */
} MAGICS[] = {
    {"\xEF\xBB\xBF", 3, "UTF-8"}, {"\xFF\xFE", 2, "UTF-16LE"},   {"\xFE\xFF", 2, "UTF-16BE"},
    {"PK\x03\x04", 4, NULL},      {"\xD0\xCF\x11\xE0", 4, NULL},
};

static char *convert(const char *bytes, size_t length, const char *charset, GError **error)
{
    gsize written = 0;
    g_autofree char *text =
        g_convert(bytes, (gssize)length, "UTF-8", charset, NULL, &written, NULL);

    if (!text || strlen(text) != written) {
        fail(error, ERR_INPUT,
             "the file is no text in UTF-8 or windows-1251; save it as \"CSV UTF-8\"");
        return NULL;
    }
    return g_steal_pointer(&text);
}

static char *decode(const char *bytes, size_t length, const char **charset, GError **error)
{
    *charset = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(MAGICS); i++) {
        if (length < MAGICS[i].length || memcmp(bytes, MAGICS[i].magic, MAGICS[i].length) != 0)
            continue;
        if (!MAGICS[i].charset) {
            fail(error, ERR_INPUT,
                 "this is a workbook, not a CSV file; open it in the spreadsheet "
                 "and save it as \"CSV UTF-8\"");
            return NULL;
        }
        *charset = MAGICS[i].charset;
        bytes += MAGICS[i].length;
        length -= MAGICS[i].length;
        break;
    }
    if (!*charset)
        *charset = g_utf8_validate(bytes, (gssize)length, NULL) ? "UTF-8" : "WINDOWS-1251";
    return convert(bytes, length, *charset, error);
}

/* The separator that the first line that is not empty has most of, outside of quotes. */
static char find_delimiter(const char *text)
{
    static const char candidates[] = ";\t,";
    size_t counts[3] = {0}, best = 0;
    bool quoted = false;

    text += strspn(text, "\r\n");
    for (const char *p = text; *p && (quoted || !strchr("\r\n", *p)); p++) {
        const char *found = strchr(candidates, *p);
        if (*p == '"')
            quoted = !quoted;
        else if (found && !quoted)
            counts[found - candidates]++;
    }
    for (size_t i = 1; i < G_N_ELEMENTS(counts); i++)
        if (counts[i] > counts[best])
            best = i;
    return candidates[best];
}

/* Steps over one line end, CR LF as one; false when there is none. */
static bool skip_line_end(CsvReader *reader)
{
    if (*reader->at != '\r' && *reader->at != '\n')
        return false;
    reader->at += reader->at[0] == '\r' && reader->at[1] == '\n' ? 2 : 1;
    reader->line++;
    return true;
}

CsvReader *csv_reader_new(const char *bytes, size_t length, GError **error)
{
    const char *charset;
    char *text = decode(bytes, length, &charset, error);
    if (!text)
        return NULL;
    CsvReader *reader = g_new0(CsvReader, 1);

    reader->text = text;
    reader->at = text;
    reader->line = 1;
    reader->charset = charset;
    reader->fields = g_string_new(NULL);
    reader->offsets = g_array_new(FALSE, FALSE, sizeof(size_t));
    reader->pointers = g_ptr_array_new();
    if (g_str_has_prefix(text, "sep=") && text[4] && strchr(";,\t", text[4])) {
        reader->delimiter = text[4];
        reader->at += 5;
        skip_line_end(reader);
    } else {
        reader->delimiter = find_delimiter(text);
    }
    return reader;
}

void csv_reader_free(CsvReader *reader)
{
    if (!reader)
        return;
    g_free(reader->text);
    g_string_free(reader->fields, TRUE);
    g_array_unref(reader->offsets);
    g_ptr_array_unref(reader->pointers);
    g_free(reader);
}

const char *csv_charset(const CsvReader *reader)
{
    return reader->charset;
}

char csv_delimiter(const CsvReader *reader)
{
    return reader->delimiter;
}

/* --- records ---------------------------------------------------------------------------------- */

static bool at_field_end(const CsvReader *reader)
{
    return *reader->at == reader->delimiter || *reader->at == '\r' || *reader->at == '\n' ||
           *reader->at == '\0';
}

static void read_plain_field(CsvReader *reader)
{
    const char *start = reader->at;

    while (!at_field_end(reader))
        reader->at++;
    g_string_append_len(reader->fields, start, reader->at - start);
}

/* At the opening quote. */
static bool read_quoted_field(CsvReader *reader, GError **error)
{
    int64_t began = reader->line;

    reader->at++;
    while (*reader->at) {
        if (reader->at[0] == '"' && reader->at[1] != '"')
            break;
        if (skip_line_end(reader)) {
            reader->inside++;
            g_string_append_c(reader->fields, '\n');
            continue;
        }
        g_string_append_c(reader->fields, *reader->at);
        reader->at += *reader->at == '"' ? 2 : 1;
    }
    if (!*reader->at)
        return fail(error, ERR_INPUT,
                    "a quoted field begins in line %" PRId64 " and never ends; close it with \"",
                    began);
    reader->at++;
    while (*reader->at == ' ')
        reader->at++;
    return at_field_end(reader) || fail(error, ERR_INPUT,
                                        "text after a closing quote in line %" PRId64
                                        "; write a quote inside of a quoted field twice (\"\")",
                                        reader->line);
}

static bool read_field(CsvReader *reader, GError **error)
{
    size_t start = reader->fields->len;
    int64_t began = reader->line;

    if (reader->offsets->len == CSV_COLUMNS)
        return fail(error, ERR_INPUT, "more than %d columns in line %" PRId64, CSV_COLUMNS, began);
    g_array_append_val(reader->offsets, start);
    if (*reader->at != '"')
        read_plain_field(reader);
    else if (!read_quoted_field(reader, error))
        return false;
    if (reader->fields->len - start > CSV_FIELD_BYTES)
        return fail(error, ERR_INPUT,
                    "a field of more than %zu bytes begins in line %" PRId64
                    "; is a quote missing?",
                    CSV_FIELD_BYTES, began);
    g_string_append_c(reader->fields, '\0');
    return true;
}

/* Reads up to the line end, which is stepped over. */
static bool read_record(CsvReader *reader, CsvRecord *record, GError **error)
{
    g_string_truncate(reader->fields, 0);
    g_array_set_size(reader->offsets, 0);
    g_ptr_array_set_size(reader->pointers, 0);
    record->line = reader->line;
    record->row = reader->line - reader->inside;
    for (;;) {
        if (!read_field(reader, error))
            return false;
        if (*reader->at != reader->delimiter)
            break;
        reader->at++;
    }
    skip_line_end(reader);
    for (guint i = 0; i < reader->offsets->len; i++)
        g_ptr_array_add(reader->pointers,
                        reader->fields->str + g_array_index(reader->offsets, size_t, i));
    record->count = reader->pointers->len;
    record->fields = (const char **)reader->pointers->pdata;
    return true;
}

/* Spreadsheets end a table with lines of separators only. */
static bool is_empty(const CsvRecord *record)
{
    for (size_t i = 0; i < record->count; i++)
        if (record->fields[i][strspn(record->fields[i], " \t\n")])
            return false;
    return true;
}

bool csv_next(CsvReader *reader, CsvRecord *record, GError **error)
{
    while (*reader->at) {
        if (skip_line_end(reader))
            continue;
        if (!read_record(reader, record, error))
            return false;
        if (!is_empty(record))
            return true;
    }
    return false;
}

/* --- files ------------------------------------------------------------------------------------ */

static bool fail_open(const char *path, GError **error)
{
    ErrorCode code = errno == ENOENT                     ? ERR_NOT_FOUND
                     : errno == EACCES || errno == EPERM ? ERR_DENIED
                                                         : ERR_INPUT;

    return fail(error, code, "%s: %s", path, g_strerror(errno));
}

/* Reads to the end whatever `file` is: a pipe and a device have no size. */
static GBytes *read_all(FILE *file, const char *path, size_t most, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    guint8 buffer[16384];
    size_t got;

    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0) {
        if (bytes->len + got > most) {
            fail(error, ERR_INPUT, "%s: larger than the setting registry_bytes allows (%zu)", path,
                 most);
            return NULL;
        }
        g_byte_array_append(bytes, buffer, (guint)got);
    }
    if (ferror(file)) {
        fail_open(path, error);
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

GBytes *csv_read_file(const char *path, size_t most, GError **error)
{
    if (g_str_equal(path, "-"))
        return read_all(stdin, "standard input", most, error);
    FILE *file = fopen(path, "rbe");
    if (!file) {
        fail_open(path, error);
        return NULL;
    }
    GBytes *bytes = read_all(file, path, most, error);
    fclose(file);
    return bytes;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* With apostrophes in front too: what defusing adds must be told from what was there. */
static bool is_formula(const char *field)
{
    field += strspn(field, "'");
    return *field && strchr("=+-@\t\r", *field);
}

const char *csv_plain(const char *field)
{
    return field[0] == '\'' && is_formula(field) ? field + 1 : field;
}

static void append_field(GString *out, char delimiter, const char *field)
{
    const char special[] = {'"', '\r', '\n', delimiter, '\0'};
    bool formula = is_formula(field);

    if (!formula && !strpbrk(field, special) && *field != ' ') {
        g_string_append(out, field);
        return;
    }
    g_string_append(out, formula ? "\"'" : "\"");
    for (const char *p = field; *p; p++) {
        if (*p == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
}

void csv_append(GString *out, char delimiter, const char *const *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            g_string_append_c(out, delimiter);
        append_field(out, delimiter, fields[i] ? fields[i] : "");
    }
    g_string_append(out, "\r\n");
}
