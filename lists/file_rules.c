/* file_rules.c: see file_rules.h. */
#include "lists/file_rules.h"

#include "base/dangerous.h"

bool file_is_refused(const List *list, const Attachment *file)
{
    return file_is_among(list->files_refused, file);
}

bool file_stays(const List *list, const Attachment *file)
{
    return file_is_among(list->files_off, file) || file_is_refused(list, file);
}

bool file_waits(const List *list, const Attachment *file)
{
    return file_is_among(list->files_held, file) || (file->sealed && file_stays(list, file));
}

bool file_any(const List *list, const Facts *facts, FileRule *rule)
{
    for (guint i = 0; i < facts->attachments->len; i++)
        if (rule(list, g_ptr_array_index(facts->attachments, i)))
            return true;
    return false;
}

char *file_names(const List *list, const Facts *facts, FileRule *rule)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < facts->attachments->len; i++) {
        const Attachment *file = g_ptr_array_index(facts->attachments, i);
        if (rule(list, file))
            g_string_append_printf(names, "%s%s", names->len ? ", " : "",
                                   file->name ? file->name : file->type);
    }
    return g_string_free(names, FALSE);
}
