/* command_lone.c: see command_table.h: a letter that is a command and nothing else, whatever its
 * subject says and wherever it was sent. */
#include <string.h>

#include "base/text.h"
#include "gateway/command_list.h"
#include "gateway/command_table.h"
#include "lists/greeting.h"

#define LONE_WORDS  5  /* in the line of the command */
#define LONE_BESIDE 40 /* bytes of own text beside it */
#define LONE_AROUND                                                                                \
    100                   /* bytes of own text around it, greetings too: they hide whole sentences \
                           */
#define LONE_BYTES   4000 /* of own text that is looked through for what stands beside it */
#define MAYBE_BESIDE 600 /* bytes of own text below a subject that is nothing but "отписаться" */

/* One Latin word. */
static bool may_name_list(const char *text)
{
    return g_str_is_ascii(text) && !strchr(text, ' ');
}

/* A line in ordinary words that nobody writes to colleagues, to its last word. In an answer to them
 * "Вычеркните меня из списка" may be about another list than ours. */
static LoneCommand lone_wish(const char *line, bool answers)
{
    g_autoptr(SpokenCommand) spoken = command_spoken(commands_table(), line);

    if (!spoken || !(spoken->wish->rules & WISH_NO_POST))
        return LONE_NONE;
    if (*spoken->argument && !command_means_all(spoken->argument))
        return may_name_list(spoken->argument) ? LONE_MAYBE : LONE_NONE;
    return answers && (spoken->wish->rules & WISH_UNSURE) ? LONE_MAYBE : LONE_MEMBERSHIP;
}

/* "Отпишите меня, пожалуйста, от этой рассылки. Спасибо!": joins or leaves, and the rest is
 * politeness. */
static bool only_asks(const char *line)
{
    CommandMatch match = command_match(commands_table(), line);

    if (!match.command || !match.command->is_membership || match.is_near)
        return lone_wish(line, true) == LONE_MEMBERSHIP;
    g_autofree char *rest = command_plain_name(match.argument);
    return !*rest;
}

/* Bytes of `text` without the line `line` wherever it stands, requests of that kind, greetings and
 * blanks; counted until they are too many. */
static size_t bytes_beside(const char *text, const char *line)
{
    size_t beside = strlen(text) > LONE_BYTES ? LONE_BESIDE + 1 : 0;
    g_autofree char *wanted = text_fold(line);

    for (text = greeting_skip(text); *text && beside <= LONE_BESIDE; text = greeting_skip(text)) {
        size_t length = strcspn(text, "\n");
        g_autofree char *other = g_strndup(text, length);
        g_autofree char *folded = text_fold(other);
        if (!g_str_equal(folded, wanted) && !only_asks(other))
            beside += length;
        text += length;
    }
    return beside;
}

static bool is_short(const char *line)
{
    g_autofree char *folded = text_fold(line);
    g_auto(GStrv) words = g_strsplit(folded, " ", LONE_WORDS + 1);

    return g_strv_length(words) <= LONE_WORDS;
}

static char *first_line(const Facts *facts)
{
    const char *own = commands_begin(commands_table(), facts->new_text);

    return g_strndup(own, strcspn(own, "\n"));
}

/* "Отпишите мне, когда получите", "Отпишите, кто сможет": it is colleagues who shall write. */
static bool is_of_writing(const char *argument)
{
    static const char *const WORDS[] = {"мне", "нам", "кто", "когда", "если", NULL};
    g_autofree char *folded = text_fold(argument);
    g_auto(GStrv) words = g_strsplit_set(folded, " ,:.!", -1);
    size_t first = 0;

    while (words[first] && (!*words[first] || g_str_equal(words[first], "пожалуйста")))
        first++;
    return words[first] && g_strv_contains(WORDS, words[first]);
}

/* A slip in "отписаться" makes it no post. */
static LoneCommand alone(const char *line)
{
    CommandMatch match = command_match(commands_table(), line);

    if (match.command && *match.argument && is_of_writing(match.argument))
        return LONE_NONE;
    if (!match.command || (match.is_near && !match.command->is_membership))
        return LONE_NONE;
    return match.command->is_membership ? LONE_MEMBERSHIP : LONE_OTHER;
}

/* --- a letter that went to colleagues ---------------------------------------------------------
 */

static LoneCommand wish_alone(const Facts *facts, const char *line)
{
    LoneCommand lone = lone_wish(line, facts->in_reply_to != NULL);

    if (strlen(facts->new_text) > strlen(line) + LONE_AROUND)
        return LONE_NONE; /* "Коллеги, ..." is a greeting to its full stop */
    return lone && bytes_beside(facts->new_text, line) <= LONE_BESIDE ? lone : LONE_NONE;
}

/* A command as the table has it, and not a word beside. What names something ("найти дроби") may be
 * a question to colleagues. */
static LoneCommand exact(const Facts *facts, const char *line)
{
    CommandMatch match = command_match(commands_table(), line);

    if (!match.command || match.is_near || !is_short(line) ||
        strlen(facts->new_text) > strlen(line) + LONE_AROUND || bytes_beside(facts->new_text, line))
        return LONE_NONE;
    g_autofree char *rest = command_plain_name(match.argument);
    return *rest ? LONE_MAYBE : LONE_EXACT;
}

