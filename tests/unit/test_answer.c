/* test_answer.c: the words that decide. */
#include <glib.h>

#include "lists/answer.h"

static const struct {
    const char *text;
    AnswerWord word;
    const char *reason;
    int64_t ready;
} ANSWERS[] = {
    {"ДА", ANSWER_YES, NULL, 0},
    {"да", ANSWER_YES, NULL, 0},
    {"  Да.\n\nС уважением, Петрова", ANSWER_YES, NULL, 0},
    {"«Да»!", ANSWER_YES, NULL, 0},
    {"**ДА**\n", ANSWER_YES, NULL, 0},
    {"yes", ANSWER_YES, NULL, 0},
    {"Да, всё верно", ANSWER_YES, NULL, 0},
    {"Да. Всё верно, спасибо большое!", ANSWER_YES, NULL, 0},
    {"да, конечно", ANSWER_YES, NULL, 0},
    {"Да-да, всё точно", ANSWER_YES, NULL, 0},
    {"Да, разумеется, спасибо", ANSWER_YES, NULL, 0},
    {"да так", ANSWER_UNCLEAR, NULL, 0},
    {"Да, это мой адрес.", ANSWER_YES, NULL, 0},
    {"Да, загрузите, пожалуйста", ANSWER_YES, NULL, 0},
    {"Да, всё верно?", ANSWER_UNCLEAR, NULL, 0},
    {"Да, не всё верно", ANSWER_UNCLEAR, NULL, 0},
    {"да нет", ANSWER_UNCLEAR, NULL, 0},
    {"да вы что", ANSWER_UNCLEAR, NULL, 0},
    {"не да", ANSWER_UNCLEAR, NULL, 0},
    {"Да, это не мой адрес", ANSWER_UNCLEAR, NULL, 0},
    {"Да, но исправьте опечатку", ANSWER_UNCLEAR, NULL, 0},
    {"да ладно", ANSWER_UNCLEAR, NULL, 0},
    {"дай подумать", ANSWER_UNCLEAR, NULL, 0},
    {"", ANSWER_UNCLEAR, NULL, 0},
    {"   \n\n", ANSWER_UNCLEAR, NULL, 0},
    {"Спасибо!\nДА", ANSWER_UNCLEAR, NULL, 0},
    {"> ДА", ANSWER_UNCLEAR, NULL, 0},
    {"НЕТ", ANSWER_NO, NULL, 0},
    {"нет.", ANSWER_NO, NULL, 0},
    {"No", ANSWER_NO, NULL, 0},
    {"НЕТ: это реклама", ANSWER_NO, "это реклама", 0},
    {"нет, не по теме объединения", ANSWER_NO, "не по теме объединения", 0},
    {"НЕТ:\nсначала уберите фамилии детей", ANSWER_NO, "сначала уберите фамилии детей", 0},
    {"НЕТ\nНе по теме.\n\nСпасибо за понимание\nАнна Ильинична", ANSWER_NO, "Не по теме.", 0},
    {"НЕТ: спасибо, но поздно\nС уважением, Петрова", ANSWER_NO, "спасибо, но поздно", 0},
    {"НЕТ 3\n\nСпасибо!", ANSWER_NO, NULL, 3},
    {"НЕТ: Зоя!\nСпасибо за письмо, но в нём телефоны детей.", ANSWER_NO,
     "Зоя!\nСпасибо за письмо, но в нём телефоны детей.", 0},
    {"нетрудно", ANSWER_UNCLEAR, NULL, 0},
    {"Нет возражений", ANSWER_UNCLEAR, NULL, 0},
    {"Нет, публикуйте!", ANSWER_UNCLEAR, NULL, 0},
    {"Нет замечаний, можно", ANSWER_UNCLEAR, NULL, 0},
    {"No problem", ANSWER_UNCLEAR, NULL, 0},
    {"нет, не возражаю", ANSWER_UNCLEAR, NULL, 0},
    {"нет, не публикуйте", ANSWER_NO, "не публикуйте", 0},
    {"нет согласия родителей", ANSWER_NO, "согласия родителей", 0},
    {"НЕТ: замечания ниже", ANSWER_NO, "замечания ниже", 0},
    {"**НЕТ**: проблема в тоне", ANSWER_NO, "проблема в тоне", 0},
    {"ДА И ДАЛЬШЕ", ANSWER_ALWAYS, NULL, 0},
    {"Да, и дальше!", ANSWER_ALWAYS, NULL, 0},
    {"**ДА И ДАЛЕЕ**\n\nПетрова", ANSWER_ALWAYS, NULL, 0},
    {"yes always", ANSWER_ALWAYS, NULL, 0},
    {"vsegda", ANSWER_ALWAYS, NULL, 0},
    {"Always.", ANSWER_ALWAYS, NULL, 0},
    {"Всегда рады новым письмам", ANSWER_UNCLEAR, NULL, 0},
    {"da", ANSWER_YES, NULL, 0},
    {"Da, ladno", ANSWER_UNCLEAR, NULL, 0},
    {"net: reklama", ANSWER_NO, "reklama", 0},
    {"network", ANSWER_UNCLEAR, NULL, 0},
    {"Да и дальше обсуждать нечего", ANSWER_UNCLEAR, NULL, 0},
    {"СПАМ", ANSWER_SPAM, NULL, 0},
    {"Спам какой-то?", ANSWER_UNCLEAR, NULL, 0},
    {"НЕТ 3", ANSWER_NO, NULL, 3},
    {"Нет: 12.", ANSWER_NO, NULL, 12},
    {"НЕТ 3 раза писали об этом", ANSWER_NO, "3 раза писали об этом", 0},
    {"НЕТ 2026", ANSWER_NO, "2026", 0},
};

