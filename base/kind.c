/* kind.c: kind_decide() of letter.h. ONE ordered table: the first rule that holds decides the kind,
 * and says by which header or line. Automatic letters come before answers and commands, because
 * an automatic letter decides nothing, whatever it carries.
 *
 * A letter of a person that is taken for automatic is lost to its readers; an automatic one that is
 * taken for a person's is published. So one sign is enough only where nobody makes it by hand;
 * others count two at a time (RFC 3834; what the mail systems write beside it). */
#include <string.h>

#include "base/letter.h"
#include "base/text.h"

#define MAX_EVIDENCE 200
#define NOTICE_BYTES 3000 /* own text of an automatic answer that its subject gives away */

/* `header`: a name, or a piece of one. `values`: glob patterns divided by "|", in
 * lower case; a "!" in front turns the meaning round. */
typedef struct Rule {
    LetterKind kind;
    const char *name;
    /* What shows that the rule holds, for the evidence; NULL: it does not. The caller's. */
    char *(*sees)(const Letter *letter, const struct Rule *rule);
    const char *header, *values;
} Rule;

/* --- what rules look at --------------------------------------------------------------------- */

char *kind_seen(const char *where, const char *value)
{
    g_autofree char *line = text_one_line(value);

    return g_strdup_printf("%s: %s", where, line);
}

static bool value_matches(const char *value, const char *patterns)
{
    bool negated = patterns[0] == '!';

    if (strcmp(patterns, "*") == 0)
        return true;
    g_auto(GStrv) globs = g_strsplit(patterns + negated, "|", -1);
    g_autofree char *lower = g_ascii_strdown(value, -1);
    bool found = false;

    for (size_t i = 0; globs[i] && !found; i++)
        found = g_pattern_match_simple(globs[i], lower);
    return found != negated;
}

static char *header(const Letter *letter, const Rule *rule)
{
    const char *value;

    for (unsigned n = 0; (value = headers_nth(letter->headers, rule->header, n)); n++)
        if (value_matches(value, rule->values))
            return kind_seen(rule->header, value);
    return NULL;
}

/* The same of fields whose names hold a piece. */
static char *header_piece(const Letter *letter, const Rule *rule)
{
    const GArray *items = letter->headers->items;

    for (guint i = 0; i < items->len; i++) {
        const Header *item = &g_array_index(items, Header, i);
        if (strstr(item->name, rule->header) && value_matches(item->value, rule->values))
            return kind_seen(item->name, item->value);
    }
    return NULL;
}

/* The subject behind the [tags] that lists put in front of it. */
static const char *untagged(const char *subject)
{
    const char *end;

    while (*subject == '[' && (end = strchr(subject, ']')))
        subject = end + 1 + strspn(end + 1, " ");
    return subject;
}

static bool subject_is(const Letter *letter, AutoSubject kind)
{
    const AutoSubjects *subjects = letter->context->subjects;

    return subjects && auto_subjects_match(subjects, kind, untagged(letter->facts->subject));
}

static char *subject(const Letter *letter, const Rule *rule)
{
    (void)rule;
    return subject_is(letter, AUTO_SUBJECT_SURE) ? kind_seen("subject", letter->facts->subject)
                                                 : NULL;
}

/* It answers a letter, but not as people's programs do: without Re: before the old subject. */
static bool answers_under_own_subject(const Facts *facts)
{
    g_autofree char *whole = text_fold(untagged(facts->subject));
    g_autofree char *base = text_fold(facts->subject_base);

    return (facts->in_reply_to || facts->references->len) && *whole && strcmp(whole, base) == 0;
}

/* Headers that people's letters bear too, now and then. */
static const struct Sign {
    Rule rule;
    bool with_own_subject; /* and an answer under a subject of its own is enough */
} SIGNS[] = {
    {{.header = "x-auto-response-suppress", .values = "*all*|*oof*|*autoreply*"}, true},
    {{.header = "x-ms-exchange-inbox-rules-loop", .values = "*"}, true},
    {{.header = "precedence", .values = "bulk|junk"}, false},
};

static char *sign_seen(const Letter *letter, const struct Sign **sign)
{
    for (size_t i = 0; i < G_N_ELEMENTS(SIGNS); i++) {
        char *evidence = header(letter, &SIGNS[i].rule);
        *sign = &SIGNS[i];
        if (evidence)
            return evidence;
    }
    return NULL;
}

