/* answer_refusal.c: what stands behind "НЕТ", for answer.h: a reason, its number, or something that
 * makes the opposite of it. */
#include <string.h>

#include "base/text.h"
#include "lists/answer.h"

#define THANKS_CHARS 30 /* of a line that is nothing but thanks */

/* Is this word there, as itself or with another ending? Not "не публикуйте". */
static bool has_stem(char **words, const char *stem)
{
    for (guint i = 0; words[i]; i++) {
        bool denied = i > 0 && g_str_equal(words[i - 1], "не") && strstr(stem, "публику");
        if (g_str_has_prefix(words[i], stem) && !denied)
            return true;
    }
    return false;
}

bool answer_turns_round(const char *behind)
{
    static const char *const STEMS[] = {"возраж",    "замечан",   "претензи",  "проблем",
                                        "вопросов",  "публикуй",  "опубликуй", "публикуем",
                                        "пропустит", "пропускай", "можно",     "objection",
                                        "problem",   "complaint", "publish",   "fine"};
    const char *mark = behind + strspn(behind, " \t*_");
    g_autofree char *line = g_strndup(behind, strcspn(behind, "\n"));
    g_autofree char *folded = text_fold(line);
    g_auto(GStrv) words = g_strsplit_set(folded, " ,.;:!?()\"-", -1);

    for (size_t i = 0; *mark != ':' && i < G_N_ELEMENTS(STEMS); i++)
        if (has_stem(words, STEMS[i]))
            return true;
    return false;
}

/* "НЕТ 3", "НЕТ: 3.": 0 when the reason is more than a number. */
static int64_t ready_number(const char *reason)
{
    size_t digits = strspn(reason, "0123456789");

    if (digits == 0 || digits > 2 || reason[digits + strspn(reason + digits, ".,;!) ")] != '\0')
        return 0;
    return g_ascii_strtoll(reason, NULL, 10);
}

size_t answer_closing_at(const char *text)
{
    static const char *const CLOSINGS[] = {"с уважением", "всего добр", "regards"};
    /* alone in their line: "Спасибо за письмо, но ..." goes on */
    static const char *const THANKS[] = {"спасибо", "заранее ", "благодарю", "хорошего дня",
                                         "thank"};

    for (const char *line = strchr(text, '\n'); line; line = strchr(line + 1, '\n')) {
        g_autofree char *own = g_strndup(line + 1, strcspn(line + 1, "\n"));
        g_autofree char *folded = text_fold(own);
        for (size_t i = 0; i < G_N_ELEMENTS(CLOSINGS); i++)
            if (g_str_has_prefix(folded, CLOSINGS[i]))
                return (size_t)(line - text);
        for (size_t i = 0; g_utf8_strlen(folded, -1) <= THANKS_CHARS && i < G_N_ELEMENTS(THANKS);
             i++)
            if (g_str_has_prefix(folded, THANKS[i]))
                return (size_t)(line - text);
    }
    return strlen(text);
}

void answer_take_reason(Answer *answer, const char *rest)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(rest));

    trimmed[answer_closing_at(trimmed)] = '\0';
    g_strchomp(trimmed);

    answer->ready = ready_number(trimmed);
    if (*trimmed && !answer->ready)
        answer->reason = text_cut(trimmed, ANSWER_REASON_BYTES);
}
