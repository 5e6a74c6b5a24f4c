/* identity.c: see identity.h. The address decides; a mailbox shared by several stands for its
 * school. */
#include "lists/identity.h"

#include <string.h>

#include "base/text.h"
#include "lists/author.h"

static const char *const NAMES[] = {
    [STRENGTH_NONE] = "none",
    [STRENGTH_SCHOOL] = "school",
    [STRENGTH_NAME] = "name",
    [STRENGTH_ADDRESS] = "address",
    [STRENGTH_AUTHENTICATED] = "authenticated",
    [STRENGTH_TOKEN] = "token",
};

const char *strength_name(Strength strength)
{
    return NAMES[strength];
}

void identity_free(Identity *identity)
{
    if (!identity)
        return;
    g_free(identity->author);
    g_free(identity->school_name);
    g_free(identity->address);
    g_free(identity);
}

static void be_person(Identity *identity, const Person *person, Strength strength)
{
    identity->strength = strength;
    identity->person = person->id;
    identity->school = person->school;
    identity->author = g_strdup(person->name);
    identity->school_name = g_strdup(person->school_name);
}

static void be_school(Identity *identity, int64_t school, const char *name)
{
    identity->strength = STRENGTH_SCHOOL;
    identity->school = school;
    identity->author = g_strdup(name);
    identity->school_name = g_strdup(name);
}

/* What readers see is a name, never an address: a post goes to all members. Moderators are shown
 * the address beside it. */
/* An address is not published: who gives no name is a guest. */
static void be_stranger(Identity *identity, const Facts *facts, const char *guest)
{
    const char *name = facts->from.name;
    bool has_name = name && *name && !strchr(name, '@');

    identity->author = g_strdup(has_name ? name : guest);
    identity->school_name = g_strdup("");
}

/* Several persons of one school behind one address are that school, even when the registry does
 * not call the mailbox shared. */
static int64_t common_school(const GPtrArray *persons)
{
    const Person *first = g_ptr_array_index(persons, 0);

    for (guint i = 1; i < persons->len; i++) {
        const Person *person = g_ptr_array_index(persons, i);
        if (person->school != first->school)
            return 0;
    }
    return first->school;
}

/* One of the people behind a shared mailbox, where the letter says which, else their school. */
static bool be_one_of(Db *db, Identity *identity, const Facts *facts, const GPtrArray *candidates,
                      GError **error)
{
    const Person *author = NULL, *first = g_ptr_array_index(candidates, 0);

    identity->is_shared = true;
    if (!author_among(db, facts, first->school, candidates, &author, error))
        return false;
    if (author)
        be_person(identity, author, STRENGTH_NAME);
    else
        be_school(identity, first->school, first->school_name);
    return true;
}

static bool be_mailbox(Db *db, Identity *identity, const Facts *facts, int64_t school,
                       const char *name, GError **error)
{
    g_autoptr(GPtrArray) candidates = persons_by_school(db, school, error);

    if (!candidates)
        return false;
    if (candidates->len)
        return be_one_of(db, identity, facts, candidates, error);
    be_school(identity, school, name);
    return true;
}

static bool find_out(Db *db, Identity *identity, const Facts *facts, const char *guest,
                     GError **error)
{
    int64_t school = 0;
    g_autofree char *name = NULL;

    if (!school_by_address(db, identity->address, &school, &name, error))
        return false;
    if (school)
        return be_mailbox(db, identity, facts, school, name, error);
    g_autoptr(GPtrArray) persons = persons_by_address(db, identity->address, error);
    if (!persons)
        return false;
    const Person *first = persons->len ? g_ptr_array_index(persons, 0) : NULL;
    if (persons->len == 1)
        be_person(identity, first,
                  facts->auth == AUTH_PASS ? STRENGTH_AUTHENTICATED : STRENGTH_ADDRESS);
    else if (persons->len > 1 && common_school(persons))
        return be_one_of(db, identity, facts, persons, error);
    else
        be_stranger(identity, facts, guest);
    return true;
}

Identity *identity_of(Db *db, const Facts *facts, const char *guest, GError **error)
{
    g_autoptr(Identity) identity = g_new0(Identity, 1);

    /* an odd From names whom the reading program takes it to name: that is nobody's word */
    bool odd = facts->trick && g_str_equal(facts->trick, TRICK_ODD);
    if (facts->from.address && !odd)
        identity->address = address_normalize(facts->from.address, NULL);
    if (!identity->address)
        be_stranger(identity, facts, guest);
    else if (!find_out(db, identity, facts, guest, error))
        return NULL;
    return g_steal_pointer(&identity);
}
