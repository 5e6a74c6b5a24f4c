/* check_help.c: see check_help.h. */
#include "gateway/check_help.h"

#include "base/error.h"
#include "base/help_lines.h"
#include "base/template.h"
#include "gateway/command_table.h"

/* Of the table; NULL: none is like it. */
static const char *name_like(const char *name)
{
    for (const Command *row = commands_all(); row->name; row++)
        if (word_is_slip(row->name, name))
            return row->name;
    return NULL;
}

/* The line of this command; NULL: there is none. */
static const HelpLine *line_of(const GPtrArray *lines, const char *name)
{
    for (guint i = 0; i < lines->len; i++) {
        const HelpLine *line = g_ptr_array_index(lines, i);
        if (g_str_equal(line->name, name))
            return line;
    }
    return NULL;
}

static bool check_line(const GPtrArray *lines, const HelpLine *line, const char *file,
                       GError **error)
{
    if (!command_named(commands_all(), line->name)) {
        const char *like = name_like(line->name);
        return fail(error, ERR_INPUT, "%s:%u: there is no command '%s'%s%s%s", file, line->number,
                    line->name, like ? "; did you mean '" : "", like ? like : "", like ? "'?" : "");
    }
    const HelpLine *first = line_of(lines, line->name);
    return first == line || fail(error, ERR_INPUT, "%s:%u: '%s' stands in line %u already", file,
                                 line->number, line->name, first->number);
}

static bool check_language(const char *folder, const char *language, GError **error)
{
    g_autofree char *file = help_lines_file(folder, language);
    g_autoptr(GPtrArray) lines = help_lines_open(folder, language, error);

    if (!lines)
        return false;
    for (guint i = 0; i < lines->len; i++)
        if (!check_line(lines, g_ptr_array_index(lines, i), file, error))
            return false;
    for (const Command *row = commands_all(); row->name; row++)
        if (!line_of(lines, row->name))
            return fail(error, ERR_INPUT,
                        "%s:1: no line for the command '%s': the letter \"help\" would not tell of "
                        "it",
                        file, row->name);
    return true;
}

bool check_help_lines(const char *folder, GError **error)
{
    for (const char *const *language = TEXTS_LANGUAGES; *language; language++)
        if (!check_language(folder, *language, error))
            return false;
    return true;
}
