/* help_lines.c: see help_lines.h. */
#include "base/help_lines.h"

#include <stdbool.h>
#include <string.h>

#include "base/error.h"

static void help_line_free(HelpLine *line)
{
    g_free(line->name);
    g_free(line->line);
    g_free(line->meaning);
    g_free(line);
}

static bool read_line(GPtrArray *lines, const char *text, guint number, GError **error)
{
    const char *colon = strchr(text, ':'), *bar = strchr(text, '|');

    if (!colon || !bar || bar < colon)
        return fail(error, ERR_INPUT, "a line is NAME: what to write | what it does");
    HelpLine *line = g_new0(HelpLine, 1);
    line->number = number;
    line->name = g_strstrip(g_strndup(text, (gsize)(colon - text)));
    line->line = g_strstrip(g_strndup(colon + 1, (gsize)(bar - colon - 1)));
    line->meaning = g_strstrip(g_strdup(bar + 1));
    g_ptr_array_add(lines, line);
    return (*line->name && *line->line && *line->meaning) ||
           fail(error, ERR_INPUT, "something is missing in NAME: what to write | what it does");
}

char *help_lines_file(const char *folder, const char *language)
{
    return g_build_filename(folder, language, "commands", NULL);
}

GPtrArray *help_lines_open(const char *folder, const char *language, GError **error)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)help_line_free);
    g_autofree char *file = help_lines_file(folder, language);
    g_autofree char *source = NULL;
    gsize length = 0;

    /* may pass (too many open files): no letter is set aside for it */
    if (!g_file_get_contents(file, &source, &length, error))
        return NULL;
    if (!g_utf8_validate(source, (gssize)length, NULL)) {
        fail(error, ERR_INPUT, "%s: not a text in UTF-8", file);
        return NULL;
    }
    g_auto(GStrv) rows = g_strsplit(source, "\n", -1);
    for (guint i = 0; rows[i]; i++) {
        if (!*rows[i] || *rows[i] == '#' || read_line(lines, rows[i], i + 1, error))
            continue;
        g_prefix_error(error, "%s:%u: ", file, i + 1);
        return NULL;
    }
    return g_steal_pointer(&lines);
}
