/* command_delivery.c: how letters come to whoever asks: "дайджест еженедельно matematika", "отпуск
 * до 25.08" (gateway/commands_by_letter.h). Without a list in the line it is all of their lists. */
#include <jansson.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/spoken_date.h"
#include "base/text.h"
#include "gateway/command_links.h"
#include "gateway/command_list.h"
#include "gateway/commands_by_letter.h"

/* --- words ------------------------------------------------------------------------------------ */

/* Folded; the first that stands in the line as whole words counts. */
static const struct {
    const char *words, *mode;
} MODES[] = {
    {"каждый день|раз в день|every day|once a day|ежедневно|ежедневный|daily", "daily"},
    {"каждую неделю|раз в неделю|every week|once a week|еженедельно|еженедельный|weekly|вкл|"
     "включить|on",
     "weekly"},
    {"каждое письмо|все письма|every letter|each letter|выкл|выключить|отключить|сразу|нет|off|"
     "each",
     "each"},
};

static const char ENDS[] = "конец|закончен|закончился|окончен|отмена|отменить|выкл|off|end|over";

/* Whoever says so is back, whatever day they name beside. */
static const char BACK[] = "вышла|вышел|вышли|вернулась|вернулся|вернулись|выписалась|выписался|"
                           "закрыли|закрыла|закрыл|закрыт";

/* Takes the first of "a|b" that stands in ` line ` out of it; *line is folded, with a blank at both
 * ends. */
static bool take_words(GString *line, const char *words)
{
    g_auto(GStrv) forms = g_strsplit(words, "|", -1);

    for (size_t i = 0; forms[i]; i++) {
        g_autofree char *wanted = g_strconcat(" ", forms[i], " ", NULL);
        const char *at = strstr(line->str, wanted);
        if (!at)
            continue;
        g_string_erase(line, at - line->str, (gssize)strlen(wanted) - 1);
        return true;
    }
    return false;
}

/* Ready for take_words(). The caller's. */
static GString *folded_line(const char *text)
{
    g_autofree char *folded = text_fold(text);
    GString *line = g_string_new(" ");

    g_strdelimit(folded, ".,:;!?()", ' ');
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    for (size_t i = 0; words[i]; i++)
        if (*words[i])
            g_string_append_printf(line, "%s ", words[i]);
    return line;
}

/* NULL: none; *rest is what else stands in the line. */
static const char *mode_of(const char *text, char **rest)
{
    g_autoptr(GString) line = folded_line(text);

    for (size_t i = 0; i < G_N_ELEMENTS(MODES); i++)
        if (take_words(line, MODES[i].words)) {
            *rest = g_strdup(line->str);
            return MODES[i].mode;
        }
    return NULL;
}

/* --- doing ------------------------------------------------------------------------------------ */

/* The lists that are meant: the one that `text` names, or all that the person is in. */
static GPtrArray *wanted_lists(const CommandCall *call, const char *text, GError **error)
{
    Work *work = call->work;
    g_autoptr(GPtrArray) own =
        command_lists_of(work->desk->db, work->identity->person, NULL, error);
    g_autofree char *wanted = command_plain_name(text);

    for (guint i = own && *wanted ? own->len : 0; i-- > 0;)
        if (!command_names_list(g_ptr_array_index(own, i), wanted))
            g_ptr_array_remove_index(own, i);
    return g_steal_pointer(&own);
}

/* NULL mode: the one from before counts again. */
static json_t *set_modes(const CommandCall *call, const GPtrArray *lists, const char *mode,
                         int64_t until, GError **error)
{
    Db *db = call->work->desk->db;
    int64_t person = call->work->identity->person;
    g_autoptr(json_t) rows = json_array();

    for (guint i = 0; i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        bool ok = mode ? membership_set_mode(db, list->id, person, mode, until, error)
                       : membership_end_meanwhile(db, list->id, person, error);
        if (!ok)
            return NULL;
        json_array_append_new(rows, json_pack("{s:s}", "title", list->title));
    }
    return g_steal_pointer(&rows);
}

/* What is quoted when it was not understood. */
static const char *said(const CommandCall *call)
{
    return call->said ? call->said : call->argument;
}

/* --- the digest ------------------------------------------------------------------------------- */

/* Which words there are, with a link for each. */
static bool tell_how(const CommandCall *call, const char *text, GError **error)
{
    const Settings *settings = call->work->desk->settings;
    json_t *values = json_object();
    static const struct {
        const char *name, *command, *argument;
    } LINKS[] = {{"link_daily", "digest", "daily"},
                 {"link_weekly", "digest", "weekly"},
                 {"link_each", "digest", "off"},
                 {"link_back", "vacation", "off"}};

    for (size_t i = 0; i < G_N_ELEMENTS(LINKS); i++) {
        g_autofree char *link =
            command_link_to(settings, LINKS[i].command, call->language, LINKS[i].argument);
        json_object_set_new(values, LINKS[i].name, json_string(link));
    }
    json_object_set_new(values, "line", json_string(said(call)));
    return letter_reply(call->work, text, call->language, NULL, values, error);
}

