/* echo.c: see echo.h.
 *
 * Kinds of what is seen: "post" (within a list, for loop_days), "text", "subject" and "haste"
 * (within an address, for robot_days). Persons are spared: a text to a list counts only when it is
 * long enough not to be a "Спасибо!", and a command may be sent as often as one likes.
 *
 * A letter to the assistant that holds no command, and says nothing of a machine (base/auto.h):
 *
 *     the same text and files again          silence: told already, a machine never learns
 *     others under a known subject,
 *       in answer to us within robot_seconds silence: nobody types so fast
 *       else robot_repeats times             answer: somebody's next "Вопрос"
 *       more, without a pause of robot_days  silence: this never learns either
 *     under another subject                  answer
 *
 * So two assistants that write to each other come to rest; answers_per_day bounds the rest. */
#include "gateway/echo.h"

#include <inttypes.h>

#include "archive/seen.h"
#include "base/clock.h"
#include "gateway/command_registry.h"
#include "gateway/command_table.h"
#include "lists/same_text.h"

static const guint8 NO_HASH[SEEN_HASH];

static const struct {
    const char *kind;
    bool of_posts;
} KINDS[] = {{"post", true}, {"text", false}, {"subject", false}, {"haste", false}};

static char *list_scope(const List *list)
{
    return g_strdup_printf("list:%" PRId64, list->id);
}

/* --- looking ------------------------------------------------------------------------------------
 */

/* What for a letter with this Message-ID was sent by us; NULL: none was. The caller's. */
static bool find_sent(Db *db, const char *message_id, char **purpose, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_SENT_BY_MESSAGE_ID);

    *purpose = NULL;
    db_text(s, 1, message_id ? message_id : "");
    if (db_row(s))
        *purpose = db_col_dup(s, 0);
    return db_done(s, error);
}

/* A letter of the program itself, or a post under the address of the list that sent it: a post has
 * the Message-ID of its author, so that alone does not show that it comes from us. */
static bool look_for_own(const Judgement *j, PolicyInput *input, GError **error)
{
    g_autofree char *purpose = NULL;

    if (!find_sent(j->db, j->facts->message_id, &purpose, error))
        return false;
    g_autofree char *list = j->list ? book_list_address(j->settings, j->list) : NULL;
    bool from_list = list && g_strcmp0(list, j->identity->address) == 0 &&
                     !g_str_equal(list, settings_account(j->settings)->address);
    input->is_own |= purpose && (from_list || !g_str_equal(purpose, "post"));
    return true;
}

static bool look_for_post(const Judgement *j, PolicyInput *input, GError **error)
{
    guint8 hash[SEEN_HASH];
    g_auto(Seen) seen = {0};

    if (!j->list || !same_text_of_letter(j->facts, j->settings->echo_letters, hash))
        return true;
    g_autofree char *scope = list_scope(j->list);
    const SeenKey key = {"post", scope, hash, j->letter};
    if (!seen_find(j->db, &key, &seen, error))
        return false;
    bool same_author = g_strcmp0(seen.source, j->identity->address) == 0;
    input->is_returned = seen.times && !same_author;
    input->is_posted_already = seen.times && same_author && j->accepted - seen.last < DAY;
    return true;
}

/* Seconds since we last sent something to this address; G_MAXINT64: never. */
static bool since_ours(const Judgement *j, int64_t *seconds, GError **error)
{
    int64_t sent = 0;
    DbStmt *s = db_stmt(j->db, SQL_LAST_SENT_TO);

    db_text(s, 1, j->identity->address);
    db_int(s, 2, j->accepted);
    if (!db_one(s, &sent, NULL, error))
        return false;
    *seconds = sent ? j->accepted - sent : G_MAXINT64;
    return true;
}

static bool seen_lately(const Judgement *j, const char *kind, const guint8 *hash, int64_t *times,
                        GError **error)
{
    g_auto(Seen) seen = {0};
    const SeenKey key = {kind, j->identity->address, hash, j->letter};

    if (!seen_find(j->db, &key, &seen, error))
        return false;
    *times = seen.last > j->accepted - j->settings->robot_days * DAY ? seen.times : 0;
    return true;
}

/* What came from an address before. */
typedef struct Heard {
    int64_t texts, subjects, hasty; /* times in robot_days */
    bool telling;                   /* the text is long enough to tell */
    bool fast;                      /* within seconds of a letter of ours */
} Heard;

static bool is_reply(const Facts *facts)
{
    return facts->in_reply_to || facts->references->len;
}

/* "Подпишите меня, пожалуйста" may be said twice; a machine says it at once. What only asks to read
 * may be said again at once too, by whoever lost the answer; but not for ever. */
