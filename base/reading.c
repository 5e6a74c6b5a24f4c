/* reading.c: read_letter() of reading.h. The steps: scan for bombs, headers, parts, own text,
 * bounce, authentication, kind. Called in the reader child, never where the database or keys are.
 */
#include "base/reading.h"

#include <string.h>

#include "base/charset.h"
#include "base/enclosed.h"
#include "base/letter.h"
#include "base/letter_parts.h"
#include "base/mime_parse.h"
#include "base/mime_text.h"
#include "base/own_text.h"
#include "base/text.h"

#define PEEK_HEADERS 65536 /* of a letter over a limit */
#define PEEK_VALUE   8192
#define HINT_BYTES   256 /* in which the name of a charset stands */

void letter_clear(Letter *letter)
{
    g_free(letter->hint);
    if (letter->text)
        g_string_free(letter->text, TRUE);
    if (letter->enclosed)
        g_string_free(letter->enclosed, TRUE);
    if (letter->status)
        g_string_free(letter->status, TRUE);
    g_free(letter->report_type);
    g_free(letter->receipt);
    g_free(letter->feedback);
    headers_free(letter->returned);
}

/* The length of a line without the blanks at its end. */
static size_t kept_of_line(const char *line, size_t length)
{
    while (length > 0) {
        const char *last = g_utf8_prev_char(line + length);
        if (g_ascii_isgraph(*last) || !g_unichar_isspace(g_utf8_get_char(last)))
            break;
        length = (size_t)(last - line);
    }
    return length;
}

/* No blanks at the ends of lines, no empty lines at the start and the end. */
static char *tidy_lines(const char *text)
{
    size_t length = strlen(text);
    const char *end = text + length;
    char *lines = g_malloc(length + 2), *to = lines; /* the last line may lack its LF */

    for (const char *p = text, *next; p < end; p = next) {
        const char *lf = memchr(p, '\n', (size_t)(end - p));
        size_t kept = kept_of_line(p, (size_t)((lf ? lf : end) - p));
        next = lf ? lf + 1 : end;
        if (kept == 0 && to == lines)
            continue;
        memcpy(to, p, kept);
        to += kept;
        *to++ = '\n';
    }
    while (to > lines && to[-1] == '\n')
        to--;
    *to = '\0';
    return lines;
}

static void copy_warnings(Letter *letter)
{
    Facts *facts = letter->facts;

    if (letter->seen.undeclared)
        facts_warn(facts, "undeclared-charset");
    if (letter->seen.invalid)
        facts_warn(facts, "invalid-charset");
    if (letter->seen.control)
        facts_warn(facts, "control-characters");
    if (letter->text_cut)
        facts_warn(facts, "over-limit:text_bytes");
}

/* Headers short enough for a look although the letter is over a limit. */
static void drop_long_values(Headers *headers)
{
    for (guint i = headers->items->len; i-- > 0;) {
        const Header *header = &g_array_index(headers->items, Header, i);
        size_t colons = 0;
        for (const char *p = header->value; *p; p++)
            colons += *p == ':';
        if (strlen(header->value) > PEEK_VALUE || colons > 100)
            g_array_remove_index(headers->items, i);
    }
}

static void fill_empty_texts(Facts *facts)
{
    char **texts[] = {&facts->subject, &facts->subject_base, &facts->text, &facts->new_text};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (!*texts[i])
            *texts[i] = g_strdup("");
}

static Facts *over_limit(const char *raw, size_t length, const char *limit,
                         const ReadContext *context)
{
    Facts *facts = facts_new();
    g_autoptr(Headers) headers = headers_parse(raw, MIN(length, PEEK_HEADERS), NULL);
    g_autofree char *code = g_strconcat("over-limit:", limit, NULL);
    g_auto(Letter) letter = {.context = context, .headers = headers, .facts = facts};

    facts_warn(facts, code);
    drop_long_values(headers);
    envelope_read(&letter);
    copy_warnings(&letter);
    fill_empty_texts(facts);
    facts->kind = KIND_BROKEN;
    facts->evidence = g_strdup_printf("limit: %s", code);
    return facts;
}

/* The charset that the first text part of the letter declares, also for headers that declare none.
 */
static char *find_hint(const char *raw, size_t length)
{
    size_t looked = strnlen(raw, MIN(length, PEEK_HEADERS)), word = strlen("charset");
    const char *p = raw, *end = raw + looked;

    /* by its sign, which is rarer than its letters */
    while ((p = memchr(p, '=', (size_t)(end - p)))) {
        if ((size_t)(p++ - raw) < word || g_ascii_strncasecmp(p - 1 - word, "charset", word) != 0)
            continue;
        g_autofree char *value = g_strndup(p, MIN((size_t)(end - p), HINT_BYTES));
        const char *from = value + strspn(value, "\" ");
        g_autofree char *declared = g_strndup(from, strcspn(from, "\"; \t\r\n"));
        return g_strdup(charset_canonical(declared));
    }
    return NULL;
}

/* Is there anything in it that makes it a letter? */
static bool is_letter(const Headers *headers)
{
    static const char *const TYPICAL[] = {
        "from",       "to",          "subject",      "date",         "received",
        "message-id", "return-path", "mime-version", "content-type", NULL};
    return headers_first_of(headers, TYPICAL) != NULL;
}

