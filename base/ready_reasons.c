/* ready_reasons.c: see ready_reasons.h. */
#include "base/ready_reasons.h"

#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

#define REASON_BYTES 400
#define MOST         20

static void reason_free(ReadyReason *reason)
{
    g_free(reason->text);
    g_free(reason);
}

const char *ready_reason(const GPtrArray *reasons, int64_t number)
{
    for (guint i = 0; i < reasons->len; i++) {
        const ReadyReason *reason = g_ptr_array_index(reasons, i);
        if (reason->number == number)
            return reason->text;
    }
    return NULL;
}

static bool read_line(GPtrArray *reasons, const char *line, GError **error)
{
    char *colon = NULL;
    int64_t number = g_ascii_strtoll(line, &colon, 10);
    g_autofree char *text = *colon == ':' ? text_one_line(colon + 1) : NULL;

    if (number < 1 || number > 99 || !text || !*text || strlen(text) > REASON_BYTES)
        return fail(error, ERR_INPUT, "a reason is a number from 1 to 99, a colon and its text");
    if (ready_reason(reasons, number) || reasons->len == MOST)
        return fail(error, ERR_INPUT, "the number stands above already, or there are more than %d",
                    MOST);
    ReadyReason *reason = g_new0(ReadyReason, 1);
    reason->number = number;
    reason->text = g_steal_pointer(&text);
    g_ptr_array_add(reasons, reason);
    return true;
}

GPtrArray *ready_reasons_open(const char *folder, const char *language, GError **error)
{
    g_autoptr(GPtrArray) reasons = g_ptr_array_new_with_free_func((GDestroyNotify)reason_free);
    g_autofree char *file = g_build_filename(folder, language, "reasons", NULL);
    g_autofree char *source = NULL;
    g_autoptr(GError) why = NULL;

    if (!g_file_get_contents(file, &source, NULL, &why)) {
        if (g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT))
            return g_steal_pointer(&reasons);
        g_propagate_error(error, g_steal_pointer(&why));
        return NULL;
    }
    if (!g_utf8_validate(source, -1, NULL)) {
        fail(error, ERR_INPUT, "%s: not a text in UTF-8", file);
        return NULL;
    }
    g_auto(GStrv) lines = g_strsplit(source, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        if (!*lines[i] || *lines[i] == '#' || read_line(reasons, lines[i], error))
            continue;
        g_prefix_error(error, "%s:%u: ", file, i + 1);
        return NULL;
    }
    return g_steal_pointer(&reasons);
}