static void test_words(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
        Answer answer = answer_parse(ANSWERS[i].text);
        g_test_message("%s", ANSWERS[i].text);
        g_assert_cmpint(answer.word, ==, ANSWERS[i].word);
        g_assert_cmpstr(answer.reason, ==, ANSWERS[i].reason);
        g_assert_cmpint(answer.ready, ==, ANSWERS[i].ready);
        answer_clear(&answer);
    }
}

/* A yes with other words beside it, which a question takes that can be undone. */
static void test_polite(void)
{
    static const char *const POLITE[] = {"Да, прошу подписать",
                                         "Да, отпишите меня",
                                         "Да, хочу выйти",
                                         "Да, пожалуйста, ухожу в декрет",
                                         "Да, я подтверждаю выход",
                                         "Да, давайте",
                                         "Да, всё так",
                                         "Да, подпишите",
                                         "Yes, please do it"};
    static const char *const TAKEN_BACK[] = {"Да, это ошибка",
                                             "Да, хочу и дальше получать письма",
                                             "Да никогда",
                                             "Да, рано ещё",
                                             "Да, сначала уточню у директора",
                                             "Да, но не сейчас",
                                             "Да вы что",
                                             "Да вы что, какая рассылка",
                                             "Да ладно",
                                             "Да ну",
                                             "Да уж",
                                             "Да как сказать",
                                             "Да, подумаю",
                                             "Да ничего",
                                             "Да, возможно",
                                             "Да, наверное",
                                             "Да, подождите",
                                             "Да, отменить",
                                             "Да, остаюсь",
                                             "Да, передумала",
                                             "Да, оставьте меня",
                                             "Да, кроме физики",
                                             "Да, хотя не знаю",
                                             "Да, если можно",
                                             "Да, только завтра",
                                             "Да, лучше позже",
                                             "Yes, but later",
                                             "Да, а зачем"};

    for (size_t i = 0; i < G_N_ELEMENTS(POLITE); i++) {
        g_auto(Answer) answer = answer_parse(POLITE[i]);
        g_test_message("%s", POLITE[i]);
        g_assert_true(answer.word == ANSWER_UNCLEAR && answer.polite);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(TAKEN_BACK); i++) {
        g_auto(Answer) answer = answer_parse(TAKEN_BACK[i]);
        g_test_message("%s", TAKEN_BACK[i]);
        g_assert_true(answer.word == ANSWER_UNCLEAR && !answer.polite);
    }
}

