/* person_find.c: person_find() of people.h: one of several, or an error that helps. */
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "lists/people.h"
#include "lists/person_written.h"

#define CANDIDATES_SHOWN 5

static char *describe_candidates(const GPtrArray *persons)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < persons->len && i < CANDIDATES_SHOWN; i++) {
        const Person *person = g_ptr_array_index(persons, i);
        g_string_append_printf(text, "%s#%" PRId64 " %s (%s, %s, number %s)", i ? "; " : "",
                               person->id, person->name,
                               *person->school_name ? person->school_name : "no school",
                               person->address ? person->address : "no address",
                               person->number ? person->number : "none");
    }
    if (persons->len > CANDIDATES_SHOWN)
        g_string_append(text, "; ...");
    return g_string_free(text, FALSE);
}

/* Takes `persons`. The one that there is; NULL without an error when there is none. */
static Person *only_one(GPtrArray *persons, const char *who, GError **error)
{
    g_autoptr(GPtrArray) owned = persons;

    if (owned->len == 0)
        return NULL;
    if (owned->len == 1) {
        g_ptr_array_set_free_func(owned, NULL);
        return g_ptr_array_index(owned, 0);
    }
    g_autofree char *names = describe_candidates(owned);
    fail(error, ERR_INPUT,
         "'%s' may be any of %u persons: %s; name one by a personal address, by number, or as #ID",
         who, owned->len, names);
    return NULL;
}

/* Nobody's now: whose it was until they took another one is named, never taken. */
static bool tell_whose_it_was(Db *db, const char *address, GError **error)
{
    g_autoptr(GPtrArray) before = persons_by_given_up(db, address, error);

    if (!before)
        return false;
    if (!before->len)
        return fail(error, ERR_NOT_FOUND,
                    "nobody in the registry has the address %s; import the person with "
                    "'vestnik registry import'",
                    address);
    const Person *person = g_ptr_array_index(before, before->len - 1);
    return fail(error, ERR_NOT_FOUND,
                "nobody in the registry has the address %s; %s (#%" PRId64 ") replaced it by "
                "letter",
                address, person->name, person->id);
}

static Person *find_by_address(Db *db, const char *who, GError **error)
{
    GError *failure = NULL;
    g_autofree char *address = address_normalize(who, error);
    if (!address)
        return NULL;
    GPtrArray *persons = persons_by_address(db, address, error);
    if (!persons)
        return NULL;
    Person *person = only_one(persons, who, &failure);
    if (person || failure) {
        if (failure)
            g_propagate_error(error, failure);
        return person;
    }
    g_autofree char *school_name = NULL;
    int64_t school = 0;
    if (!school_by_address(db, address, &school, &school_name, error))
        return NULL;
    if (school)
        fail(error, ERR_INPUT, "%s is the shared mailbox of '%s': name the person", address,
             school_name);
    else
        (void)tell_whose_it_was(db, address, error);
    return NULL;
}

/* Nobody: who may be meant, by surname, initials or a letter more or less, is named, never taken.
 */
static bool tell_who_is_near(Db *db, const char *who, GError **error)
{
    g_autoptr(GPtrArray) near = persons_written(db, who, error);

    if (!near)
        return false;
    if (!near->len)
        return fail(error, ERR_NOT_FOUND,
                    "nobody in the registry is called '%s' or has that number; 'vestnik registry "
                    "export' lists all",
                    who);
    g_autofree char *names = describe_candidates(near);
    return fail(
        error, ERR_NOT_FOUND,
        "nobody in the registry is called just '%s'; you may mean %s; name one by the whole "
        "name, an address, or as #ID",
        who, names);
}

static Person *find_by_name_or_number(Db *db, const char *who, GError **error)
{
    GPtrArray *(*const ways[])(Db *, const char *, GError **) = {persons_by_name,
                                                                 persons_by_number};

    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        GError *failure = NULL;
        GPtrArray *persons = ways[i](db, who, error);
        if (!persons)
            return NULL;
        Person *person = only_one(persons, who, &failure);
        if (person)
            return person;
        if (failure) {
            g_propagate_error(error, failure);
            return NULL;
        }
    }
    (void)tell_who_is_near(db, who, error);
    return NULL;
}

/* "#17": a row of the database, also of somebody who has left. */
static Person *find_by_id(Db *db, const char *who, GError **error)
{
    gint64 id = 0;

    if (g_ascii_string_to_signed(who + 1, 10, 1, G_MAXINT64, &id, NULL))
        return person_by_id(db, id, error);
    fail(error, ERR_INPUT, "'%s' is no person: write # and a number", who);
    return NULL;
}

Person *person_find(Db *db, const char *who, GError **error)
{
    if (!g_utf8_validate(who, -1, NULL)) {
        fail(error, ERR_INPUT, "a name on the command line must be UTF-8");
        return NULL;
    }
    if (*who == '#')
        return find_by_id(db, who, error);
    return strchr(who, '@') ? find_by_address(db, who, error)
                            : find_by_name_or_number(db, who, error);
}
