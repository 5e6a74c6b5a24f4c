/* test_answer.c: the words that decide. */
#include <glib.h>

#include "lists/answer.h"

static void test_words(void)
{
    static const struct {
        const char *text;
        AnswerWord word;
        const char *reason;
    } ROWS[] = {
        {"ДА", ANSWER_YES, NULL},
        {"да", ANSWER_YES, NULL},
        {"  Да.\n\nС уважением, Петрова", ANSWER_YES, NULL},
        {"«Да»!", ANSWER_YES, NULL},
        {"**ДА**\n", ANSWER_YES, NULL},
        {"yes", ANSWER_YES, NULL},
        {"Да, но исправьте опечатку", ANSWER_UNCLEAR, NULL},
        {"да ладно", ANSWER_UNCLEAR, NULL},
        {"дай подумать", ANSWER_UNCLEAR, NULL},
        {"", ANSWER_UNCLEAR, NULL},
        {"   \n\n", ANSWER_UNCLEAR, NULL},
        {"Спасибо!\nДА", ANSWER_UNCLEAR, NULL},
        {"НЕТ", ANSWER_NO, NULL},
        {"нет.", ANSWER_NO, NULL},
        {"No", ANSWER_NO, NULL},
        {"НЕТ: это реклама", ANSWER_NO, "это реклама"},
        {"нет, не по теме объединения", ANSWER_NO, "не по теме объединения"},
        {"НЕТ:\nсначала уберите фамилии детей", ANSWER_NO, "сначала уберите фамилии детей"},
        {"нетрудно", ANSWER_UNCLEAR, NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Answer answer = answer_parse(ROWS[i].text);
        g_test_message("%s", ROWS[i].text);
        g_assert_cmpint(answer.word, ==, ROWS[i].word);
        g_assert_cmpstr(answer.reason, ==, ROWS[i].reason);
        g_free(answer.reason);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer/words", test_words);
    return g_test_run();
}
