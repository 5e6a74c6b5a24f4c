/* body_edit_json.c: what is to be edited, made, freed, and written for the reader child; see
 * body_edit.h. */
#include <jansson.h>
#include <stdlib.h>

#include "base/auto.h"
#include "base/body_edit.h"

BodyEdit *body_edit_new(void)
{
    BodyEdit *edit = g_new0(BodyEdit, 1);

    edit->off = g_ptr_array_new_with_free_func(g_free);
    return edit;
}

void body_edit_free(BodyEdit *edit)
{
    if (!edit)
        return;
    g_ptr_array_unref(edit->off);
    g_free(edit->lines);
    g_free(edit);
}

char *body_edit_to_json(const BodyEdit *edit)
{
    g_autoptr(json_t) off = json_array();
    g_autoptr(json_t) json = json_pack("{s:O, s:s?}", "off", off, "lines", edit->lines);

    for (guint i = 0; i < edit->off->len; i++)
        json_array_append_new(off, json_string(g_ptr_array_index(edit->off, i)));
    char *text = json_dumps(json, JSON_COMPACT), *copy = g_strdup(text);
    free(text);
    return copy;
}

BodyEdit *body_edit_from_json(const char *text, size_t length)
{
    g_autoptr(json_t) json = json_loadb(text, length, 0, NULL);
    g_autoptr(BodyEdit) edit = body_edit_new();
    const json_t *off = json_object_get(json, "off"), *lines = json_object_get(json, "lines");
    json_t *part;
    size_t i;

    if (!json_is_array(off) || !(json_is_null(lines) || json_is_string(lines)))
        return NULL;
    json_array_foreach(off, i, part)
    {
        if (!json_is_string(part))
            return NULL;
        g_ptr_array_add(edit->off, g_strdup(json_string_value(part)));
    }
    edit->lines = g_strdup(json_string_value(lines));
    return g_steal_pointer(&edit);
}
