/* template_parse.c: taking a text apart into parts; see template.h for the marks. */
#include "base/template.h"

#include <string.h>

#include "base/error.h"
#include "base/template_parts.h"

typedef struct Parser {
    Template *made;
    const char *at;
    int line;
    GString *literal; /* not yet a part */
    guint open[TEMPLATE_DEPTH_MOST];
    int depth;
} Parser;

static void part_clear(gpointer data)
{
    g_free(((Part *)data)->text);
}

void template_free(Template *parsed)
{
    if (!parsed)
        return;
    g_array_unref(parsed->parts);
    g_free(parsed->name);
    g_free(parsed);
}

static void part_add(Parser *p, PartKind kind, char *text)
{
    Part part = {.kind = kind, .text = text, .line = p->line};

    g_array_append_val(p->made->parts, part);
}

static void literal_end(Parser *p)
{
    if (p->literal->len == 0)
        return;
    part_add(p, PART_TEXT, g_strdup(p->literal->str));
    g_string_truncate(p->literal, 0);
}

static bool parse_fail(const Parser *p, GError **error, const char *what)
{
    return fail(error, ERR_INPUT, "%s:%d: %s", p->made->name, p->line, what);
}

static size_t name_length(const char *at)
{
    return strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

/* The bytes of a mark such as {name}, {#name}, {^name} or {/name}; 0 when there is none at `at`. */
static size_t mark_length(const char *at)
{
    if (at[0] != '{')
        return 0;
    size_t sign = at[1] && strchr("#^/", at[1]) ? 1 : 0;
    size_t length = name_length(at + 1 + sign);
    bool whole = length > 0 && length <= TEMPLATE_NAME_MOST && at[1 + sign + length] == '}';

    return whole ? sign + length + 2 : 0;
}

static bool section_open(Parser *p, PartKind kind, char *name, GError **error)
{
    if (p->depth == TEMPLATE_DEPTH_MOST) {
        g_free(name);
        return parse_fail(p, error, "sections are nested too deeply");
    }
    p->open[p->depth++] = p->made->parts->len;
    part_add(p, kind, name);
    return true;
}

static bool section_close(Parser *p, char *name, GError **error)
{
    guint start = p->depth > 0 ? p->open[p->depth - 1] : 0;
    bool matches =
        p->depth > 0 && strcmp(g_array_index(p->made->parts, Part, start).text, name) == 0;

    if (!matches) {
        fail(error, ERR_INPUT, "%s:%d: {/%s} closes no open section of this name", p->made->name,
             p->line, name);
        g_free(name);
        return false;
    }
    p->depth--;
    part_add(p, PART_END, name);
    g_array_index(p->made->parts, Part, start).after = p->made->parts->len;
    return true;
}

static bool parse_mark(Parser *p, GError **error)
{
    size_t length = mark_length(p->at);
    if (length == 0)
        return parse_fail(p, error,
                          "a brace that is no mark; write {name}, {#name}, {^name}, "
                          "{/name}, or {{ and }} for the braces themselves");
    literal_end(p);
    char sign = p->at[1];
    bool section = strchr("#^/", sign) != NULL;
    char *name = g_strndup(p->at + 1 + section, length - 2 - section);
    p->at += length;
    switch (sign) {
    case '#':
        return section_open(p, PART_SECTION, name, error);
    case '^':
        return section_open(p, PART_INVERTED, name, error);
    case '/':
        return section_close(p, name, error);
    default:
        part_add(p, PART_VALUE, name);
        return true;
    }
}

/* The bytes of a line that holds section marks and blanks only, its end included; 0 otherwise. */
static size_t marks_only(const char *line)
{
    const char *at = line;
    bool any = false;

    for (;;) {
        at += strspn(at, " \t");
        size_t length = mark_length(at);
        if (length == 0 || !strchr("#^/", at[1]))
            break;
        any = true;
        at += length;
    }
    if (!any || (*at != '\n' && *at != '\0'))
        return 0;
    return (size_t)(at - line) + (*at == '\n');
}

static bool parse_marks_line(Parser *p, size_t length, GError **error)
{
    const char *end = p->at + length;

    while (p->at < end) {
        if (*p->at == '{') {
            if (!parse_mark(p, error))
                return false;
        } else {
            p->line += *p->at == '\n';
            p->at++;
        }
    }
    return true;
}

static bool parse_one(Parser *p, GError **error)
{
    char c = *p->at;

    if ((c == '{' || c == '}') && p->at[1] == c) {
        g_string_append_c(p->literal, c);
        p->at += 2;
        return true;
    }
    if (c == '{' || c == '}')
        return parse_mark(p, error);
    g_string_append_c(p->literal, c);
    p->line += c == '\n';
    p->at++;
    return true;
}

static bool parse_all(Parser *p, GError **error)
{
    bool line_start = true;

    while (*p->at) {
        size_t marks = line_start ? marks_only(p->at) : 0;
        if (marks > 0 ? !parse_marks_line(p, marks, error) : !parse_one(p, error))
            return false;
        line_start = p->at[-1] == '\n';
    }
    literal_end(p);
    if (p->depth == 0)
        return true;
    const Part *open = &g_array_index(p->made->parts, Part, p->open[p->depth - 1]);
    return fail(error, ERR_INPUT, "%s:%d: {#%s} is never closed; add {/%s}", p->made->name,
                open->line, open->text, open->text);
}

Template *template_parse(const char *source, const char *name, int first_line, GError **error)
{
    g_autoptr(Template) made = g_new0(Template, 1);
    made->name = g_strdup(name);
    made->parts = g_array_new(FALSE, TRUE, sizeof(Part));
    g_array_set_clear_func(made->parts, part_clear);

    if (strlen(source) > TEMPLATE_SOURCE_MOST || !g_utf8_validate(source, -1, NULL)) {
        fail(error, ERR_INPUT, "%s: not a text in UTF-8 of at most %d bytes", name,
             TEMPLATE_SOURCE_MOST);
        return NULL;
    }
    Parser parser = {.made = made, .at = source, .line = first_line, .literal = g_string_new(NULL)};
    bool ok = parse_all(&parser, error);
    g_string_free(parser.literal, TRUE);
    return ok ? g_steal_pointer(&made) : NULL;
}

bool template_knows(const Template *parsed, const char *const *names, GError **error)
{
    for (guint i = 0; i < parsed->parts->len; i++) {
        const Part *part = &g_array_index(parsed->parts, Part, i);
        if (part->kind != PART_TEXT && !g_strv_contains(names, part->text)) {
            g_autofree char *known = g_strjoinv(", ", (char **)names);
            return fail(error, ERR_INPUT, "%s:%d: the name '%s' is unknown here; known are: %s",
                        parsed->name, part->line, part->text, known);
        }
    }
    return true;
}

bool template_shows(const Template *parsed, const char *name)
{
    for (guint i = 0; i < parsed->parts->len; i++) {
        const Part *part = &g_array_index(parsed->parts, Part, i);
        if (part->kind == PART_VALUE && g_str_equal(part->text, name))
            return true;
    }
    return false;
}
