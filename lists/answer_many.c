/* answer_many.c: see answer_many.h. */
#include "lists/answer_many.h"

#include <string.h>

#include "base/text.h"

#define LINE_BYTES 200 /* of a line that is quoted as not understood */
#define NAME_WORDS 4

/* What is known of the whole letter while its lines are read. */
typedef struct Reading {
    AnswerMany *many;
    Answer all;      /* "все да" */
    char *all_line;  /* NULL: not said */
    bool *twice;     /* `count`: numbers with two answers */
    Answer *current; /* a refusal whose reason may go on; NULL none; borrowed */
    char *line;      /* in hand */
} Reading;

/* "1, 3 и 4 да": whom a word is for. */
typedef struct Head {
    int64_t *numbers; /* `count` of many */
    int64_t found;
    bool all;
    AnswerWord word;
} Head;

void answer_many_free(AnswerMany *many)
{
    if (!many)
        return;
    for (int64_t i = 0; i < many->count; i++)
        answer_clear(&many->answers[i]);
    g_free(many->answers);
    g_ptr_array_unref(many->unclear);
    g_free(many);
}

static const char *skip_marks(const char *p)
{
    for (; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isspace(c) && !g_unichar_ispunct(c) && c != 0x2116) /* № */
            break;
    }
    return p;
}

static bool word_is(const char *begin, const char *end, const char *const *words)
{
    g_autofree char *word = g_strndup(begin, (gsize)(end - begin));
    g_autofree char *folded = text_fold(word);

    return g_strv_contains(words, folded);
}

/* Behind "1, 3 и 4": NULL when a number is none of the questions. */
static const char *take_numbers(const char *p, int64_t count, Head *head)
{
    static const char *const AND[] = {"и", "and", NULL};

    for (;;) {
        size_t digits = strspn(p, "0123456789");
        int64_t number = digits && digits <= 4 ? g_ascii_strtoll(p, NULL, 10) : 0;
        if (number < 1 || number > count || head->found == count)
            return NULL;
        for (int64_t i = 0; i < head->found; i++)
            if (head->numbers[i] == number)
                return NULL; /* "нет 3, 3 да": the first is a ready reason */
        head->numbers[head->found++] = number;
        p += digits;
        const char *next = p + strspn(p, " \t,;");
        const char *end = text_word_end(next);
        bool joined = memchr(p, ',', (size_t)(next - p)) || memchr(p, ';', (size_t)(next - p));
        if (end > next && word_is(next, end, AND)) {
            next = end + strspn(end, " \t");
            joined = true;
        }
        if (!g_ascii_isdigit(*next) || !joined)
            return p;
        p = next;
    }
}

/* "2 нет", "1, 3: да", "все да": behind the word; NULL: that is not what stands here. */
static const char *take_head(const char *p, int64_t count, Head *head)
{
    static const char *const ALL[] = {"все", "всё", "всем", "all", NULL};
    const char *end = text_word_end(p);

    head->found = 0;
    head->all = end > p && word_is(p, end, ALL);
    if (!head->all)
        end = take_numbers(p, count, head);
    if (!end)
        return NULL;
    const char *plus = end + strspn(end, " \t:-");
    if (*plus == '+' && !g_unichar_isalnum(g_utf8_get_char(plus + 1))) {
        head->word = ANSWER_YES;
        return plus + 1;
    }
    const char *word = skip_marks(end);
    if (word == end)
        return NULL;
    end = text_word_end(word);
    head->word = answer_word_ruling(word, end);
    return head->word != ANSWER_UNCLEAR && head->word != ANSWER_EDIT ? end : NULL;
}

/* "5 да" where there are three questions: a slip, and no part of a reason. */
static bool is_foreign_head(const char *p)
{
    const char *behind = p + strspn(p, "0123456789"), *word = skip_marks(behind);
    AnswerWord said = answer_word_ruling(word, text_word_end(word));

    return word > behind && (said == ANSWER_YES || said == ANSWER_NO || said == ANSWER_SPAM);
}

/* Where the next "3 да" begins behind a reason; the end of the line when none does. */
static const char *next_head(const char *p, int64_t count, Head *scratch)
{
    bool begins = false;

    for (; *p; p = g_utf8_next_char(p)) {
        if (begins && g_ascii_isdigit(*p) && (take_head(p, count, scratch) || is_foreign_head(p)))
            return p;
        begins = !g_unichar_isalnum(g_utf8_get_char(p));
    }
    return p;
}

static void copy_answer(Answer *to, const Answer *from)
{
    *to = *from;
    to->reason = g_strdup(from->reason);
    to->text = NULL;
}

static bool same_answer(const Answer *a, const Answer *b)
{
    return a->word == b->word && a->ready == b->ready && g_strcmp0(a->reason, b->reason) == 0;
}

