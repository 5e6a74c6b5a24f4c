/* settings_parse.c: see settings_parse.h. libConfuse accepts a missing closing brace at the end of
 * the file silently: braces are counted here. */
#include "base/settings_parse.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"

static GString *problems; /* libConfuse's callbacks bring no context of ours */
static const char *hint_for_names;

static void note_problem(cfg_t *cfg, const char *format, va_list args)
{
    g_autofree char *what = g_strdup_vprintf(format, args);

    if (problems->len)
        g_string_append_c(problems, '\n');
    g_string_append_printf(problems, "%s:%d: %s", cfg->filename ? cfg->filename : "settings",
                           cfg->line, what);
    if (g_str_has_prefix(what, "no such option"))
        g_string_append_printf(problems,
                               "; a value with blanks needs quotes: name = \"two words\"; %s",
                               hint_for_names);
}

/* Line of the first brace without a partner; 0 when all have one. */
static int unbalanced_line(const char *text)
{
    int depth = 0, line = 1, opened = 0;
    char quote = 0;

    for (const char *p = text; *p; p++) {
        if (*p == '\n')
            line++;
        if (quote) {
            if (*p == '\\' && p[1])
                p++;
            else if (*p == quote)
                quote = 0;
        } else if (*p == '"' || *p == '\'') {
            quote = *p;
        } else if (*p == '#' || (*p == '/' && p[1] == '/')) {
            while (p[1] && p[1] != '\n')
                p++;
        } else if (*p == '{') {
            opened = depth++ ? opened : line;
        } else if (*p == '}' && --depth < 0) {
            return line;
        }
    }
    return depth ? opened : 0;
}

bool settings_parse(cfg_t *cfg, const char *text, const char *hint, GError **error)
{
    problems = g_string_new(NULL);
    g_autoptr(GString) collected = problems;
    int line = unbalanced_line(text);

    hint_for_names = hint;
    cfg_set_error_function(cfg, note_problem);
    /* not cfg_parse_buf(): it names the file "[buf]" in what it complains of */
    if (g_str_has_prefix(text, "\xEF\xBB\xBF"))
        text += 3; /* what Notepad puts before UTF-8 */
    FILE *in = fmemopen((char *)text, strlen(text), "r");
    if (!in)
        return fail(error, ERR_TEMP, "%s: %s", cfg->filename, g_strerror(errno));
    int result = cfg_parse_fp(cfg, in);
    fclose(in);
    if (result != CFG_SUCCESS)
        return fail(error, ERR_SETTINGS, "%s", collected->len ? collected->str : "cannot parse");
    if (line)
        return fail(error, ERR_SETTINGS, "%s:%d: a brace { or } here has no partner", cfg->filename,
                    line);
    return true;
}
