/* test_command.c: which commands a letter holds. */
#include "lists/command.h"

#include "base/facts.h"
#include "gateway/command_table.h"
#include "lists/greeting.h"
#include "lists/name_sound.h"
#include "lists/thanks.h"

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

/* --- ordinary words --------------------------------------------------------------------------- */

static const struct {
    const char *subject, *text;
    const char *command, *argument; /* of a letter to the robot; NULL: none */
    LoneCommand alone;              /* of a letter to a list */
    bool answers;                   /* it answers another letter */
} SPOKEN[] = {
    {"", "Удалите меня из рассылки", "unsubscribe", "", LONE_MEMBERSHIP, false},
    {"", "Отпишите меня, пожалуйста, от всей этой рассылки!!!", "unsubscribe", "", LONE_MEMBERSHIP,
     false},
    {"Уберите мой адрес из рассылки", "", "unsubscribe", "", LONE_MEMBERSHIP, false},
    {"", "Здравствуйте!\nНе присылайте мне больше письма.\n", "unsubscribe", "", LONE_MEMBERSHIP,
     false},
    {"", "Здравствуйте, отпишите нас от рассылки", "unsubscribe", "", LONE_MEMBERSHIP, false},
    {"Хватит писем", "Спасибо", "unsubscribe", "", LONE_MEMBERSHIP, false},
    {"стоп", "", "unsubscribe", "", LONE_MEMBERSHIP, false},
    {"Отменить подписку", "", "unsubscribe", "", LONE_MEMBERSHIP, false},
    {"Семинар", "Как отменить подписку на журнал?", "unsubscribe", "журнал", LONE_NONE, true},
    {"", "СТОП!", "unsubscribe", "", LONE_MEMBERSHIP, false},
    {"Семинар", "Стоп.", "unsubscribe", "", LONE_MAYBE, true},
    {"", "unsubscribe me please", "unsubscribe", "", LONE_MEMBERSHIP, false},
    {"Please remove me from this list", "", "unsubscribe", "", LONE_MEMBERSHIP, false},
    {"", "Добрый день! Помогите, пожалуйста, как мне отписаться?", "unsubscribe", "",
     LONE_MEMBERSHIP, false},
    {"", "Otpishite menya pozhaluysta", "unsubscribe", "", LONE_MEMBERSHIP, false},
    {"", "Удалите меня из всех рассылок", "unsubscribe", "всех", LONE_MEMBERSHIP, false},
    {"", "Удалите меня из рассылки matematika", "unsubscribe", "matematika", LONE_MAYBE, false},
    {"", "Я вышла на пенсию.\nУдалите меня из рассылки.", "unsubscribe", "", LONE_MAYBE, false},
    {"Семинар", "Вычеркните меня из списка.", "unsubscribe", "", LONE_MAYBE, true},
    {"", "вышла с больничного", "vacation", "вышла", LONE_NONE, false},
    {"", "Я уже вернулась из отпуска", "vacation", "вернулась", LONE_NONE, false},
    {"", "Вышла на работу", "vacation", "вышла", LONE_NONE, false},
    {"", "Мне закрыли больничный", "vacation", "закрыли", LONE_NONE, false},
    {"", "больничный до 5 марта", "vacation", "до 5 марта", LONE_NONE, false},
    {"", "Командировка по 5 марта", "vacation", "по 5 марта", LONE_NONE, false},
    {"", "Не присылайте письма по 1 сентября", "vacation", "по 1 сентября", LONE_NONE, false},
    {"", "найти диктант. Заранее спасибо!", "find", "диктант", LONE_MAYBE, false},
    {"", "Найди диктант, если не сложно", "find", "диктант", LONE_MAYBE, false},
    {"", "найти диктант, будьте добры", "find", "диктант", LONE_MAYBE, false},
    {"", "найти пожалуйста", "find", "пожалуйста", LONE_EXACT, false},
    {"", "я в отпуске до 20.12", "vacation", "до 20.12", LONE_NONE, false},
    {"", "ухожу в отпуск с завтрашнего дня на две недели", "vacation",
     "с завтрашнего дня на две недели", LONE_NONE, false},
    {"", "Не присылайте письма до 1 сентября", "vacation", "до 1 сентября", LONE_NONE, false},
    {"Слишком много писем", "", "digest", "", LONE_NONE, false},
    {"", "Добавьте меня в рассылку физиков", "subscribe", "физиков", LONE_MAYBE, false},
    {"Семинар", "Запишите меня, пожалуйста", "subscribe", "", LONE_NONE, true},
    {"", "удалить мои данные", "erase", "", LONE_MEMBERSHIP, false},
    {"", "Прошу удалить все мои персональные данные", "erase", "", LONE_MEMBERSHIP, false},
    {"", "Отзываю согласие на обработку персональных данных.", "erase", "", LONE_MEMBERSHIP, false},
    {"Согласие", "Отзываю согласие на обработку данных", "erase", "", LONE_MAYBE, true},
    {"", "Соберите согласия на обработку персональных данных до пятницы", NULL, NULL, LONE_NONE,
     false},
    {"", "Какие данные обо мне вы храните?", "export", "", LONE_NONE, false},
    {"", "Поменялась почта, теперь a@b.test", "address", "поменялась a@b.test", LONE_NONE, false},
    {"", "У меня поменялась фамилия", NULL, NULL, LONE_NONE, false},
    {"", "Как опубликовать материал?", "lists", "", LONE_NONE, false},
    {"", "удалить matematika Иванова", "remove", "matematika Иванова", LONE_MAYBE, false},
    /* by mistake to a list */
    {"отозвать", "", "take-back", "", LONE_EXACT, false},
    {"Неделя математики", "Отозвать!", "take-back", "", LONE_EXACT, true},
    {"Неделя математики", "Отозвать 57", "take-back", "57", LONE_MAYBE, true},
    {"Участники", "", "members", "", LONE_EXACT, false},
    {"найти дроби", "", "find", "дроби", LONE_MAYBE, false},
    {"Re", "Помощь", "help", "", LONE_OTHER, true},
    /* about others, or about something else */
    {"", "Коллеги, подскажите, как отписаться от рассылки портала?", "unsubscribe", "портала",
     LONE_NONE, false},
    {"", "Уберите меня из списка выступающих", "unsubscribe", "выступающих", LONE_NONE, false},
    {"", "Не присылайте больше заявки на олимпиаду, срок вышел.", "unsubscribe",
     "заявки олимпиаду срок вышел", LONE_NONE, false},
    {"", "Хватит писем, давайте соберёмся очно.", "unsubscribe", "давайте соберемся очно",
     LONE_MAYBE, false},
    {"", "Иванова просила отписать её от рассылки, потому что вышла на пенсию.", NULL, NULL,
     LONE_NONE, false},
    {"Отчёт", "Смотрите на сайте школы.", "report", "", LONE_NONE, false},
    {"Списки", "Коллеги, посмотрите.", "lists", "", LONE_OTHER, false},
    {"Хватит писем", "Коллеги, давайте соберёмся в четверг и всё обсудим за чаем, без переписки.",
     "unsubscribe", "", LONE_MAYBE, false},
};