static char *two_signs(const Letter *letter, const Rule *rule)
{
    const Facts *facts = letter->facts;
    const struct Sign *sign = NULL;
    g_autofree char *of_system = sign_seen(letter, &sign);
    bool telling = strlen(facts->new_text) <= NOTICE_BYTES && !facts->attachments->len &&
                   subject_is(letter, AUTO_SUBJECT_PERHAPS);
    bool own_subject = (of_system || telling) && answers_under_own_subject(facts);

    (void)rule;
    if (of_system && (telling || (own_subject && sign->with_own_subject)))
        return g_strdup_printf("%s, and subject: %s", of_system, facts->subject);
    return telling && own_subject
               ? g_strdup_printf("an answer under a subject of its own: %s", facts->subject)
               : NULL;
}

/* What machines say of themselves, above the text that they answer; that somebody is away counts
 * only where a system or the subject says so too, because people write it as well. Who passes such
 * a letter on to colleagues writes a word before it, and a letter of one's own answers nothing. */
static char *auto_text(const Letter *letter, const Rule *rule)
{
    const Facts *facts = letter->facts;
    const AutoSubjects *subjects = letter->context->subjects;
    const struct Sign *sign = NULL;

    (void)rule;
    if (!subjects || facts->attachments->len || strlen(facts->new_text) > NOTICE_BYTES)
        return NULL;
    g_autofree char *of_system = sign_seen(letter, &sign);
    bool answers = facts->in_reply_to || facts->references->len ||
                   strcmp(untagged(facts->subject), facts->subject_base) != 0;
    bool telling = subject_is(letter, AUTO_SUBJECT_PERHAPS);
    if (!of_system && !answers && !telling)
        return NULL;
    g_autofree char *sentence = auto_subjects_sentence(subjects, AUTO_TEXT, facts->new_text);
    if (!sentence && (of_system || (answers && telling)))
        sentence = auto_subjects_sentence(subjects, AUTO_TEXT_ABSENCE, facts->new_text);
    return sentence ? kind_seen("text", sentence) : NULL;
}

/* Receipts of Outlook and Exchange need not be multipart/report. */
static char *receipt_subject(const Letter *letter, const Rule *rule)
{
    const Facts *facts = letter->facts;
    const struct Sign *sign = NULL;

    (void)rule;
    if (!subject_is(letter, AUTO_SUBJECT_RECEIPT) || strlen(facts->new_text) > NOTICE_BYTES)
        return NULL;
    g_autofree char *of_system = sign_seen(letter, &sign);
    bool second = of_system || answers_under_own_subject(facts) ||
                  auto_subjects_match(letter->context->subjects, AUTO_RECEIPT_TEXT, facts->text);
    return second ? kind_seen("subject", facts->subject) : NULL;
}

static char *receipt_part(const Letter *letter, const Rule *rule)
{
    (void)rule;
    return letter->receipt ? g_strdup("message/disposition-notification") : NULL;
}

static char *report(const Letter *letter, const Rule *rule)
{
    const char *type = letter->report_type;

    return type && value_matches(type, rule->values)
               ? g_strdup_printf("multipart/report of %s", type)
               : NULL;
}

static char *sender(const Letter *letter, const Rule *rule)
{
    const char *address = letter->facts->from.address;

    return address && value_matches(address, rule->values) ? kind_seen("from", address) : NULL;
}

static char *token(const Letter *letter, const Rule *rule)
{
    (void)rule;
    return letter->facts->token ? g_strdup("in the subject or a recipient") : NULL;
}

static char *command(const Letter *letter, const Rule *rule)
{
    (void)rule;
    return kind_command(letter);
}

static char *nothing_else(const Letter *letter, const Rule *rule)
{
    (void)letter;
    (void)rule;
    return g_strdup("nothing else fits");
}

/* --- the table -------------------------------------------------------------------------------- */

#define NOT_OFF  "!|no|false|off|none|0"
#define OF_ROBOT "*autorespon*|*auto-respon*|*autorepl*|*auto-repl*|*vacation*"

