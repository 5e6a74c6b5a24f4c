/* answer.c: see answer.h. */
#include "lists/answer.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"

#define POLITE_BYTES 80 /* of words beside a yes */

/* The Latin ones of Russian are for mailto: links, where a Cyrillic letter takes six characters. */
typedef struct AnswerRow {
    const char *word; /* folded */
    AnswerWord means;
} AnswerRow;

static const AnswerRow WORDS[] = {
    {"да", ANSWER_YES},        {"yes", ANSWER_YES},       {"da", ANSWER_YES},
    {"всегда", ANSWER_ALWAYS}, {"always", ANSWER_ALWAYS}, {"vsegda", ANSWER_ALWAYS},
    {"нет", ANSWER_NO},        {"no", ANSWER_NO},         {"net", ANSWER_NO},
    {"спам", ANSWER_SPAM},     {"spam", ANSWER_SPAM},     {"правка", ANSWER_EDIT},
    {"edit", ANSWER_EDIT},     {"pravka", ANSWER_EDIT},
};

/* To a moderator's question alone. */
static const AnswerRow RULING_WORDS[] = {
    {"опубликовать", ANSWER_YES}, {"опубликуйте", ANSWER_YES}, {"публикуйте", ANSWER_YES},
    {"публиковать", ANSWER_YES},  {"публикуй", ANSWER_YES},    {"опубликуй", ANSWER_YES},
    {"публикуем", ANSWER_YES},    {"разрешаю", ANSWER_YES},    {"одобряю", ANSWER_YES},
    {"одобрить", ANSWER_YES},     {"одобрено", ANSWER_YES},    {"ок", ANSWER_YES},
    {"окей", ANSWER_YES},         {"ok", ANSWER_YES},          {"okay", ANSWER_YES},
    {"publish", ANSWER_YES},      {"approve", ANSWER_YES},     {"approved", ANSWER_YES},
    {"отклонить", ANSWER_NO},     {"отклоните", ANSWER_NO},    {"отклоняю", ANSWER_NO},
    {"отклонено", ANSWER_NO},     {"reject", ANSWER_NO},       {"rejected", ANSWER_NO},
    {"decline", ANSWER_NO},
};

/* Count only as the whole text. */
static const AnswerRow RULING_SIGNS[] = {
    {"+", ANSWER_YES}, {"++", ANSWER_YES}, {"+1", ANSWER_YES}, {"👍", ANSWER_YES}, {"👌", ANSWER_YES},
    {"✅", ANSWER_YES}, {"✔", ANSWER_YES},  {"-", ANSWER_NO},   {"−", ANSWER_NO},  {"–", ANSWER_NO},
    {"—", ANSWER_NO},  {"-1", ANSWER_NO},  {"👎", ANSWER_NO},   {"❌", ANSWER_NO},
};

/* What makes of a yes one for the author's next letters too. */
static const char *const ALWAYS[] = {"и дальше", "и далее", "always", "and always"};

static const char *skip_blanks(const char *text)
{
    while (*text && g_unichar_isspace(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return text;
}

/* Punctuation around the word: "«Да»." and "**ДА**" are still the word. */
static const char *skip_marks(const char *text)
{
    while (*text && *text != '\n') {
        gunichar c = g_utf8_get_char(text);
        if (!g_unichar_ispunct(c) && c != ' ' && c != '\t' && c != 0xa0)
            break;
        text = g_utf8_next_char(text);
    }
    return text;
}

#define LOOK_UP(rows, word) look_up(rows, G_N_ELEMENTS(rows), word)

static AnswerWord look_up(const AnswerRow *rows, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (g_str_equal(word, rows[i].word))
            return rows[i].means;
    return ANSWER_UNCLEAR;
}

static AnswerWord word_of(const char *begin, const char *end, bool ruling)
{
    g_autofree char *word = g_strndup(begin, (gsize)(end - begin));
    g_autofree char *folded = text_fold(word);
    AnswerWord means = LOOK_UP(WORDS, folded);

    return means == ANSWER_UNCLEAR && ruling ? LOOK_UP(RULING_WORDS, folded) : means;
}

AnswerWord answer_word_ruling(const char *begin, const char *end)
{
    return word_of(begin, end, true);
}

/* A sign without what colours it (Unicode Technical Standard 51: skins, variation selectors). */
static AnswerWord sign_of(const char *own_text)
{
    g_autofree char *folded = text_fold(own_text);
    GString *plain = g_string_new(NULL);

    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c != 0xFE0E && c != 0xFE0F && (c < 0x1F3FB || c > 0x1F3FF))
            g_string_append_unichar(plain, c);
    }
    g_autofree char *sign = g_string_free(plain, FALSE);
    return LOOK_UP(RULING_SIGNS, sign);
}

