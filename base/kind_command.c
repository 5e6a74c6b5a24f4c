/* kind_command.c: kind_command() of letter.h: is the letter a command to the robot? By the words of
 * the context alone: what a command does, and for whom, is for others to say. */
#include <string.h>

#include "base/letter.h"
#include "base/text.h"

#define COMMAND_MOST   8  /* words of a line that are looked at: more than any command has */
#define COMMAND_BEHIND 2  /* words behind a command that is nothing but one */
#define COMMAND_BESIDE 60 /* bytes of own text beside a command in the subject */

/* "#" is any number, "@" any address. */
static bool fits_word(const char *wanted, const char *word)
{
    if (strcmp(wanted, "#") == 0)
        return *word && word[strspn(word, "0123456789")] == '\0';
    if (strcmp(wanted, "@") == 0)
        return strchr(word, '@') != NULL;
    return strcmp(wanted, word) == 0;
}

static bool fits(const char *form, char *const *words, guint count)
{
    g_auto(GStrv) wanted = g_strsplit(form, " ", -1);
    guint length = g_strv_length(wanted);
    bool same = count >= length && count <= length + COMMAND_BEHIND;

    for (guint i = 0; i < length && same; i++)
        same = fits_word(wanted[i], words[i]);
    return same;
}

/* The whole line is a command with at most two words behind it. */
static bool is_command(const ReadContext *context, const char *line)
{
    g_autofree char *folded = text_fold(line);
    g_auto(GStrv) words = g_strsplit(folded, " ", COMMAND_MOST);
    guint count = g_strv_length(words);

    for (guint i = 0; i < count; i++)
        if (!strchr(words[i], '@'))
            words[i][strcspn(words[i], ".,:;!?")] = '\0';
    for (size_t i = 0; count && *words[0] && context->command_words && context->command_words[i];
         i++)
        if (fits(context->command_words[i], words, count))
            return true;
    return false;
}

/* A command comes alone: "Списки жюри" above a letter of its own, or above a file, is a subject. */
char *kind_command(const Letter *letter)
{
    const Facts *facts = letter->facts;
    bool in_subject = *facts->subject_base != '\0';
    size_t beside = in_subject ? strlen(facts->new_text) : 0;

    if (facts->attachments->len || beside > COMMAND_BESIDE)
        return NULL;
    const char *text = in_subject ? facts->subject_base : facts->new_text;
    g_autofree char *line = g_strndup(text, strcspn(text, "\n"));

    return is_command(letter->context, line) ? kind_seen(in_subject ? "subject" : "text", line)
                                             : NULL;
}
