/* template.c: filling a parsed text with values; see template.h. Values are looked up in the
 * element of the innermost section first, then outwards. Taking a text apart is template_parse.c,
 * the folder of texts texts.c. */
#include "base/template.h"

#include <string.h>

#include "base/error.h"
#include "base/template_parts.h"
#include "base/text.h"

typedef struct Filler {
    const Template *from;
    Escape escape;
    GString *out;
    const json_t *scopes[TEMPLATE_DEPTH_MOST + 1]; /* innermost last */
    int scope_count;
} Filler;

static bool fill_range(Filler *f, guint first, guint end, GError **error);

/* NULL when no scope has it; a JSON null counts as absent. */
static const json_t *look_up(const Filler *f, const char *name)
{
    for (int i = f->scope_count; i-- > 0;) {
        const json_t *value = json_object_get(f->scopes[i], name);
        if (value && !json_is_null(value))
            return value;
    }
    return NULL;
}

/* A scalar as text, or NULL. The caller's. */
static char *value_text(const json_t *value)
{
    if (json_is_string(value))
        return g_strdup(json_string_value(value));
    if (json_is_integer(value))
        return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return NULL;
}

static bool fill_value(Filler *f, const Part *part, GError **error)
{
    g_autofree char *text = value_text(look_up(f, part->text));
    if (!text)
        return fail(error, ERR_INPUT, "%s:%d: there is no value for {%s}", f->from->name,
                    part->line, part->text);
    g_autofree char *escaped = f->escape == ESCAPE_HTML     ? g_markup_escape_text(text, -1)
                               : f->escape == ESCAPE_HEADER ? text_one_line(text)
                                                            : g_strdup(text);
    g_string_append(f->out, escaped);
    return true;
}

static bool is_set(const json_t *value)
{
    if (json_is_array(value))
        return json_array_size(value) > 0;
    if (json_is_string(value))
        return *json_string_value(value) != '\0';
    return json_is_object(value) || json_is_true(value);
}

static bool fill_in_scope(Filler *f, const json_t *scope, guint first, guint end, GError **error)
{
    f->scopes[f->scope_count++] = scope;
    bool ok = fill_range(f, first, end, error);
    f->scope_count--;
    return ok;
}

/* The parts first..end-1 as often as the section's value says. */
static bool fill_section(Filler *f, const Part *part, guint first, guint end, GError **error)
{
    const json_t *value = look_up(f, part->text);

    if (part->kind == PART_INVERTED)
        return is_set(value) || fill_range(f, first, end, error);
    if (!is_set(value))
        return true;
    if (!json_is_array(value))
        return fill_in_scope(f, value, first, end, error);
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (!fill_in_scope(f, json_array_get(value, i), first, end, error))
            return false;
    }
    return true;
}

static bool fill_range(Filler *f, guint first, guint end, GError **error)
{
    for (guint i = first; i < end; i++) {
        const Part *part = &g_array_index(f->from->parts, Part, i);
        bool ok = true;
        if (part->kind == PART_TEXT) {
            g_string_append(f->out, part->text);
        } else if (part->kind == PART_VALUE) {
            ok = fill_value(f, part, error);
        } else if (part->kind != PART_END) {
            ok = fill_section(f, part, i + 1, part->after - 1, error);
            i = part->after - 1;
        }
        if (!ok)
            return false;
        if (f->out->len > TEMPLATE_OUTPUT_MOST)
            return fail(error, ERR_INPUT, "%s:%d: the text grows over %d bytes", f->from->name,
                        part->line, TEMPLATE_OUTPUT_MOST);
    }
    return true;
}

char *template_fill(const Template *parsed, Escape escape, const json_t *values, GError **error)
{
    Filler filler = {.from = parsed,
                     .escape = escape,
                     .out = g_string_new(NULL),
                     .scopes = {values},
                     .scope_count = 1};
    bool ok = fill_range(&filler, 0, parsed->parts->len, error);

    return g_string_free(filler.out, !ok);
}
