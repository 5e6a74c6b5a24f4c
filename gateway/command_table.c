/* command_table.c: see command_table.h. A new command is a row here, its function, and a line of
 * conf/letters/LANGUAGE/commands that tells people of it. */
#include "gateway/command_table.h"

#include "gateway/command_registry.h"
#include "gateway/commands_by_letter.h"
#include "gateway/personal_data.h"

static const Command TABLE[] = {
    {
        .name = "help",
        .russian = "помощь|справка|команды|помогите|pomosch|pomoshch",
        .english = "help|commands",
        .link = "pomosch",
        .seen = "=",
        .only_reads = true,
        .run = letter_help,
    },
    {
        .name = "lists",
        .russian = "списки|список|объединения|рассылки|spiski",
        .english = "lists",
        .link = "spiski",
        .seen = "списки|объединения|spiski|lists",
        .only_reads = true,
        .run = letter_lists,
    },
    {
        .name = "subscribe",
        .russian = "подписаться|вступить|подпишите|подписка|подписать|podpiska",
        .english = "subscribe|join",
        .link = "podpiska",
        .argument = ARGUMENT_LIST,
        .needs = NEEDS_CONFIRMED,
        .seen = "=",
        .is_membership = true,
        .run = letter_subscribe,
    },
    {
        .name = "unsubscribe",
        .russian = "отписаться|выйти|отпишите|отписать|отписка|otpiska",
        .english = "unsubscribe|leave",
        .link = "otpiska",
        .argument = ARGUMENT_LIST,
        .needs = NEEDS_CONFIRMED,
        .seen = "=",
        .is_membership = true,
        .run = letter_unsubscribe,
    },
    {
        .name = "digest",
        .russian = "дайджест|дайджесты|daidzhest",
        .english = "digest",
        .link = "daidzhest",
        .argument = ARGUMENT_TEXT,
        .needs = NEEDS_SELF,
        .seen = "дайджест ежедневно|дайджест еженедельно|дайджест выкл|дайджест вкл|digest daily|"
                "digest weekly|digest off",
        .only_tells = digest_only_tells,
        .run = letter_digest,
    },
    {
        .name = "vacation",
        .russian = "отпуск|в отпуске|каникулы|otpusk",
        .english = "vacation|holiday",
        .link = "otpusk",
        .argument = ARGUMENT_TEXT,
        .needs = NEEDS_SELF,
        .seen = "отпуск до|отпуск по|otpusk do|vacation until",
        .only_tells = vacation_only_tells,
        .run = letter_vacation,
    },
    {
        .name = "my-lists",
        .russian = "мои подписки|мои рассылки|мои объединения|moi podpiski",
        .english = "my lists|my subscriptions",
        .link = "moi podpiski",
        .needs = NEEDS_OWN,
        .seen = "=",
        .only_reads = true,
        .run = letter_my_lists,
    },
    {
        .name = "my-activity",
        .russian = "моя активность|мое участие|активность|moya aktivnost",
        .english = "my activity",
        .link = "moya aktivnost",
        .needs = NEEDS_OWN,
        .seen = "моя активность|мое участие|moya aktivnost|my activity",
        .only_reads = true,
        .run = letter_my_activity,
    },
    {
        .name = "my-addresses",
        .russian = "мои адреса|адреса|moi adresa",
        .english = "my addresses",
        .link = "moi adresa",
        .needs = NEEDS_OWN,
        .seen = "мои адреса|moi adresa|my addresses",
        .only_reads = true,
        .run = letter_my_addresses,
    },
    {
        .name = "address",
        .russian = "адрес|мой адрес|adres",
        .english = "address|my address",
        .link = "adres",
        .argument = ARGUMENT_TEXT,
        .needs = NEEDS_PROOF,
        .seen = "адрес @|adres @|address @",
        .run = letter_address,
    },
    {
        .name = "find",
        .russian = "найти|найди|найдите|поиск|искать|naiti",
        .english = "find|search",
        .link = "naiti",
        .argument = ARGUMENT_TEXT,
        .needs = NEEDS_READER,
        .only_reads = true,
        .run = letter_find,
    },
    {
        .name = "archive",
        .russian = "архив|arhiv",
        .english = "archive",
        .link = "arhiv",
        .argument = ARGUMENT_TEXT,
        .needs = NEEDS_READER,
        .seen = "архив #|arhiv #|archive #",
        .only_reads = true,
        .run = letter_archive,
    },
    {
        .name = "take-back",
        .russian = "отозвать|отозвать письмо|отзовите|отозвать публикацию|otozvat",
        .english = "take back|withdraw",
        .link = "otozvat",
        .argument = ARGUMENT_TEXT,
        .needs = NEEDS_PROOF,
        .seen = "отозвать #|otozvat #|take back #|withdraw #",
        .of_own_post = true,
        .run = letter_take_back,
    },
    {
        .name = "receipts",
        .russian = "квитанции|квитанция|kvitantsii",
        .english = "receipts|receipt",
        .link = "kvitantsii",
        .argument = ARGUMENT_TEXT,
        .needs = NEEDS_SELF,
        .seen =
            "квитанции вкл|квитанции выкл|kvitantsii on|kvitantsii off|receipts on|receipts off",
        .only_tells = receipts_only_tell,
        .run = letter_receipts,
    },
    {
        .name = "file",
        .russian = "файл|файлы|fail",
        .english = "file",
        .link = "fail",
        .argument = ARGUMENT_TEXT,
        .needs = NEEDS_READER,
        .seen = "файл #|fail #|file #",
        .only_reads = true,
        .run = letter_file,
    },
    {
        .name = "export",
        .russian = "выгрузить мои данные|мои данные|выгрузить данные|выгрузка данных|moi dannye",
        .english = "export my data|my data",
        .link = "moi dannye",
        .needs = NEEDS_OWN,
        .seen = "=",
        .run = letter_export,
    },
    {
        .name = "erase",
        .russian = "удалить мои данные|удалите мои данные|стереть мои данные|udalit moi dannye",
        .english = "erase my data|delete my data",
        .link = "udalit moi dannye",
        .needs = NEEDS_OWN,
        .seen = "=",
        .run = letter_erase,
    },
    {
        .name = "registry",
        .russian = "картотека|реестр|kartoteka",
        .english = "registry",
        .link = "kartoteka",
        .needs = NEEDS_OWN,
        .role = "methodist",
        .anywhere = true,
        .run = letter_registry,
    },
    {
        .name = "add",
        .russian = "добавить|добавьте|dobavit",
        .english = "add",
        .link = "dobavit",
        .argument = ARGUMENT_TEXT,
        .needs = NEEDS_PROOF,
        .role = "methodist",
        .run = letter_add,
    },
    {
        .name = "invite",
        .russian = "пригласить|пригласите|priglasit",
        .english = "invite",
        .link = "priglasit",
        .argument = ARGUMENT_TEXT,
        .needs = NEEDS_PROOF,
        .role = "methodist",
        .run = letter_invite,
    },
    {
        .name = "remove",
        .russian = "удалить|удалите|исключить|убрать|udalit",
        .english = "remove",
        .link = "udalit",
        .argument = ARGUMENT_TEXT,
        .needs = NEEDS_PROOF,
        .role = "methodist",
        .run = letter_remove,
    },
    {
        .name = "members",
        .russian = "участники|список участников|uchastniki",
        .english = "members",
        .link = "uchastniki",
        .argument = ARGUMENT_LIST,
        .needs = NEEDS_OWN,
        .role = "methodist",
        .only_reads = true,
        .run = letter_members,
    },
    {
        .name = "queue",
        .russian = "очередь|ochered",
        .english = "queue",
        .link = "ochered",
        .argument = ARGUMENT_LIST,
        .needs = NEEDS_OWN,
        .role = "methodist|moderator",
        .only_reads = true,
        .run = letter_queue,
    },
    {
        .name = "report",
        .russian = "отчет|отчеты|otchet",
        .english = "report",
        .link = "otchet",
        .argument = ARGUMENT_LIST,
        .needs = NEEDS_OWN,
        .role = "methodist",
        .only_reads = true,
        .run = letter_report,
    },
    {0},
};

