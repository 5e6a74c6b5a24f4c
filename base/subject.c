/* subject.c: subject_read() of letter.h.
 *
 * A capability token is "12-k3jq8w0m5t9r2x7e": the number of the ask, a hyphen, 16 signs of
 * Crockford's base32. It counts in square brackets in the subject, or behind "+" or "=" in the
 * local part of a recipient; never from the body, which quotes letters of others. */
#include <string.h>

#include "base/token.h"
#include "base/letter.h"

#define TOKEN_SIGNS  16
#define TOKEN_DIGITS 18
#define MAX_TAGS     10
#define MAX_PREFIXES 50

/* "Re:" and its relatives, folded, as mail programs write them; "Re[2]:" and "Re(2):" too. */
static const char *const PREFIXES[] = {
    "re", "fwd",  "fw",   "отв",       "ответ", "пересл", "на",        "нa",
    "ha", "відп", "вiдп", "відповідь", "пд",    "пер",    "aw",        "wg",
    "sv", "vs",   "antw", "tr",        "rv",    "rif",    "переслано",
};

static bool is_token(const char *text, size_t length)
{
    size_t digits = 0, i;

    while (digits < length && g_ascii_isdigit(text[digits]))
        digits++;
    if (digits == 0 || digits > TOKEN_DIGITS || length != digits + 1 + TOKEN_SIGNS ||
        text[digits] != '-')
        return false;
    for (i = digits + 1; i < length; i++)
        if (!strchr(TOKEN_ALPHABET, g_ascii_tolower(text[i])))
            return false;
    return true;
}

static bool take_token(Facts *facts, const char *text, size_t length)
{
    if (facts->token || !is_token(text, length))
        return facts->token != NULL;
    facts->token = g_ascii_strdown(text, (gssize)length);
    return true;
}

/* In brackets, as our letters have it, or alone, as their mailto: links have it. */
static void token_from_subject(Facts *facts)
{
    const char *open = facts->subject;

    take_token(facts, open, strlen(open));
    while (!facts->token && (open = strchr(open, '['))) {
        open++;
        take_token(facts, open, strcspn(open, "]"));
    }
}

static void token_from_recipients(Facts *facts)
{
    for (guint i = 0; i < facts->recipients->len && !facts->token; i++) {
        const char *address = facts->recipients->pdata[i], *at = strchr(address, '@');
        for (const char *p = address; at && p < at; p++)
            if (*p == '+' || *p == '=')
                take_token(facts, p + 1, (size_t)(at - p - 1));
    }
}

/* The length of a prefix with its colon at the start of `subject`, 0 when there is none. */
static size_t prefix_length(const char *subject)
{
    size_t word = strcspn(subject, ":[( ");
    const char *p = subject + word;

    if (word == 0 || word > 40)
        return 0;
    g_autofree char *head = g_strndup(subject, word);
    g_autofree char *folded = g_utf8_strdown(head, -1);
    bool known = false;
    for (size_t i = 0; i < G_N_ELEMENTS(PREFIXES) && !known; i++)
        known = strcmp(PREFIXES[i], folded) == 0;
    if (!known)
        return 0;
    if (*p == '[' || *p == '(') {
        size_t digits = strspn(p + 1, "0123456789");
        if (digits == 0 || (p[digits + 1] != ']' && p[digits + 1] != ')'))
            return 0;
        p += digits + 2;
    }
    p += strspn(p, " ");
    return *p == ':' ? (size_t)(p + 1 - subject) : 0;
}

/* The length of a "[tag]" at the start, 0 when there is none. */
static size_t tag_length(const char *subject)
{
    if (subject[0] != '[')
        return 0;
    size_t n = strcspn(subject, "]");
    return subject[n] == ']' && n > 1 && n < 80 ? n + 1 : 0;
}

static void take_tag(Facts *facts, const char *tag, size_t length)
{
    if (facts->subject_tags->len < MAX_TAGS && !is_token(tag, length))
        g_ptr_array_add(facts->subject_tags, g_strndup(tag, length));
}

void subject_read(Facts *facts)
{
    const char *p = facts->subject;

    for (int i = 0; i < MAX_PREFIXES; i++) {
        p += strspn(p, " ");
        size_t prefix = prefix_length(p), tag = prefix ? 0 : tag_length(p);
        if (prefix + tag == 0)
            break;
        if (tag)
            take_tag(facts, p + 1, tag - 2);
        p += prefix + tag;
    }
    facts->subject_base = g_strdup(p);
    if (g_str_has_suffix(facts->subject_base, "(fwd)"))
        facts->subject_base[strlen(facts->subject_base) - strlen("(fwd)")] = '\0';
    g_strstrip(facts->subject_base);
    token_from_subject(facts);
    token_from_recipients(facts);
}
