/* excerpt.c: see excerpt.h. */
#include "digest/excerpt.h"

#include <string.h>

#include "base/text.h"
#include "lists/author.h"

enum {
    GREETINGS_MOST = 3, /* "Добрый день! Уважаемые коллеги!" */
    ADDRESS_BYTES = 160, /* of an address such as "Уважаемые учителя математики" */
    WRAPPED_CHARS = 60,
};

/* Words that a greeting is made of, folded. */
static const char *const GREETING_WORDS[] = {
    "здравствуйте", "добрый",  "добрая",  "доброе",     "доброго",   "день",      "вечер",
    "утро",         "дня",     "времени", "суток",      "уважаемые", "уважаемая", "уважаемый",
    "дорогие",      "дорогая", "дорогой", "коллеги",    "друзья",    "всем",      "привет",
    "приветствую",  "hello",   "dear",    "colleagues", "good",      "morning",   NULL,
};

static bool is_greeting_word(const char *word)
{
    g_autofree char *folded = text_fold(word);

    return g_strv_contains(GREETING_WORDS, folded);
}

/* "Уважаемые коллеги, учителя математики!": with these in front, all up to the mark is an address.
 */
static const char *const ADDRESS_WORDS[] = {
    "уважаемые", "уважаемая", "уважаемый", "дорогие", "дорогая", "дорогой", "dear", NULL,
};

static bool is_address(const char *phrase, char mark)
{
    g_autofree char *first = g_strndup(phrase, strcspn(phrase, " ,!.\t\n"));
    g_autofree char *folded = text_fold(first);

    return mark == '!' && strlen(phrase) <= ADDRESS_BYTES && g_strv_contains(ADDRESS_WORDS, folded);
}

/* The first word greets; the others greet too or are names ("Здравствуйте, Анна Петровна"). */
static bool is_greeting(const char *phrase)
{
    g_auto(GStrv) words = g_strsplit_set(phrase, " ,!.\t\n", -1);
    int seen = 0;

    for (guint i = 0; words[i]; i++) {
        if (!*words[i])
            continue;
        bool name = seen > 0 && g_unichar_isupper(g_utf8_get_char(words[i]));
        if (!name && !is_greeting_word(words[i]))
            return false;
        seen++;
    }
    return seen > 0;
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t\n");
}

static const char *skip_greetings(const char *text)
{
    const char *at = skip_blanks(text);

    for (int i = 0; i < GREETINGS_MOST; i++) {
        size_t length = strcspn(at, "!.?\n");
        g_autofree char *phrase = g_strndup(at, length);
        if (!at[length] || at[length] == '?' ||
            (!is_greeting(phrase) && !is_address(phrase, at[length])))
            break;
        at = skip_blanks(at + length + 1);
    }
    return *at ? at : text;
}

/* `at` is behind the mark of a sentence that ends there. */
static bool begins_sentence(const char *at)
{
    if (*at != ' ')
        return *at == '\0';
    gunichar next = g_utf8_get_char(at + 1);
    return !g_unichar_islower(next);
}

/* The dot behind "М", "п" or "им" ends no sentence: at least three letters or figures stand before
 * it. */
static bool ends_word(const char *line, const char *dot)
{
    int letters = 0;

    while (dot > line && letters < 3) {
        dot = g_utf8_prev_char(dot);
        gunichar c = g_utf8_get_char(dot);
        if (!g_unichar_isalnum(c) && !strchr(")\"", (int)MIN(c, 127)) && c != 0xBB)
            return false;
        letters++;
    }
    return letters == 3;
}

/* The bytes of the first `count` sentences. */
static size_t sentences_length(const char *line, int count)
{
    const char *at = line;

    for (; *at; at++) {
        bool ends = *at == '!' || *at == '?' || (*at == '.' && ends_word(line, at));
        if (ends && begins_sentence(at + 1) && --count == 0)
            return (size_t)(at + 1 - line);
    }
    return (size_t)(at - line);
}

/* At most `most` characters, cut between words where one is near. */
static char *cut_words(const char *line, size_t most)
{
    if ((size_t)g_utf8_strlen(line, -1) <= most)
        return g_strdup(line);
    g_autofree char *head = g_utf8_substring(line, 0, (glong)most);
    char *blank = strrchr(head, ' ');
    if (blank && blank > head + strlen(head) / 2)
        *blank = '\0';
    g_strchomp(head);
    return g_strconcat(head, "…", NULL);
}

/* Lines of others that an answer between them kept (base/own_text.h). */
static char *without_quoted_lines(const char *text)
{
    GString *out = g_string_new(NULL);

    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "\n") + (p[strcspn(p, "\n")] == '\n');
        if (*p != '>')
            g_string_append_len(out, p, (gssize)n);
        p += n;
    }
    return g_string_free(out, FALSE);
}

/* Behind what is no news: who wrote it, and the greeting, in either order. */
static const char *skip_to_gist(const char *text)
{
    return skip_greetings(author_line_skip(text));
}

/* What a reader wants of it, on one line. */
static char *gist(const char *text)
{
    g_autofree char *own = without_quoted_lines(text);

    return text_one_line(skip_to_gist(own));
}

/* A line so long was wrapped: the next one goes on with it. */
static bool is_wrapped(const char *line)
{
    return g_utf8_strlen(line, -1) >= WRAPPED_CHARS;
}

char **excerpt_paragraphs(const char *text, size_t most)
{
    g_autofree char *own = without_quoted_lines(text);
    g_auto(GStrv) lines = g_strsplit(skip_to_gist(own), "\n", -1);
    g_autoptr(GStrvBuilder) out = g_strv_builder_new();
    g_autoptr(GString) paragraph = g_string_new(NULL);

    for (size_t i = 0; lines[i] && most > 0; i++) {
        bool goes_on = is_wrapped(lines[i]) && lines[i + 1] && *g_strstrip(lines[i + 1]);
        g_string_append_printf(paragraph, "%s ", lines[i]);
        if (goes_on)
            continue;
        g_autofree char *line = text_one_line(paragraph->str);
        g_autofree char *cut = cut_words(line, most);
        size_t length = (size_t)g_utf8_strlen(line, -1);
        if (*cut)
            g_strv_builder_add(out, cut);
        most -= MIN(most, length);
        g_string_truncate(paragraph, 0);
    }
    return g_strv_builder_end(out);
}

char *excerpt(const char *text, size_t most)
{
    g_autofree char *line = gist(text);
    size_t two = sentences_length(line, 2);
    size_t one = sentences_length(line, 1);
    g_autofree char *both = g_strndup(line, two);

    if ((size_t)g_utf8_strlen(both, -1) <= most)
        return g_steal_pointer(&both);
    g_autofree char *first = g_strndup(line, one);
    return cut_words(first, most);
}

bool has_question(const char *text)
{
    g_autofree char *own = without_quoted_lines(text);

    for (const char *at = strchr(own, '?'); at; at = strchr(at + 1, '?')) {
        gunichar next = g_utf8_get_char(at + 1);
        if (next == 0 || g_unichar_isspace(next) ||
            (g_unichar_ispunct(next) && !strchr("&=%/#", (int)next)))
            return true;
    }
    return false;
}