/* "Да, спасибо" is a yes; "Да, но не сейчас", "Да вы что", "Да, я передумала" are none. */
static bool takes_back(const char *rest)
{
    static const char *const BACK[] = {
        "но",    "не",    "нет",   "нельзя", "если", "только", "вы",    "ну",     "уж",    "ладно",
        "или",   "хотя",  "кроме", "лучше",  "пока", "потом",  "позже", "ничего", "как",   "какая",
        "какой", "какие", "какое", "зачем",  "but",  "not",    "no",    "if",     "later", NULL};
    static const char *const STEMS[] = {"передум",  "подум",  "остаюсь", "остаться",
                                        "остав",    "подожд", "отмен",   "отклон",
                                        "возможно", "наверн", "спам",    "cancel"};
    g_autofree char *line = g_strndup(rest, strcspn(rest, "\n"));
    g_autofree char *folded = text_fold(line);
    g_auto(GStrv) words = g_strsplit_set(folded, " ,.;:!?()-", -1);

    for (size_t i = 0; words[i]; i++) {
        if (g_strv_contains(BACK, words[i]))
            return true;
        for (size_t n = 0; n < G_N_ELEMENTS(STEMS); n++)
            if (g_str_has_prefix(words[i], STEMS[n]))
                return true;
    }
    return strlen(folded) > POLITE_BYTES;
}

/* Words that say the same as the yes before them. */
static const char *const CONFIRMS[] = {
    "да",          "разумеется",  "именно",   "точно",        "все",         "верно",
    "правильно",   "конечно",     "хорошо",   "отлично",      "согласна",    "согласен",
    "разрешаю",    "подтверждаю", "можно",    "опубликовать", "опубликуйте", "опубликуй",
    "публиковать", "публикуйте",  "публикуй", "публикуем",    "пожалуйста",  "спасибо",
    "большое",     "вам",         "yes",      "please",       "publish",     "thanks",
    "thank",       "you",         "correct",  "agree",        "i",           NULL};
/* The same where no letter of another is decided on. */
static const char *const CONFIRMS_OWN[] = {
    "это",       "я",          "мой",      "моя",      "мои",      "адрес",    "почта", "загрузите",
    "загрузить", "загружайте", "запишите", "записать", "замените", "заменить", NULL};
/* And where it concerns only who answers. */
static const char *const AGREES[] = {
    "так",      "давайте",  "прошу",      "хочу",      "хотела",    "хотел",       "бы",
    "очень",    "нужно",    "меня",       "нас",       "выйти",     "выход",       "выхожу",
    "отпишите", "отписать", "отписаться", "подпишите", "подписать", "подписаться", "вступить",
    "вступаю",  "сделайте", "do",         "it",        NULL};

/* Whether each of the words stands in one of the first `count` tables. */
static bool only_of(const char *text, size_t count)
{
    static const char *const *const TABLES[] = {CONFIRMS, CONFIRMS_OWN, AGREES};
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) words = g_strsplit_set(folded, " ,.;:!()-*_\"", -1);

    for (size_t i = 0; words[i]; i++) {
        bool known = !*words[i];
        for (size_t n = 0; n < count && !known; n++)
            known = g_strv_contains(TABLES[n], words[i]);
        if (!known)
            return false;
    }
    return true;
}

/* About a letter of another, all of the text counts: "Да, можно" may be taken back a line below. */
static bool only_confirms(const char *rest, bool ruling)
{
    size_t length = ruling ? answer_closing_at(rest) : strcspn(rest, "\n");
    g_autofree char *said = g_strndup(rest, length);

    return !strchr(said, '?') && only_of(said, ruling ? 1 : 2);
}

