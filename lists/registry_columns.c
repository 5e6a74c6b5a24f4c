/* registry_columns.c: which header cell means which column; see registry_file.h. One table holds
 * what people call them. Compared are letters and digits only: "E-mail", "e mail" and "E-MAIL:" are
 * one; what stands in parentheses does not count: "Предмет(ы)", "Согласие (дата)". */
#include "lists/registry_file.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

#define SYNONYMS 12

static const struct {
    const char *title;           /* as we write it */
    const char *words[SYNONYMS]; /* folded */
} COLUMNS[COL_COUNT] = {
    [COL_NAME] = {"ФИО",
                  {"фио", "ф и о", "фио педагога", "фио учителя", "фио полностью", "педагог",
                   "фамилия имя отчество", "учитель", "name", "full name", "person"}},
    [COL_SURNAME] = {"Фамилия", {"фамилия", "surname", "last name", "family name"}},
    [COL_FIRST_NAME] = {"Имя", {"имя", "first name", "given name"}},
    [COL_PATRONYMIC] = {"Отчество", {"отчество", "patronymic", "middle name"}},
    [COL_SCHOOL] = {"Школа",
                    {"школа", "организация", "оо", "образовательная организация", "учреждение",
                     "образовательное учреждение", "оу", "место работы", "school", "organization",
                     "organisation", "institution"}},
    [COL_DISTRICT] = {"Округ",
                      {"округ", "район", "территория", "муниципалитет", "муниципальный район",
                       "муниципальное образование", "district"}},
    [COL_POSITION] = {"Должность", {"должность", "position", "job", "job title"}},
    [COL_SUBJECTS] = {"Предметы",
                      {"предметы", "предмет", "преподаваемые предметы", "преподаваемый предмет",
                       "subjects", "subject"}},
    [COL_EMAIL] = {"Почта",
                   {"почта", "e mail", "email", "эл почта", "электронная почта",
                    "адрес электронной почты", "личная почта", "адрес почты", "mail",
                    "почта педагога", "емейл"}},
    [COL_SCHOOL_EMAIL] = {"Почта школы",
                          {"почта школы", "почта организации", "почта оо", "общая почта",
                           "e mail школы", "email школы", "e mail организации",
                           "электронная почта школы", "school e mail", "school email",
                           "school mailbox"}},
    [COL_NUMBER] = {"Номер",
                    {"номер", "таб номер", "табельный номер", "таб", "id", "ид", "код",
                     "внешний номер", "number", "external", "external id"}},
    [COL_BORN] = {"Год рождения",
                  {"год рождения", "дата рождения", "рождение", "born", "birth year",
                   "year of birth"}},
    [COL_WORKS_SINCE] = {"Начало работы",
                         {"начало работы", "стаж с", "работает с", "год начала работы",
                          "начало педагогической работы", "works since"}},
    [COL_CONSENT_ON] = {"Согласие",
                        {"согласие", "дата согласия", "consent", "consent date", "consent on"}},
    [COL_CONSENT_SOURCE] = {"Источник согласия", {"источник согласия", "consent source"}},
    [COL_LISTS] = {"МО",
                   {"мо", "объединение", "объединения", "методическое объединение",
                    "методические объединения", "тумо", "рассылки", "списки", "lists", "list"}},
};

const char *column_title(Column column)
{
    return COLUMNS[column].title;
}

/* Letters and digits of the cell, folded, words parted by one space; parentheses left out. */
static char *header_key(const char *cell)
{
    g_autofree char *folded = text_fold(cell);
    GString *key = g_string_new(NULL);
    int depth = 0;

    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '(')
            depth++;
        else if (c == ')' && depth > 0)
            depth--;
        else if (depth == 0 && g_unichar_isalnum(c))
            g_string_append_unichar(key, c);
        else if (depth == 0 && key->len > 0 && key->str[key->len - 1] != ' ')
            g_string_append_c(key, ' ');
    }
    g_strchomp(key->str);
    return g_string_free(key, FALSE);
}

static int find_column(const char *cell)
{
    g_autofree char *key = header_key(cell);

    for (int column = 0; column < COL_COUNT; column++)
        for (int i = 0; i < SYNONYMS && COLUMNS[column].words[i]; i++)
            if (g_str_equal(COLUMNS[column].words[i], key))
                return column;
    return -1;
}

/* What the header line holds, for a message: bounded, on one line. */
static char *describe_header(const CsvRecord *header)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (size_t i = 0; i < header->count && text->len < 500; i++) {
        g_autofree char *line = text_one_line(header->fields[i]);
        g_autofree char *cut = text_cut(line, 60);
        g_string_append_printf(text, "%s%s", i ? ", " : "", cut);
    }
    return text_cut(text->str, 500);
}

static bool check_needed(const CsvRecord *header, const ColumnMap *map, GError **error)
{
    bool name =
        map->at[COL_NAME] >= 0 || (map->at[COL_SURNAME] >= 0 && map->at[COL_FIRST_NAME] >= 0);
    bool school = map->at[COL_SCHOOL] >= 0;

    if (name && school)
        return true;
    g_autofree char *there = describe_header(header);
    return fail(error, ERR_INPUT,
                "line %" PRId64 ": there is no column %s%s%s; the header line holds: %s; "
                "needed are ФИО (or Фамилия, Имя, Отчество) and Школа",
                header->line, name ? "" : "ФИО", name || school ? "" : " and no column ",
                school ? "" : "Школа", there);
}

bool columns_read(const CsvRecord *header, ColumnMap *map, GPtrArray *unknown, GError **error)
{
    for (int i = 0; i < COL_COUNT; i++)
        map->at[i] = -1;
    map->width = header->count;
    for (size_t i = 0; i < header->count; i++) {
        int column = find_column(header->fields[i]);
        g_autofree char *line = text_one_line(header->fields[i]);
        if (column < 0) {
            if (*line)
                g_ptr_array_add(unknown, text_cut(line, 60));
            continue;
        }
        if (map->at[column] >= 0)
            return fail(error, ERR_INPUT,
                        "line %" PRId64 ": columns %d and %zu both mean '%s'; rename the "
                        "one that is not to be read",
                        header->line, map->at[column] + 1, i + 1, COLUMNS[column].title);
        map->at[column] = (int)i;
    }
    return check_needed(header, map, error);
}
