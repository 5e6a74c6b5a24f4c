/* facts_wire.c: Facts as bytes, from the reader child to the desk (see facts.h). One table of
 * members serves both directions, so that a member cannot be written and then not read. Numbers and
 * lengths stand in the order of this machine: both ends are one program on it.
 *
 * facts_from_wire() trusts nothing: the child that wrote the bytes has met hostile ones. Texts must
 * be valid UTF-8 without NUL; numbers, lengths and counts are bounded; nothing may be left over. */
#include <string.h>

#include "base/error.h"
#include "base/facts.h"
#include "base/text.h"

#define MAX_ITEMS 20000   /* of one array; the reading limits allow far fewer */
#define MAX_COUNT 1000000 /* of header fields */
#define SHA256    64      /* hexadecimal digits */

typedef enum MemberType {
    M_TEXT, /* never NULL */
    M_STRING,
    M_STRINGS,
    M_ITEMS,
    M_INT64,
    M_BYTES, /* int64_t, not negative */
    M_COUNT, /* int */
    M_ENUM,
    M_BOOL,
    M_SHA256,
} MemberType;

typedef struct Item Item;

typedef struct Member {
    const char *name; /* for the message about damage */
    MemberType type;
    size_t offset;
    int values;       /* of M_ENUM */
    const Item *item; /* of M_ITEMS */
} Member;

/* What an array of pointers holds. */
struct Item {
    const Member *members;
    size_t count, size;
};

static const Member ATTACHMENT[] = {
    {"name", M_STRING, offsetof(Attachment, name), 0, NULL},
    {"type", M_TEXT, offsetof(Attachment, type), 0, NULL},
    {"bytes", M_BYTES, offsetof(Attachment, bytes), 0, NULL},
    {"sha256", M_SHA256, offsetof(Attachment, sha256), 0, NULL},
    {"part", M_TEXT, offsetof(Attachment, part), 0, NULL},
    {"sealed", M_BOOL, offsetof(Attachment, sealed), 0, NULL},
};

static const Member BOUNCE[] = {
    {"address", M_TEXT, offsetof(Bounce, address), 0, NULL},
    {"action", M_ENUM, offsetof(Bounce, action), BOUNCE_EXPANDED + 1, NULL},
    {"status", M_STRING, offsetof(Bounce, status), 0, NULL},
    {"class", M_TEXT, offsetof(Bounce, class_), 0, NULL},
    {"hard", M_BOOL, offsetof(Bounce, hard), 0, NULL},
    {"diagnostic", M_STRING, offsetof(Bounce, diagnostic), 0, NULL},
};

static const Member HIT[] = {
    {"hold_kind", M_ENUM, offsetof(HoldHit, kind), HOLD_UNSURE + 1, NULL},
    {"hold_name", M_TEXT, offsetof(HoldHit, name), 0, NULL},
    {"hold_lists", M_TEXT, offsetof(HoldHit, lists), 0, NULL},
    {"hold_line", M_COUNT, offsetof(HoldHit, line), 0, NULL},
    {"hold_seen", M_TEXT, offsetof(HoldHit, seen), 0, NULL},
};

static const Item ATTACHMENTS = {ATTACHMENT, G_N_ELEMENTS(ATTACHMENT), sizeof(Attachment)};
static const Item BOUNCES = {BOUNCE, G_N_ELEMENTS(BOUNCE), sizeof(Bounce)};

static const Item HITS = {HIT, G_N_ELEMENTS(HIT), sizeof(HoldHit)};

