/* command_clauses.c: command_spoken() of command.h and its like: which sentence or clause of what
 * people write is a wish. */
#include <string.h>

#include "base/spoken_date.h"
#include "base/text.h"
#include "lists/command.h"
#include "lists/command_parts.h"
#include "lists/greeting.h"

#define WITHIN_BYTES 1200 /* of a text in which a wish is looked for */
#define CLAUSES      6    /* of a line that are tried alone */

/* Behind the next of `marks` that has a blank or nothing behind it; the end of the text. */
static const char *clause_end(const char *text, const char *marks)
{
    for (const char *p = text; *p; p++)
        if (*p == '\n' || (strchr(marks, *p) && (!p[1] || strchr(" \n!?.", p[1]))))
            return p + 1;
    return text + strlen(text);
}

/* "Удалите меня из рассылки, у меня нет времени": the first clauses alone are enough. */
static SpokenCommand *speak_first(const CommandTable *table, const char *line)
{
    const char *end = line;

    for (int i = 0; i < CLAUSES && *end; i++) {
        end = clause_end(end, ",.!?;:");
        g_autofree char *first = g_strndup(line, (gsize)(end - line));
        g_autoptr(SpokenCommand) spoken = *end ? command_speak(table, first) : NULL;
        if (spoken && spoken->is_whole && !(spoken->wish->rules & WISH_ALONE))
            return g_steal_pointer(&spoken);
    }
    return NULL;
}

/* "Уберите меня из рассылки, ухожу в декрет" says two things, and the first of them whole: then the
 * rest of the sentence is no day of a vacation. */
static bool means_first(const SpokenCommand *whole, const SpokenCommand *first)
{
    SpokenPeriod period;

    if (first->command == whole->command || !(first->wish->rules & WISH_NO_POST))
        return false;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc(); /* whether there is a day, not which */
    return !spoken_period(whole->argument, 0, utc, &period);
}

SpokenCommand *command_spoken(const CommandTable *table, const char *line)
{
    g_autoptr(SpokenCommand) whole = command_speak(table, line);

    if (whole && whole->is_whole)
        return g_steal_pointer(&whole);
    SpokenCommand *first = strlen(line) <= WITHIN_BYTES ? speak_first(table, line) : NULL;
    if (!whole || !first)
        return first ? first : g_steal_pointer(&whole);
    if (means_first(whole, first))
        return first;
    whole->is_whole = first->command == whole->command;
    spoken_command_free(first);
    return g_steal_pointer(&whole);
}

SpokenCommand *command_spoken_within(const CommandTable *table, const char *text)
{
    if (strlen(text) > WITHIN_BYTES)
        return NULL;
    for (const char *end = text; *text; text = end) {
        end = clause_end(text, ".!?;");
        g_autofree char *sentence = g_strndup(text, (gsize)(end - text));
        g_autoptr(SpokenCommand) spoken =
            *g_strstrip(sentence) ? command_speak(table, sentence) : NULL;
        if (spoken && spoken->is_whole && !(spoken->wish->rules & WISH_ALONE))
            return g_steal_pointer(&spoken);
    }
    return NULL;
}

/* Where a clause ends without a mark. */
static const char *const JOINTS[] = {" и ",         " в связи ",  " так как ",    " потому ",
                                     " поскольку ", " из-за ",    " по причине ", " ввиду ",
                                     " по состоя",  " на время ", " — ",          " – ",
                                     " - ",         " прошу ",    " просим ",     " просьба "};

static char *cut_at_joint(const char *clause, const char **rest)
{
    const char *first = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(JOINTS); i++) {
        const char *at = strstr(clause, JOINTS[i]);
        if (at && (!first || at < first))
            first = at;
    }
    *rest = first ? first + strcspn(first + 1, " ") + 1 : NULL;
    return first ? g_strndup(clause, (gsize)(first - clause)) : g_strdup(clause);
}

static bool clause_says(const CommandTable *table, const char *clause, unsigned rules)
{
    static const char *const REPORTED[] = {"как ", "чтобы ", "что "};

    for (size_t i = 0; i < G_N_ELEMENTS(REPORTED); i++)
        if (g_str_has_prefix(clause, REPORTED[i]))
            return false; /* "Многие спрашивают, как отписаться" */
    for (const char *rest = clause; rest;) {
        g_autofree char *part = cut_at_joint(rest, &rest);
        g_autoptr(SpokenCommand) spoken = *g_strstrip(part) ? command_speak(table, part) : NULL;
        if (spoken && spoken->is_whole && (spoken->wish->rules & ~(unsigned)WISH_ALONE) == rules)
            return true;
    }
    return false;
}

/* "Исключите меня, пожалуйста, из списка" is one clause. */
static char *without_pleas(const char *text)
{
    static const char *const PLEAS[] = {", пожалуйста,", ", плиз,", ", прошу,", ", please,"};
    char *plain = g_strdup(text);

    for (size_t i = 0; i < G_N_ELEMENTS(PLEAS); i++) {
        g_auto(GStrv) parts = g_strsplit(plain, PLEAS[i], -1);
        g_free(plain);
        plain = g_strjoinv("", parts);
    }
    return plain;
}

static bool any_clause_says(const CommandTable *table, const char *text, unsigned rules)
{
    for (const char *end = text; *text; text = end) {
        end = clause_end(text, ",.!?;:");
        g_autofree char *cut = g_strndup(text, (gsize)(end - text));
        g_autofree char *clause = text_fold(cut);
        if (clause_says(table, clause, rules))
            return true;
    }
    return false;
}

bool command_spoken_by_clause(const CommandTable *table, const char *text, unsigned rules)
{
    if (strlen(text) > WITHIN_BYTES)
        return false;
    g_autofree char *plain = without_pleas(text);
    return any_clause_says(table, text, rules) || any_clause_says(table, plain, rules);
}

const char *commands_begin(const CommandTable *table, const char *text)
{
    const char *begin = greeting_skip(text);
    g_autofree char *greeting = g_strndup(text, (gsize)(begin - text));
    const char *comma = strchr(greeting, ',');

    if (!comma)
        return begin;
    const char *rest = text + (comma + 1 - greeting);
    g_autoptr(SpokenCommand) spoken = command_spoken(table, comma + 1);
    CommandMatch match = command_match(table, comma + 1);
    return spoken || (match.command && !match.is_near) ? rest + strspn(rest, " ") : begin;
}
