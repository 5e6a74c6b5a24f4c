/* settings_parse.c: see settings_parse.h. libConfuse accepts a missing closing brace at the end of
 * the file silently: braces are counted here. */
#include "base/settings_parse.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"

static GString *problems; /* libConfuse's callbacks bring no context of ours */
static const char *hint_for_names;
static cfg_t *whole_file;
static GHashTable *given; /* cfg_opt_t, of which each section has its own, to Given* */

/* What has come of an option so far. */
typedef struct Given {
    int line;
    unsigned values; /* in a list */
    char *last;      /* of them */
    bool ended;
} Given;

static void given_free(gpointer data)
{
    g_free(((Given *)data)->last);
    g_free(data);
}

/* One letter too many, too few, or another one. */
static bool is_near(const char *a, const char *b)
{
    size_t first = 0, last = 0, x = strlen(a), y = strlen(b), longer = MAX(x, y);

    while (first < MIN(x, y) && a[first] == b[first])
        first++;
    while (last < MIN(x, y) - first && a[x - 1 - last] == b[y - 1 - last])
        last++;
    return longer - MIN(x, y) <= 1 && longer - first - last <= 1;
}

static int fail_twice(cfg_t *cfg, const char *what, int line)
{
    cfg_error(cfg, "%s is set twice, here and at %s:%d; keep one of them", what, cfg->filename,
              line);
    return -1;
}

/* libConfuse asks about a list after each value and once more at its end. */
static bool list_goes_on(Given *before, unsigned values, const char *last)
{
    bool ends = !before->ended && values == before->values && g_strcmp0(last, before->last) == 0;

    before->ended = ends;
    return ends || values == before->values + 1;
}

int settings_once(cfg_t *cfg, cfg_opt_t *option)
{
    Given *before = g_hash_table_lookup(given, option);
    unsigned values = cfg_opt_size(option);
    const char *last = values ? cfg_opt_getnstr(option, values - 1) : NULL;

    if (!before) {
        before = g_new0(Given, 1);
        before->line = cfg->line;
        g_hash_table_insert(given, option, before);
    } else if (!(option->flags & CFGF_LIST) || !list_goes_on(before, values, last)) {
        return fail_twice(cfg, option->name, before->line);
    }
    before->values = values;
    g_free(before->last);
    before->last = g_strdup(last);
    return 0;
}

/* NULL, or the name among these that is `name`, or is near it. */
static const char *name_like(cfg_opt_t *options, const char *name, bool near)
{
    for (cfg_opt_t *at = options; at && at->name; at++)
        if (near ? is_near(at->name, name) : g_str_equal(at->name, name))
            return at->name;
    return NULL;
}

/* Where the section of this title is that is there already: libConfuse knows its last line. */
static void add_first_line(cfg_t *cfg, const char *title)
{
    for (cfg_opt_t *at = whole_file->opts; at && at->name; at++) {
        cfg_t *first = at->type == CFGT_SEC ? cfg_gettsec(cfg, at->name, title) : NULL;
        if (first)
            g_string_append_printf(problems, "; the first %s \"%s\" ends at %s:%d", at->name, title,
                                   cfg->filename, first->line);
    }
}

/* What was meant by a name that is none here. */
static void add_advice(cfg_t *cfg, const char *name)
{
    const char *near = name_like(cfg->opts, name, true);

    for (cfg_opt_t *at = whole_file->opts; at && at->name; at++) {
        if (at->type != CFGT_SEC || cfg != whole_file || !name_like(at->subopts, name, false))
            continue;
        g_string_append_printf(problems, "; it belongs inside %s \"NAME\" { ... }", at->name);
        return;
    }
    if (cfg != whole_file && name_like(whole_file->opts, name, false))
        g_string_append_printf(problems, "; it belongs outside of %s { }", cfg_name(cfg));
    else if (near)
        g_string_append_printf(problems, "; did you mean %s?", near);
    else
        g_string_append_printf(problems,
                               "; a value with blanks needs quotes: name = \"two words\"; %s",
                               hint_for_names);
}

static void note_problem(cfg_t *cfg, const char *format, va_list args)
{
    g_autofree char *what = g_strdup_vprintf(format, args);

    if (problems->len)
        g_string_append_c(problems, '\n');
    g_string_append_printf(problems, "%s:%d: %s", cfg->filename ? cfg->filename : "settings",
                           cfg->line, what);
    g_auto(GStrv) parts = g_strsplit(what, "'", 3);
    const char *name = parts[0] && parts[1] ? parts[1] : "";
    if (g_str_has_prefix(what, "no such option"))
        add_advice(cfg, name);
    else if (g_str_has_prefix(what, "found duplicate title"))
        add_first_line(cfg, name);
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

    g_autoptr(GHashTable) lines = g_hash_table_new_full(NULL, NULL, NULL, given_free);
    given = lines;
    hint_for_names = hint;
    whole_file = cfg;
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
