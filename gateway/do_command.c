/* do_command.c: a letter for the robot. What it holds is parsed (lists/command.h); all commands of
 * one letter are carried out in its one transaction, or none: one that is not understood, or not
 * permitted, stops them all and is answered once (gateway/command_not_found.h). */
#include <string.h>

#include "gateway/command_confirm.h"
#include "gateway/command_list.h"
#include "gateway/command_may.h"
#include "gateway/command_not_found.h"
#include "gateway/commands_by_letter.h"
#include "gateway/disowned.h"
#include "lists/people.h"

typedef struct Order {
    CommandCall call;
    List *list;
    Permit permit;
    const char *told; /* why not; the name of a letter */
    char *head;       /* of the argument, where the list stands behind it; NULL */
} Order;

static void order_free(Order *order)
{
    list_free(order->list);
    g_free(order->head);
    g_free(order);
}

/* The only list in which its sender has the role. */
static bool only_list(Order *order, GError **error)
{
    Work *work = order->call.work;
    g_autoptr(GPtrArray) own =
        command_lists_of(work->desk->db, work->identity->person, order->call.command->role, error);

    if (own && own->len == 1)
        order->list = g_ptr_array_steal_index(own, 0);
    return own != NULL;
}

/* "добавить Иванову М. П. в математику": the list stands at the end. */
static bool find_list_behind(Order *order, GError **error)
{
    static const char *const BEFORE[] = {" в ", " во ", " из ", " to ", " from "};
    CommandCall *call = &order->call;

    for (size_t i = 0; i < G_N_ELEMENTS(BEFORE) && !order->list; i++) {
        const char *at = g_strrstr(call->argument, BEFORE[i]);
        if (!at)
            continue;
        if (!command_find_list(call->work->desk->db, at + strlen(BEFORE[i]), &order->list, NULL,
                               error))
            return false;
        if (order->list)
            call->argument = order->head = g_strndup(call->argument, (gsize)(at - call->argument));
    }
    return true;
}

/* The list that a command is about: the one that it names, else the one it was written to, else the
 * only one in which its sender has the role that it takes. A wish that is clear without them need
 * name no list with the words beside it. */
static bool find_list(Order *order, bool is_whole, GError **error)
{
    CommandCall *call = &order->call;
    Work *work = call->work;
    Db *db = work->desk->db;
    const Command *command = call->command;

    if (command->argument != ARGUMENT_LIST && (!command->role || command->anywhere))
        return true;
    if (!command_find_list(db, call->argument, &order->list, command->role ? &call->argument : NULL,
                           error) ||
        (command->role && !order->list && !find_list_behind(order, error)))
        return false;
    if (!order->list && call->said && is_whole && !command_means_all(call->argument))
        call->argument = "";
    g_autofree char *wanted = command_plain_name(call->argument);
    if (!order->list && work->list && !*wanted)
        order->list = list_by_id(db, work->list->id, error);
    else if (!order->list && command->role && !only_list(order, error))
        return false;
    call->list = order->list;
    return order->list || !work->list || *wanted;
}

static Order *order_new(Work *work, const WrittenCommand *written, bool confirmed)
{
    Order *order = g_new0(Order, 1);

    order->call = (CommandCall){
        .work = work,
        .command = written->command,
        .argument = written->argument,
        .language = written->language,
        .said = written->said,
        .is_confirmed = confirmed,
    };
    return order;
}

/* GPtrArray of Order*. */
static GPtrArray *take_orders(Work *work, const Commands *commands, bool confirmed, GError **error)
{
    g_autoptr(GPtrArray) orders = g_ptr_array_new_with_free_func((GDestroyNotify)order_free);

    for (guint i = 0; i < commands->written->len; i++) {
        const WrittenCommand *written = g_ptr_array_index(commands->written, i);
        Order *order = order_new(work, written, confirmed);
        g_ptr_array_add(orders, order);
        if (!find_list(order, written->is_whole, error) ||
            !command_may(&order->call, &order->permit, &order->told, error))
            return NULL;
    }
    return g_steal_pointer(&orders);
}

/* The first that is not permitted; NULL none. */
static const Order *forbidden(const GPtrArray *orders)
{
    for (guint i = 0; i < orders->len; i++) {
        const Order *order = g_ptr_array_index(orders, i);
        if (order->permit == PERMIT_NO)
            return order;
    }
    return NULL;
}

static guint count_to_confirm(const GPtrArray *orders)
{
    guint count = 0;

    for (guint i = 0; i < orders->len; i++)
        count += ((const Order *)g_ptr_array_index(orders, i))->permit == PERMIT_CONFIRM;
    return count;
}

/* A question of its own is asked where one command alone needs it and has one. */
static bool asks_itself(const Order *order)
{
    return order->call.command->needs == NEEDS_CONFIRMED;
}

