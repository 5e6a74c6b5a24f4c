/* test_registry_file.c: the registry as a file: every way of writing it, what is refused, and that
 * an export reads back. */
#include "registry_fixture.h"

/* --- how a file may be written ---------------------------------------------------------------- */

static const struct {
    const char *what, *csv;
} WRITTEN[] = {
    {"semicolons", "ФИО;Школа;Должность;Почта\n" ANNA ";Школа № 5;учитель;anna@mail.example\n"},
    {"commas", "ФИО,Школа,Должность,Почта\n" ANNA ",Школа № 5,учитель,anna@mail.example\n"},
    {"tabs", "ФИО\tШкола\tДолжность\tПочта\n" ANNA "\tШкола № 5\tучитель\tanna@mail.example\n"},
    {"UTF-8 with a BOM",
     "\xEF\xBB\xBFФИО;Школа;Должность;Почта\n" ANNA ";Школа № 5;учитель;anna@mail.example\n"},
    {"any order, other words, case and blanks",
     "  E-MAIL ;должность;ОБРАЗОВАТЕЛЬНАЯ ОРГАНИЗАЦИЯ;Ф.И.О. (полностью)\n"
     "Anna@Mail.Example;учитель;  Школа   № 5 ;" ANNA "\n"},
    {"English", "School,Position,Full name,Email\nШкола № 5,учитель," ANNA ",anna@mail.example\n"},
    {"the name in three columns", "Отчество;Имя;Фамилия;ОО;Должность;Эл. почта\n"
                                  "Петровна;Анна;Ёлкина;Школа № 5;учитель;anna@mail.example\n"},
    {"line breaks in quotes", "ФИО;\"Школа\n(полностью)\";Должность;Почта\r\n"
                              "\"Ёлкина Анна\r\nПетровна\";\"Школа\r\n№ 5\";учитель;"
                              "\"anna@mail.example\"\r\n"},
    {"columns that nobody knows", "№ п/п;ФИО;Телефон;Школа;Должность;Почта\n"
                                  "1;" ANNA ";+7 900;Школа № 5;учитель;anna@mail.example\n"},
    {"words for nothing", "Номер;ФИО;Школа;Должность;Почта;МО;Согласие;Год рождения;Почта школы\n"
                          "—;" ANNA ";Школа № 5;учитель;anna@mail.example;нет;-;Нет;отсутствует\n"},
    {"short rows and empty ones", "ФИО;Школа;Должность;Почта;Предмет(ы);Округ\n"
                                  ";;;;;\n\n" ANNA ";Школа № 5;учитель;anna@mail.example\n"},
};

static void test_written(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(WRITTEN); i++) {
        Fixture f;
        fixture_open(&f, NULL);
        g_test_message("%s", WRITTEN[i].what);
        check_import(&f, WRITTEN[i].csv, 0, "school-added 1, added 1");
        check_person(&f, ANNA, ANNA_IS);
        check_import(&f, WRITTEN[i].csv, 0, "unchanged 1");
        fixture_close(&f, NULL);
    }
}

static void test_windows_1251(Fixture *f, gconstpointer data)
{
    const char *text = "ФИО;Школа;Должность;Почта\r\n" ANNA ";Школа № 5;учитель;"
                       "anna@mail.example\r\n";
    gsize length;
    g_autofree char *bytes = g_convert(text, -1, "WINDOWS-1251", "UTF-8", NULL, &length, NULL);

    (void)data;
    check_import(f, bytes, 0, "school-added 1, added 1");
    check_person(f, ANNA, ANNA_IS);
    check_import(f, text, 0, "unchanged 1"); /* the same in UTF-8 */
}

