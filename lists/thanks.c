/* thanks.c: see thanks.h. Each line holds a word that thanks, and none that says more: "помощь" is
 * a command, "спасибо за помощь" is not. */
#include "lists/thanks.h"

#include <string.h>

#include "base/text.h"
#include "lists/person_name.h"

static const char *const THANKS[] = {"спасибо",    "благодарю", "понятно", "принято",
                                     "получилось", "thanks",    "thank",   NULL};
static const char *const BESIDE[] = {
    "большое",     "огромное",    "вам",         "вас",       "всем",     "за",        "ответ",
    "письмо",      "все",         "помощь",      "теперь",    "уже",      "это",       "я",
    "заранее",     "нашла",       "нашел",       "нашли",     "получила", "получил",   "поняла",
    "понял",       "разобралась", "разобрался",  "пришло",    "хорошо",   "отлично",   "очень",
    "помогло",     "помогли",     "оперативный", "быстрый",   "хорошего", "доброго",   "дня",
    "вечера",      "сама",        "сам",         "открылось", "открылся", "открылась", "работает",
    "буду",        "знать",       "посмотрю",    "файл",      "ок",       "удобно",    "с",
    "наступающим", "новым",       "годом",       "уважением", "you",      "very",      "much",
    "many",        "for",         "the",         "answer",    "found",    "it",        "i",
    "got",         NULL};

static bool line_thanks(const char *line)
{
    g_autofree char *folded = text_fold(line);
    g_auto(GStrv) words = g_strsplit_set(folded, " \t.,!:)", -1);
    bool thanks = false;

    for (size_t i = 0; words[i]; i++) {
        bool thanking = g_strv_contains(THANKS, words[i]);
        if (*words[i] && !thanking && !g_strv_contains(BESIDE, words[i]))
            return false;
        thanks |= thanking;
    }
    return thanks;
}

/* "С уважением, Петров П. С.", or the name in the next line. */
static bool line_closes(const char *line, const char *author)
{
    static const char CLOSING[] = "с уважением";
    g_autofree char *folded = text_fold(line);

    if (!g_str_has_prefix(folded, CLOSING))
        return false;
    const char *rest = folded + strlen(CLOSING);
    rest += strspn(rest, " ,.!");
    return !*rest || (author && person_name_score(author, rest) > 0);
}

bool thanks_alone(const char *text, const char *author)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    bool thanked = false;

    for (size_t i = 0; lines[i]; i++) {
        bool closes = thanked && ((author && person_name_score(author, lines[i]) > 0) ||
                                  line_closes(g_strstrip(lines[i]), author));
        if (!*g_strstrip(lines[i]) || closes)
            continue;
        if (!line_thanks(lines[i]))
            return false;
        thanked = true;
    }
    return thanked;
}