static void test_spoken(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(SPOKEN); i++) {
        const CommandsInput input = {SPOKEN[i].subject, SPOKEN[i].text, NULL, 4};
        g_autoptr(Commands) commands = commands_parse(commands_table(), &input);
        const WrittenCommand *first =
            commands->outcome == COMMANDS_FOUND ? commands->written->pdata[0] : NULL;
        g_autoptr(Facts) facts = facts_new();

        g_test_message("%s / %s", SPOKEN[i].subject, SPOKEN[i].text);
        g_assert_cmpstr(first ? first->command->name : NULL, ==, SPOKEN[i].command);
        g_assert_cmpstr(first ? first->argument : NULL, ==, SPOKEN[i].argument);
        facts->subject_base = g_strdup(SPOKEN[i].subject);
        facts->new_text = g_strdup(SPOKEN[i].text);
        facts->in_reply_to = SPOKEN[i].answers ? g_strdup("a@b.test") : NULL;
        g_assert_cmpint(command_alone(facts), ==, SPOKEN[i].alone);
    }
}

/* To a list, below the subject of a thread. What anybody may mean as a wish to leave waits for a
 * moderator at least; what only sounds like one is a post. */
static const char *const LEAVING[] = {
    "Уберите меня из рассылки, ухожу в декрет",
    "Спасибо! Уберите меня из рассылки, ухожу в декрет",
    "Спасибо!\nУберите меня из рассылки, ухожу в декрет.",
    "Прошу исключить меня из рассылки",
    "Добрый день! Прошу исключить меня из списка рассылки в связи с выходом на пенсию.",
    "Отпишите меня пожалуйста",
    "Отпишите меня, пожалуйста, я больше не работаю в школе",
    "Удалите мой адрес",
    "Удалите мой адрес из базы, пожалуйста. Я уволилась.",
    "Больше не присылайте мне писем",
    "Больше не присылайте",
    "Пожалуйста, не пишите мне больше",
    "Коллеги, уберите меня из рассылки, пожалуйста, я сменила работу",
    "Здравствуйте! Я уволилась из школы и прошу больше не присылать мне письма. С уважением, "
    "Петрова",
    "Не хочу получать эти письма",
    "Как отписаться от этих писем?",
    "Я больше не веду математику, отпишите меня от объединения",
    "Хочу выйти из объединения",
    "Хочу отписаться от рассылки, ухожу на пенсию",
    "Уберите меня из списка рассылки: я уже третий год не работаю учителем и письма мне не нужны",
    "Вычеркните меня, ухожу в отпуск по уходу за ребёнком",
    "Уберите меня из рассылки, ухожу в декрет",
    "Прошу удалить мой адрес из рассылки. Ухожу в декрет.",
    "Уберите меня из рассылки на время отпуска до 25.12",
    "Добрый день! С 1 декабря ухожу в декрет, прошу убрать меня из рассылки.",
    "Ухожу в декрет, уберите меня из рассылки, пожалуйста",
    "Уберите меня из рассылки и не присылайте больше ничего, ухожу в декрет, спасибо за всё, было "
    "очень интересно, надеюсь вернуться через год",
    "Прошу вывести меня из состава МО в связи с увольнением",
    "Отключите меня от рассылки",
    "Исключите мой e-mail из списка, ошибка, я не учитель",
    "Мне не нужны эти письма, отпишите",
    "Спам. Уберите меня отсюда",
    "Прошу исключить меня, я больше не учитель",
    "Уважаемые коллеги! В связи с переходом на другую работу прошу исключить меня из рассылки.",
    "Уважаемые коллеги, в связи с выходом на пенсию прошу удалить меня из списка рассылки. Всем "
    "спасибо и удачи!",
    "Исключите меня, пожалуйста, из этого списка, я уже не работаю",
    "Удалите меня, я больше не преподаю",
    "можно меня убрать из рассылки?",
    "Можно меня отписать?",
    "А можно меня исключить из рассылки? Я больше не веду математику",
    "Не надо мне ничего присылать",
    "Мне это не нужно, уберите меня",
    "Я не подписывалась на эту рассылку, уберите меня",
    "Я на эту рассылку не подписывалась!",
    "Кто меня подписал? Уберите немедленно!",
    "Зачем мне это присылают? Отпишите",
    "Уберите из рассылки",
    "Уберите, пожалуйста, из рассылки, ухожу в декрет",
    "Исключите из рассылки, пожалуйста",
    "Прошу удалить этот ящик из списка",
    "Я ухожу из объединения, уберите меня из списка",
    "Я выхожу из объединения",
    "Выхожу из группы",
    "Прошу считать меня выбывшей из объединения",
    "Я уволилась, отключите меня",
    "Снимите с рассылки в связи с выходом в декрет",
    "Спасибо!\n\nУберите меня, пожалуйста, из рассылки — с понедельника я в декретном отпуске и "
    "почту читать не буду.",
    "Добрый вечер! Не присылайте, пожалуйста, больше мне писем, я ушла из школы",
    "Подскажите, куда написать, чтобы меня убрали из рассылки?",
    "Как сделать, чтобы письма больше не приходили?",
    "Сделайте так, чтобы мне больше не приходили письма",
    "Хочу, чтобы меня удалили из рассылки",
    "Нельзя ли меня удалить из рассылки?",
    "Исключите меня из переписки, пожалуйста, я ушла в другую школу",
};
static const char *const STAYING[] = {
    "Как убрать детей из чата?",
    "Ребёнка исключили из кружка, что делать?",
    "Ухожу в декрет, кто заменит меня на олимпиаде?",
    "Коллеги, уберите меня из списка выступающих, пожалуйста",
    "Уберите меня из списка выступающих, ухожу в декрет",
    "Я ухожу на пенсию, спасибо всем за работу!",
    "Удалите меня из журнала 5 класса, ошибка",
    "Не присылайте больше заявки, приём закрыт",
    "Прошу исключить из программы пункт 3",
    "Прошу исключить меня из жюри олимпиады, буду в отпуске",
    "Больше не присылайте работы на проверку, срок истёк",
    "Я в отпуске до 25.12, на вопросы отвечу потом",
    "Отпишитесь, кто получил материалы",
    "Отпишите мне, пожалуйста, когда получите",
    "Удалите, пожалуйста, моё предыдущее письмо, там ошибка",
    "Отключите меня от конференции, я не слышу",
    "Как отключить уведомления в Сферуме?",
    "Хочу выйти из группы в Сферуме, как это сделать?",
    "Вычеркните меня из списка на пятницу, приду в четверг",
    "Снимите меня с проверки, я болею",
    "Родители просят: удалите меня из рассылки школы. Что им отвечать?",
    "Родители жалуются на спам от портала. Как им отписаться?",
    "Уберите меня из графика дежурств, ухожу в отпуск",
    "Прошу вывести меня из состава экзаменационной комиссии в связи с болезнью",
    "Стоп. Давайте сначала решим, кто докладывает.",
    "Хватит тестов, дети устали",
    "Не хочу участвовать в этом конкурсе, слишком сложно",
    "Отпишите, пожалуйста, кто сможет",
    "Отпишите, кто сможет",
    "Исключите, пожалуйста, ученика Петрова из списка олимпиады",
    "Уберите лишнее из презентации",
    "Уберите вторую задачу, она ошибочная",
    "Не присылайте больше работы, приём закончен",
    "Больше не присылайте заявки",
    "Как отписаться от рассылки Учи.ру?",
    "Как отписаться от рассылки Дневник.ру? Заваливают письмами",
    "Подскажите, как отключить уведомления в Сферуме",
    "Родители просят исключить их из чата",
    "Дети не хотят получать письма от портала",
    "Мне пришло письмо о выходе из проекта, кому ещё?",
    "Можно исключить вторую задачу?",
    "Предлагаю исключить третий тур",
    "Иванову исключили из рассылки, почему?",
    "Почему меня исключили из списка докладчиков?",
    "Меня удалили из журнала, помогите",
    "Меня нет в списке, добавьте, пожалуйста",
    "Хочу выйти на пенсию",
    "Хочу выйти из проекта «Школа будущего», кто знает как?",
    "Стоп, а кто будет председателем жюри?",
    "Хватит ли нам мест?",
    "Хватит ли писем с благодарностями на всех?",
    "Не нужны ли вам учебники?",
    "Не нужны учебники за 5 класс, отдам",
    "Не надо присылать сканы, достаточно фото",
    "Не присылайте сканы, присылайте Word",
    "Больше не пишите в комментариях, пишите на почту",
    "Снимите видеоурок и пришлите",
    "Уберите меня из жюри",
    "Уберите меня из жюри, пожалуйста, ухожу в отпуск",
    "Прошу снять меня с должности руководителя МО",
    "Прошу исключить меня из состава жюри",
    "Прошу вывести меня из рабочей группы по ОГЭ",
    "Отпишитесь, пожалуйста, кто едет",
    "Отпишите, кто сможет",
    "Отпишите мне на почту",
    "Отказываюсь от проверки, нет времени",
    "Отказ от участия пришлите до пятницы",
    "Отказываюсь участвовать в конкурсе",
    "Кто не хочет участвовать, напишите",
    "Дети отказываются участвовать",
    "Прекратите ставить двойки!",
    "Давайте прекратим переписку и созвонимся",
    "Давайте перестанем писать отчёты)",
    "Удалите, пожалуйста, мою презентацию из папки",
    "Вычеркните меня, я не еду",
    "Вычеркните меня из списка на экскурсию",
    "Исключите меня из списка на питание",
    "Уберите меня с пятницы, приду в четверг",
    "Уберите меня с первого урока",
    "Запишите меня на семинар",
    "Я выхожу с больничного в понедельник, проведём заседание?",
    "Выхожу на работу с понедельника",
    "Отключите микрофоны",
    "Отключите меня от вебинара",
    "В рассылке была ошибка, исправленный файл во вложении",
    "В прошлой рассылке не было приложения",
    "Из рассылки узнала о конкурсе, кто участвует?",
    "Рассылку получила, спасибо",
    "Больше не буду участвовать в олимпиаде",
    "Мне больше не нужны билеты, отдам",
    "Можно меня убрать из графика?",
    "Можно мне выйти пораньше?",
    "Как выйти из личного кабинета?",
    "Выйти из ситуации можно так: перенести урок",
    "Как удалить ученика из класса в журнале?",
    "Прошу исключить дублирование отчётов",
    "Удалите меня из общей таблицы, я уже сдала отчёт",
    "Я не подписывала этот протокол",
    "Пора убрать ОГЭ вообще))",
    "Уберите меня из группы по подготовке к ЕГЭ",
    "Прошу удалить мои баллы из протокола, ошибка",
    "Мой адрес изменился, пишите на новый",
    "Больше не пишите на старый адрес, он не работает",
    "Не присылайте мне ответы, присылайте Ивановой",
    "Не присылайте мне работы в Word, только PDF",
};