/* What only the question whether to publish takes. */
static void test_ruling(void)
{
    static const struct {
        const char *text;
        AnswerWord word;
        const char *reason;
    } ROWS[] = {
        {"Опубликовать", ANSWER_YES, NULL},
        {"Публикуйте!\n\nПетрова", ANSWER_YES, NULL},
        {"ок", ANSWER_YES, NULL},
        {"OK.", ANSWER_YES, NULL},
        {"+", ANSWER_YES, NULL},
        {" +\n", ANSWER_YES, NULL},
        {"👍", ANSWER_YES, NULL},
        {"👍🏻", ANSWER_YES, NULL},
        {"✅", ANSWER_YES, NULL},
        {"Отклонить", ANSWER_NO, NULL},
        {"Отклонить: не по теме", ANSWER_NO, "не по теме"},
        {"-", ANSWER_NO, NULL},
        {"👎", ANSWER_NO, NULL},
        {"Нет", ANSWER_NO, NULL},
        {"Да", ANSWER_YES, NULL},
        {"Да. Опубликовать, пожалуйста", ANSWER_YES, NULL},
        {"Да, можно публиковать", ANSWER_YES, NULL},
        {"Да, спасибо!", ANSWER_YES, NULL},
        {"Да, спасибо!\n\nС уважением, Сидорова", ANSWER_YES, NULL},
        {"Да, спасибо.\nНе публикуйте пока", ANSWER_UNCLEAR, NULL},
        {"Да, можно\nтолько после исправления", ANSWER_UNCLEAR, NULL},
        {"Ок, публикуйте", ANSWER_YES, NULL},
        {"Да, удалите", ANSWER_UNCLEAR, NULL},
        {"Да, не публикуйте", ANSWER_UNCLEAR, NULL},
        {"Публикуйте и дальше", ANSWER_ALWAYS, NULL},
        {"Публикуйте, но без фамилий", ANSWER_UNCLEAR, NULL},
        {"Не публикуйте", ANSWER_UNCLEAR, NULL},
        {"Публикуем?", ANSWER_UNCLEAR, NULL},
        {"Ок? Или подождать?", ANSWER_UNCLEAR, NULL},
        {"Опубликовать нельзя", ANSWER_UNCLEAR, NULL},
        {"Отклонить нельзя, публикуйте", ANSWER_UNCLEAR, NULL},
        {"Нет возражений", ANSWER_UNCLEAR, NULL},
        {"+ но исправьте дату", ANSWER_UNCLEAR, NULL},
        {"👍 спасибо", ANSWER_UNCLEAR, NULL},
        {"Спасибо\n+", ANSWER_UNCLEAR, NULL},
        {"> +", ANSWER_UNCLEAR, NULL},
        {"> Опубликовать", ANSWER_UNCLEAR, NULL},
        {"", ANSWER_UNCLEAR, NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Answer) answer = answer_parse_ruling(ROWS[i].text);
        g_test_message("%s", ROWS[i].text);
        g_assert_cmpint(answer.word, ==, ROWS[i].word);
        g_assert_cmpstr(answer.reason, ==, ROWS[i].reason);
    }
    static const char *const OTHERWISE[] = {"Опубликовать", "+", "👍", "ок", "-", "Отклонить"};
    for (size_t i = 0; i < G_N_ELEMENTS(OTHERWISE); i++)
        g_assert_cmpint(answer_parse(OTHERWISE[i]).word, ==, ANSWER_UNCLEAR);
}

static void test_edit(void)
{
    static const struct {
        const char *answer, *text; /* NULL: unclear */
    } ROWS[] = {
        {"ПРАВКА: Сбор в 10:00.", "Сбор в 10:00."},
        {"Правка:\nСбор в 10:00.\n\nВторой этаж.\n", "Сбор в 10:00.\n\nВторой этаж."},
        {"ПРАВКА\nСбор в 10:00.", "Сбор в 10:00."},
        {"**ПРАВКА:** Сбор", "Сбор"},
        {"*ПРАВКА*:\n* первое\n* второе", "* первое\n* второе"},
        {"«ПРАВКА:\n«Неделя» началась.", "«Неделя» началась."},
        {"edit: New text", "New text"},
        {"pravka: Сбор в 10:00.", "Сбор в 10:00."},
        {"ПРАВКА:\nДА", "ДА"},
        {"ПРАВКА:", NULL},
        {"ПРАВКА:\n\n", NULL},
        {"ПРАВКА", NULL},
        {"Правка нужна, но не знаю какая", NULL},
        {"правка, сбор в 10:00", NULL},
        {"ПРАВКА:\n> Сбор\nв 10:00.", NULL},
        {"ПРАВКА:\nСбор\n> в 10:00.\nвсе", NULL},
        {"> ПРАВКА: Сбор", NULL},
        {"Спасибо!\nПРАВКА: Сбор", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Answer) answer = answer_parse(ROWS[i].answer);
        g_test_message("%s", ROWS[i].answer);
        g_assert_cmpint(answer.word, ==, ROWS[i].text ? ANSWER_EDIT : ANSWER_UNCLEAR);
        g_assert_cmpstr(answer.text, ==, ROWS[i].text);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer/words", test_words);
    g_test_add_func("/answer/a yes with words beside it", test_polite);
    g_test_add_func("/answer/whether to publish", test_ruling);
    g_test_add_func("/answer/edit", test_edit);
    return g_test_run();
}