static void test_columns(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autoptr(RegistryDiff) diff =
        import_text(f, "ФИО;Школа;Округ;Должность;Предметы;Почта;Почта школы;Таб. номер;"
                       "Год рождения;Стаж с;Согласие;Источник согласия;Телефон\n" ANNA
                       ";Школа № 5;Северный;учитель;физика, химия;a@x.example, b@x.example;"
                       "s5@x.example;007;12.03.1980;2003;1.9.2025;бумага;12\n");
    g_assert_cmpint(diff->problems->count, ==, 0);
    g_assert_cmpuint(diff->unknown->len, ==, 1);
    g_assert_cmpstr(g_ptr_array_index(diff->unknown, 0), ==, "Телефон");
    g_autoptr(GString) csv = registry_export(f->db, NULL);
    g_assert_cmpstr(csv->str, ==,
                    CSV_BOM
                    "Номер;ФИО;Школа;Район;Должность;Предметы;Почта;Почта школы;Год рождения;"
                    "Начало работы;Согласие;Источник согласия;МО\r\n"
                    "007;" ANNA ";Школа № 5;Северный;учитель;физика, химия;"
                    "a@x.example, b@x.example;s5@x.example;1980;2003;2025-09-01;бумага;\r\n");
    /* letters go to the address that was written first */
    check_person(f, "007", ANNA "|Школа № 5|учитель|a@x.example");
    check_import(f, csv->str, 0, "unchanged 1");
}

/* --- what is refused -------------------------------------------------------------------------- */

static const struct {
    const char *what, *csv;
    const char *said; /* by the error */
} NO_TABLE[] = {
    {"an empty file", "", "empty"},
    {"only a header", "ФИО;Школа\n", "no rows"},
    {"no column of schools", "ФИО;Должность\nx;y\n",
     "no column Школа; the header line holds: ФИО, "},
    {"no column of names", "Школа;Фамилия\nx;y\n", "no column ФИО"},
    {"two columns of schools", "ФИО;Школа;ОО\nx;y;z\n", "columns 2 and 3 both mean 'Школа'"},
    {"a workbook", "PK\x03\x04", "workbook"},
};

static void test_no_table(Fixture *f, gconstpointer data)
{
    (void)data;
    for (size_t i = 0; i < G_N_ELEMENTS(NO_TABLE); i++) {
        g_autoptr(GBytes) bytes = g_bytes_new(NO_TABLE[i].csv, strlen(NO_TABLE[i].csv));
        g_autoptr(GError) error = NULL;
        g_test_message("%s", NO_TABLE[i].what);
        g_assert_null(registry_import(f->db, &f->key, bytes, &(ImportRules){0}, &error));
        g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
        g_assert_nonnull(strstr(error->message, NO_TABLE[i].said));
    }
}

static const struct {
    const char *what, *rows; /* the first of them in line 3, after a good one */
    int64_t line;
    const char *said;
} BAD[] = {
    {"no name", ";Школа № 5\n", 3, "no name"},
    {"no full name", "Вакансия;Школа № 5\n", 3, "no full name"},
    {"no school", ANNA "\n", 3, "no school"},
    {"a bad address", ANNA ";Школа № 5;;anna@\n", 3, "Почта:"},
    {"a bad one of two", ANNA ";Школа № 5;;anna@x.example, b@@x\n", 3, "Почта:"},
    {"a bad mailbox", ANNA ";Школа № 5;;;;;;school\n", 3, "Почта школы:"},
    {"no date", ANNA ";Школа № 5;;;;31.02.2025\n", 3, "is no date; write it like"},
    {"no year", ANNA ";Школа № 5;;;;;1850\n", 3, "is no year"},
    {"a year to come", ANNA ";Школа № 5;;;;;2050\n", 3, "is no year"},
    {"too many cells", ANNA ";Школа № 5;;;;;;;;x\n", 3, "10 cells under 9 columns"},
    {"a list that is none", ANNA ";Школа № 5;;;;;;;chess\n", 3, "no list 'chess'"},
    {"one number twice", ANNA ";Школа № 5;;;7\n" ANNA ";Школа № 6;;;7\n", 4, "in line 3 too"},
    {"two districts of a school", ANNA ";Школа № 5;Север\nВанин Олег;Школа № 5;Юг\n", 4,
     "in 'Север' in line 3"},
    {"one mailbox of two schools",
     ANNA ";Школа № 5;;;;;;s@x.example\nВанин Олег;Школа № 6;;;;;;s@x.example\n", 4,
     "mailbox of 'Школа № 6' here and of 'Школа № 5' in line 3"},
    {"the row that names the mailbox, not the first of its school",
     ANNA
     ";Школа № 5\nВанин Олег;Школа № 5;;;;;;s@x.example\nВанин Пётр;Школа № 6;;;;;;s@x.example\n"
     "Ванин Иван;Школа № 6;;;;;;s@x.example\n",
     5, "mailbox of 'Школа № 6' here and of 'Школа № 5' in line 4"},
    {"a row after line breaks", "\"Ванин\nОлег\";\"Школа\n№ 5\"\n;Школа № 5\n", 6, "no name"},
    {"a quote that never ends", "Ванин Олег;\"Школа № 5\nВанин Иван;Школа № 6\n", 3, "never ends"},
};