const Command *commands_all(void)
{
    return TABLE;
}

const CommandTable *commands_table(void)
{
    static CommandTable *table;

    if (!table)
        table = command_table_new(TABLE, COMMAND_WISHES);
    return table;
}

Commands *commands_of(const Facts *facts, const char *author, const Settings *settings)
{
    const CommandsInput input = {
        .subject = facts->subject_base,
        .text = facts->new_text,
        .author = author,
        .most = settings->commands_per_letter,
    };

    Commands *commands = commands_parse(commands_table(), &input);
    /* a table for us needs no word */
    if ((commands->outcome == COMMANDS_NONE || commands->outcome == COMMANDS_UNKNOWN) &&
        registry_is_brought(facts)) {
        bool russian = g_str_equal(settings->language, "ru");
        commands_free(commands);
        commands = commands_parse(
            commands_table(),
            &(CommandsInput){.subject = russian ? "картотека" : "registry", .text = "", .most = 1});
    }
    return commands;
}

static void add_words(GPtrArray *words, const char *forms)
{
    g_auto(GStrv) parts = g_strsplit(forms, "|", -1);

    for (size_t i = 0; parts[i]; i++)
        g_ptr_array_add(words, g_strdup(parts[i]));
}

const char *const *command_words(void)
{
    static GPtrArray *words;

    if (words)
        return (const char *const *)words->pdata;
    words = g_ptr_array_new();
    for (const Command *row = TABLE; row->name; row++) {
        bool all = g_strcmp0(row->seen, "=") == 0;
        if (row->seen)
            add_words(words, all ? row->russian : row->seen);
        if (all)
            add_words(words, row->english);
    }
    g_ptr_array_add(words, NULL);
    return (const char *const *)words->pdata;
}
