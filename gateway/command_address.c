/* command_address.c: "адрес новый@почта", "адрес сменить новый@почта", "мои адреса"
 * (gateway/commands_by_letter.h). Whoever asks has proved the address that they write from, or
 * answered ДА there; the question goes to the new one, and only its answer links it. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/command_address.h"
#include "gateway/command_confirm.h"
#include "gateway/commands_by_letter.h"
#include "gateway/own_letter.h"
#include "lists/people.h"

static const char CHANGE[] = "address-change";

/* --- what there is ---------------------------------------------------------------------------- */

bool letter_my_addresses(const CommandCall *call, GError **error)
{
    const Identity *who = call->work->identity;
    g_autoptr(Person) person = person_by_id(call->work->desk->db, who->person, error);
    if (!person)
        return false;
    DbStmt *s = db_stmt(call->work->desk->db, SQL_PERSON_ADDRESSES_NOW);
    g_autoptr(json_t) rows = json_array();

    db_int(s, 1, who->person);
    while (db_row(s)) {
        const char *address = db_col_text(s, 0);
        json_array_append_new(rows, json_pack("{s:s,s:b}", "address", address, "letters",
                                              g_strcmp0(address, person->address) == 0));
    }
    if (!db_done(s, error))
        return false;
    return letter_reply(call->work, "my-addresses", call->language, NULL,
                        json_pack("{s:O}", "addresses", rows), error);
}

/* --- asking the new one ----------------------------------------------------------------------- */

/* The only address in the line. NULL: none, several, or none that is one. The caller's. */
static char *address_in(const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " ,;<>()", -1);
    char *found = NULL;

    for (size_t i = 0; words[i]; i++) {
        if (!strchr(words[i], '@'))
            continue;
        g_autofree char *own = found;
        found = own ? NULL : address_normalize(words[i], NULL);
        if (!found)
            return NULL;
    }
    return found;
}

static bool wants_change(const char *text)
{
    static const char *const BEGINNINGS[] = {"смен",  "помен",  "измен",
                                             "замен", "change", "replace"};
    static const char *const WORDS[] = {"вместо", "новый",  "новая", "новое",
                                        "другой", "другая", NULL};
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) words = g_strsplit_set(folded, " ,;:!()", -1);

    for (size_t i = 0; words[i]; i++) {
        if (g_strv_contains(WORDS, words[i]))
            return true;
        for (size_t k = 0; k < G_N_ELEMENTS(BEGINNINGS); k++)
            if (g_str_has_prefix(words[i], BEGINNINGS[k]) && !strchr(words[i], '@'))
                return true;
    }
    return false;
}

typedef enum Owner {
    OWNER_NONE,
    OWNER_PERSON, /* the one in question, and nobody else */
    OWNER_OTHER,  /* a school's mailbox stands for nobody, another's address for that person */
} Owner;

static bool find_owner(Db *db, const char *address, int64_t person, Owner *owner, GError **error)
{
    int64_t school = 0;
    g_autoptr(GPtrArray) persons = persons_by_address(db, address, error);

    if (!persons || !school_by_address(db, address, &school, NULL, error))
        return false;
    bool is_own = persons->len == 1 && ((const Person *)persons->pdata[0])->id == person;
    *owner = school || (persons->len && !is_own) ? OWNER_OTHER
             : persons->len                      ? OWNER_PERSON
                                                 : OWNER_NONE;
    return true;
}

static bool address_id(Db *db, const char *address, int64_t *id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ADDRESS_BY_TEXT);
    bool found;

    db_text(s, 1, address);
    return db_one(s, id, &found, error);
}

static bool ask_new(const CommandCall *call, const char *address, bool change, GError **error)
{
    Work *work = call->work;
    int64_t old = 0;

    if (!address_id(work->desk->db, work->identity->address, &old, error))
        return false;
    const Confirmation confirmation = {
        .kind = change ? CHANGE : "address",
        .text = "confirm-address",
        .language = call->language,
        .object = old,
        .address = address,
        .values = json_pack("{s:s,s:s,s:b}", "name", work->identity->author, "address",
                            work->identity->address, "change", change),
    };
    return command_ask(work, &confirmation, error) &&
           letter_reply(work, "address-asked", call->language, NULL,
                        json_pack("{s:s}", "address", address), error);
}

