/* bounce_lines.c: bounce_read_lines() of bounce.h: the failed addresses in a report that was
 * written for people.
 *
 * Servers put the address at the beginning of a line, alone or with the reason behind it, perhaps
 * after a bullet or a label. Such lines are taken; only when there is none, addresses within
 * sentences are. What follows the mark of the returned letter is not about the failure, but its
 * headers say whom the letter was for when the report itself names nobody. */
#include <string.h>

#include "base/bounce.h"
#include "base/text.h"

#define MAX_FOUND    50
#define REPORT_BYTES 65536

/* Where the returned letter begins: behind a rule of dashes ("------ This is a copy") ... */
static const char *const RULED_ENDS[] = {
    "below this line", "this is a copy", "original m", "the header of",
    "unsent message",  "message header", "returned m", "message text follows",
    "undelivered m",   "копия",          "исходное",   "Исходное",
    "заголовки",       "Заголовки",      "Копия",
};

/* ... or in plain words, */
static const char *const PLAIN_ENDS[] = {
    "Message headers follow",       "Original message follows", "Original message headers",
    "The original message headers", "Original Message:",        "Below is a copy of the original",
    "A copy of the original",       "Заголовки исходного",      "Исходные заголовки",
    "Исходное сообщение",           "Копия исходного",          "Копия письма",
};

/* ... or by its first header, without a mark. */
static const char *const END_HEADERS[] = {
    "Received:", "Return-Path:", "Message-ID:", "DKIM-Signature:"};

/* The talk of two servers: an end only when the addresses stood before it. */
static const char *const TRANSCRIPTS[] = {"----- Transcript", "Transcript of session"};

/* Labels before a failed address. */
static const char *const LABELS[] = {
    "recipient address:",
    "intended recipient:",
    "error-for:",
    "recipient:",
    "original recipient:",
    "final recipient:",
    "rcpt to:",
    "in: rcpt to:",
    "failed recipient:",
    "address:",
    "an error occurred while sending to:",
    "there was an error delivering your mail to",
    "failed to deliver to",
    "the following recipients returned permanent errors:",
    "invalid receiver address:",
    "undeliverable to",
    "unknown user:",
    "no such user:",
    "получатель:",
    "адресат:",
};

/* Lines whose address is not the failed one. */
static const char *const OTHERS[] = {
    "from:",       "to:",           "cc:",
    "sender:",     "mail from:",    "reply-to:",
    "message-id:", "envelope-from", "original-envelope-id:",
    "from ",       "subject:",      "in: mail",
    "by ",         "out:",          ">>> mail",
};

/* Words by which a sentence points at the failed address. */
static const char *const CUES[] = {"addressed",  "delivered to",   "deliver to",
                                   "sent to",    "delivery to",    "mail to",
                                   "message to", "generated from", "доставить"};

/* Addresses that a report names for help, not as failed. */
static const char *const HELP[] = {"postmaster@", "support@",    "abuse@",         "help@",
                                   "helpdesk@",   "hostmaster@", "mailer-daemon@", "webmaster@"};

typedef enum Inner { INNER_CUED /* only lines that point at the address */, INNER_ANY } Inner;

static bool begins(const char *line, const char *const *beginnings, size_t count, size_t *length)
{
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(beginnings[i]);
        if (g_ascii_strncasecmp(line, beginnings[i], n) == 0) {
            if (length)
                *length = n;
            return true;
        }
    }
    return false;
}

static const char *skip_marks(const char *line)
{
    return line + strspn(line, " \t*-|'\"");
}

/* The address in a word of a report; the word may be one of X.400, "dda:SMTP=user@example.com". */
static char *word_address(const char *word, size_t length)
{
    g_autofree char *copy = g_strndup(word, length);
    const char *smtp = strcasestr(copy, "smtp=");

    return address_normalize(smtp ? smtp + strlen("smtp=") : copy, NULL);
}

/* The address that the line begins with; `firm` when nothing but a reason stands behind it. */
static char *leading_address(const char *line, bool *firm)
{
    const char *p = skip_marks(line);
    size_t label = 0;

    if (begins(p, LABELS, G_N_ELEMENTS(LABELS), &label))
        p = skip_marks(p + label);
    p += *p == '<';
    if (g_ascii_strncasecmp(p, "mailto:", 7) == 0)
        p += 7;
    size_t n = strcspn(p, " \t<>\"'():;,[");
    while (n > 0 && p[n - 1] == '.')
        n--;
    if (!memchr(p, '@', n))
        return NULL;
    *firm = label > 0 || !p[n] || p[n] == '>' || p[n] == ':';
    return word_address(p, n);
}

bool bounce_line_names(const char *line)
{
    bool firm = false;
    g_autofree char *address = leading_address(line, &firm);

    return address && firm;
}

/* The first address anywhere in the line. */
static char *inner_address(const char *line)
{
    const char *at = strchr(line, '@');

    if (!at)
        return NULL;
    const char *from = at;
    while (from > line && !strchr(" \t<>\"'(:;,", from[-1]))
        from--;
    size_t n = strcspn(from, " \t<>\"'):;,");
    while (n > 0 && from[n - 1] == '.')
        n--;
    return word_address(from, n);
}

static bool is_sender(const Letter *letter, const char *address)
{
    const char *from = letter->facts->from.address;

    return from && g_ascii_strcasecmp(from, address) == 0;
}

/* The one who reports, or we, to whom he does? */
static bool is_party(const Letter *letter, const char *address)
{
    return is_sender(letter, address) ||
           g_ptr_array_find_with_equal_func(letter->facts->recipients, address, g_str_equal, NULL);
}

