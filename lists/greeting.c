/* greeting.c: see greeting.h. */
#include "lists/greeting.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"

#define GREETING_BYTES 64  /* that are looked at: greetings may stand in a row without end */
#define HELLO_BYTES    100 /* without a comma */

/* Folded beginnings of a line that says hello. */
static const char *const GREETINGS[] = {
    "здравствуйте", "добрый день", "доброе утро", "добрый вечер", "привет",  "уважаем",
    "дорог",        "коллеги",     "друзья",      "робот",        "вестник", "hello",
    "hi ",          "hi,",         "hi!",         "good morning", "dear "};

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

/* Behind a comma the hello goes on with who is greeted, "Мария Ивановна", or with another hello;
 * anything else is what the letter says: "Здравствуйте, отпишите меня". */
static bool goes_on(const char *text)
{
    return g_unichar_isupper(g_utf8_get_char(text)) || begins_with_greeting(text);
}

/* NULL: too long for a hello: "Коллеги прошу прислать ..." */
static const char *behind_hello(const char *text)
{
    for (;;) {
        size_t length = strcspn(text, "!.,\n");
        if (length > HELLO_BYTES)
            return NULL;
        text += length;
        if (*text != ',')
            return text + strspn(text, "!.");
        text += 1 + strspn(text + 1, " \t");
        if (!goes_on(text))
            return text;
    }
}

const char *greeting_skip(const char *text)
{
    for (;;) {
        text += strspn(text, " \t\n");
        const char *behind = begins_with_greeting(text) ? behind_hello(text) : NULL;
        if (!behind)
            return text;
        text = behind;
    }
}
