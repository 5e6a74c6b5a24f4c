/* test_hold_rules.c: the table of what makes a letter wait: what its patterns fit and, above all,
 * what they do not; errors with their line; hostile text. */
#include "base/hold_rules.h"

#include <locale.h>
#include <string.h>

#include "base/error.h"
#include "base/reading.h"

#define STEPS 10000

static Facts *read_with(const HoldRules *rules, const char *raw)
{
    ReadContext context = {.limits = READ_LIMITS_DEFAULT, .rules = rules};

    return read_letter(raw, strlen(raw), &context);
}

static char *letter(const char *subject, const char *text)
{
    return g_strdup_printf("From: a@b.test\nTo: c@d.test\nSubject: %s\nMessage-ID: <1@x>\n"
                           "Content-Type: text/plain; charset=utf-8\n\n%s\n",
                           subject, text);
}

static HoldRules *own_rules(void)
{
    GError *error = NULL;
    HoldRules *rules = hold_rules_open(NULL, STEPS, &error);

    g_assert_no_error(error);
    return rules;
}

/* --- the program's own table ------------------------------------------------------------------ */

static const struct {
    const char *rule; /* that fits first */
    const char *text;
} PERSONAL[] = {
    {"СНИЛС", "Номера для справки: 112-233-445 95"},
    {"СНИЛС", "Снилс ребёнка 11223344595"},
    {"полис_ОМС", "Полис ОМС: 1234 5678 9012 3456"},
    {"свидетельство_о_рождении", "II-АГ № 678123 выдано отделом ЗАГС"},
    {"свидетельство_о_рождении", "свидетельство о рождении серия 1-ОК номер 123456"},
    {"паспорт", "паспорт 45 08 № 123456"},
    {"паспорт", "Паспорт серия 4508 номер 123456, выдан ОВД"},
    {"ученик_и_дата_рождения", "Ученица 7 «А» класса Петрова Анна Игоревна, 12.03.2013, болеет."},
    {"ученик_и_дата_рождения", "Просим зачислить ребёнка: Лосев Пётр Ильич,\n5 мая 2015 года."},
    {"ученик_и_дата_рождения", "Семёнов Егор, 01/09/2014, ученик 5 класса"},
    {"ученик_и_дата_рождения", "Фёдорова Дарья Олеговна, 9-Б класс, 7.11.2011"},
    {"имя_и_год_рождения", "Команда: Лосев Пётр (2012 г.р.)"},
    {"имя_и_год_рождения", "Лосева Анна, дата рождения: 02.04.2012"},
    {"список_с_датами_рождения",
     "Едут:\n1. Лосев Пётр 02.04.2012\n2. Жданова Ия Олеговна - 11.12.2012\n3) Бек Юлия 05.05.13"},
    {"список_детей_с_классами",
     "Победители:\n1. Лосев Пётр, 7 класс\n2. Жданова Ия — 8 «Б» кл.\n3. Бек Юлия, 7А класс"},
    {"список_с_оценками", "Лосев Пётр 5\nЖданова Ия Олеговна – 4\nБек Юлия 3, 4, 5"},
    {"список_с_баллами", "Лосев Пётр 45 баллов\nЖданова Ия – 40 баллов\nБек Юлия: 39 б."},
    {"телефон_родителей", "Мама: Лосева Ольга, 8 (912) 345-67-89"},
    {"телефон_родителей", "+7 912 345 67 89 (мама)"},
    {"здоровье_ребенка", "У нас ученик Лосев Пётр, у него ДЦП."},
    {"здоровье_ребенка", "Лосев Пётр, 3 класс, ЗПР, нужен тьютор"},
    {"здоровье_ребенка", "У Петрова Саши из 3 Б диагноз: ЗПР, справка психиатра приложена"},
    {"здоровье_ребенка", "У Саши Петрова из 3 «Б» диагноз ЗПР"},
    {"здоровье_ребенка", "Диагноз: ЗПР. Ученик Петров Саша"},
    {"здоровье_ребенка", "Диагноз: ЗПР у моего ученика Саши Петрова"},
    {"здоровье_ребенка", "Заключение ПМПК на Петрова Сашу: ЗПР вариант 7.2"},
    {"здоровье_ребенка", "Ребёнок с аутизмом, Ваня Козлов, 3 Б класс"},
    {"здоровье_ребенка", "У дочки диабет, инвалидность, ученица Лена Попова 2А"},
    {"диагноз", "Диагноз по МКБ-10: F84.0"},
    {"адрес_ребенка", "Ученица Бек Юлия проживает по адресу: ул. Садовая, 5"},
};

