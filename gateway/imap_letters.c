/* imap_letters.c: which letters are new, and their bytes; see imap_letters.h.
 *
 * Sizes that a server tells are hints (some only estimate), so parts are asked for until the told
 * size is reached and the end is seen. */
#include "gateway/imap_letters.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/facts.h"
#include "base/reading.h"
#include "gateway/imap_internal.h"

enum { SHORT_PARTS = 3 }; /* of one letter */

/* --- which ----------------------------------------------------------------------------------- */

static struct mailimap_search_key *plain_key(int type)
{
    return mailimap_search_key_new(type, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                   NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0,
                                   NULL, NULL, NULL);
}

/* Not deleted and without our keyword. A server may not know a keyword that it cannot keep. */
static struct mailimap_search_key *new_letters_key(const ImapSession *session)
{
    struct mailimap_search_key *present = plain_key(MAILIMAP_SEARCH_KEY_UNDELETED);

    if (!session->keywords || !present)
        return present;
    struct mailimap_search_key *both = mailimap_search_key_new_multiple_empty();
    struct mailimap_search_key *unmarked = mailimap_search_key_new_unkeyword(strdup(IMAP_KEYWORD));
    if (both && unmarked && mailimap_search_key_multiple_add(both, present) == 0) {
        if (mailimap_search_key_multiple_add(both, unmarked) == 0)
            return both;
        present = NULL; /* owned by both now */
    }
    if (present)
        mailimap_search_key_free(present);
    if (unmarked)
        mailimap_search_key_free(unmarked);
    if (both)
        mailimap_search_key_free(both);
    return NULL;
}

static int compare_uids(gconstpointer a, gconstpointer b)
{
    const uint32_t *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

/* A server may name a letter twice, or one that was filed already; 0 is none. */
static GArray *sorted_uids(const ImapSession *session, clist *found)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    GArray *uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    uint32_t last = 0;

    for (clistiter *at = found ? clist_begin(found) : NULL; at; at = clist_next(at))
        g_array_append_vals(all, clist_content(at), 1);
    g_array_sort(all, compare_uids);
    for (guint i = 0; i < all->len; i++) {
        uint32_t uid = g_array_index(all, uint32_t, i);
        if (uid != last && !g_hash_table_contains(session->filed, GUINT_TO_POINTER(uid)))
            g_array_append_val(uids, uid);
        last = uid;
    }
    return uids;
}

/* Letters in the folder, as far as the server has told. */
static uint32_t count_of(const ImapSession *session)
{
    const struct mailimap_selection_info *info = session->imap->imap_selection_info;

    return info ? info->sel_exists : 0;
}

bool imap_letters_grew(const ImapSession *session)
{
    return session->grew;
}

GArray *imap_letters_new(ImapSession *session, GError **error)
{
    struct mailimap_search_key *key = new_letters_key(session);
    clist *found = NULL;

    if (!key) {
        fail(error, ERR_TEMP, "there is no memory");
        return NULL;
    }
    uint32_t before = count_of(session);
    imap_allow(session, session->settings->imap_seconds, session->settings->imap_search_bytes);
    int result = mailimap_uid_search(session->imap, NULL, key, &found);
    mailimap_search_key_free(key);
    if (result == MAILIMAP_ERROR_UID_SEARCH && found)
        mailimap_search_result_free(found); /* a refusal that comes with a result all the same */
    if (!imap_check(session, result, "UID SEARCH", error))
        return NULL;
    session->grew = count_of(session) > before;
    GArray *uids = sorted_uids(session, found);
    if (found)
        mailimap_search_result_free(found);
    return uids;
}

/* --- fetching -------------------------------------------------------------------------------- */

/* The wanted item of the letter `uid` in an answer that may speak of other letters too: its UID is
 * compared, and a FETCH without one is not for us. NULL when it is not there. */
