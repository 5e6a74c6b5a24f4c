/* test_answer_many.c: several numbered questions answered in one letter. */
#include <glib.h>

#include "lists/answer_many.h"

/* "1да 2нет(причина) 3нет#4 !строка": what was understood; the caller's. */
static char *understood(const char *text, int64_t count)
{
    static const char *const WORDS[] = {[ANSWER_YES] = "да",
                                        [ANSWER_ALWAYS] = "дальше",
                                        [ANSWER_NO] = "нет",
                                        [ANSWER_SPAM] = "спам"};
    g_autoptr(AnswerMany) many = answer_many_parse(text, count);
    GString *out = g_string_new(NULL);

    for (int64_t i = 0; i < count; i++) {
        const Answer *answer = &many->answers[i];
        if (answer->word == ANSWER_UNCLEAR)
            continue;
        g_string_append_printf(out, "%s%d%s", out->len ? " " : "", (int)i + 1, WORDS[answer->word]);
        if (answer->reason)
            g_string_append_printf(out, "(%s)", answer->reason);
        if (answer->ready)
            g_string_append_printf(out, "#%d", (int)answer->ready);
    }
    for (guint i = 0; i < many->unclear->len; i++)
        g_string_append_printf(out, "%s!%s", out->len ? " " : "",
                               (char *)g_ptr_array_index(many->unclear, i));
    return g_string_free(out, FALSE);
}

static void test_many(void)
{
    static const struct {
        const char *text, *understood;
    } ROWS[] = {
        {"1 да 2 нет: причина 3 да", "1да 2нет(причина) 3да"},
        {"1 да и дальше, 2 - нет 3, 3 +", "1дальше 2нет#3 3да"},
        {"1 да, 2 нет 3, 3 да", "1да 2нет#3 3да"},
        {"1 +\n2 нет\n3 +", "1да 2нет 3да"},
        {"1 да\n2 нет: причина\n3 да", "1да 2нет(причина) 3да"},
        {"1. Да.\n2) НЕТ - не по теме\n3: да!", "1да 2нет(не по теме) 3да"},
        {"1, 3 да; 2 спам", "1да 2спам 3да"},
        {"1 и 2 да", "1да 2да"},
        {"№ 1 — да", "1да"},
        {"**1 ДА**\n**2 НЕТ**", "1да 2нет"},
        {"1 да и дальше 2 нет 4", "1дальше 2нет#4"},
        {"1 da 2 net 3 vsegda", "1да 2нет 3дальше"},
        {"2 нет 3 3 да", "2нет#3 3да"},
        {"2 нет 3 1 да", "1да 2нет#3"},
        {"все да", "1да 2да 3да"},
        {"Все да.\n2 нет: реклама", "1да 2нет(реклама) 3да"},
        {"all yes\n\nThank you!", "1да 2да 3да"},
        {"Все да\n\nСидорова Анна", "1да 2да 3да"},
        {"2 нет: пришлите, пожалуйста,\nпосле каникул\n3 да",
         "2нет(пришлите, пожалуйста, после каникул) 3да"},
        {"2 нет: в школе № 5 уже было", "2нет(в школе № 5 уже было)"},
        {"2 нет: перенесли на 25 декабря 3 да", "2нет(перенесли на 25 декабря) 3да"},
        {"1 да 2 нет: реклама 5 да", "!1 да 2 нет: реклама 5 да"},
        {"1 да, но исправьте\n2 да", "2да !1 да, но исправьте"},
        {"1 да 2 не знаю", "!1 да 2 не знаю"},
        {"1-3 да", "!1-3 да"},
        {"4 да\n1 да", "1да !4 да"},
        {"0 да", "!0 да"},
        {"99999999999999999999 да", "!99999999999999999999 да"},
        {"да", "!да"},
        {"1", "!1"},
        {"1да", "!1да"},
        {"1 да\n2 нет возражений", "1да !2 нет возражений"},
        {"1 нет, публикуйте", "!1 нет, публикуйте"},
        {"1 нет: публикуйте без фото", "1нет(публикуйте без фото)"},
        {"1 дай подумать", "!1 дай подумать"},
        {"1 да\n1 нет", "!1"},
        {"1 да\n1 да", "1да"},
        {"все да, кроме 2", "!все да, кроме 2"},
        {"все да\nкроме второго", "!кроме второго !все да"},
        {"все да\n2 нельзя", "!2 нельзя !все да"},
        {"все да\nвсе нет", "!все нет !все да"},
        {"2 правка: Текст", "!2 правка: Текст"},
        {"Подумаю до завтра", "!Подумаю до завтра"},
        {"1 да\n> 2 да\n3 да", "1да"},
        {"> 1 да\n2 да", ""},
        {"", ""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *came = understood(ROWS[i].text, 3);
        g_test_message("%s", ROWS[i].text);
        g_assert_cmpstr(came, ==, ROWS[i].understood);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer-many/lines", test_many);
    return g_test_run();
}
