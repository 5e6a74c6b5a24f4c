/* inspect_summary.c: see inspect_summary.h. All text in facts is clean (no control characters), so
 * it can go to a terminal; the name of the file is made so here. */
#include "gateway/inspect_summary.h"

#include <inttypes.h>

#include "base/text.h"

#define SHOWN_BYTES 600 /* of the text */

static const struct KindWords {
    const char *words;
} KIND_WORDS[KIND_COUNT] = {
    [KIND_POST] = {"a letter to be published or held"},
    [KIND_COMMAND] = {"a command to the robot"},
    [KIND_ANSWER] = {"an answer to something we asked"},
    [KIND_BOUNCE] = {"a report about delivery"},
    [KIND_AUTO] = {"an automatic letter: decides nothing, gets no answer"},
    [KIND_RECEIPT] = {"a receipt that a letter was opened"},
    [KIND_LIST] = {"list or bulk mail"},
    [KIND_BROKEN] = {"cannot be read: kept, and shown to a person"},
};

static const char *or_dash(const char *text)
{
    return text && *text ? text : "-";
}

static void print_line(FILE *out, const char *label, const char *text)
{
    fprintf(out, "  %-12s %s\n", label, or_dash(text));
}

/* Text with an indent, cut. */
static void print_text(FILE *out, const char *label, const char *text)
{
    g_autofree char *cut = text_cut(text ? text : "", SHOWN_BYTES);
    g_auto(GStrv) lines = g_strsplit(cut, "\n", -1);

    print_line(out, label, lines[0]);
    for (size_t i = 1; lines[0] && lines[i]; i++)
        fprintf(out, "  %-12s %s\n", "", lines[i]);
}

static void print_attachments(FILE *out, const Facts *facts)
{
    for (guint i = 0; i < facts->attachments->len; i++) {
        const Attachment *a = facts->attachments->pdata[i];
        fprintf(out, "  %-12s %s, %s, %" PRId64 " bytes\n", i == 0 ? "attached" : "",
                a->name ? a->name : "(no name)", a->type, a->bytes);
    }
}

static void print_bounces(FILE *out, const Facts *facts)
{
    static const char *const ACTIONS[] = {"failed", "delayed", "delivered", "relayed", "expanded"};

    for (guint i = 0; i < facts->bounces->len; i++) {
        const Bounce *b = facts->bounces->pdata[i];
        fprintf(out, "  %-12s %s: %s, %s, %s%s%s\n", i == 0 ? "recipients" : "", b->address,
                ACTIONS[b->action], b->class_, b->hard ? "will not get better" : "may get better",
                b->diagnostic ? ": " : "", b->diagnostic ? b->diagnostic : "");
    }
}

static void print_authentication(FILE *out, const Facts *facts)
{
    if (facts->auth == AUTH_NONE)
        return;
    fprintf(out, "  %-12s %s by %s for %s, says %s\n", "sender",
            facts->auth == AUTH_PASS ? "proved" : "NOT proved", or_dash(facts->auth_method),
            or_dash(facts->auth_domain), or_dash(facts->auth_by));
}

static void print_warnings(FILE *out, const Facts *facts)
{
    for (guint i = 0; i < facts->warnings->len; i++)
        print_line(out, i == 0 ? "warnings" : "", facts->warnings->pdata[i]);
}

void inspect_summary(const Facts *facts, const char *file, FILE *out)
{
    g_autofree char *shown = text_one_line(file);

    fprintf(out, "%s\n", shown);
    fprintf(out, "  %-12s %s: %s\n", "kind", letter_kind_name(facts->kind),
            KIND_WORDS[facts->kind].words);
    print_line(out, "because", facts->evidence);
    fprintf(out, "  %-12s %s%s<%s>\n", "from", facts->from.name ? facts->from.name : "",
            facts->from.name ? " " : "", or_dash(facts->from.address));
    print_line(out, "date", facts->date_text);
    print_line(out, "subject", facts->subject);
    print_line(out, "message-id", facts->message_id);
    print_authentication(out, facts);
    print_text(out, "own text", facts->new_text);
    if (facts->signature)
        print_text(out, "signature", facts->signature);
    print_attachments(out, facts);
    print_bounces(out, facts);
    print_warnings(out, facts);
    fputc('\n', out);
}
