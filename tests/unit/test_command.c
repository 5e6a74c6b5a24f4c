/* test_command.c: which commands a letter holds. */
#include "lists/command.h"

#include "base/facts.h"
#include "gateway/command_table.h"
#include "lists/greeting.h"
#include "lists/name_sound.h"

static bool never(const CommandCall *call, GError **error)
{
    (void)call, (void)error;
    return false;
}

static const Command TABLE[] = {
    {.name = "help", .russian = "помощь|pomosch", .english = "help", .run = never},
    {.name = "join",
     .russian = "подписаться|вступить",
     .english = "subscribe",
     .argument = ARGUMENT_LIST,
     .run = never},
    {.name = "mine", .russian = "мои подписки", .english = "my lists", .run = never},
    {.name = "my", .russian = "мои", .english = "my", .run = never},
    {.name = "find",
     .russian = "найти",
     .english = "find",
     .argument = ARGUMENT_TEXT,
     .run = never},
    {0},
};

static CommandTable *table;

/* --- one line --------------------------------------------------------------------------------- */

static const struct {
    const char *line, *name, *argument; /* name NULL: no command */
    bool is_near;
} LINES[] = {
    {"помощь", "help", "", false},
    {"ПОМОЩЬ!", "help", "!", false},
    {"/help", "help", "", false},
    {"- помощь", "help", "", false},
    {"«Помощь»", "help", "»", false},
    {"Pomosch", "help", "", false},
    {"пoмoщь", "help", "", false}, /* o is Latin */
    {"ПOMOЩЬ", "help", "", false}, /* O and M are */
    {"мои подписки", "mine", "", false},
    {"Мои  подписки.", "mine", ".", false},
    {"мои письма", "my", " письма", false},
    {"my lists", "mine", "", false},
    {"подписаться matematika", "join", " matematika", false},
    {"помошь", "help", "", true},  /* another letter */
    {"помощ", "help", "", true},   /* one too few */
    {"поммощь", "help", "", true}, /* one too many */
    {"помоьщ", "help", "", true},  /* changed places */
    {"подписатся matematika", "join", " matematika", true},
    {"мои подписка", "mine", "", true},
    {"помо", NULL, NULL, false}, /* two slips */
    {"моё", NULL, NULL, false},  /* too short for a slip */
    {"halp", "help", "", true},
    {"podpisatsya matematika", "join", " matematika", false}, /* as it sounds */
    {"Vstupit' fizika", "join", "' fizika", false},
    {"pomoshch'!", "help", "'!", false},
    {"naiti drobi", "find", " drobi", false},
    {"gjvjom.", "help", ".", false}, /* the other keys */
    {"yfqnb lhj,b", "find", " lhj,b", false},
    {"рудз", "help", "", false},
    {"ghbdtn", NULL, NULL, false},
    {"hlp", NULL, NULL, false},
    {"> помощь", NULL, NULL, false},
    {"help@school.example", NULL, NULL, false},
    {"помощь_школы", NULL, NULL, false},
    {"", NULL, NULL, false},
    {"12345", NULL, NULL, false},
};

static void test_lines(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(LINES); i++) {
        CommandMatch match = command_match(table, LINES[i].line);
        g_test_message("%s", LINES[i].line);
        g_assert_cmpstr(match.command ? match.command->name : NULL, ==, LINES[i].name);
        g_assert_cmpstr(match.argument, ==, LINES[i].argument);
        g_assert_true(match.is_near == LINES[i].is_near);
    }
}

static void test_language(void)
{
    g_assert_cmpstr(command_match(table, "help").language, ==, "en");
    g_assert_cmpstr(command_match(table, "pomosch").language, ==, "ru");
}

/* --- a letter --------------------------------------------------------------------------------- */