/* False: "все" for the second time. */
static bool take(Reading *reading, const Head *head, const Answer *answer)
{
    AnswerMany *many = reading->many;

    if (head->all) {
        if (reading->all_line)
            return false;
        copy_answer(&reading->all, answer);
        reading->all_line = g_strdup(reading->line);
        reading->current = &reading->all;
    }
    for (int64_t i = 0; i < head->found; i++) {
        int64_t at = head->numbers[i] - 1;
        Answer *slot = &many->answers[at];
        if (slot->word != ANSWER_UNCLEAR && !same_answer(slot, answer))
            reading->twice[at] = true;
        answer_clear(slot);
        copy_answer(slot, answer);
        reading->current = head->found == 1 ? slot : NULL;
    }
    return true;
}

/* All of the line, or nothing of it. */
static bool read_line(Reading *reading, bool dry)
{
    int64_t count = reading->many->count;
    g_autofree int64_t *numbers = g_new0(int64_t, count);
    g_autofree int64_t *others = g_new0(int64_t, count);
    Head head = {.numbers = numbers}, scratch = {.numbers = others};
    const char *p = skip_marks(reading->line);

    while (*p) {
        const char *end = take_head(p, count, &head);
        if (!end)
            return false;
        g_auto(Answer) answer = {.word = head.word};
        if (head.word == ANSWER_NO) {
            p = next_head(end, count, &scratch);
            g_autofree char *rest = g_strndup(end, (gsize)(p - end));
            if (answer_turns_round(rest))
                return false;
            answer_take_reason(&answer, skip_marks(rest));
        } else {
            p = head.word == ANSWER_YES ? answer_skip_always(end, &answer.word) : end;
            p = skip_marks(p);
        }
        if (!dry && !take(reading, &head, &answer))
            return false;
        if (!dry && head.word != ANSWER_NO)
            reading->current = NULL;
    }
    return true;
}

/* "Спасибо!", a name below the answer: nothing that could be meant for a decision. */
static bool says_nothing(const char *line)
{
    static const char *const POLITE[] = {"спасибо", "большое",    "благодарю", "вам",    "всем",
                                         "заранее", "пожалуйста", "коллеги",   "thanks", "thank",
                                         "you",     "с",          "уважением", NULL};
    bool polite = true, name = true;
    int words = 0;

    for (const char *p = skip_marks(line); *p; p = skip_marks(p)) {
        const char *end = text_word_end(p);
        if (end == p)
            return false; /* a number */
        polite &= word_is(p, end, POLITE);
        name &=
            g_unichar_isupper(g_utf8_get_char(p)) && answer_word_ruling(p, end) == ANSWER_UNCLEAR;
        words++;
        p = end;
    }
    return polite || (name && words <= NAME_WORDS);
}

/* A line below a reason that does not begin with a number belongs to it. */
static bool goes_on(Reading *reading)
{
    Answer *answer = reading->current;

    if (!answer || !answer->reason || g_ascii_isdigit(*skip_marks(reading->line)))
        return false;
    g_autofree char *whole = g_strconcat(answer->reason, " ", reading->line, NULL);
    g_free(answer->reason);
    answer->reason = text_cut(whole, ANSWER_REASON_BYTES);
    return true;
}

static void note_unclear(Reading *reading, const char *text)
{
    g_ptr_array_add(reading->many->unclear, text_cut(text, LINE_BYTES));
}

static void next_line(Reading *reading)
{
    g_strstrip(reading->line);
    if (!*reading->line) {
        reading->current = NULL;
        return;
    }
    if (*skip_marks(reading->line) && read_line(reading, true)) {
        if (!read_line(reading, false))
            note_unclear(reading, reading->line);
        return;
    }
    if (goes_on(reading) || says_nothing(reading->line))
        return;
    reading->current = NULL;
    note_unclear(reading, reading->line);
}

static void settle(Reading *reading)
{
    AnswerMany *many = reading->many;
    bool all_counts = reading->all_line && many->unclear->len == 0;

    for (int64_t i = 0; i < many->count; i++) {
        Answer *slot = &many->answers[i];
        if (reading->twice[i]) {
            answer_clear(slot);
            *slot = (Answer){.word = ANSWER_UNCLEAR};
            g_ptr_array_add(many->unclear, g_strdup_printf("%" G_GINT64_FORMAT, i + 1));
        } else if (slot->word == ANSWER_UNCLEAR && all_counts) {
            copy_answer(slot, &reading->all);
        }
    }
    if (reading->all_line && !all_counts)
        note_unclear(reading, reading->all_line);
}

AnswerMany *answer_many_parse(const char *own_text, int64_t count)
{
    AnswerMany *many = g_new0(AnswerMany, 1);
    g_autofree bool *twice = g_new0(bool, count + 1);
    Reading reading = {.many = many, .twice = twice};
    g_auto(GStrv) lines = g_strsplit(own_text, "\n", -1);

    many->count = count;
    many->answers = g_new0(Answer, count + 1);
    many->unclear = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; lines[i] && *lines[i] != '>'; i++) {
        reading.line = lines[i];
        next_line(&reading);
    }
    settle(&reading);
    answer_clear(&reading.all);
    g_free(reading.all_line);
    return many;
}