static void test_bad_rows(Fixture *f, gconstpointer data)
{
    (void)data;
    for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autofree char *csv = g_strconcat(HEAD GOOD, BAD[i].rows, NULL);
        g_test_message("%s", BAD[i].what);
        g_autoptr(RegistryDiff) diff = import_text(f, csv);
        g_assert_cmpint(diff->problems->count, ==, 1);
        check_problem(diff, 0, BAD[i].line, BAD[i].said);
        g_assert_cmpint(count_persons(f), ==, 0); /* nor the good row */
    }
}

static void test_all_problems(Fixture *f, gconstpointer data)
{
    g_autoptr(GString) csv = g_string_new(HEAD);

    (void)data;
    for (int i = 0; i < 60; i++)
        g_string_append(csv, ";Школа № 5\n");
    g_autoptr(RegistryDiff) diff = import_text(f, csv->str);
    g_assert_cmpint(diff->problems->count, ==, 60);
    g_assert_cmpuint(diff->problems->shown->len, ==, PROBLEMS_SHOWN);
    check_problem(diff, 49, 51, "no name");
}

static void test_namesakes(Fixture *f, gconstpointer data)
{
    (void)data;
    /* at two schools: two people */
    check_import(f, HEAD ANNA ";Школа № 5\n" ANNA ";Школа № 6\n", 0, "school-added 2, added 2");
    check_import(f, HEAD ANNA ";Школа № 5\n" ANNA ";Школа № 6\n", 0, "unchanged 2");
    /* at one: both lines are told, nothing is merged */
    g_autoptr(RegistryDiff) twice =
        import_text(f, HEAD ANNA ";Школа № 7;;a@x.example\n" ANNA ";Школа № 7;;b@x.example\n");
    g_assert_cmpint(twice->problems->count, ==, 1);
    check_problem(twice, 0, 2, ANNA " stands in 2 rows of 'Школа № 7', lines 2, 3;");
    check_problem(twice, 0, 2, "in one cell are separated by a comma");
    check_problem(twice, 0, 2, "Номер");
    g_assert_cmpint(count_persons(f), ==, 2);
    /* numbers tell them apart */
    check_import(f, HEAD ANNA ";Школа № 7;;;1\n" ANNA ";Школа № 7;;;2\n", 0,
                 "school-added 1, added 2, gone 2");
    check_import(f, HEAD ANNA ";Школа № 7;;;2\n" ANNA ";Школа № 7;;;1\n", 0, "gone 2, unchanged 2");
    /* without a number it may be either of the two that are known */
    g_autoptr(RegistryDiff) either = import_text(f, HEAD ANNA ";Школа № 7\n");
    g_assert_cmpint(either->problems->count, ==, 1);
    check_problem(either, 0, 2, "knows 2 people");
}

/* One school however it is spelt; one that differs by a letter or two is told, not merged. */
static void test_spellings(Fixture *f, gconstpointer data)
{
    (void)data;
    check_import(f,
                 HEAD ANNA ";МБОУ СОШ № 1\nВанин Олег;МБОУ «СОШ №1»\n"
                           "Ким Ли;\"мбоу \"\"СОШ\"\" № 1\"\n",
                 0, "school-added 1, added 3");
    check_import(f, HEAD ANNA ";МБОУ СОШ №1\nВанин Олег;мбоу сош № 1\nКим Ли;МБОУ СОШ № 1\n", 0,
                 "unchanged 3");
    /* other numbers are other schools, and no reason to ask */
    check_import(f,
                 HEAD ANNA ";МБОУ СОШ № 1\nВанин Олег;МБОУ СОШ № 1\nКим Ли;МБОУ СОШ № 1\n"
                           "Белов Борис;МБОУ СОШ № 11\n",
                 0, "school-added 1, added 1, unchanged 3");
    g_autoptr(RegistryDiff) diff =
        import_text(f, HEAD ANNA ";МБОУ СОШ № 1\nВанин Олег;МБОУ СОШ № 1\nКим Ли;МБОУ СОШ № 1\n"
                                 "Белов Борис;МБОУ СОШ № 11\nРябов Пётр;МБУО СОШ № 11\n");
    const Change *note = NULL;
    for (guint i = 0; i < diff->changes->len; i++) {
        const Change *change = g_ptr_array_index(diff->changes, i);
        note = change->kind == CHANGE_NOTE ? change : note;
    }
    g_assert_cmpint(diff->counts[CHANGE_NOTE], ==, 1);
    g_assert_cmpint(note->line, ==, 6);
    g_assert_cmpstr(note->name, ==, "МБУО СОШ № 11");
    g_autofree char *said = said_text(note->said, in_english());
    g_assert_nonnull(strstr(said, "looks like 'МБОУ СОШ № 11'"));
}