/* What teachers write to each other every day. */
static const char *const ORDINARY[] = {
    "Уважаемые коллеги! Приглашаем на вебинар 12.03.2026 в 15:00. Ведёт Иванова Мария Петровна.",
    "Открытые уроки:\n1. Иванова Мария Петровна 12.10.2026, 7 класс\n"
    "2. Петров Пётр Сергеевич 13.10.2026, 8 класс\n3. Белова Нина Фёдоровна 14.10.2026, 9 класс",
    "Классные руководители:\nИванова Мария Петровна, 5 «А» класс\nПетров Пётр Сергеевич, 5 «Б» "
    "класс\n"
    "Белова Нина Фёдоровна, 6 класс",
    "Состав жюри: Иванова Мария Петровна, учитель, 15 лет стажа; Петров Пётр Сергеевич, методист.",
    "Поздравляем ученика 7 класса Петра Лосева с победой в олимпиаде!",
    "Работаем с детьми с ОВЗ: опыт школы № 5. Докладчик Иванова Мария Петровна, "
    "учитель-дефектолог.",
    "Семинар «Дети с ЗПР и РАС в классе». Ведущая: Белова Нина, тьютор. Запись до 12.03.2026.",
    "Родительское собрание переносится. Мой телефон 8 912 345-67-89, Иванова.",
    "Горячая линия для родителей: 8-800-200-01-22, звонок бесплатный.",
    "Вопросы по ЕГЭ: +7 (495) 123-45-67, Петров Пётр Сергеевич, отец русской методики.",
    "Скажите родителям: сбор в 9:00, телефон школы 8 (4212) 33-44-55.",
    "С уважением,\nИванова Мария Петровна,\nучитель математики МБОУ СОШ № 3,\n+7 912 345-67-89",
    "Приказ от 12.03.2014 № 123456 и письмо Минобрнауки 45 08 2015 года.",
    "Паспорт кабинета математики нужно сдать до 20.11.2026. Паспорт проекта в приложении.",
    "Социальный паспорт класса сдаём завучу.",
    "Задача 5. В треугольнике стороны 112, 233, 445 и 95. Найдите 123-456-789.",
    "Реквизиты: ИНН 7701234567, р/с 40817810099910004312, БИК 044525225.",
    "ISBN 978-5-699-12014-7, страницы 112-233.",
    "Контрольная: 7 класс 5 вариантов, 8 класс 4 варианта, 9 класс 3 варианта.",
    "Северный район 5\nЮжный район 4\nЦентральный район 3",
    "Школа № 3 — 45 баллов\nШкола № 5 — 40 баллов\nГимназия 1 — 39 баллов",
    "Свидетельство о публикации № 123456 получено. Свидетельство о рождении класса - шутка.",
    "Пушкин Александр Сергеевич родился 6 июня 1799 года, Лев Толстой 9 сентября 1828 года.",
    "Гагарин Юрий Алексеевич, 12 апреля 1961 года: классный час для 5 класса.",
    "Диагностическая работа по химии: 9 класс, 12.11.2026. Диагноз методической службы: мало "
    "часов.",
    "Полис страхования ответственности оформите до 1 марта 2026 года.",
    "В 2012 году Ольга Смирнова, ученица 11 класса, теперь наш коллега.",
    "Ученики Ивановой Марии Петровны заняли первое место 12.03.2026.",
    "Расписание: Математика 8 класс 12.03.2026; Русский Язык 9 класс 13.03.2026; Алгебра 10 класс.",
    "Новый Год 2012 и Первое Сентября 2014: сценарии для 5 класса",
};