bool letter_address(const CommandCall *call, GError **error)
{
    g_autofree char *address = address_in(call->argument);
    Owner owner = OWNER_NONE;

    if (!address)
        return letter_my_addresses(call, error);
    if (!find_owner(call->work->desk->db, address, 0, &owner, error))
        return false;
    if (owner != OWNER_NONE)
        return letter_reply(call->work, "address-taken", call->language, NULL,
                            json_pack("{s:s}", "address", address), error);
    return ask_new(call, address, wants_change(call->argument), error);
}

/* --- its answer ------------------------------------------------------------------------------- */

static bool end_old(Work *work, const char *old, GError **error)
{
    DbStmt *s = db_stmt(work->desk->db, SQL_PERSON_ADDRESS_END);

    db_int(s, 1, work->ask->person);
    db_text(s, 2, old);
    db_int(s, 3, clock_now());
    db_text(s, 4, "self"); /* no import brings it back */
    return db_run(s, error);
}

/* To one address, `other` is the other one. */
static bool tell(Work *work, const char *text, const char *address, const char *other,
                 GError **error)
{
    g_autofree char *key = g_strdup_printf("case:%" PRId64 ":%s", work->item->id, text);
    const OwnLetter letter = {
        .text = text,
        .key = key,
        .person = work->ask->person,
        .address = address,
        .values = json_pack("{s:s,s:s,s:b}", "address", address, "other_address", other, "change",
                            g_str_equal(work->ask->kind, CHANGE)),
    };

    return own_letter_queue(work->desk, &letter, error);
}

/* The address that it was asked from; NULL: failed. The caller's. */
static char *asked_from(const Work *work, GError **error)
{
    DbStmt *s = db_stmt(work->desk->db, SQL_ADDRESS_BY_ID);
    g_autofree char *old = NULL;

    db_int(s, 1, work->ask->object);
    if (db_row(s))
        old = db_col_dup(s, 0);
    return db_done(s, error) ? g_steal_pointer(&old) : NULL;
}

/* As it was when the question went out: the old address is the asker's own, the new one nobody
 * else's. An import or another question may have changed that since. */
static bool still_holds(Work *work, const char *old, bool *holds, GError **error)
{
    const Ask *ask = work->ask;
    Owner before = OWNER_NONE, now = OWNER_NONE;

    if (!find_owner(work->desk->db, old, ask->person, &before, error) ||
        !find_owner(work->desk->db, ask->address, ask->person, &now, error))
        return false;
    *holds = before == OWNER_PERSON && now != OWNER_OTHER;
    return true;
}

/* The old one hears of it too: its owner may not have asked. */
static bool link_new(Work *work, GError **error)
{
    const Ask *ask = work->ask;
    bool holds = false;
    g_autofree char *old = asked_from(work, error);

    if (!old || !still_holds(work, old, &holds, error))
        return false;
    if (!holds) {
        LOG(WARNING, "address.refused", LOG_STR("address", ask->address),
            LOG_NUM("person", ask->person));
        return tell(work, "address-taken", ask->address, old, error);
    }
    return person_link_address(work->desk->db, ask->person, ask->address, "token", error) &&
           (!g_str_equal(ask->kind, CHANGE) || end_old(work, old, error)) &&
           tell(work, "address-linked", ask->address, old, error) &&
           tell(work, "address-told", old, ask->address, error);
}

bool address_answered(Work *work, const Answer *answer, GError **error)
{
    bool yes = answer->word == ANSWER_YES;

    return (!yes || link_new(work, error)) &&
           ask_answer(work->desk->db, work->ask->id, yes ? "yes" : "no", work->item->letter, error);
}
