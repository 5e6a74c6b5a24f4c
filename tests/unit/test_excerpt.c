/* test_excerpt.c: the beginning of a post as a digest shows it. */
#include "digest/excerpt.h"

#include <inttypes.h>

/* What a mail program wrapped is one line again; a list of tasks stays one. */
static void test_paragraphs(void)
{
    static const struct {
        const char *text, *expected;
        size_t most;
    } ROWS[] = {
        {"Автор: Иванова М. П.\nДобрый день!\n\nПлан:\n1) урок\n2) опыт\n\nЖду.",
         "План:|1) урок|2) опыт|Жду.", 100},
        {"Эта строка письма так длинна, что почтовая программа перенесла\nеё конец сюда.\n\nДа.",
         "Эта строка письма так длинна, что почтовая программа перенесла её конец сюда.|Да.", 100},
        {"Первая.\nВторая строка длинна.\nТретья.", "Первая.|Вторая строка…", 22},
        {"> Кто?\nЯ.", "Я.", 100},
        {"", "", 100},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(GStrv) lines = excerpt_paragraphs(ROWS[i].text, ROWS[i].most);
        g_autofree char *got = g_strjoinv("|", lines);
        g_assert_cmpstr(got, ==, ROWS[i].expected);
    }
}

static void test_excerpts(void)
{
    static const struct {
        const char *text, *expected;
    } ROWS[] = {
        {"Здравствуйте, Анна Петровна!\nЕсть вопрос. И ещё один. И третий.",
         "Есть вопрос. И ещё один."},
        {"Добрый день! Уважаемые коллеги!\n\nПрошу отзывов.", "Прошу отзывов."},
        {"Уважаемые коллеги, учителя математики и физики! В пятницу семинар.",
         "В пятницу семинар."},
        {"Уважаемые коллеги, кто едет? Я еду.", "Уважаемые коллеги, кто едет? Я еду."},
        {"Коллеги, кто едет? Я еду.", "Коллеги, кто едет? Я еду."},
        {"Добрый день, отправляю план.", "Добрый день, отправляю план."},
        {"Здравствуйте!", "Здравствуйте!"},
        {"Отзыв М. П. Ивановой готов. Спасибо.", "Отзыв М. П. Ивановой готов. Спасибо."},
        {"Автор: Назарова М. П.\n\nУважаемые коллеги!\nЖду отзывов.", "Жду отзывов."},
        {"", ""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = excerpt(ROWS[i].text, 200);
        g_assert_cmpstr(got, ==, ROWS[i].expected);
    }
    g_autofree char *answer = excerpt("> Кто придёт?\nПетрова и я.", 200);
    g_assert_cmpstr(answer, ==, "Петрова и я.");
    g_autofree char *cut = excerpt("Очень длинное предложение без конца и края", 20);
    g_assert_cmpstr(cut, ==, "Очень длинное…");
    g_assert_true(has_question("Кто придёт?"));
    g_assert_true(has_question("Кто? Я."));
    g_assert_true(has_question("«Кто?»"));
    g_assert_false(has_question("https://example.org/?a=1"));
    g_assert_false(has_question("нет"));
    g_assert_false(has_question("> Кто придёт?\nЯ."));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/excerpt/lines", test_excerpts);
    g_test_add_func("/excerpt/paragraphs", test_paragraphs);
    return g_test_run();
}