static bool is_ours(const Letter *letter, const char *address)
{
    return is_party(letter, address) || begins(address, HELP, G_N_ELEMENTS(HELP), NULL);
}

static void add(Letter *letter, const char *address, const char *reason, bool delay)
{
    Bounce *bounce = bounce_add(letter, address, delay ? BOUNCE_DELAYED : BOUNCE_FAILED);

    if (bounce)
        bounce_explain(letter, bounce, NULL, reason);
}

static void add_leading(Letter *letter, char **lines, size_t end, bool delay)
{
    for (size_t i = 0; i < end && letter->facts->bounces->len < MAX_FOUND; i++) {
        bool firm = false;
        g_autofree char *address = leading_address(lines[i], &firm);
        if (!address || is_sender(letter, address) || (!firm && is_ours(letter, address)) ||
            begins(skip_marks(lines[i]), OTHERS, G_N_ELEMENTS(OTHERS), NULL))
            continue;
        g_autofree char *reason = bounce_reason_at(lines, end, i, address);
        add(letter, address, reason, delay);
    }
}

static void add_failed(Letter *letter, const char *address, const char *line)
{
    add(letter, address, line, false);
}

static bool has_cue(const char *line)
{
    for (size_t i = 0; i < G_N_ELEMENTS(CUES); i++)
        if (strcasestr(line, CUES[i]))
            return true;
    return false;
}

static void add_inner(Letter *letter, char **lines, size_t end, Inner inner, bool delay)
{
    for (size_t i = 0; i < end && letter->facts->bounces->len < MAX_FOUND; i++) {
        g_autofree char *address = inner_address(lines[i]);
        if (!address || is_ours(letter, address) || (inner == INNER_CUED && !has_cue(lines[i])) ||
            begins(skip_marks(lines[i]), OTHERS, G_N_ELEMENTS(OTHERS), NULL))
            continue;
        g_autofree char *reason = bounce_reason_at(lines, end, i, address);
        add(letter, address, reason, delay);
    }
}

/* The returned letter stands in the text itself: its headers. */
static void take_headers(Letter *letter, char **lines)
{
    size_t i = 0;

    if (letter->returned)
        return;
    if (!begins(lines[0], END_HEADERS, G_N_ELEMENTS(END_HEADERS), NULL))
        i++;
    while (lines[i] && !*lines[i])
        i++;
    g_autofree char *rest = g_strjoinv("\n", lines + i);
    letter->returned = headers_parse(rest, strlen(rest), NULL);
}

/* Is the returned letter itself a bounce? Then it was for us. */
static bool is_bounce_of(const Headers *returned)
{
    const char *from = headers_get(returned, "from");

    return from && (strcasestr(from, "mailer-daemon") || strcasestr(from, "postmaster@"));
}

/* A report that names nobody is about the one whom the returned letter was for. */
static void add_returned(Letter *letter, const char *reason, bool delay)
{
    static const char *const TO[] = {"x-failed-recipients", "to", NULL};
    const char *to = letter->returned ? headers_first_of(letter->returned, TO) : NULL;
    g_autofree char *address = to && !strchr(to, ',') ? bounce_address(to) : NULL;
    g_autofree char *line = text_one_line(reason);

    if (address && !is_party(letter, address) && !is_bounce_of(letter->returned))
        add(letter, address, line, delay);
}

static bool is_end(const char *line)
{
    const char *words = line + strspn(line, " \t");
    size_t rule = strspn(words, "-=*_|");

    if (rule >= 3 && begins(words + rule + strspn(words + rule, " "), RULED_ENDS,
                            G_N_ELEMENTS(RULED_ENDS), NULL))
        return true;
    return begins(words, PLAIN_ENDS, G_N_ELEMENTS(PLAIN_ENDS), NULL) ||
           begins(line, END_HEADERS, G_N_ELEMENTS(END_HEADERS), NULL);
}

size_t bounce_report_end(char **lines)
{
    size_t i = 0;

    while (lines[i] && i < BOUNCE_LINES && !is_end(lines[i]))
        i++;
    return i;
}

static size_t find_talk(char **lines, size_t end)
{
    size_t i = 0;

    while (i < end && !begins(lines[i] + strspn(lines[i], " \t"), TRANSCRIPTS,
                              G_N_ELEMENTS(TRANSCRIPTS), NULL))
        i++;
    return i;
}

void bounce_read_lines(Letter *letter, const char *text, bool delay)
{
    g_autofree char *head = text_cut(text, REPORT_BYTES);
    g_auto(GStrv) lines = g_strsplit(head, "\n", -1);
    size_t end = bounce_report_end(lines), talk = find_talk(lines, end);

    if (lines[end])
        take_headers(letter, lines + end);
    add_leading(letter, lines, talk, delay);
    if (letter->facts->bounces->len == 0)
        add_leading(letter, lines, end, delay);
    if (letter->facts->bounces->len == 0)
        add_inner(letter, lines, end, INNER_CUED, delay);
    if (letter->facts->bounces->len == 0 && !delay)
        bounce_local_names(letter, lines, end, add_failed);
    if (letter->facts->bounces->len == 0)
        add_inner(letter, lines, end, INNER_ANY, delay);
    if (letter->facts->bounces->len == 0) {
        g_autoptr(GString) report = g_string_new(NULL);
        for (size_t i = 0; i < end; i++)
            g_string_append_printf(report, "%s ", lines[i]);
        add_returned(letter, report->str, delay);
    }
}
