/* work.c: see work.h. */
#include "gateway/work.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/command_registry.h"
#include "gateway/commands_by_letter.h"
#include "gateway/take_back.h"
#include "lists/answer_many.h"
#include "lists/greeting.h"

#define LIST_TARGET "list:"

/* Kinds of questions whose object is the case of a letter. */
static const char *const ABOUT_LETTERS[] = {"moderation", "place", "author", "commands",
                                            "registry",   "name",  "meant",  NULL};

/* The ask that the token names; a wrong token is no failure but leaves work->ask NULL. */
static bool find_ask(Work *work, GError **error)
{
    g_autoptr(GError) why = NULL;

    if (!work->facts->token)
        return true;
    work->ask = ask_by_token(work->desk->db, &work->desk->key, work->facts->token, &why);
    if (!why || error_code(why) == ERR_NOT_FOUND)
        return true;
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
}

/* By IMAP the mailbox it lay in; by LMTP and the pipe the account whose recipient was addressed. */
const Account *work_account(const Work *work)
{
    const Settings *settings = work->desk->settings;
    const char *recipient = work->item->recipient;

    if (strchr(recipient, '@') && *recipient != '@')
        return book_account(settings, recipient);
    return settings_account_named(settings,
                                  *recipient == '@' ? recipient + 1 : work->item->account);
}

static bool read_facts(Work *work, GError **error)
{
    work->raw = letter_raw(work->desk->db, work->item->letter, error);
    if (!work->raw)
        return false;
    const AuthTrust trust = account_trust(work_account(work));
    work->facts = reader_read(work->desk->reader, &trust, g_bytes_get_data(work->raw, NULL),
                              g_bytes_get_size(work->raw), error);
    return work->facts != NULL;
}

static Work *read_case(Desk *desk, int64_t case_id, GError **error)
{
    g_autoptr(Work) work = g_new0(Work, 1);

    work->desk = desk;
    work->item = case_by_id(desk->db, case_id, error);
    if (!work->item || !read_facts(work, error))
        return NULL;
    return g_steal_pointer(&work);
}

static bool take_parts(Work *work, GError **error)
{
    work->parts = reader_parts(work->desk->reader, g_bytes_get_data(work->raw, NULL),
                               g_bytes_get_size(work->raw), error);
    return work->parts != NULL;
}

/* A table for the robot: what it is to be read as needs no more of the letter. */
static bool brings_registry(const Work *work)
{
    if (work->ask || !registry_is_brought(work->facts))
        return registry_is_mended(work);
    g_autoptr(Commands) commands = commands_of(work->facts, NULL, work->desk->settings);
    const WrittenCommand *first = commands->written->len ? commands->written->pdata[0] : NULL;

    return commands->outcome == COMMANDS_FOUND && first->command->run == letter_registry;
}

/* Of the letter that is asked about, where the answer brings another text for it. */
static bool read_parts(Work *work, GError **error)
{
    g_auto(Answer) answer = answer_parse(greeting_skip(work->facts->new_text));
    Work *held = work->held;

    if (g_str_equal(work->ask->kind, "registry") && answer.word == ANSWER_YES)
        return take_parts(held, error);
    if (!g_str_equal(work->ask->kind, "moderation") || answer.word != ANSWER_EDIT)
        return true;
    return take_parts(held, error);
}

bool work_read_case(Desk *desk, int64_t case_id, Work **held, GError **error)
{
    g_autoptr(GError) why = NULL;

    *held = read_case(desk, case_id, &why);
    if (*held || error_code(why) != ERR_TEMP)
        return true;
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
}

/* Those that an answer to several questions names. */
static bool read_queue(Work *work, GError **error)
{
    g_autoptr(GArray) cases = ask_choices(work->desk->db, work->ask->id, error);
    if (!cases)
        return false;
    g_autoptr(AnswerMany) many =
        answer_many_parse(greeting_skip(work->facts->new_text), cases->len);

    work->queue = g_ptr_array_new_full(cases->len, (GDestroyNotify)work_free);
    for (guint i = 0; i < cases->len; i++) {
        Work *held = NULL;
        bool named = many->answers[i].word != ANSWER_UNCLEAR;
        if (named && !work_read_case(work->desk, g_array_index(cases, int64_t, i), &held, error))
            return false;
        g_ptr_array_add(work->queue, held);
    }
    return true;
}

Work *work_read(Desk *desk, int64_t case_id, GError **error)
{
    g_autoptr(Work) work = read_case(desk, case_id, error);

    if (!work || !find_ask(work, error) || (!work->ask && !take_back_read(work, error)))
        return NULL;
    if (work->ask && g_strv_contains(ABOUT_LETTERS, work->ask->kind) &&
        !work_read_case(desk, work->ask->object, &work->held, error))
        return NULL;
    if (work->ask && g_str_equal(work->ask->kind, "queue") && !read_queue(work, error))
        return NULL;
    if (brings_registry(work) && !take_parts(work, error))
        return NULL;
    if (work->held && !read_parts(work, error))
        return NULL;
    if (work->held && g_str_equal(work->ask->kind, "commands") &&
        !take_back_read(work->held, error))
        return NULL;
    return g_steal_pointer(&work);
}

bool work_target(const Work *work, Target *target, GError **error)
{
    const char *where = work->item->target ? work->item->target : work->item->recipient;
    g_autoptr(GPtrArray) lists = list_all(work->desk->db, error);

    if (!lists)
        return false;
    if (g_str_has_prefix(where, LIST_TARGET))
        *target = (Target){TARGET_LIST, g_ascii_strtoll(where + strlen(LIST_TARGET), NULL, 10)};
    else if (g_str_equal(where, "robot"))
        *target = (Target){TARGET_ROBOT, 0};
    else if (g_str_equal(where, "unknown"))
        *target = (Target){TARGET_UNKNOWN, 0};
    else
        *target = book_resolve(work->desk->settings, lists, where);
    return true;
}

static bool find_target(Work *work, GError **error)
{
    if (!work_target(work, &work->target, error))
        return false;
    if (work->target.kind != TARGET_LIST)
        return true;
    work->list = list_by_id(work->desk->db, work->target.list, error);
    return work->list != NULL;
}

int64_t work_list_id(const Work *work)
{
    const char *target = work->item->target;

    return target && g_str_has_prefix(target, LIST_TARGET)
               ? g_ascii_strtoll(target + strlen(LIST_TARGET), NULL, 10)
               : 0;
}

bool work_identify(Work *work, GError **error)
{
    if (!find_target(work, error))
        return false;
    work->identity =
        identity_of(work->desk->db, work->facts, words_get(work->desk->words, WORD_GUEST), error);
    return work->identity != NULL;
}

void work_free(Work *work)
{
    if (!work)
        return;
    case_free(work->item);
    g_clear_pointer(&work->raw, g_bytes_unref);
    facts_free(work->facts);
    identity_free(work->identity);
    list_free(work->list);
    ask_free(work->ask);
    work_free(work->held);
    g_clear_pointer(&work->queue, g_ptr_array_unref);
    g_clear_pointer(&work->parts, g_ptr_array_unref);
    g_clear_pointer(&work->content, g_bytes_unref);
    g_free(work);
}