/* A multipart without its boundary has no parts: then what stands there is shown as it is. */
static void take_bare_body(Letter *letter, const char *raw, size_t length)
{
    size_t body = letter_body_offset(raw, length);
    CharsetUsed used;
    g_autofree char *text =
        charset_to_utf8(raw + body, MIN(length - body, letter->context->limits.text_bytes), NULL,
                        letter->hint, &used);

    letter->seen.undeclared |= used.undeclared;
    letter->text_cut |= length - body > letter->context->limits.text_bytes;
    g_string_append(letter->text, text);
}

/* The body of a letter that is one plain text. */
static void show_body(Letter *letter, const char *raw, size_t length)
{
    size_t body = letter_body_offset(raw, length);

    mime_text_show_typed(letter, headers_get(letter->headers, "content-type"),
                         &(TextPart){raw + body, length - body, TEXT_PLAIN, NULL});
}

/* `message`: NULL where nothing needs to be parsed. */
static void read_text(Letter *letter, GMimeMessage *message, const char *raw, size_t length)
{
    Facts *facts = letter->facts;

    letter->text = g_string_new(NULL);
    if (message)
        mime_walk(letter, message);
    else
        show_body(letter, raw, length);
    if (letter->text->len == 0 && facts->attachments->len == 0 && !facts->has_html &&
        letter->tnef_parts == 0)
        take_bare_body(letter, raw, length);
    facts->text = tidy_lines(letter->text->str);
    facts->new_text = own_text(facts->text, &facts->signature);
    if (charset_is_mojibake(facts->text))
        facts_warn(facts, "mojibake");
}

static void show_enclosed(Letter *letter)
{
    enclosed_append(letter);
    if (letter->enclosed) {
        g_autofree char *text = letter->facts->text;
        letter->facts->text = tidy_lines(text);
    }
    if (letter->text_cut)
        facts_warn(letter->facts, "over-limit:text_bytes");
}

/* The length of an mbox line "From ..." before the headers. */
static size_t mbox_line(const char *raw, size_t length)
{
    const char *end = length > 5 && memcmp(raw, "From ", 5) == 0 ? memchr(raw, '\n', length) : NULL;

    return end ? (size_t)(end + 1 - raw) : 0;
}

static bool may_be_post(LetterKind kind)
{
    return kind == KIND_POST || kind == KIND_COMMAND || kind == KIND_LIST;
}

static void read_all(Letter *letter, const char *raw, size_t length)
{
    size_t skip = mbox_line(raw, length);
    bool single = mime_is_single(letter->headers) && letter_body_offset(raw, length) < length;
    g_autoptr(GMimeMessage) message =
        single ? NULL : mime_parse(raw + skip, length - skip, letter->facts);

    envelope_read(letter);
    if (message || single)
        read_text(letter, message, raw, length);
    fill_empty_texts(letter->facts);
    copy_warnings(letter);
    if ((!message && !single) || !is_letter(letter->headers)) {
        letter->facts->kind = KIND_BROKEN;
        letter->facts->evidence = g_strdup("broken: no headers of a letter");
        facts_warn(letter->facts, "malformed-mime");
        return;
    }
    g_autofree char *bounce = bounce_read(letter);
    if (!bounce)
        show_enclosed(letter);
    auth_read(letter);
    kind_decide(letter, bounce);
    if (may_be_post(letter->facts->kind))
        hold_look(letter);
}

/* A letter whose lines end in CR alone (old Macs, broken tools): a copy with LF; else NULL. */
static char *lone_cr_to_lf(const char *raw, size_t length)
{
    if (length == 0 || memchr(raw, '\n', length) || !memchr(raw, '\r', length))
        return NULL;
    char *copy = g_memdup2(raw, length);
    for (size_t i = 0; i < length; i++)
        if (copy[i] == '\r')
            copy[i] = '\n';
    return copy;
}

/* `parts`: where the files of the letter go, or NULL. */
static Facts *read_with(const void *raw, size_t length, const ReadContext *context,
                        GPtrArray *parts)
{
    g_autofree char *mended = lone_cr_to_lf(raw, length);

    if (mended)
        raw = mended;
    else if (!length)
        raw = ""; /* nothing may be NULL */
    const char *limit = scan_letter(raw, length, &context->limits);
    mime_start();
    if (limit)
        return over_limit(raw, length, limit, context);
    g_autoptr(Headers) headers = headers_parse(raw, letter_body_offset(raw, length), NULL);
    g_auto(Letter)
        letter = {.context = context, .headers = headers, .facts = facts_new(), .parts = parts};
    letter.hint = find_hint(raw, length);
    letter.facts->bytes = (int64_t)length;
    read_all(&letter, raw, length);
    return letter.facts;
}

Facts *read_letter(const void *raw, size_t length, const ReadContext *context)
{
    return read_with(raw, length, context, NULL);
}

GPtrArray *letter_parts(const void *raw, size_t length, const ReadContext *context)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func((GDestroyNotify)letter_part_free);

    facts_free(read_with(raw, length, context, parts));
    return parts;
}