static bool goes_to_colleagues(const char *text)
{
    g_autoptr(Facts) facts = facts_new();

    facts->subject_base = g_strdup("Семинар");
    facts->new_text = g_strdup(text);
    facts->in_reply_to = g_strdup("a@b.test");
    return command_alone(facts) == LONE_NONE;
}

static void test_leaving(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(LEAVING); i++) {
        g_test_message("%s", LEAVING[i]);
        g_assert_false(goes_to_colleagues(LEAVING[i]));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(STAYING); i++) {
        g_test_message("%s", STAYING[i]);
        g_assert_true(goes_to_colleagues(STAYING[i]));
    }
}

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

/* Every wish comes to a command of the table. */
static void test_wishes(void)
{
    for (const CommandWish *wish = COMMAND_WISHES; wish->name; wish++)
        g_assert_true(!*wish->name || command_named(commands_all(), wish->name));
}

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
    g_test_add_func("/command/a wish to leave among colleagues", test_leaving);
    g_test_add_func("/command/thanks", test_thanks);
    g_test_add_func("/command/lines", test_lines);
    g_test_add_func("/command/the language is that of the word", test_language);
    g_test_add_func("/command/letters", test_letters);
    g_test_add_func("/command/greetings", test_greetings);
    g_test_add_func("/command/ordinary words", test_spoken);
    g_test_add_func("/command/wishes are for commands", test_wishes);
    g_test_add_func("/command/a flood of commands", test_flood);
    g_test_add_func("/command/the same command again and again", test_repeated);
    g_test_add_func("/command/a long letter is looked at once", test_long);
    g_test_add_func("/command/a long word", test_long_word);
    int rc = g_test_run();
    command_table_free(table);
    return rc;
}