bool digest_only_tells(const CommandCall *call)
{
    g_autofree char *rest = NULL;

    return !mode_of(call->argument, &rest);
}

bool letter_digest(const CommandCall *call, GError **error)
{
    g_autofree char *rest = NULL;
    const char *mode = mode_of(call->argument, &rest);

    if (!mode)
        return tell_how(call, "digest-how", error);
    g_autoptr(GPtrArray) lists = wanted_lists(call, rest, error);
    if (!lists || lists->len == 0) /* in none of that name: which they are in */
        return lists && letter_my_lists(call, error);
    json_t *rows = set_modes(call, lists, mode, 0, error);
    if (!rows)
        return false;
    json_t *values =
        json_pack("{s:o,s:b,s:b,s:b}", "lists", rows, "daily", g_str_equal(mode, "daily"), "weekly",
                  g_str_equal(mode, "weekly"), "each", g_str_equal(mode, "each"));
    return letter_reply(call->work, "digest-set", call->language, NULL, values, error);
}

/* --- no letters for a while ------------------------------------------------------------------- */

static bool end_vacation(const CommandCall *call, GError **error)
{

    g_autoptr(GPtrArray) lists = wanted_lists(call, "", error);
    if (!lists || lists->len == 0)
        return lists && letter_my_lists(call, error);
    json_t *rows = set_modes(call, lists, NULL, 0, error);
    return rows && letter_reply(call->work, "vacation-over", call->language, NULL,
                                json_pack("{s:o}", "lists", rows), error);
}

typedef enum VacationWish {
    VACATION_UNCLEAR,
    VACATION_LATER, /* it begins on a later day than tomorrow */
    VACATION_YEAR,  /* the day was not long ago: a slip, or meant for next year? */
    VACATION_SAID,  /* in ordinary words, in answer to a letter of ours: a machine says that too */
    VACATION_UNTIL,
    VACATION_OVER,
} VacationWish;

static bool may_be_machine(const CommandCall *call)
{
    const Facts *facts = call->work->facts;

    return call->said && (facts->in_reply_to || facts->references->len ||
                          !g_str_equal(facts->subject, facts->subject_base));
}

static VacationWish vacation_wish(const CommandCall *call, SpokenPeriod *period)
{
    const Settings *settings = call->work->desk->settings;
    g_autoptr(GString) line = folded_line(call->argument);
    int64_t now = clock_now();

    if (take_words(line, BACK))
        return VACATION_OVER;
    if (!spoken_period(call->argument, now, settings->zone, period))
        return take_words(line, ENDS) ? VACATION_OVER : VACATION_UNCLEAR;
    if (period->until <= now || period->until > now + settings->vacation_days * DAY)
        return VACATION_UNCLEAR;
    if (period->from > now + DAY)
        return VACATION_LATER;
    if (period->is_next && period->until > now + settings->vacation_guess_days * DAY)
        return VACATION_YEAR;
    return may_be_machine(call) ? VACATION_SAID : VACATION_UNTIL;
}

bool vacation_only_tells(const CommandCall *call)
{
    SpokenPeriod period;
    VacationWish wish = vacation_wish(call, &period);

    return wish != VACATION_UNTIL && wish != VACATION_OVER;
}

/* Why it is not done, and with which line it would be. */
static bool ask_vacation(const CommandCall *call, VacationWish wish, const SpokenPeriod *period,
                         GError **error)
{
    const Settings *settings = call->work->desk->settings;
    g_autofree char *from = clock_date(period->from, settings->zone);
    g_autofree char *until = clock_date(period->until, settings->zone);
    json_t *values = json_pack("{s:s,s:b,s:b,s:b,s:s,s:s}", "line", said(call), "later",
                               wish == VACATION_LATER, "year", wish == VACATION_YEAR, "said",
                               wish == VACATION_SAID, "from", from, "until", until);

    return letter_reply(call->work, "vacation-when", call->language, NULL, values, error);
}

bool letter_vacation(const CommandCall *call, GError **error)
{
    const Settings *settings = call->work->desk->settings;
    SpokenPeriod period;
    VacationWish wish = vacation_wish(call, &period);

    if (wish == VACATION_OVER)
        return end_vacation(call, error);
    if (wish == VACATION_LATER || wish == VACATION_YEAR || wish == VACATION_SAID)
        return ask_vacation(call, wish, &period, error);
    if (wish == VACATION_UNCLEAR)
        return tell_how(call, "vacation-how", error);
    int64_t until = period.until;
    g_autoptr(GPtrArray) lists = wanted_lists(call, "", error);
    if (!lists || lists->len == 0)
        return lists && letter_my_lists(call, error);
    json_t *rows = set_modes(call, lists, "none", until, error);
    if (!rows)
        return false;
    g_autofree char *day = clock_date(until, settings->zone);
    g_autofree char *back = command_link_to(settings, "vacation", call->language, "off");
    json_t *values = json_pack("{s:o,s:s,s:s}", "lists", rows, "until", day, "link_back", back);
    return letter_reply(call->work, "vacation-set", call->language, NULL, values, error);
}
