/* own_letter.c: see own_letter.h. */
#include "gateway/own_letter.h"

#include <string.h>

#include "archive/sender.h"
#include "base/clock.h"
#include "base/compose.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/command_links.h"
#include "lists/address_book.h"

#define TOKEN "{token}" /* as base/compose.h renders it when the letter is sent */

/* What others wrote must not call for the token: it would be rendered where it may be passed on.
 * And a letter without a subject is called something. The caller's; NULL: the value stays as it is,
 * or was mended inside. */
static json_t *mended(const Words *words, const char *name, json_t *value)
{
    const char *key;
    json_t *item, *better;
    void *next;
    size_t i;

    if (json_is_string(value) && strstr(json_string_value(value), TOKEN)) {
        g_auto(GStrv) parts = g_strsplit(json_string_value(value), TOKEN, -1);
        g_autofree char *joined = g_strjoinv("{ token }", parts);
        return json_string(joined);
    }
    if (json_is_string(value) && g_str_equal(name, "subject") && !*json_string_value(value))
        return json_string(words_subject(words, ""));
    json_object_foreach_safe(value, next, key, item)
    {
        if ((better = mended(words, key, item)))
            json_object_set_new(value, key, better);
    }
    json_array_foreach(value, i, item)
    {
        if ((better = mended(words, "", item)))
            json_array_set_new(value, i, better);
    }
    return NULL;
}

char *own_letter_list_address(const Desk *desk, const List *list)
{
    return book_list_shown(desk->settings, list,
                           words_get(desk_tongue(desk, list)->words, WORD_SUBJECT_BEGINS));
}

/* Links that hold an answer and its token: to touch and to send. */
static void add_links(const Settings *settings, const Words *words, json_t *values)
{
    static const struct {
        const char *name;
        Word word;
    } LINKS[] = {{"link_yes", WORD_ANSWER_YES},
                 {"link_always", WORD_ANSWER_ALWAYS},
                 {"link_no", WORD_ANSWER_NO},
                 {"link_edit", WORD_ANSWER_EDIT},
                 {"link_spam", WORD_ANSWER_SPAM}};

    for (size_t i = 0; i < G_N_ELEMENTS(LINKS); i++) {
        g_autofree char *link = command_link(settings, TOKEN, words_get(words, LINKS[i].word));
        json_object_set_new(values, LINKS[i].name, json_string(link));
    }
    g_autofree char *answer = command_link(settings, TOKEN, ""); /* a number follows in the text */
    json_object_set_new(values, "link_answer", json_string(answer));
}

/* Links to commands that any letter may offer. */
static void add_command_links(const Settings *settings, const char *language, const List *list,
                              json_t *values)
{
    static const struct {
        const char *name, *command;
        bool of_list;
    } LINKS[] = {{"link_help", "help", false},
                 {"link_lists", "lists", false},
                 {"link_digest", "digest", false},
                 {"link_subscribe", "subscribe", true},
                 {"link_unsubscribe", "unsubscribe", true}};

    for (size_t i = 0; i < G_N_ELEMENTS(LINKS); i++) {
        if (LINKS[i].of_list && !list)
            continue;
        g_autofree char *link = command_link_to(settings, LINKS[i].command, language,
                                                LINKS[i].of_list ? list->name : NULL);
        json_object_set_new(values, LINKS[i].name, json_string(link));
    }
}

/* What a letter holds that asks something. */
static void add_question(const Desk *desk, const char *language, json_t *values)
{
    json_object_set_new(values, "token", json_string(TOKEN));
    add_links(desk->settings, tongues_find(desk->tongues, language)->words, values);
}

void own_letter_values(const Desk *desk, const List *list, json_t *values)
{
    const Settings *settings = desk->settings;
    g_autofree char *robot = book_robot_address(settings);

    json_object_set_new(values, "community", json_string(settings->community));
    json_object_set_new(values, "robot_address", json_string(robot));
    if (list) {
        g_autofree char *address = own_letter_list_address(desk, list);
        json_object_set_new(values, "list_title", json_string(list->title));
        json_object_set_new(values, "list_name", json_string(list->name));
        json_object_set_new(values, "list_address", json_string(address));
    }
}

/* A draft that borrows everything; nothing here is freed. */
static json_t *make_draft(const Desk *desk, const OwnLetter *letter, const LetterText *text)
{
    g_autofree char *robot = book_account_robot(desk->settings, letter->account);
    Draft draft = {
        .from_name = desk->settings->community,
        .from_address = robot,
        .to_name = (char *)letter->name,
        .subject = text->subject,
        .text = text->text,
        .html = text->html,
        .in_reply_to = (char *)letter->in_reply_to,
        .attach_letter = letter->attach_letter,
        .attach_person = letter->attach_person,
        .file_name = letter->file ? letter->file->name : NULL,
        .file_type = letter->file ? letter->file->type : NULL,
    };

    return draft_to_json(&draft);
}

static bool queue_draft(Desk *desk, const OwnLetter *letter, const char *purpose,
                        const LetterText *text, GError **error)
{
    g_autofree char *random = random_name(10, error);
    if (!random)
        return false;
    g_autofree char *message_id = g_strdup_printf("%s@%s", random, book_domain(desk->settings));
    json_t *draft = make_draft(desk, letter, text);
    char *dumped = json_dumps(draft, JSON_COMPACT);
    g_autofree char *bounces = book_account_bounces(desk->settings, letter->account);
    int64_t lane = 0, id = 0;
    Outgoing outgoing = {
        .purpose = (char *)purpose,
        .key = (char *)letter->key,
        .priority = letter->priority,
        .message_id = message_id,
        /* not the null sender: what comes back tells that an address does not work */
        .mail_from = bounces,
        .draft = dumped,
        .head = letter->file ? letter->file->bytes : NULL,
        .letter = letter->file_letter,
        .ask = letter->ask,
        .list = letter->list ? letter->list->id : 0,
    };
    bool ok = sender_lane(desk->db, desk->settings, letter->account, &lane, error);

    outgoing.sender = lane;
    ok = ok && outgoing_add(desk->db, &outgoing, &id, error) &&
         (id == 0 || outgoing_add_recipient(
                         desk->db, id, &(Addressee){letter->person, letter->address, NULL}, error));

    json_decref(draft);
    free(dumped);
    return ok;
}

bool own_letter_queue_as(Desk *desk, const OwnLetter *letter, const char *purpose, GError **error)
{
    const char *language =
        letter->language ? letter->language : list_language(letter->list, desk->settings);
    json_t *values = letter->values ? letter->values : json_object();
    LetterText text = {0};

    json_decref(mended(tongues_find(desk->tongues, language)->words, "", values));
    own_letter_values(desk, letter->list, values);
    add_command_links(desk->settings, language, letter->list, values);
    if (letter->ask)
        add_question(desk, language, values);
    bool ok = texts_letter(desk->texts, language, letter->text, values, &text, error) &&
              queue_draft(desk, letter, purpose, &text, error);
    json_decref(values);
    letter_text_clear(&text);
    return ok;
}

bool own_letter_queue(Desk *desk, const OwnLetter *letter, GError **error)
{
    return own_letter_queue_as(desk, letter, letter->text, error);
}
