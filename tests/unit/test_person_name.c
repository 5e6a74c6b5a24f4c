/* test_person_name.c: which spellings of a name mean which person. */
#include "lists/person_name.h"

#include <glib.h>

#include "lists/name_sound.h"

static const char *const SCHOOL[] = {
    "Жукова Зоя Антоновна",
    "Ким Яна Львовна",
    "Ким Ян Львович",
    "Шевченко Мария Ивановна",
    "Иванова Мария Петровна",
    "Иванова Анна Сергеевна",
    "Петров Андрей Викторович",
    "Щербакова Юлия Евгеньевна",
    "Семёнов Пётр Ильич",
    "Жукова-Хохлова Наталья Алексеевна",
    "Цой Александр",
    "Мамедов Рашид Ахмед оглы",
    "Достоевский Фёдор Михайлович",
};

/* The registered name, or NULL for nobody, or "?" for several. */
static const struct {
    const char *written, *means;
} ROWS[] = {
    {"Иванова Мария Петровна", "Иванова Мария Петровна"},
    {"Мария Петровна Иванова", "Иванова Мария Петровна"},
    {"иванова мария", "Иванова Мария Петровна"},
    {"Иванова М.П.", "Иванова Мария Петровна"},
    {"М. П. Иванова", "Иванова Мария Петровна"},
    {"ИВАНОВА М П", "Иванова Мария Петровна"},
    {"Мария Иванова", "Иванова Мария Петровна"},
    {"Мария Петровна", "Иванова Мария Петровна"},
    {"Иванова М. П., учитель математики", "Иванова Мария Петровна"},
    {"учитель математики Иванова Мария", "Иванова Мария Петровна"},
    {"Maria Ivanova", "Иванова Мария Петровна"},
    {"Ivanova Mariya P.", "Иванова Мария Петровна"},
    {"от Ивановой Марии Петровны", "Иванова Мария Петровна"},
    {"Жукову Зою Антоновну", "Жукова Зоя Антоновна"},
    {"от Яны Львовны Ким", "Ким Яна Львовна"},
    {"Ким Ян", "Ким Ян Львович"},
    {"Шевченко Марию Ивановну", "Шевченко Мария Ивановна"},
    {"Шевченко Марию", NULL},
    {"Ивановой М. П.", "Иванова Мария Петровна"},
    {"Иванова", "?"},
    {"Ивановой", "?"},
    {"Иванова А.", "Иванова Анна Сергеевна"},
    {"Иванова К.", NULL},
    {"Иванова Мария Сергеевна", NULL},
    {"Мария", NULL},
    {"Смирнова Мария Петровна", NULL},
    {"МБОУ СОШ № 1", NULL},
    {"", NULL},
    {"Петров А. В.", "Петров Андрей Викторович"},
    {"Петрову Андрею", "Петров Андрей Викторович"},
    {"Петрова Андрей", NULL},
    {"Andrey Petrov", "Петров Андрей Викторович"},
    {"Andrei PETROV", "Петров Андрей Викторович"},
    {"Yulia Shcherbakova", "Щербакова Юлия Евгеньевна"},
    {"Julija Scherbakova", "Щербакова Юлия Евгеньевна"},
    {"Yu. Sherbakova", "Щербакова Юлия Евгеньевна"},
    {"Юлия Евгеньевна", "Щербакова Юлия Евгеньевна"},
    {"Семенов П. И.", "Семёнов Пётр Ильич"},
    {"СЕМЕНОВ Петр", "Семёнов Пётр Ильич"},
    {"Petr Semenov", "Семёнов Пётр Ильич"},
    {"Жукова-Хохлова Н.", "Жукова-Хохлова Наталья Алексеевна"},
    {"Natalia Zhukova-Hohlova", "Жукова-Хохлова Наталья Алексеевна"},
    {"Alexander Tsoy", "Цой Александр"},
    {"Aleksandr Tsoi", "Цой Александр"},
    {"Цой", "Цой Александр"},
    {"Мамедов Рашид Ахмед оглы", "Мамедов Рашид Ахмед оглы"},
    {"Достоевского Фёдора", "Достоевский Фёдор Михайлович"},
    {"Fyodor Dostoevsky", "Достоевский Фёдор Михайлович"},
    {"Fedor Dostoyevskiy", "Достоевский Фёдор Михайлович"},
};

