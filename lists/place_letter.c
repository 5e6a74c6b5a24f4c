/* place_letter.c: place_letter() of address_book.h: for which lists a letter is that came without
 * an envelope recipient, or to an address that several share. */
#include <string.h>

#include "archive/post.h"
#include "base/text.h"
#include "lists/address_book.h"

static void add_target(GArray *targets, Target target)
{
    for (guint i = 0; i < targets->len; i++) {
        Target there = g_array_index(targets, Target, i);
        if (there.kind == target.kind && there.list == target.list)
            return;
    }
    g_array_append_val(targets, target);
}

static void place_by_headers(GArray *targets, const Settings *settings, const GPtrArray *lists,
                             const Facts *facts)
{
    g_autoptr(GHashTable) book = book_of_lists(settings, lists);

    for (guint i = 0; i < facts->recipients->len; i++) {
        const List *list = book_find_list(book, g_ptr_array_index(facts->recipients, i));
        if (list)
            add_target(targets, (Target){TARGET_LIST, list->id});
    }
}

/* Not a list that was closed. */
static bool is_open(const GPtrArray *lists, int64_t id)
{
    for (guint i = 0; i < lists->len; i++)
        if (((const List *)g_ptr_array_index(lists, i))->id == id)
            return true;
    return false;
}

static bool place_by_reference(Db *db, const GPtrArray *lists, GArray *targets,
                               const char *message_id, GError **error)
{
    GError *why = NULL;
    g_autoptr(Post) post = post_by_message_id(db, message_id, &why);

    if (post && is_open(lists, post->list))
        add_target(targets, (Target){TARGET_LIST, post->list});
    if (why)
        g_propagate_error(error, why);
    return why == NULL;
}

static bool place_by_references(Db *db, const GPtrArray *lists, GArray *targets, const Facts *facts,
                                GError **error)
{
    if (facts->in_reply_to && !place_by_reference(db, lists, targets, facts->in_reply_to, error))
        return false;
    for (guint i = facts->references->len; i-- > 0 && !targets->len;) {
        const char *id = g_ptr_array_index(facts->references, i);
        if (!place_by_reference(db, lists, targets, id, error))
            return false;
    }
    return true;
}

static bool tag_means(const char *tag, const List *list)
{
    const char *const names[] = {list->tag, list->name, list->title};
    g_autofree char *wanted = text_fold(tag);

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *name = names[i] ? text_fold(names[i]) : NULL;
        if (name && g_str_equal(name, wanted))
            return true;
    }
    return false;
}

static void place_by_tags(GArray *targets, const GPtrArray *lists, const Facts *facts)
{
    for (guint i = 0; i < facts->subject_tags->len; i++) {
        for (guint k = 0; k < lists->len; k++) {
            const List *list = g_ptr_array_index(lists, k);
            if (tag_means(g_ptr_array_index(facts->subject_tags, i), list))
                add_target(targets, (Target){TARGET_LIST, list->id});
        }
    }
}

static bool is_for_robot(const Placing *placing)
{
    const Facts *facts = placing->facts;

    if (placing->account->addressing != ADDRESSING_BARE || facts->token || placing->is_command)
        return true;
    return facts->kind == KIND_BOUNCE || facts->kind == KIND_AUTO || facts->kind == KIND_RECEIPT;
}

GArray *place_letter(Db *db, const Placing *placing, GError **error)
{
    const GPtrArray *lists = placing->lists;
    const Facts *facts = placing->facts;
    g_autoptr(GArray) targets = g_array_new(FALSE, FALSE, sizeof(Target));

    if (!facts->token)
        place_by_headers(targets, placing->settings, lists, facts);
    if (!targets->len && is_for_robot(placing)) {
        add_target(targets, (Target){TARGET_ROBOT, 0});
        return g_steal_pointer(&targets);
    }
    if (!targets->len && !place_by_references(db, lists, targets, facts, error))
        return NULL;
    if (!targets->len)
        place_by_tags(targets, lists, facts);
    if (!targets->len)
        add_target(targets, (Target){TARGET_UNKNOWN, 0});
    return g_steal_pointer(&targets);
}