static void test_school_keys(void)
{
    static const struct {
        const char *a, *b;
        bool same;
    } PAIRS[] = {{"МБОУ СОШ № 1", "МБОУ СОШ №1", true},
                 {"«Лицей № 5»", "\"лицей №5\"", true},
                 {"Школа «Журавлёнок»", "школа Журавленок", true},
                 {"СОШ № 1, корпус 2", "СОШ №1 корпус 2", true},
                 {"СОШ № 1-2", "СОШ № 12", false},
                 {"Школа № 1", "Школа № 2", false},
                 {"№", "«»", false}};

    for (size_t i = 0; i < G_N_ELEMENTS(PAIRS); i++) {
        g_autofree char *a = school_key(PAIRS[i].a), *b = school_key(PAIRS[i].b);
        g_assert_true(g_str_equal(a, b) == PAIRS[i].same);
    }
}

static void test_shared_address(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autoptr(RegistryDiff) diff = import_text(f, HEAD "Орлов Пётр;Школа № 5;;dom@x.example\n"
                                                       "Орлова Анна;Школа № 6;;dom@x.example\n");
    g_assert_cmpint(diff->counts[CHANGE_NOTE], ==, 1);
    g_assert_cmpint(diff->counts[CHANGE_ADDED], ==, 2);
    const Change *note = g_ptr_array_index(diff->changes, 2); /* after two schools */
    g_assert_cmpint(note->line, ==, 2);
    g_autofree char *said = said_text(note->said, in_english());
    g_assert_nonnull(strstr(said, "dom@x.example is shared by Орлов Пётр, Орлова Анна"));
    /* with somebody of the registry, too */
    g_autoptr(RegistryDiff) later =
        import_text(f, HEAD "Ванин Олег;Школа № 5;;v@x.example, dom@x.example\n");
    g_assert_cmpint(later->counts[CHANGE_NOTE] + later->problems->count, ==, 1);
}

/* One problem a list that is unknown, sorted by line among the others, with the spreadsheet's row.
 */
static void test_unknown_lists(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autoptr(GString) csv = g_string_new("ФИО;Школа;МО\n");
    for (int i = 0; i < 12; i++)
        g_string_append_printf(csv, "Ванин%c Олег;Школа № 5;%s\n", 'a' + i,
                               i == 3 ? "matematika, МО физиков" : "matematika");
    g_string_append(csv, "\"Белов\nБорис\";Школа № 5;\n;Школа № 5;\n");
    g_autoptr(RegistryDiff) diff = import_text(f, csv->str);
    g_assert_cmpint(diff->problems->count, ==, 3);
    check_problem(diff, 0, 2,
                  "there is no list 'matematika'; lines 2, 3, 4, ... (12); there are: -; "
                  "make it with: vestnik list add matematika");
    check_problem(diff, 1, 5,
                  "lines 5; there are: -; make it with: vestnik list add NAME "
                  "--title \"МО физиков\"");
    check_problem(diff, 2, 16, "no name");
    const Problem *last = g_ptr_array_index(diff->problems->shown, 2);
    g_assert_cmpint(last->row, ==, 15);
}

