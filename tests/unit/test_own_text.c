/* test_own_text.c: own text against quotations and signatures of the programs that people use. */
#include "base/own_text.h"

#include <time.h>

#include <glib.h>

static const struct Row {
    const char *name, *text, *own, *signature;
} ROWS[] = {
    {"plain", "Добрый день!\n\nПлан готов.", "Добрый день!\n\nПлан готов.", NULL},
    {"gmail-ru",
     "Да\n\nпн, 16 нояб. 2026 г. в 10:00, Иванова Мария <ivanova@school.example>:\n\n> Придёте?\n> "
     "Жду.",
     "Да", NULL},
    {"gmail-wrapped",
     "Нет: рано\n\nOn Mon, Nov 16, 2026 at 10:00 AM Мария Иванова "
     "<ivanova@school.example>\nwrote:\n"
     "\n> текст",
     "Нет: рано", NULL},
    {"gmail-unmarked",
     "Да\n\nпн, 16 нояб. 2026 г. в 10:00, Иванова Мария <ivanova@school.example>:\n\nПридёте?",
     "Да", NULL},
    {"yandex",
     "Согласна.\n\n16.11.2026, 10:00, \"Иванова Мария\" <ivanova@school.example>:\n> Вопрос",
     "Согласна.", NULL},
    {"mail-ru",
     "Да\n\n--\nПетрова Анна\n\n\nПонедельник, 16 ноября 2026, 10:00 +03:00 от Иванова Мария "
     "<ivanova@school.example>:\n\n> Вопрос",
     "Да", "--\nПетрова Анна"},
    {"thunderbird", "Ответ\n\n16.11.2026 10:00, Иванова Мария пишет:\n> Вопрос\n>\n> Ещё", "Ответ",
     NULL},
    {"apple",
     "Ответ\n\nОтправлено с iPhone\n\n> 16 нояб. 2026 г., в 10:00, Иванова "
     "<ivanova@school.example> "
     "написал(а):\n> \n> Вопрос",
     "Ответ", "Отправлено с iPhone"},
    {"apple-unquoted",
     "Ответ\n\n16 нояб. 2026 г., в 10:00, Иванова <ivanova@school.example> написал(а):\n\n> Вопрос",
     "Ответ", NULL},
    {"ukrainian",
     "Так\n\nпн, 16 лист. 2026 р. о 10:00 Марія Іванова <ivanova@school.example> пише:\n\n> "
     "Питання",
     "Так", NULL},
    {"outlook",
     "Утверждаю\n\n________________________________\nОт: Иванова Мария\nОтправлено: 16 ноября 2026 "
     "г. "
     "10:00\nКому: Петрова\nТема: План\n\nТекст письма",
     "Утверждаю", NULL},
    {"outlook-en",
     "Fine\n\nFrom: Maria <m@x.example>\nSent: Monday, November 16, 2026 10:00 AM\nTo: Anna\n"
     "Subject: Plan\n\nHello",
     "Fine", NULL},
    {"original-message", "Ясно\n\n-----Original Message-----\nFrom: x\nпрежний текст", "Ясно",
     NULL},
    {"forwarded-ru",
     "Смотрите ниже.\n\n-------- Пересылаемое сообщение --------\n16.11.2026, 10:00, x:",
     "Смотрите ниже.", NULL},
    {"inline",
     "16.11.2026 10:00, Иванова пишет:\n> Сколько детей?\n12\n> Какой класс?\n7 «Б», кабинет 31",
     "> Сколько детей?\n12\n> Какой класс?\n7 «Б», кабинет 31", NULL},
    {"list-and-numbers", "Нужно:\n1. Журнал\n2) План\n- ручки: 5\n3",
     "Нужно:\n1. Журнал\n2) План\n- ручки: 5\n3", NULL},
    {"colon-line", "В понедельник, 16 ноября, в 10:00 собираем:\n1. тетради\n2. ручки",
     "В понедельник, 16 ноября, в 10:00 собираем:\n1. тетради\n2. ручки", NULL},
    {"from-in-text", "От: школы № 5 придут двое.\nКому нужно место в зале?",
     "От: школы № 5 придут двое.\nКому нужно место в зале?", NULL},
    {"dashes", "Текст\n-- \nИванова М. П.\nшкола № 5", "Текст", "-- \nИванова М. П.\nшкола № 5"},
    {"formula", "Прошу прислать план.\n\nС уважением,\nИванова Мария Петровна,\nучитель математики",
     "Прошу прислать план.", "С уважением,\nИванова Мария Петровна,\nучитель математики"},
    {"formula-then-more",
     "Привет!\nС уважением отношусь к коллегам.\n1. Первый вопрос\n2. Второй вопрос",
     "Привет!\nС уважением отношусь к коллегам.\n1. Первый вопрос\n2. Второй вопрос", NULL},
    {"answered-below", "> Кто придёт?\n\nПетрова и я", "> Кто придёт?\n\nПетрова и я", NULL},
    {"below-announced", "16.11.2026 10:00, Иванова пишет:\n> Кто придёт?\n\nПетрова и я",
     "Петрова и я", NULL},
    {"only-quote", "> всё\n> отмечено", "> всё\n> отмечено", NULL},
    {"only-announced-quote", "16.11.2026 10:00, Иванова пишет:\n> всё\n> чужое", "", NULL},
    {"only-outlook-quote", "> От: Иванова\n> Отправлено: 16 ноября 2026\n> Кому: мне\n> Тема: х",
     "", NULL},
    {"empty-lines-stay", "а\n\n\nб", "а\n\n\nб", NULL},
    {"schedule-is-no-attribution", "16.11.2026, 10:00, актовый зал:\n1. Открытие\n2. Секции",
     "16.11.2026, 10:00, актовый зал:\n1. Открытие\n2. Секции", NULL},
    {"deadline-is-no-attribution",
     "Заявки до 16.11.2026 10:00 на адрес konkurs@school.example:\n- ФИО\n- класс",
     "Заявки до 16.11.2026 10:00 на адрес konkurs@school.example:\n- ФИО\n- класс", NULL},
    {"lesson-plan-is-no-block", "Тема: Дроби\nДата: 16.11\nКому: 7 «Б»\n\nХод урока",
     "Тема: Дроби\nДата: 16.11\nКому: 7 «Б»\n\nХод урока", NULL},
    {"rule-divides", "Первое\n-----\nВторое\n***\nТретье", "Первое\n-----\nВторое\n***\nТретье",
     NULL},
    {"unmarked-two-lines-above-name",
     "Ясно.\n\nOn Nov 16, 2026,\nat 10:18,\nАнна <a@b.example> wrote:\n\n> т", "Ясно.", NULL},
    {"sentence-above-stays", "Приду.\nИванова <a@b.example> пишет:\n> т", "Приду.", NULL},
    {"address-broken-by-mark",
     "Ясно\n\n16.11.2026 10:00 Анна <anna@b.example\n> написала:\n\nтекст", "Ясно", NULL},
    {"pgp-signed",
     "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nДа\n- -- \nАнна\n"
     "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----",
     "Да", "-- \nАнна"},
    {"pgp-encrypted", "Вот:\n-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----",
     "Вот:\n[зашифровано PGP / PGP encrypted]", NULL},
    {"pgp-without-end", "-----BEGIN PGP MESSAGE-----\nслова", "-----BEGIN PGP MESSAGE-----\nслова",
     NULL},
    {"english-name-alone-stays", "See you.\n\nBest regards,\nAnna",
     "See you.\n\nBest regards,\nAnna", NULL},
    {"name-with-telephone",
     "Пришлите план.\n\nИванова Мария Петровна\nучитель, школа № 5\n+7 (912) 345-67-89",
     "Пришлите план.", "Иванова Мария Петровна\nучитель, школа № 5\n+7 (912) 345-67-89"},
    {"list-of-people-stays", "Участники:\n\nИванова М. П.\n8-912-345-67-89",
     "Участники:\n\nИванова М. П.\n8-912-345-67-89", NULL},
    {"disclaimer",
     "План во вложении.\n\n*****\nНастоящее сообщение и вложения к нему конфиденциальны.\nСпасибо.",
     "План во вложении.",
     "*****\nНастоящее сообщение и вложения к нему конфиденциальны.\nСпасибо."},
    {"empty", "", "", NULL},
};

static void test_row(gconstpointer data)
{
    const struct Row *row = data;
    g_autofree char *signature = NULL;
    g_autofree char *own = own_text(row->text, &signature);

    g_assert_cmpstr(own, ==, row->own);
    g_assert_cmpstr(signature, ==, row->signature);
}

/* Nothing here may take more than linear time: a hundred thousand lines that almost match. */
static void test_long(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *signature = NULL;

    for (int i = 0; i < 20000; i++)
        g_string_append(text,
                        "On 16.11.2026 10:00 nobody in particular writ that:\n"
                        "<\n\n\n-----BEGIN PGP MESSAGE-----\n> wrote:\nFrom: a\n_____________\n");
    clock_t begun = clock(); /* of the processor: the machine may be busy with other things */
    g_autofree char *own = own_text(text->str, &signature);
    g_assert_cmpint(clock() - begun, <, 20 * CLOCKS_PER_SEC);
    g_assert_nonnull(own);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *path = g_strconcat("/own-text/", ROWS[i].name, NULL);
        g_test_add_data_func(path, &ROWS[i], test_row);
    }
    g_test_add_func("/own-text/long", test_long);
    return g_test_run();
}