/* The answer to one's own post has its subject: there a text that takes it back is enough. */
static LoneCommand exact_alone(const Facts *facts, const char *first)
{
    const char *subject = facts->subject_base;
    bool answers = facts->in_reply_to != NULL;
    CommandMatch match = command_match(commands_table(), first);

    if (match.command && match.command->of_own_post)
        return exact(facts, first);
    g_autofree char *text = text_fold(facts->new_text);
    g_autofree char *folded = text_fold(subject);
    if (answers || (*subject && *text && !g_str_equal(text, folded)))
        return LONE_NONE;
    return exact(facts, *subject ? subject : first);
}

/* "Исключите меня" may be about a jury; not beside why somebody wants no letters. */
static bool tells_why(const char *text)
{
    static const char *const REASONS[] = {
        "уволил",        "увольнен",     "пенси",         "декрет",       "не работа",
        "не учител",     "не педагог",   "не преподаю",   "не веду",      "сменила работ",
        "сменил работ",  "сменила школ", "сменил школ",   "ушла из школ", "ушел из школ",
        "другую школ",   "другую работ", "не подписывал", "это не нужно", "из объединен",
        "не участвую в", "не состою",    "не интересн",   "неинтересн",   "эти письма",
        "не учу",        "закрыли школ", "не читаю",
    };
    g_autofree char *folded = text_fold(text);

    for (size_t i = 0; i < G_N_ELEMENTS(REASONS); i++)
        if (strstr(folded, REASONS[i]))
            return true;
    return false;
}

/* "Я вышла на пенсию, отпишите меня от рассылки." */
static bool is_within(const char *text)
{
    if (strlen(text) > MAYBE_BESIDE)
        return false;
    g_autoptr(SpokenCommand) spoken = command_spoken_within(commands_table(), text);
    return (spoken && (spoken->wish->rules & (WISH_NO_POST | WISH_UNSURE)) == WISH_NO_POST) ||
           command_spoken_by_clause(commands_table(), text, WISH_NO_POST) ||
           (tells_why(text) &&
            command_spoken_by_clause(commands_table(), text, WISH_NO_POST | WISH_UNSURE));
}

static LoneCommand maybe_alone(const Facts *facts)
{
    bool by_subject = !facts->in_reply_to && only_asks(facts->subject_base) &&
                      strlen(facts->new_text) <= MAYBE_BESIDE;

    return by_subject || is_within(facts->new_text) ? LONE_MAYBE : LONE_NONE;
}

LoneCommand command_alone(const Facts *facts)
{
    g_autofree char *first = first_line(facts);
    const char *const lines[] = {facts->subject_base, first};
    LoneCommand lone = LONE_NONE;

    if (facts->attachments->len)
        return LONE_NONE;
    for (size_t i = 0; i < G_N_ELEMENTS(lines) && !lone; i++)
        lone = wish_alone(facts, lines[i]);
    lone = lone ? lone : exact_alone(facts, first);
    for (size_t i = 0; i < G_N_ELEMENTS(lines) && lone != LONE_MEMBERSHIP; i++) {
        LoneCommand other = is_short(lines[i]) ? alone(lines[i]) : LONE_NONE;
        bool counts = other == LONE_MEMBERSHIP || (other != LONE_NONE && !lone);
        if (counts && bytes_beside(facts->new_text, lines[i]) <= LONE_BESIDE)
            lone = other;
    }
    return lone && lone != LONE_OTHER ? lone : maybe_alone(facts) ? LONE_MAYBE : lone;
}

static bool begins(const char *line, bool membership)
{
    g_autoptr(SpokenCommand) spoken = command_spoken(commands_table(), line);

    return (spoken && (!membership || spoken->command->is_membership)) ||
           command_match(commands_table(), line).command;
}

bool command_begins(const Facts *facts)
{
    g_autofree char *first = first_line(facts);

    return begins(facts->subject_base, false) || begins(first, false);
}

bool command_may_repeat(const Facts *facts)
{
    g_autofree char *first = first_line(facts);

    return begins(facts->subject_base, true) || begins(first, true);
}

/* Of a command in the subject, what people write beside it; a machine has more to say. */
static bool stands_alone(const Facts *facts)
{
    bool in_subject = command_match(commands_table(), facts->subject_base).command != NULL;

    return !facts->attachments->len &&
           (!in_subject || bytes_beside(facts->new_text, facts->subject_base) <= LONE_BESIDE);
}

bool command_only_reads(const Facts *facts, const Settings *settings)
{
    if (!stands_alone(facts))
        return false;
    g_autoptr(Commands) commands = commands_of(facts, NULL, settings);

    for (guint i = 0; i < commands->written->len; i++) {
        const WrittenCommand *written = g_ptr_array_index(commands->written, i);
        if (!written->command->only_reads)
            return false;
    }
    return commands->outcome == COMMANDS_FOUND;
}