static const Member MEMBERS[] = {
    {"kind", M_ENUM, offsetof(Facts, kind), KIND_COUNT, NULL},
    {"evidence", M_STRING, offsetof(Facts, evidence), 0, NULL},
    {"message_id", M_STRING, offsetof(Facts, message_id), 0, NULL},
    {"in_reply_to", M_STRING, offsetof(Facts, in_reply_to), 0, NULL},
    {"references", M_STRINGS, offsetof(Facts, references), 0, NULL},
    {"date", M_INT64, offsetof(Facts, date), 0, NULL},
    {"date_text", M_STRING, offsetof(Facts, date_text), 0, NULL},
    {"from_name", M_STRING, offsetof(Facts, from.name), 0, NULL},
    {"from_address", M_STRING, offsetof(Facts, from.address), 0, NULL},
    {"subject", M_STRING, offsetof(Facts, subject), 0, NULL},
    {"subject_base", M_STRING, offsetof(Facts, subject_base), 0, NULL},
    {"subject_tags", M_STRINGS, offsetof(Facts, subject_tags), 0, NULL},
    {"text", M_STRING, offsetof(Facts, text), 0, NULL},
    {"new_text", M_STRING, offsetof(Facts, new_text), 0, NULL},
    {"signature", M_STRING, offsetof(Facts, signature), 0, NULL},
    {"charset_declared", M_STRING, offsetof(Facts, charset_declared), 0, NULL},
    {"charset_used", M_STRING, offsetof(Facts, charset_used), 0, NULL},
    {"attachments", M_ITEMS, offsetof(Facts, attachments), 0, &ATTACHMENTS},
    {"bounces", M_ITEMS, offsetof(Facts, bounces), 0, &BOUNCES},
    {"auth", M_ENUM, offsetof(Facts, auth), AUTH_FAIL + 1, NULL},
    {"auth_method", M_STRING, offsetof(Facts, auth_method), 0, NULL},
    {"auth_domain", M_STRING, offsetof(Facts, auth_domain), 0, NULL},
    {"auth_by", M_STRING, offsetof(Facts, auth_by), 0, NULL},
    {"warnings", M_STRINGS, offsetof(Facts, warnings), 0, NULL},
    {"recipients", M_STRINGS, offsetof(Facts, recipients), 0, NULL},
    {"reply_to", M_STRINGS, offsetof(Facts, reply_to), 0, NULL},
    {"loop_stamps", M_STRINGS, offsetof(Facts, loop_stamps), 0, NULL},
    {"token", M_STRING, offsetof(Facts, token), 0, NULL},
    {"list_id", M_STRING, offsetof(Facts, list_id), 0, NULL},
    {"bounced_message_id", M_STRING, offsetof(Facts, bounced_message_id), 0, NULL},
    {"bounced_copy", M_STRING, offsetof(Facts, bounced_copy), 0, NULL},
    {"trick", M_STRING, offsetof(Facts, trick), 0, NULL},
    {"hits", M_ITEMS, offsetof(Facts, hits), 0, &HITS},
    {"bytes", M_BYTES, offsetof(Facts, bytes), 0, NULL},
    {"cut_bytes", M_BYTES, offsetof(Facts, cut_bytes), 0, NULL},
    {"addressees", M_COUNT, offsetof(Facts, addressees), 0, NULL},
    {"received_count", M_COUNT, offsetof(Facts, received_count), 0, NULL},
    {"from_count", M_COUNT, offsetof(Facts, from_count), 0, NULL},
    {"has_html", M_BOOL, offsetof(Facts, has_html), 0, NULL},
    {"is_signed", M_BOOL, offsetof(Facts, is_signed), 0, NULL},
    {"is_encrypted", M_BOOL, offsetof(Facts, is_encrypted), 0, NULL},
};

static const Item FACTS = {MEMBERS, G_N_ELEMENTS(MEMBERS), sizeof(Facts)};

/* --- writing --- */

static void put_number(GString *out, int64_t number)
{
    g_string_append_len(out, (const char *)&number, sizeof number);
}

/* The length, -1 for NULL, and the bytes. */
static void put_string(GString *out, const char *text)
{
    put_number(out, text ? (int64_t)strlen(text) : -1);
    if (text)
        g_string_append(out, text);
}

static void put_members(GString *out, const void *object, const Item *item);

static void put_array(GString *out, const GPtrArray *array, const Item *item)
{
    put_number(out, array->len);
    for (guint i = 0; i < array->len; i++) {
        if (item)
            put_members(out, array->pdata[i], item);
        else
            put_string(out, array->pdata[i]);
    }
}

static void put_member(GString *out, const void *at, const Member *member)
{
    switch (member->type) {
    case M_TEXT:
    case M_STRING:
        put_string(out, *(char *const *)at);
        break;
    case M_STRINGS:
    case M_ITEMS:
        put_array(out, *(GPtrArray *const *)at, member->item);
        break;
    case M_INT64:
    case M_BYTES:
        put_number(out, *(const int64_t *)at);
        break;
    case M_COUNT:
    case M_ENUM:
        put_number(out, *(const int *)at);
        break;
    case M_BOOL:
        put_number(out, *(const bool *)at);
        break;
    case M_SHA256:
        g_string_append_len(out, at, SHA256);
        break;
    }
}