/* Two rows with new numbers, one known person without: neither is guessed. */
static void test_numbers_come_later(Fixture *f, gconstpointer data)
{
    (void)data;
    check_import(f, HEAD ANNA ";Школа № 5;;a@x.example\n", 0, "school-added 1, added 1");
    g_autoptr(RegistryDiff) diff =
        import_text(f, HEAD ANNA ";Школа № 5;;;1\n" ANNA ";Школа № 5;;;2\n");
    g_assert_cmpint(diff->problems->count, ==, 2);
    check_problem(diff, 1, 3, "2 rows may mean");
    /* the address says who */
    check_import(f, HEAD ANNA ";Школа № 5;;;1\n" ANNA ";Школа № 5;;a@x.example;2\n", 0,
                 "added 1, changed 1");
    check_person(f, "a@x.example", ANNA "|Школа № 5||a@x.example");
    g_autoptr(Person) second = person_find(f->db, "2", NULL);
    g_assert_cmpstr(second->address, ==, "a@x.example");
}

/* --- out and in again
 * --------------------------------------------------------------------------------------------------
 */

static void test_export(Fixture *f, gconstpointer data)
{
    int64_t list = add_list(f, "fizika", "МО учителей физики");

    (void)data;
    check_import(f,
                 "ФИО;Школа;Должность;МО\n" ANNA ";\"ОО \"\"Лицей; № 5\"\"\";=cmd|' /C calc'!A0;"
                 "fizika\n"
                 "Дубов Олег Ильич;@школа;+учитель;\n",
                 0, "school-added 2, added 2");
    g_autoptr(GString) csv = registry_export(f->db, NULL);
    g_assert_nonnull(strstr(csv->str, ";\"'=cmd|' /C calc'!A0\";"));
    g_assert_nonnull(strstr(csv->str, ";\"'@школа\";"));
    check_import(f, csv->str, 0, "unchanged 2");
    Fixture other;
    fixture_open(&other, NULL);
    list = add_list(&other, "fizika", "x");
    check_import(&other, csv->str, 0, "school-added 2, added 2");
    g_assert_cmpint(count_members(&other, list), ==, 1);
    g_autoptr(GString) again = registry_export(other.db, NULL);
    g_assert_cmpstr(again->str, ==, csv->str);
    fixture_close(&other, NULL);
}

static void test_large(Fixture *f, gconstpointer data)
{
    g_autoptr(GString) csv = g_string_new(HEAD);

    (void)data;
    add_list(f, "fizika", "МО учителей физики");
    for (int i = 0; i < 4000; i++)
        g_string_append_printf(csv,
                               "Фамилия%c%c Имя Отчество;Школа № %d;Округ %d;"
                               "t%d@s%d.example;%d;01.09.2025;1980;s%d@mail.example;fizika\n",
                               'a' + i % 26, 'a' + i / 26 % 26, i % 100, i % 100 % 3, i, i % 100,
                               i + 1, i % 100);
    g_test_timer_start();
    check_import(f, csv->str, 0, "school-added 100, added 4000");
    check_import(f, csv->str, 0, "unchanged 4000");
    g_autoptr(GPtrArray) lists = list_all(f->db, NULL);
    const List *list = g_ptr_array_index(lists, 0);
    g_autoptr(GPtrArray) members = list_members(f->db, list->id, NULL);
    g_assert_cmpuint(members->len, ==, 4000);
    g_test_message("4000 persons, imported twice and listed: %.2f s", g_test_timer_elapsed());
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/registry/every way of writing it", test_written);
    FIXTURE_TEST("/registry/windows-1251", test_windows_1251);
    FIXTURE_TEST("/registry/every column", test_columns);
    FIXTURE_TEST("/registry/what is no table is refused", test_no_table);
    FIXTURE_TEST("/registry/a bad row names its line and nothing is imported", test_bad_rows);
    FIXTURE_TEST("/registry/all problems are told at once", test_all_problems);
    FIXTURE_TEST("/registry/two people of one name", test_namesakes);
    FIXTURE_TEST("/registry/one school, several spellings", test_spellings);
    g_test_add_func("/registry/keys of schools", test_school_keys);
    FIXTURE_TEST("/registry/a shared address is told", test_shared_address);
    FIXTURE_TEST("/registry/unknown lists", test_unknown_lists);
    FIXTURE_TEST("/registry/numbers that come later", test_numbers_come_later);
    FIXTURE_TEST("/registry/an export reads back and runs no formula", test_export);
    FIXTURE_TEST("/registry/a large one", test_large);
    return g_test_run();
}