static void test_rows(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        int found = person_name_best(SCHOOL, G_N_ELEMENTS(SCHOOL), ROWS[i].written);
        const char *means = found == NAME_SEVERAL ? "?" : found < 0 ? NULL : SCHOOL[found];
        if (g_strcmp0(means, ROWS[i].means) != 0)
            g_test_message("\"%s\" should mean %s and means %s", ROWS[i].written,
                           ROWS[i].means ? ROWS[i].means : "nobody", means ? means : "nobody");
        g_assert_cmpstr(means, ==, ROWS[i].means);
    }
}

/* A man's name in the genitive is spelt like a woman's: only while she is not there. */
static void test_genitive(void)
{
    static const char *const MAN[] = {"Петров Александр Иванович"};
    static const char *const BOTH[] = {"Петров Александр Иванович", "Петрова Александра Ильинична"};

    g_assert_cmpint(person_name_best(MAN, 1, "от Петрова Александра"), ==, 0);
    g_assert_cmpint(person_name_best(MAN, 1, "Петрова Александр"), ==, NAME_NOBODY);
    g_assert_cmpint(person_name_best(BOTH, 2, "Петрова Александра"), ==, 1);
    g_assert_cmpint(person_name_best(BOTH, 2, "Петров А."), ==, 0);
}

static void test_key(void)
{
    g_autofree char *a = person_name_key(" Иванова  М. П."), *b = person_name_key("ИВАНОВА М.П.");

    g_assert_cmpstr(a, ==, b);
    g_assert_null(person_name_key(" -- 123"));
}

static void test_sound(void)
{
    static const char *const PAIRS[][2] = {
        {"юлия", "yuliya"},     {"евгений", "evgeny"},     {"наталья", "natalya"},
        {"хохлов", "khokhlov"}, {"алексей", "alexey"},     {"софия", "sofia"},
        {"щукин", "shchukin"},  {"цветкова", "tsvetkova"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(PAIRS); i++) {
        g_autofree char *a = name_sound(PAIRS[i][0]), *b = name_sound(PAIRS[i][1]);
        g_assert_cmpstr(a, ==, b);
    }
}

static void test_shown(void)
{
    static const char *const NAMES[][2] = {{"Иванова Мария Петровна", "Мария Петровна Иванова"},
                                           {"Мамедов Али Гасан оглы", "Али Гасан оглы Мамедов"},
                                           {"Ким Анна", "Анна Ким"},
                                           {"Мадонна", "Мадонна"}};

    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autofree char *shown = person_name_shown(NAMES[i][0]);
        g_assert_cmpstr(shown, ==, NAMES[i][1]);
    }
}

static void test_greeted(void)
{
    static const char *const NAMES[][2] = {{"Иванова Мария Петровна", "Мария Петровна"},
                                           {"Ким Анна", "Анна"},
                                           {"Иванова М. П.", "Иванова М. П."},
                                           {"Иванова М", "Иванова М"},
                                           {"Мадонна", "Мадонна"}};

    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autofree char *greeted = person_name_greeted(NAMES[i][0]);
        g_assert_cmpstr(greeted, ==, NAMES[i][1]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/person-name/each spelling means whom it should", test_rows);
    g_test_add_func("/person-name/a name in another case", test_genitive);
    g_test_add_func("/person-name/one key for spellings of one person", test_key);
    g_test_add_func("/person-name/by how it sounds in either alphabet", test_sound);
    g_test_add_func("/person-name/shown", test_shown);
    g_test_add_func("/person-name/greeted", test_greeted);
    return g_test_run();
}
