/* sender.c: sender_judge() of letter.h: the ways to write a From that shows one sender and means
 * another. Each is a row of facts->trick; what becomes of the letter is for policy to say.
 *
 * The raw field is looked at, not what a parser made of it: two programs that read such a field
 * differently are just what the trick lives on. Linear, bounded by limit_address_bytes. */
#include <string.h>

#include "base/letter.h"
#include "base/script.h"
#include "base/text.h"

#define SHOWN_MOST 50 /* addresses looked at in a name */

/* What a walk over the raw field found. */
typedef struct FromLook {
    GString
        *outside; /* what stands outside of <...>: names, comments, an address without brackets */
    int angles, commas, depth;
    bool in_angle, in_quotes;
    bool after_comment; /* a comment came after some character of the element, nothing since */
    bool begun;         /* the element has characters other than blanks and comments */
    bool cut;           /* a comment in the middle of it: an address unless <...> follows */
    bool control;       /* control characters */
    bool odd;
} FromLook;

/* An RFC 2047 word may stand in a name only (section 5): never in an address. */
static void look_at_word(FromLook *look, const char *field, const char *p)
{
    const char *mark = strchr(p + 2, '?'), *encoding = mark ? strchr(mark + 1, '?') : NULL;
    const char *end = encoding ? strstr(encoding + 1, "?=") : NULL;

    if (end)
        look->odd |= look->in_angle || end[2] == '@' || (p > field && p[-1] == '@');
}

static void look_in_quotes(FromLook *look, const char *p)
{
    if (*p == '"') {
        look->in_quotes = false;
        look->odd |= p[1] == '@'; /* a quoted local part: "a"@b (RFC 5321 section 4.1.2) */
    }
}

static void end_element(FromLook *look)
{
    look->odd |= look->cut && look->angles == 0;
    look->after_comment = look->begun = look->cut = false;
}

static void look_in_angle(FromLook *look, const char *p)
{
    if (*p == '>') {
        look->in_angle = false;
        return;
    }
    /* comments, quoted local parts, and the routes <@a,@b:c@d> of RFC 5322 section 4.4 */
    look->odd |= strchr("(\"<,", *p) != NULL || (*p == '@' && p[-1] == '<');
}

static void look_outside(FromLook *look, const char *p)
{
    switch (*p) {
    case '(':
        look->depth = 1;
        look->after_comment = look->begun;
        return;
    case '<':
        look->in_angle = true;
        look->angles++;
        look->cut = false;
        return;
    case ',':
        look->commas++;
        end_element(look);
        return;
    case ':': /* a group (RFC 6854) shows its name, not who is in it */
    case ';':
        look->odd = true;
        return;
    case '"':
        look->in_quotes = true;
        break;
    default:
        break;
    }
    if (!g_ascii_isspace(*p)) {
        look->cut |= look->after_comment;
        look->after_comment = false;
        look->begun = true;
    }
}

static void look_at(FromLook *look, const char *field, const char *p)
{
    look->control |= ((guchar)*p < 0x20 && *p != '\t') || *p == 0x7F;
    if (p[0] == '=' && p[1] == '?' && look->depth == 0)
        look_at_word(look, field, p);
    if (look->depth > 0)
        look->depth += *p == '(' ? 1 : *p == ')' ? -1 : 0;
    else if (look->in_quotes)
        look_in_quotes(look, p);
    else if (look->in_angle)
        look_in_angle(look, p);
    else
        look_outside(look, p);
}

static void look_over(FromLook *look, const char *field)
{
    for (const char *p = field; *p; p++) {
        bool inside = look->in_angle;
        if (*p == '\\' && p[1] && (look->in_quotes || look->depth > 0))
            p++; /* the next character stands for itself */
        else
            look_at(look, field, p);
        if (!inside && !look->in_angle)
            g_string_append_c(look->outside, *p);
        else if (inside != look->in_angle)
            g_string_append_c(look->outside, ' ');
    }
    end_element(look);
    /* <a@b> <c@d>: which of the two? */
    look->odd |= look->angles > look->commas + 1;
}

/* Is there an address among the words of `shown` that is not `address`? */
static bool shows_another(const char *shown, const char *address)
{
    g_autofree char *line = text_one_line(shown);
    g_autoptr(GString) plain = g_string_new(line);

    g_string_replace(plain, "＠", "@", 0);
    g_string_replace(plain, "﹫", "@", 0);
    g_auto(GStrv) words = g_strsplit_set(plain->str, " \"'<>()[],;:|", SHOWN_MOST);
    for (size_t i = 0; words[i]; i++) {
        g_autofree char *other = strchr(words[i], '@') ? address_normalize(words[i], NULL) : NULL;
        if (other && strchr(strchr(other, '@'), '.') && !g_str_equal(other, address))
            return true;
    }
    return false;
}

static bool has_nul(const Headers *headers)
{
    for (guint i = 0; i < headers->items->len; i++) {
        const Header *header = &g_array_index(headers->items, Header, i);
        if (header->has_nul && strcmp(header->name, "from") == 0)
            return true;
    }
    return false;
}

static const char *trick_of(const Letter *letter, const FromLook *look, const char *sender)
{
    const Mailbox *from = &letter->facts->from;

    if (look->odd || look->control || headers_count(letter->headers, "from") > 1)
        return TRICK_ODD;
    if (!from->address)
        return NULL;
    g_autofree char *address = address_normalize(from->address, NULL);
    g_autofree char *other = sender ? address_normalize(sender, NULL) : NULL;
    g_autofree char *outside = header_decode(look->outside->str, letter->hint, NULL);
    g_autofree char *letters = script_shown(from->address);
    if (address &&
        (shows_another(outside, address) || (from->name && shows_another(from->name, address))))
        return TRICK_OTHER_ADDRESS;
    if (script_is_mixed(letters))
        return TRICK_LOOK_ALIKE;
    if (address && other && !g_str_equal(address, other))
        return TRICK_OTHER_SENDER;
    return from->name && script_is_mixed(from->name) ? TRICK_MIXED_NAME : NULL;
}

void sender_judge(Letter *letter, const char *sender)
{
    const char *field = headers_get(letter->headers, "from");
    FromLook look = {.outside = g_string_new(NULL)};

    if (field) {
        look_over(&look, field);
        look.control |= has_nul(letter->headers);
        look.odd |= address_hides_ascii(field);
        letter->seen.control |= look.control;
        letter->facts->trick = g_strdup(trick_of(letter, &look, sender));
    }
    g_string_free(look.outside, TRUE);
    const char *trick = letter->facts->trick;
    if (trick && !g_str_equal(trick, TRICK_ODD) && !g_str_equal(trick, TRICK_OTHER_SENDER))
        facts_warn(letter->facts, "look-alike");
}
