/* greeting.c: see greeting.h. */
#include "lists/greeting.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"

#define GREETING_BYTES 64 /* that are looked at: greetings may stand in a row without end */

/* Folded beginnings of a line that says hello. */
static const char *const GREETINGS[] = {
    "здравствуйте", "добрый день",  "доброе утро", "добрый вечер", "привет",
    "уважаем",      "коллеги",      "hello",       "hi ",          "hi,",
    "hi!",          "good morning", "dear "};

static bool begins_with_greeting(const char *text)
{
    g_autofree char *begin = g_strndup(text, strnlen(text, GREETING_BYTES));
    g_autofree char *line = g_strndup(begin, strcspn(begin, "\n"));
    g_autofree char *folded = text_fold(line);

    for (size_t i = 0; i < G_N_ELEMENTS(GREETINGS); i++) {
        if (g_str_has_prefix(folded, GREETINGS[i]))
            return true;
    }
    return false;
}

const char *greeting_skip(const char *text)
{
    for (;;) {
        text += strspn(text, " \t\n");
        if (!begins_with_greeting(text))
            return text;
        text += strcspn(text, "!.\n");
        text += strspn(text, "!.");
    }
}
