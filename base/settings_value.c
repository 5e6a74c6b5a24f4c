/* settings_value.c: one value of the settings file and its row: what it may be, how it is stored in
 * the member that the row names, how it is documented. See settings_table.h. */
#include <errno.h>
#include <glib.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/settings_table.h"

const SettingRow *setting_find(const SettingRow *rows, const char *name)
{
    for (; rows->name; rows++) {
        if (g_str_equal(rows->name, name))
            return rows;
    }
    return NULL;
}

static int word_index(const SettingRow *row, const char *value)
{
    for (int i = 0; row->words[i]; i++) {
        if (g_str_equal(row->words[i], value))
            return i;
    }
    return -1;
}

static bool parse_number(const char *value, int64_t *number)
{
    char *end;

    errno = 0;
    *number = g_ascii_strtoll(value, &end, 10);
    return *value != '\0' && *end == '\0' && errno == 0;
}

char *setting_complaint(const SettingRow *row, const char *value)
{
    int64_t number;

    switch (row->type) {
    case SETTING_NUMBER:
    case SETTING_SIZE:
        if (!parse_number(value, &number) || number < row->min || number > row->max)
            return g_strdup_printf("a whole number from %" PRId64 " to %" PRId64, row->min,
                                   row->max);
        break;
    case SETTING_WORD:
    case SETTING_CHOICE:
        if (word_index(row, value) < 0)
            return g_strjoinv(" or ", (char **)row->words);
        break;
    case SETTING_YES:
        if (!g_str_equal(value, "yes") && !g_str_equal(value, "no"))
            return g_strdup("yes or no");
        break;
    default:
        if (!g_utf8_validate(value, -1, NULL))
            return g_strdup("text in UTF-8");
    }
    return NULL;
}

static void store_value(const SettingRow *row, void *member, const char *value, const char *folder)
{
    switch (row->type) {
    case SETTING_TEXT:
    case SETTING_CHOICE:
        *(char **)member = g_strdup(value);
        break;
    case SETTING_PATH:
        *(char **)member = g_canonicalize_filename(value, folder);
        break;
    case SETTING_NUMBER:
        *(int64_t *)member = g_ascii_strtoll(value, NULL, 10);
        break;
    case SETTING_SIZE:
        *(size_t *)member = (size_t)g_ascii_strtoull(value, NULL, 10);
        break;
    case SETTING_WORD:
        *(int64_t *)member = word_index(row, value);
        break;
    case SETTING_YES:
        *(bool *)member = g_str_equal(value, "yes");
        break;
    }
}

void setting_store(const SettingRow *row, void *object, const char *value, const char *folder)
{
    if (!value)
        value = row->fallback;
    if (value)
        store_value(row, (char *)object + row->offset, value, folder);
}

void settings_free_texts(const SettingRow *row, void *object)
{
    for (; row->name; row++) {
        if (row->type == SETTING_TEXT || row->type == SETTING_PATH || row->type == SETTING_CHOICE)
            g_free(*(char **)((char *)object + row->offset));
    }
}

void settings_document_rows(const SettingRow *row, FILE *out)
{
    for (; row->name; row++) {
        g_autofree char *allowed = row->type != SETTING_TEXT && row->type != SETTING_PATH
                                       ? setting_complaint(row, "?")
                                       : g_strdup(row->type == SETTING_PATH ? "a path" : "text");
        fprintf(out, "  %-18s %s\n  %-18s %s; %s%s\n", row->name, row->meaning, "", allowed,
                row->fallback ? "default " : "no default", row->fallback ? row->fallback : "");
    }
}