/* "Да, пожалуйста, ухожу в декрет": what stands next to the yes agrees, nothing takes it back. */
static bool is_polite(const char *rest)
{
    g_autofree char *next = g_strndup(rest, strcspn(rest, ",.;:!\n"));

    return only_of(next, 3) && !takes_back(rest);
}

/* "Публикуем?" asks, and decides nothing. */
static bool is_question(const char *rest)
{
    return memchr(rest, '?', strcspn(rest, "\n")) != NULL;
}

static bool says_always(const char *rest)
{
    g_autofree char *line = g_strndup(rest, strcspn(rest, "\n"));
    g_autofree char *folded = text_fold(line);
    size_t length = strlen(folded);

    while (length > 0 && strchr(".!*_ ", folded[length - 1]))
        folded[--length] = '\0';
    for (size_t i = 0; i < G_N_ELEMENTS(ALWAYS); i++)
        if (g_str_equal(folded, ALWAYS[i]))
            return true;
    return false;
}

const char *answer_skip_always(const char *rest, AnswerWord *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ALWAYS); i++) {
        const char *end = skip_marks(rest);
        for (size_t words = 1 + (strchr(ALWAYS[i], ' ') != NULL); words > 0; words--)
            end = text_word_end(skip_marks(end));
        g_autofree char *said = g_strndup(rest, (gsize)(end - rest));
        g_autofree char *folded = text_fold(skip_marks(said));
        if (g_str_equal(folded, ALWAYS[i])) {
            *word = ANSWER_ALWAYS;
            return end;
        }
    }
    return rest;
}

static bool has_quotation(const char *text)
{
    return *text == '>' || strstr(text, "\n>") != NULL;
}

/* "ПРАВКА: текст", "**ПРАВКА:**\nтекст", or the word alone above the text. */
static void take_text(Answer *answer, const char *rest)
{
    size_t blanks = strspn(rest, " \t*_");
    bool colon = rest[blanks] == ':';

    rest += blanks + colon;
    if (colon)
        rest += strspn(rest, "*_"); /* the end of bold type */
    else if (*rest && *rest != '\n')
        rest = "";
    g_autofree char *trimmed = g_strstrip(g_strdup(rest));
    if (!*trimmed || has_quotation(trimmed))
        answer->word = ANSWER_UNCLEAR;
    else
        answer->text = g_steal_pointer(&trimmed);
}

void answer_clear(Answer *answer)
{
    g_clear_pointer(&answer->reason, g_free);
    g_clear_pointer(&answer->text, g_free);
}

static Answer parse(const char *own_text, bool ruling)
{
    const char *first = skip_blanks(own_text);
    if (*first == '>') /* quoted words are not the author's */
        return (Answer){.word = ANSWER_UNCLEAR};
    const char *begin = skip_marks(first);
    const char *end = text_word_end(begin);
    const char *rest = skip_marks(end);
    bool alone = !*rest || *rest == '\n';
    Answer answer = {.word = word_of(begin, end, ruling)};

    if (answer.word == ANSWER_YES && is_question(end))
        answer.word = ANSWER_UNCLEAR;
    else if (answer.word == ANSWER_EDIT)
        take_text(&answer, end);
    else if (answer.word == ANSWER_NO && answer_turns_round(end))
        answer.word = ANSWER_UNCLEAR;
    else if (answer.word == ANSWER_NO)
        answer_take_reason(&answer, rest);
    else if (answer.word == ANSWER_YES && says_always(rest))
        answer.word = ANSWER_ALWAYS;
    else if (answer.word == ANSWER_YES && !alone && only_confirms(rest, ruling))
        answer.confirmed = true;
    else if (answer.word == ANSWER_YES && !alone)
        answer = (Answer){.word = ANSWER_UNCLEAR, .polite = is_polite(rest)};
    else if ((answer.word == ANSWER_SPAM || answer.word == ANSWER_ALWAYS) && !alone)
        answer.word = ANSWER_UNCLEAR;
    return answer;
}

Answer answer_parse(const char *own_text)
{
    return parse(own_text, false);
}

Answer answer_parse_ruling(const char *own_text)
{
    AnswerWord sign = sign_of(own_text);

    return sign == ANSWER_UNCLEAR ? parse(own_text, true) : (Answer){.word = sign};
}