static const struct {
    const char *subject, *text;
    CommandsOutcome outcome;
    const char *meant; /* the commands, "; " between */
    const char *line;
} LETTERS[] = {
    {"помощь", "", COMMANDS_FOUND, "помощь", NULL},
    {"", "Здравствуйте!\n\nпомощь\n", COMMANDS_FOUND, "помощь", NULL},
    {"помощь", "помощь", COMMANDS_FOUND, "помощь", NULL},
    {"помощь", "Добрый день!\nНе понимаю, как это работает.", COMMANDS_FOUND, "помощь", NULL},
    {"Вопрос", "помощь\nподписаться: matematika", COMMANDS_FOUND, "помощь; подписаться matematika",
     NULL},
    {"помощь", "вступить fizika", COMMANDS_FOUND, "помощь; вступить fizika", NULL},
    {"подписаться", "подписаться fizika", COMMANDS_FOUND, "подписаться fizika", NULL},
    {"Help", "помощь\nвступить fizika", COMMANDS_FOUND, "help; помощь; вступить fizika", NULL},
    {"подписаться", "помощь", COMMANDS_FOUND, "подписаться; помощь", NULL},
    {"вступить fizika", "вступить matematika", COMMANDS_FOUND,
     "вступить fizika; вступить matematika", NULL},
    {"", "помощь\n\nмои подписки\n\nИванова М. П.", COMMANDS_FOUND, "помощь; мои подписки", NULL},
    {"", "помощь\nконец\nподписаться matematika", COMMANDS_FOUND, "помощь", NULL},
    {"", "мои\u00a0 подписки", COMMANDS_FOUND, "мои подписки", NULL},
    {"", "помощь\nSTOP.\nотписаться", COMMANDS_FOUND, "помощь", NULL},
    {"", "помощь\n--\nподписаться matematika", COMMANDS_FOUND, "помощь", NULL},
    {"", "помощь\n-- \nИванова", COMMANDS_FOUND, "помощь", NULL},
    {"", "помощь\nСпасибо!", COMMANDS_FOUND, "помощь", NULL},
    {"", "помощь\nМария Иванова", COMMANDS_FOUND, "помощь", NULL},
    {"", "найти Иванова\nИванова", COMMANDS_FOUND, "найти Иванова", NULL},
    {"", "Автор: Иванова М. П.\nпомощь", COMMANDS_FOUND, "помощь", NULL},
    {"", "помощь\n> подписаться matematika", COMMANDS_FOUND, "помощь", NULL},
    {"", "помощь\nотключить всё", COMMANDS_UNKNOWN, "помощь", "отключить всё"},
    {"помощь", "подписаться fizika\nотключить", COMMANDS_UNKNOWN, "помощь; подписаться fizika",
     "отключить"},
    {"", "отключить всё\nпомощь", COMMANDS_NONE, "", "отключить всё"},
    {"Вопрос", "Когда семинар?", COMMANDS_NONE, "", "Когда семинар?"},
    {"", "", COMMANDS_NONE, "", NULL},
    {"помошь", "", COMMANDS_NEAR, "помощь", "помошь"},
    {"", "помощь\nподписатся  matematika", COMMANDS_NEAR, "помощь; подписаться matematika",
     "подписатся matematika"},
    {"", "помошь\nотключить", COMMANDS_UNKNOWN, "помощь", "отключить"},
    {"", "найти диктант, пожалуйста!", COMMANDS_FOUND, "найти диктант", NULL},
    {"", "найти, пожалуйста, диктант. Заранее спасибо.", COMMANDS_FOUND, "найти диктант", NULL},
    {"", "найти пожалуйста", COMMANDS_FOUND, "найти пожалуйста", NULL},
    {"", "найти план урока по дробям в 5 классе", COMMANDS_FOUND,
     "найти план урока по дробям в 5 классе", NULL},
    {"помощь нужна нашей школе с настройкой почты", "", COMMANDS_NONE, "", NULL},
    {"помочь нужна нашей школе с почтой", "", COMMANDS_NEAR, "помощь нужна нашей школе с почтой",
     "помочь нужна нашей школе с почтой"},
    {"", "помощь\nнайти а\nнайти б\nнайти в\nнайти г", COMMANDS_TOO_MANY,
     "помощь; найти а; найти б; найти в", NULL},
};

static char *join(const GPtrArray *lines)
{
    GString *all = g_string_new(NULL);

    for (guint i = 0; i < lines->len; i++)
        g_string_append_printf(all, "%s%s", i ? "; " : "", (char *)g_ptr_array_index(lines, i));
    return g_string_free(all, FALSE);
}

static void test_letters(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(LETTERS); i++) {
        const CommandsInput input = {LETTERS[i].subject, LETTERS[i].text, "Иванова Мария Петровна",
                                     4};
        g_autoptr(Commands) commands = commands_parse(table, &input);
        g_autofree char *meant = join(commands->meant);
        g_test_message("%s / %s", input.subject, input.text);
        g_assert_cmpint(commands->outcome, ==, LETTERS[i].outcome);
        g_assert_cmpstr(meant, ==, LETTERS[i].meant);
        g_assert_cmpstr(commands->line, ==, LETTERS[i].line);
    }
}

