/* readers.c: see readers.h. */
#include "lists/readers.h"

#include <string.h>

#include "base/text.h"
#include "lists/people.h"

/* The subject without [tags]; NULL: it is an answer, or handed on. */
static const char *own_subject(const Facts *facts)
{
    const char *base = *facts->subject_base ? strstr(facts->subject, facts->subject_base) : NULL;

    return base && !memchr(facts->subject, ':', (size_t)(base - facts->subject)) ? base : NULL;
}

bool notice_by_subject(const Facts *facts)
{
    static const char *const WORDS[] = {"ВАЖНО", "IMPORTANT"};
    const char *subject = own_subject(facts);

    for (size_t i = 0; subject && i < G_N_ELEMENTS(WORDS); i++) {
        const char *end = text_word_end(subject);
        g_autofree char *word = g_strndup(subject, (gsize)(end - subject));
        g_autofree char *upper = g_utf8_strup(word, -1);
        const char *mark = end + strspn(end, " ");
        if (g_str_equal(upper, WORDS[i]))
            return g_str_equal(word, upper) || *mark == ':' || *mark == '!';
    }
    return false;
}

bool notice_is_special(Db *db, const List *list, const Facts *facts, const Identity *who,
                       bool *special, GError **error)
{
    *special = false;
    if (!notice_by_subject(facts) || !who->person || who->strength <= STRENGTH_NAME)
        return true;
    return list_has_role(db, list->id, who->person, "methodist", special, error);
}

static bool gets(const Member *member, int64_t author, bool special)
{
    bool is_author = author && member->person == author;

    return !is_author && member->address && (special || g_str_equal(member->mode, "each"));
}

GPtrArray *readers_of_post(Db *db, int64_t list, int64_t author, bool special, GError **error)
{
    GPtrArray *members = list_readers(db, list, error);

    for (guint i = members ? members->len : 0; i-- > 0;)
        if (!gets(g_ptr_array_index(members, i), author, special))
            g_ptr_array_remove_index(members, i);
    return members;
}

/* Address to the names of all who get their copy there. */
static GHashTable *names_by_address(const GPtrArray *readers)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);

    for (guint i = 0; i < readers->len; i++) {
        const Member *reader = g_ptr_array_index(readers, i);
        const char *before = reader->address ? g_hash_table_lookup(names, reader->address) : NULL;
        if (reader->address)
            g_hash_table_replace(names, reader->address,
                                 before ? g_strconcat(before, ", ", reader->name, NULL)
                                        : g_strdup(reader->name));
    }
    return names;
}

int64_t readers_mailboxes(const GPtrArray *readers)
{
    g_autoptr(GHashTable) names = names_by_address(readers);

    return g_hash_table_size(names);
}

GHashTable *readers_shared(Db *db, const GPtrArray *readers, GError **error)
{
    g_autoptr(GHashTable) mailboxes = school_mailboxes(db, error);
    if (!mailboxes)
        return NULL;
    GHashTable *names = names_by_address(readers);

    for (guint i = 0; i < readers->len; i++) {
        const Member *reader = g_ptr_array_index(readers, i);
        const char *all = reader->address ? g_hash_table_lookup(names, reader->address) : NULL;
        if (all && g_str_equal(all, reader->name) &&
            !g_hash_table_contains(mailboxes, reader->address))
            g_hash_table_remove(names, reader->address);
    }
    return names;
}