static const struct mailimap_msg_att_static *find_item(clist *answer, uint32_t uid, int wanted)
{
    for (clistiter *at = answer ? clist_begin(answer) : NULL; at; at = clist_next(at)) {
        const struct mailimap_msg_att *message = clist_content(at);
        const struct mailimap_msg_att_static *item = NULL;
        bool ours = false;
        for (clistiter *in = clist_begin(message->att_list); in; in = clist_next(in)) {
            const struct mailimap_msg_att_item *each = clist_content(in);
            if (each->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
                continue;
            const struct mailimap_msg_att_static *fixed = each->att_data.att_static;
            if (fixed->att_type == MAILIMAP_MSG_ATT_UID)
                ours = fixed->att_data.att_uid == uid;
            else if (fixed->att_type == wanted)
                item = fixed;
        }
        if (ours && item)
            return item;
    }
    return NULL;
}

/* UID FETCH of one attribute, which is consumed. *answer is freed by mailimap_fetch_list_free(). */
static bool fetch_one(ImapSession *session, uint32_t uid, struct mailimap_fetch_att *attribute,
                      clist **answer, GError **error)
{
    struct mailimap_fetch_type *type =
        attribute ? mailimap_fetch_type_new_fetch_att_list_empty() : NULL;
    struct mailimap_fetch_att *number = type ? mailimap_fetch_att_new_uid() : NULL;
    struct mailimap_set *set = number ? mailimap_set_new_single(uid) : NULL;

    *answer = NULL;
    if (!set)
        return fail(error, ERR_TEMP, "there is no memory"); /* the process will not live long */
    mailimap_fetch_type_new_fetch_att_list_add(type, number);
    mailimap_fetch_type_new_fetch_att_list_add(type, attribute);
    int result = mailimap_uid_fetch(session->imap, set, type, answer);
    mailimap_fetch_type_free(type);
    mailimap_set_free(set);
    return imap_check(session, result, "UID FETCH", error);
}

static bool fetch_size(ImapSession *session, uint32_t uid, ImapLetter *letter, GError **error)
{
    clist *answer;

    imap_allow_command(session);
    if (!fetch_one(session, uid, mailimap_fetch_att_new_rfc822_size(), &answer, error))
        return false;
    const struct mailimap_msg_att_static *item =
        find_item(answer, uid, MAILIMAP_MSG_ATT_RFC822_SIZE);
    letter->state = item ? IMAP_LETTER_HERE : IMAP_LETTER_GONE;
    letter->bytes = item ? item->att_data.att_rfc822_size : 0;
    if (answer)
        mailimap_fetch_list_free(answer);
    return true;
}

typedef struct Part {
    uint32_t offset, length; /* length 0: the whole letter */
    bool there;              /* the server knows the letter still */
    size_t got;
} Part;

static struct mailimap_fetch_att *body_attribute(const Part *part)
{
    struct mailimap_section *section = mailimap_section_new(NULL);

    if (!section)
        return NULL;
    return part->length == 0 ? mailimap_fetch_att_new_body_peek_section(section)
                             : mailimap_fetch_att_new_body_peek_section_partial(
                                   section, part->offset, part->length);
}

/* Appends one part, or the whole letter. */
static bool fetch_part(ImapSession *session, uint32_t uid, Part *part, GByteArray *raw,
                       GError **error)
{
    clist *answer;

    imap_allow(session, session->settings->imap_fetch_seconds,
               session->settings->imap_part_bytes + session->settings->imap_answer_bytes);
    if (!fetch_one(session, uid, body_attribute(part), &answer, error))
        return false;
    const struct mailimap_msg_att_static *item =
        find_item(answer, uid, MAILIMAP_MSG_ATT_BODY_SECTION);
    const struct mailimap_msg_att_body_section *body =
        item ? item->att_data.att_body_section : NULL;
    part->there = item != NULL;
    part->got = body && body->sec_body_part ? body->sec_length : 0;
    if (part->got > 0)
        g_byte_array_append(raw, (const guint8 *)body->sec_body_part, (guint)part->got);
    if (answer)
        mailimap_fetch_list_free(answer);
    return true;
}

/* Asks for part after part until the told size is reached and nothing more comes. */
static bool fetch_parts(ImapSession *session, uint32_t uid, size_t limit, ImapLetter *letter,
                        GError **error)
{
    g_autoptr(GByteArray) raw = g_byte_array_new();
    uint32_t most = (uint32_t)session->settings->imap_part_bytes;
    Part part = {.length = letter->bytes <= most ? 0 : most};
    bool more = true;

    for (int shorter = 0; more;) {
        if (!fetch_part(session, uid, &part, raw, error))
            return false;
        /* its size may be an estimate, so the last part may be short; not one after the other */
        if (part.got > 0 && part.got < part.length && ++shorter > SHORT_PARTS)
            return fail(error, ERR_TEMP, "%s gives less of a letter than is asked for",
                        session->account->imap_host);
        if (raw->len > limit) {
            letter->state = IMAP_LETTER_TOO_LARGE;
            letter->bytes = raw->len;
            return true;
        }
        more = part.length > 0 && part.got > 0 && (part.got == most || raw->len < letter->bytes);
        part.offset = raw->len;
    }
    if (!part.there || raw->len == 0) {
        letter->state = IMAP_LETTER_GONE;
        return true;
    }
    letter->bytes = raw->len;
    letter->raw = g_byte_array_free_to_bytes(g_steal_pointer(&raw));
    return true;
}

bool imap_letter_fetch(ImapSession *session, uint32_t uid, size_t limit, ImapLetter *letter,
                       GError **error)
{
    *letter = (ImapLetter){0};
    if (!fetch_size(session, uid, letter, error))
        return false;
    if (letter->state == IMAP_LETTER_HERE && letter->bytes > limit)
        letter->state = IMAP_LETTER_TOO_LARGE;
    return letter->state != IMAP_LETTER_HERE || fetch_parts(session, uid, limit, letter, error);
}

GBytes *imap_letter_head(ImapSession *session, uint32_t uid, size_t bytes, GError **error)
{
    const Settings *settings = session->settings;
    g_autoptr(GByteArray) raw = g_byte_array_new();
    g_autofree char *line = g_strdup_printf(CUT_HEADER ": %zu\r\n", bytes);
    Part part = {
        .length = (uint32_t)MIN((int64_t)settings->limits.header_bytes, settings->imap_part_bytes)};

    g_byte_array_append(raw, (const guint8 *)line, (guint)strlen(line));
    if (!fetch_part(session, uid, &part, raw, error))
        return NULL;
    if (!part.got) {
        fail(error, ERR_TEMP, "it went away meanwhile");
        return NULL;
    }
    g_byte_array_set_size(raw, (guint)letter_body_offset(raw->data, raw->len));
    return g_byte_array_free_to_bytes(g_steal_pointer(&raw));
}