/* --- many, and long ----------------------------------------------------------------------------
 */

/* Ten thousand commands cost no more than the first of them. */
static void test_flood(void)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (int i = 0; i < 10000; i++)
        g_string_append_printf(text, "подписаться list-%d\n", i);
    const CommandsInput input = {"", text->str, NULL, 20};
    g_autoptr(Commands) commands = commands_parse(table, &input);
    g_assert_cmpint(commands->outcome, ==, COMMANDS_TOO_MANY);
    g_assert_cmpuint(commands->written->len, ==, 20);
}

/* The same command ten thousand times is too many too. */
static void test_repeated(void)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (int i = 0; i < 10000; i++)
        g_string_append(text, "помощь\n");
    const CommandsInput input = {"", text->str, NULL, 20};
    g_autoptr(Commands) commands = commands_parse(table, &input);
    g_assert_cmpint(commands->outcome, ==, COMMANDS_TOO_MANY);
    g_assert_cmpuint(commands->written->len, ==, 1);
}

static char *many(const char *begin, const char *part, int times)
{
    GString *text = g_string_new(begin);

    for (int i = 0; i < times; i++)
        g_string_append(text, part);
    return g_string_free(text, FALSE);
}

/* What is said behind a hello, in the same sentence too, is no part of it. */
static void test_greetings(void)
{
    static const char *const ROWS[][2] = {
        {"Здравствуйте!\n\nДа", "Да"},
        {"Добрый день, уважаемые коллеги! Да", "Да"},
        {"Здравствуйте, Мария Ивановна.\nДа", "Да"},
        {"Уважаемая Мария Ивановна, добрый день!\nДа", "Да"},
        {"Добрый день, дорогой робот!\nсписки", "списки"},
        {"Здравствуйте, отпишите меня.", "отпишите меня."},
        {"Коллеги, проверьте, все ли учтены.", "проверьте, все ли учтены."},
        {"Hello, please unsubscribe me", "please unsubscribe me"},
        {"Коллеги прошу прислать списки участников муниципального этапа до пятницы",
         "Коллеги прошу прислать списки участников муниципального этапа до пятницы"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        g_assert_cmpstr(greeting_skip(ROWS[i][0]), ==, ROWS[i][1]);
}

/* As long as a letter may be: looked at once, not once for each of its greetings and lines. */
static void test_long(void)
{
    g_autofree char *greetings = many("", "Коллеги! ", 60000);
    g_autoptr(Facts) facts = facts_new();

    g_assert_cmpstr(greeting_skip(greetings), ==, "");
    facts->subject_base = g_strdup("");
    facts->new_text = many("отписаться\n", "а\n", 300000);
    g_assert_cmpint(command_alone(facts), ==, LONE_NONE);
}

/* So is a line of one word: "x" is two letters where it is heard, and each was moved along. */
static void test_long_word(void)
{
    enum { MANY = 2000000 };
    g_autoptr(Facts) facts = facts_new();

    facts->subject_base = g_strdup("");
    facts->new_text = many("", "x", MANY);
    g_assert_cmpint(command_alone(facts), ==, LONE_NONE);
    g_autofree char *sound = name_sound(facts->new_text);
    g_assert_cmpstr(sound, ==, facts->new_text);
    g_autofree char *list = many("отписаться ", "x", MANY);
    g_assert_cmpuint(strlen(command_match(commands_table(), list).argument), ==, 1 + MANY);
    g_free(facts->new_text);
    facts->new_text = g_steal_pointer(&list);
    g_assert_cmpint(command_alone(facts), !=, LONE_EXACT);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    table = command_table_new(TABLE, NULL);
    g_test_add_func("/command/lines", test_lines);
    g_test_add_func("/command/the language is that of the word", test_language);
    g_test_add_func("/command/letters", test_letters);
    g_test_add_func("/command/greetings", test_greetings);
    g_test_add_func("/command/a flood of commands", test_flood);
    g_test_add_func("/command/the same command again and again", test_repeated);
    g_test_add_func("/command/a long letter is looked at once", test_long);
    g_test_add_func("/command/a long word", test_long_word);
    int rc = g_test_run();
    command_table_free(table);
    return rc;
}