static void test_personal(void)
{
    g_autoptr(HoldRules) rules = own_rules();

    for (size_t i = 0; i < G_N_ELEMENTS(PERSONAL); i++) {
        g_autofree char *raw = letter("Вопрос", PERSONAL[i].text);
        g_autoptr(Facts) facts = read_with(rules, raw);
        const HoldHit *hit = facts->hits->len ? facts->hits->pdata[0] : NULL;
        if (hit && g_str_equal(hit->name, PERSONAL[i].rule) && hit->kind == HOLD_PERSONAL)
            continue;
        g_test_message("%s: %s", PERSONAL[i].text, hit ? hit->name : "passes");
        g_test_fail();
    }
}

static void test_ordinary(void)
{
    g_autoptr(HoldRules) rules = own_rules();

    for (size_t i = 0; i < G_N_ELEMENTS(ORDINARY); i++) {
        g_autofree char *raw = letter("Новости", ORDINARY[i]);
        g_autoptr(Facts) facts = read_with(rules, raw);
        if (!facts->hits->len)
            continue;
        g_test_message("%s: %s", ORDINARY[i], ((HoldHit *)facts->hits->pdata[0])->name);
        g_test_fail();
    }
}

#define ATTACHED(name, type)                                                                       \
    "From: a@b.test\nTo: c@d.test\nSubject: x\nMIME-Version: 1.0\n"                                \
    "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHi\n"           \
    "--b\nContent-Type: " type "\nContent-Disposition: attachment; filename=\"" name               \
    "\"\n\nabc\n--b--\n"

/* What is seen is the name of the file, the field, the line with its number. */
static void test_seen(void)
{
    g_autoptr(HoldRules) rules = own_rules();
    static const struct {
        const char *raw, *rule, *seen;
        int line;
    } ROWS[] = {
        {ATTACHED("Photo.JPG.exe", "image/jpeg"), "программа_во_вложении", "Photo.JPG.exe", 0},
        {ATTACHED("Список_5_А_класса.xlsx", "text/plain"), "список_детей", "Список_5_А_класса.xlsx",
         0},
        {ATTACHED("план.docx", "text/plain"), NULL, NULL, 0},
        {"From: a@b.test\nX-Spam-Flag: YES\nSubject: x\n\nHi\n", "отмечено_как_спам", "YES", 0},
        {"From: a@b.test\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\nПервая\n\n"
         "> Снилс 112-233-445 95, ещё\n",
         "СНИЛС", "> Снилс 112-233-445 95, ещё", 3},
        {"From: a@b.test\nSubject: =?utf-8?B?0KHQndCY0JvQoSAxMTItMjMzLTQ0NSA5NQ==?=\n\nHi\n",
         "СНИЛС", "СНИЛС 112-233-445 95", 0},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Facts) facts = read_with(rules, ROWS[i].raw);
        const HoldHit *hit = facts->hits->len ? facts->hits->pdata[0] : NULL;
        g_assert_cmpstr(hit ? hit->name : NULL, ==, ROWS[i].rule);
        g_assert_cmpstr(hit ? hit->seen : NULL, ==, ROWS[i].seen);
        g_assert_cmpint(hit ? hit->line : 0, ==, ROWS[i].line);
    }
}

/* --- the file --------------------------------------------------------------------------------- */

static void test_sections(void)
{
    g_autoptr(HoldRules) rules =
        hold_rules_parse("hold text all один\n[a-1 b]\nhold text some два\n[*]\n"
                         "let СЛОГ е[лл]к\nhold header:x-A field <СЛОГ>\n",
                         "t", STEPS, NULL);
    g_autoptr(Facts) facts =
        read_with(rules, "From: a@b.test\nX-a: nothing\nX-A: =?utf-8?B?0YHRkdC70LrQsA==?=\n"
                         "Content-Type: text/plain; charset=utf-8\n\nОДИН два\n");

    g_assert_cmpuint(facts->hits->len, ==, 3);
    const HoldHit *all = facts->hits->pdata[0], *some = facts->hits->pdata[1];
    g_assert_true(hold_is_for(all->lists, "c"));
    g_assert_true(hold_is_for(some->lists, "b"));
    g_assert_false(hold_is_for(some->lists, "a"));
    g_assert_cmpstr(((HoldHit *)facts->hits->pdata[2])->seen, ==, "сёлка");
}

