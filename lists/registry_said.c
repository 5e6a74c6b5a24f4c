/* registry_said.c: see registry_said.h. */
#include "lists/registry_said.h"

#include <string.h>

Said *said_new_list(Word word, va_list values)
{
    Said *said = g_new0(Said, 1);

    said->word = word;
    said->values = g_ptr_array_new_with_free_func(g_free);
    for (const char *value; (value = va_arg(values, const char *));)
        g_ptr_array_add(said->values, g_strdup(value));
    g_ptr_array_add(said->values, NULL);
    return said;
}

Said *said_new(Word word, ...)
{
    va_list values;

    va_start(values, word);
    Said *said = said_new_list(word, values);
    va_end(values);
    return said;
}

void said_free(Said *said)
{
    if (!said)
        return;
    g_ptr_array_unref(said->values);
    g_free(said);
}

char *said_text(const Said *said, const Words *words)
{
    return words_fill(words, said->word, (const char *const *)said->values->pdata);
}

int said_compare(const Said *one, const Said *other)
{
    if (one->word != other->word)
        return one->word < other->word ? -1 : 1;
    for (guint i = 0; i + 1 < MIN(one->values->len, other->values->len); i++) {
        int order = strcmp(g_ptr_array_index(one->values, i), g_ptr_array_index(other->values, i));
        if (order)
            return order;
    }
    return 0;
}
