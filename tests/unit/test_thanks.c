/* test_thanks.c: letters that only thank. */
#include <glib.h>

#include "lists/thanks.h"

/* What wants no answer; whoever says more is heard. */
static void test_thanks(void)
{
    static const char *const ENOUGH[] = {"Спасибо большое, всё нашла!",
                                         "Спасибо огромное, очень помогли!",
                                         "Спасибо! Хорошего дня!",
                                         "Ок, спасибо",
                                         "Благодарю, всё открылось",
                                         "Спасибо вам большое за оперативный ответ!",
                                         "Спасибо, файл открылся.\n\nС уважением, Петров П. С.",
                                         "Спасибо!\nС уважением,\nПётр Петров"};
    static const char *const MORE[] = {"Спасибо. А как найти другой файл?",
                                       "Спасибо, но файл не открывается",
                                       "Спасибо, не нашла",
                                       "Спасибо, не помогло",
                                       "Спасибо, пришлите ещё файл 12",
                                       "Спасибо, отпишите меня",
                                       "Спасибо!\nпомощь",
                                       "Спасибо!\nС уважением жду ответа",
                                       "Хорошего дня",
                                       "файл"};

    for (size_t i = 0; i < G_N_ELEMENTS(ENOUGH); i++) {
        g_test_message("%s", ENOUGH[i]);
        g_assert_true(thanks_alone(ENOUGH[i], "Петров Пётр Сергеевич"));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(MORE); i++) {
        g_test_message("%s", MORE[i]);
        g_assert_false(thanks_alone(MORE[i], "Петров Пётр Сергеевич"));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/thanks/alone, and with more", test_thanks);
    return g_test_run();
}