static void test_errors(void)
{
    static const struct {
        const char *text, *says;
    } WRONG[] = {
        {"# fine\n\nkeep text a b", "t:3: 'keep'"},
        {"hold body a b", "t:1: 'body' is no place"},
        {"hold header a b", "t:1: 'header' is no place"},
        {"hold text:x a b", "t:1: 'text:x' is no place"},
        {"hold text*0 a b", "t:1: 'text*0': text*N"},
        {"hold file*2 a b", "t:1: 'file*2': text*N"},
        {"hold text a", "t:1: a line goes: hold PLACE NAME PATTERN"},
        {"hold text a (b", "t:1: this pattern cannot be read: missing"},
        {"hold text a b*", "t:1: a pattern that fits where nothing stands"},
        {"hold text a <НЕТ>", "t:1: no line above says: let НЕТ"},
        {"let A-B x", "t:1: a line goes: let NAME PATTERN"},
        {"[a,b]", "t:1: between the brackets"},
        {"[", "t:1: between the brackets"},
        {"hold text a \xff", "t: not a text in UTF-8"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(hold_rules_parse(WRONG[i].text, "t", STEPS, &error));
        g_test_message("%s", error->message);
        g_assert_cmpint(error_code(error), ==, ERR_SETTINGS);
        g_assert_true(g_str_has_prefix(error->message, WRONG[i].says));
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(hold_rules_open("/nowhere/at/all", STEPS, &error));
    g_assert_cmpint(error_code(error), ==, ERR_SETTINGS);
}

/* A pattern without an end, and a text longer than is looked at: the rule is unsure, once. */
static void test_limits(void)
{
    g_autoptr(HoldRules) rules =
        hold_rules_parse("hold text endless (?:a+a+)+[bd]\nhold text c ccc", "t", STEPS, NULL);
    g_autofree char *many = g_strnfill(200, 'a');
    g_autofree char *raw = letter("x", many);
    g_autoptr(Facts) facts = read_with(rules, raw);

    g_assert_cmpuint(facts->hits->len, ==, 1);
    const HoldHit *hit = facts->hits->pdata[0];
    g_assert_cmpint(hit->kind, ==, HOLD_UNSURE);
    g_assert_cmpstr(hit->name, ==, "endless");

    g_autofree char *line = g_strnfill(300 << 10, 'x');
    g_autofree char *longer = letter("x", line);
    g_autoptr(Facts) cut = read_with(rules, longer);
    g_assert_cmpuint(cut->hits->len, ==, 1);
    g_assert_cmpint(((HoldHit *)cut->hits->pdata[0])->kind, ==, HOLD_UNSURE);
}

/* Text made to meet the table's own patterns again and again. */
static void test_hostile(void)
{
    static const char *const AGAIN[] = {"Лосев_Пётр_", "ученик ",     "1-", "Мама ", "Аа-Аа ",
                                        "диагноз ",    "12.03.2012 ", "5 ", "Ааич\n"};
    g_autoptr(HoldRules) rules = own_rules();

    for (size_t i = 0; i < G_N_ELEMENTS(AGAIN); i++) {
        GString *text = g_string_new(NULL);
        while (text->len < 200 << 10)
            g_string_append(text, AGAIN[i]);
        g_autofree char *raw = letter("x", text->str);
        g_autoptr(Facts) facts = read_with(rules, raw);
        for (guint k = 0; k < facts->hits->len; k++)
            g_test_message("%s: %s", AGAIN[i], ((HoldHit *)facts->hits->pdata[k])->name);
        g_string_free(text, TRUE);
    }
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/hold-rules/what looks like personal data of children", test_personal);
    g_test_add_func("/hold-rules/ordinary mail of teachers passes", test_ordinary);
    g_test_add_func("/hold-rules/what is shown", test_seen);
    g_test_add_func("/hold-rules/lists, headers and let", test_sections);
    g_test_add_func("/hold-rules/errors name their line", test_errors);
    g_test_add_func("/hold-rules/limits", test_limits);
    g_test_add_func("/hold-rules/hostile text comes to an end", test_hostile);
    return g_test_run();
}