/* All that may be carried out now; the others are asked about in one letter. */
static bool carry_out(Work *work, const Commands *commands, const GPtrArray *orders, GError **error)
{
    guint waiting = count_to_confirm(orders);
    g_autoptr(GPtrArray) lines = g_ptr_array_new();

    for (guint i = 0; i < orders->len; i++) {
        const Order *order = g_ptr_array_index(orders, i);
        bool asked = order->permit == PERMIT_CONFIRM && (waiting > 1 || !asks_itself(order));
        if (asked)
            g_ptr_array_add(lines, g_ptr_array_index(commands->meant, i));
        else if (!order->call.command->run(&order->call, error))
            return false;
    }
    return !lines->len || command_confirm_letter(work, lines, commands->language, error);
}

static bool do_commands(Work *work, const Commands *commands, GError **error)
{
    g_autoptr(GPtrArray) orders = take_orders(work, commands, false, error);
    if (!orders)
        return false;
    const Order *wrong = forbidden(orders);

    return wrong ? command_refuse(&wrong->call, wrong->told, error)
                 : carry_out(work, commands, orders, error);
}

bool do_command(Work *work, GError **error)
{
    if (work->facts->auth == AUTH_FAIL) { /* not even a question is sent on its word */
        work->reason = "failed-authentication";
        return disowned_tell(work, error);
    }
    g_autoptr(Commands) commands =
        commands_of(work->facts, work->identity->author, work->desk->settings);

    return commands->outcome == COMMANDS_FOUND && !command_is_old_subject(work)
               ? do_commands(work, commands, error)
               : command_not_found(work, commands, error);
}

/* --- after a ДА ------------------------------------------------------------------------------- */

/* The one who was asked: a letter from a shared mailbox need not name its author again. */
static bool be_asked(Work *work, int64_t asked, GError **error)
{
    Identity *who = work->identity;

    if (who->person == asked)
        return true;
    g_autoptr(Person) person = person_by_id(work->desk->db, asked, error);
    if (!person)
        return false;
    who->person = person->id;
    who->school = person->school;
    who->strength = who->is_shared ? STRENGTH_NAME : STRENGTH_ADDRESS;
    g_free(who->author);
    who->author = g_strdup(person->name);
    return true;
}

/* What needed no ДА was done when the letter came. */
static bool run_confirmed(const GPtrArray *before, const GPtrArray *now, GError **error)
{
    for (guint i = 0; i < now->len; i++) {
        const Order *order = g_ptr_array_index(now, i), *then = g_ptr_array_index(before, i);
        if (then->permit != PERMIT_CONFIRM)
            continue;
        bool ok = order->permit == PERMIT_NO ? command_refuse(&order->call, order->told, error)
                                             : order->call.command->run(&order->call, error);
        if (!ok)
            return false;
    }
    return true;
}

bool command_letter_confirmed(Work *work, GError **error)
{
    Work *letter = work->held;

    if (!letter) /* it can be read no longer */
        return true;
    int64_t asked = work->ask->person;

    if (!work_identify(letter, error) || !be_asked(work, asked, error) ||
        (letter->identity->strength == STRENGTH_SCHOOL && !be_asked(letter, asked, error)))
        return false;
    g_autoptr(Commands) commands =
        commands_of(letter->facts, letter->identity->author, work->desk->settings);
    g_autoptr(GPtrArray) before = take_orders(letter, commands, false, error);
    g_autoptr(GPtrArray) now = before ? take_orders(work, commands, true, error) : NULL;

    return now && run_confirmed(before, now, error);
}

bool command_letter_named(Work *work, int64_t person, GError **error)
{
    Work *letter = work->held;

    if (!work_identify(letter, error) || !be_asked(work, person, error))
        return false;
    if (!work->list) /* where it was sent to counts, not where the answer was */
        work->list = g_steal_pointer(&letter->list);
    g_autoptr(Commands) commands =
        commands_of(letter->facts, work->identity->author, work->desk->settings);
    bool known = commands->outcome == COMMANDS_FOUND || commands->outcome == COMMANDS_NEAR;
    return !known || do_commands(work, commands, error);
}

bool command_leave_named(Work *work, const List *list, GError **error)
{
    const Command *leave = command_named(commands_all(), "unsubscribe");
    bool english = g_str_equal(work->desk->settings->language, "en");
    const char *words = english ? leave->english : leave->russian;
    g_autofree char *line = g_strdup_printf("%.*s %s", (int)strcspn(words, "|"), words, list->name);
    const CommandsInput input = {.subject = line, .text = "", .most = 1};
    g_autoptr(Commands) commands = commands_parse(commands_table(), &input);

    return do_commands(work, commands, error);
}

bool command_letter_meant(Work *work, GError **error)
{
    int64_t asked = work->ask->person ? work->ask->person : work->identity->person;

    return !work->held || command_letter_named(work, asked, error);
}