static void put_members(GString *out, const void *object, const Item *item)
{
    for (size_t i = 0; i < item->count; i++)
        put_member(out, G_STRUCT_MEMBER_P(object, item->members[i].offset), &item->members[i]);
}

GString *facts_to_wire(const Facts *facts)
{
    size_t texts = (facts->text ? strlen(facts->text) : 0) * 2;
    GString *out = g_string_sized_new(texts + 4096);

    put_members(out, facts, &FACTS);
    return out;
}

/* --- reading --- */

typedef struct Wire {
    const char *at, *end;
    const char *damaged; /* the member that was being read */
} Wire;

static bool take_number(Wire *wire, int64_t least, int64_t most, int64_t *number)
{
    if ((size_t)(wire->end - wire->at) < sizeof *number)
        return false;
    memcpy(number, wire->at, sizeof *number);
    wire->at += sizeof *number;
    return *number >= least && *number <= most;
}

static bool take_string(Wire *wire, char **text)
{
    int64_t length;

    if (!take_number(wire, -1, wire->end - wire->at, &length) || length > wire->end - wire->at)
        return false;
    if (length < 0)
        return true;
    if (!text_is_utf8(wire->at, (size_t)length))
        return false;
    *text = g_strndup(wire->at, (size_t)length);
    wire->at += length;
    return true;
}

static bool take_sha256(Wire *wire, char *sha256)
{
    if (wire->end - wire->at < SHA256)
        return false;
    for (int i = 0; i < SHA256; i++)
        if (!strchr("0123456789abcdef", wire->at[i]) || !wire->at[i])
            return false;
    memcpy(sha256, wire->at, SHA256);
    sha256[SHA256] = '\0';
    wire->at += SHA256;
    return true;
}

static bool take_members(Wire *wire, void *object, const Item *item);

static bool take_array(Wire *wire, GPtrArray *array, const Item *item)
{
    int64_t count;

    if (!take_number(wire, 0, MAX_ITEMS, &count))
        return false;
    for (int64_t i = 0; i < count; i++) {
        char *text = NULL;
        void *object = item ? g_malloc0(item->size) : NULL;
        if (item) {
            g_ptr_array_add(array, object);
            if (!take_members(wire, object, item))
                return false;
            continue;
        }
        if (!take_string(wire, &text) || !text)
            return false;
        g_ptr_array_add(array, text);
    }
    return true;
}

static bool take_int(Wire *wire, int most, int *value)
{
    int64_t number;

    if (!take_number(wire, 0, most, &number))
        return false;
    *value = (int)number;
    return true;
}

static bool take_bool(Wire *wire, bool *value)
{
    int64_t number;

    if (!take_number(wire, 0, 1, &number))
        return false;
    *value = number != 0;
    return true;
}

static bool take_member(Wire *wire, void *at, const Member *member)
{
    switch (member->type) {
    case M_TEXT:
        return take_string(wire, at) && *(char **)at;
    case M_STRING:
        return take_string(wire, at);
    case M_STRINGS:
    case M_ITEMS:
        return take_array(wire, *(GPtrArray **)at, member->item);
    case M_INT64:
        return take_number(wire, INT64_MIN, INT64_MAX, at);
    case M_BYTES:
        return take_number(wire, 0, INT64_MAX, at);
    case M_COUNT:
        return take_int(wire, MAX_COUNT, at);
    case M_ENUM:
        return take_int(wire, member->values - 1, at);
    case M_BOOL:
        return take_bool(wire, at);
    case M_SHA256:
        return take_sha256(wire, at);
    }
    return false;
}

static bool take_members(Wire *wire, void *object, const Item *item)
{
    for (size_t i = 0; i < item->count; i++) {
        wire->damaged = item->members[i].name;
        if (!take_member(wire, G_STRUCT_MEMBER_P(object, item->members[i].offset),
                         &item->members[i]))
            return false;
    }
    return true;
}

Facts *facts_from_wire(const void *bytes, size_t length, GError **error)
{
    g_autoptr(Facts) facts = facts_new();
    Wire wire = {bytes, (const char *)bytes + length, NULL};

    if (take_members(&wire, facts, &FACTS) && wire.at == wire.end)
        return g_steal_pointer(&facts);
    fail(error, ERR_INPUT, "the facts of the letter are damaged at \"%s\"", wire.damaged);
    return NULL;
}