static bool asks_again(const Judgement *j, const Heard *heard)
{
    if (j->list)
        return false;
    if (heard->fast)
        return MAX(heard->texts, heard->subjects) < j->settings->robot_repeats &&
               command_only_reads(j->facts, j->settings);
    return command_may_repeat(j->facts) || registry_is_brought(j->facts) ||
           registry_workbook(j->facts);
}

/* Another text under a subject that we know: the table above. */
static bool goes_round(const Judgement *j, const Heard *heard)
{
    return heard->subjects >= (heard->fast && is_reply(j->facts) ? 1 : j->settings->robot_repeats);
}

static Echo echo_of(const Judgement *j, const Heard *heard)
{
    bool same = heard->texts && (heard->telling || !j->list);

    if ((!same && !goes_round(j, heard)) || asks_again(j, heard))
        return ECHO_NONE;
    return heard->fast && heard->telling && heard->texts ? ECHO_ROBOT : ECHO_SAME;
}

/* Of an answer to a list. */
static bool says_absent(const Judgement *j)
{
    const char *text = j->facts->new_text;

    if (!j->list || !j->subjects)
        return false;
    g_autofree char *absence = auto_subjects_sentence(j->subjects, AUTO_TEXT_ABSENCE, text);
    g_autofree char *machine = auto_subjects_sentence(j->subjects, AUTO_TEXT, text);
    return absence || machine;
}

static bool look_for_robot(const Judgement *j, PolicyInput *input, GError **error)
{
    guint8 hash[SEEN_HASH];
    Heard heard = {0};
    int64_t since;

    same_text_of_author(j->facts, j->settings->echo_letters, &heard.telling, hash);
    if (!since_ours(j, &since, error) || !seen_lately(j, "text", hash, &heard.texts, error) ||
        !seen_lately(j, "haste", NO_HASH, &heard.hasty, error))
        return false;
    heard.fast = since <= j->settings->robot_seconds;
    if (!j->list && !j->facts->token && same_text_of_subject(j->facts, hash) &&
        !seen_lately(j, "subject", hash, &heard.subjects, error))
        return false;
    input->echo = echo_of(j, &heard);
    input->is_fast = heard.fast;
    input->is_hasty = heard.fast && heard.hasty >= j->settings->robot_haste;
    input->is_absent = since <= j->settings->absence_seconds && says_absent(j);
    return true;
}

/* Only an answer to a list counts: a reminder every Monday may be the same each time. */
static bool may_be_robot(const Judgement *j)
{
    return !j->list || is_reply(j->facts);
}

bool echo_look(const Judgement *j, PolicyInput *input, GError **error)
{
    if (!look_for_own(j, input, error))
        return false;
    if (!j->identity->address)
        return true;
    return look_for_post(j, input, error) && (!may_be_robot(j) || look_for_robot(j, input, error));
}

/* --- noting
 * --------------------------------------------------------------------------------------- */

static bool note(Work *work, const char *kind, const guint8 *hash, GError **error)
{
    const char *address = work->identity->address;
    const SeenKey key = {kind, address, hash, work->item->letter};

    return seen_note(work->desk->db, &key, address,
                     clock_now() - work->desk->settings->robot_days * DAY, error);
}

bool echo_note(Work *work, GError **error)
{
    const Facts *facts = work->facts;
    bool telling;
    bool by_person =
        facts->kind == KIND_POST || facts->kind == KIND_ANSWER || facts->kind == KIND_COMMAND;
    guint8 hash[SEEN_HASH];

    if (!by_person || !work->identity->address || (work->list && !is_reply(facts)))
        return true;
    same_text_of_author(facts, work->desk->settings->echo_letters, &telling, hash);
    if (!note(work, "text", hash, error) ||
        (work->is_fast && facts->kind == KIND_POST && !note(work, "haste", NO_HASH, error)))
        return false;
    return work->list || facts->kind != KIND_POST || !same_text_of_subject(facts, hash) ||
           note(work, "subject", hash, error);
}

bool echo_note_post(const Work *work, GError **error)
{
    guint8 hash[SEEN_HASH];
    const char *address = work->identity->address;
    const Settings *settings = work->desk->settings;

    if (!same_text_of_letter(work->facts, settings->echo_letters, hash))
        return true;
    g_autofree char *scope = list_scope(work->list);
    const SeenKey key = {"post", scope, hash, work->item->letter};
    return seen_note(work->desk->db, &key, address ? address : "",
                     clock_now() - settings->loop_days * DAY, error);
}

bool echo_prune(Db *db, const Settings *settings, GError **error)
{
    bool ok = db_begin(db, error);

    if (!ok)
        return false; /* nothing was begun */
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS) && ok; i++) {
        int64_t days = KINDS[i].of_posts ? settings->loop_days : settings->robot_days;
        ok = seen_prune(db, KINDS[i].kind, clock_now() - days * DAY, error);
    }
    return db_finish(db, ok, error);
}