static const Rule RULES[] = {
    {KIND_RECEIPT, "receipt", receipt_part, NULL, NULL},
    {KIND_RECEIPT, "receipt", report, NULL, "disposition-notification"},

    /* RFC 3834 section 5; RFC 2156 for mail that came through X.400 */
    {KIND_AUTO, "automatic", header, "auto-submitted", "!|no|no;*|no *|no(*"},
    {KIND_AUTO, "automatic", header, "x-auto-submitted", "!|no|no;*|no *|no(*"},
    {KIND_AUTO, "automatic", header, "autosubmitted", "!|no|not-auto-submitted*"},

    /* what programs wrote before, and beside it: X-Autoreply, X-Mail-Autoreply, X-AutoReply-From,
     * X-Autorespond, X-FC-MachineGenerated, ... */
    {KIND_AUTO, "auto-header", header_piece, "autorepl", NOT_OFF},
    {KIND_AUTO, "auto-header", header_piece, "auto-repl", NOT_OFF},
    {KIND_AUTO, "auto-header", header_piece, "autorespon", NOT_OFF},
    {KIND_AUTO, "auto-header", header_piece, "autoanswer", NOT_OFF},
    {KIND_AUTO, "auto-header", header, "x-auto-responder", NOT_OFF},
    {KIND_AUTO, "auto-header", header_piece, "holidayrepl", NOT_OFF},
    {KIND_AUTO, "auto-header", header_piece, "machinegenerated", NOT_OFF},
    {KIND_AUTO, "auto-header", header, "x-vacation", NOT_OFF},
    {KIND_AUTO, "auto-header", header, "x-auto-response", NOT_OFF},
    {KIND_AUTO, "auto-header", header, "x-ms-exchange-generated-message-source", "*"},
    {KIND_AUTO, "auto-header", header, "x-autogenerated", "reply*|letter*"}, /* CommuniGate Pro */
    {KIND_AUTO, "auto-header", header, "x-apple-action", "vacation*"},
    {KIND_AUTO, "auto-header", header, "x-post-messageclass", "*autoresponder*"}, /* Mailtraq */
    {KIND_AUTO, "auto-header", header, "delivered-to", "autoresponder"},          /* qmail */
    {KIND_AUTO, "auto-header", header, "x-otrs-loop", "*"},
    {KIND_AUTO, "auto-header", header, "x-znuny-loop", "*"},
    {KIND_AUTO, "auto-header", header, "x-mailer", OF_ROBOT},
    {KIND_AUTO, "auto-header", header, "user-agent", OF_ROBOT},
    {KIND_AUTO, "precedence", header, "precedence", "auto*"},
    {KIND_AUTO, "precedence", header, "x-precedence", "auto*"},
    {KIND_AUTO, "precedence", header, "preference", "auto*"}, /* cPanel, BoxTrapper */

    {KIND_AUTO, "auto-subject", subject, NULL, NULL},
    {KIND_RECEIPT, "receipt-subject", receipt_subject, NULL, NULL},
    {KIND_AUTO, "report", report, NULL, "*"}, /* RFC 6522: of any other kind */
    {KIND_AUTO, "system-sender", sender, NULL,
     "mailer-daemon@*|autoreply@*|auto-reply@*|autoresponder@*|auto-responder@*|autoanswer@*|"
     "vacation@*|microsoftexchange*@*"},

    /* RFC 2919, RFC 2369 */
    {KIND_LIST, "list-header", header, "list-id", "*"},
    {KIND_LIST, "list-header", header, "list-post", "*"},
    {KIND_LIST, "list-header", header, "list-unsubscribe", "*"},
    {KIND_LIST, "list-header", header, "mailing-list", "*"},
    {KIND_LIST, "list-header", header, "x-mailing-list", "*"},
    {KIND_LIST, "list-header", header, "x-autogenerated", "group*"},

    /* RFC 3834 section 2: nobody wants to hear of such a letter */
    {KIND_AUTO, "null-return-path", header, "return-path", "<>|<mailer-daemon>|<mailer-daemon@*"},
    {KIND_AUTO, "two-signs", two_signs, NULL, NULL},
    {KIND_AUTO, "auto-text", auto_text, NULL, NULL},
    {KIND_LIST, "precedence", header, "precedence", "bulk|list|junk"},

    {KIND_ANSWER, "token", token, NULL, NULL},
    {KIND_COMMAND, "command", command, NULL, NULL},
    {KIND_POST, "post", nothing_else, NULL, NULL},
};

void kind_decide(Letter *letter, const char *bounce)
{
    Facts *facts = letter->facts;

    if (bounce) {
        facts->kind = KIND_BOUNCE;
        facts->evidence = text_cut(bounce, MAX_EVIDENCE);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(RULES) && !facts->evidence; i++) {
        g_autofree char *evidence = RULES[i].sees(letter, &RULES[i]);
        if (!evidence)
            continue;
        g_autofree char *whole = g_strdup_printf("%s: %s", RULES[i].name, evidence);
        facts->evidence = text_cut(whole, MAX_EVIDENCE);
        facts->kind = RULES[i].kind;
    }
}
