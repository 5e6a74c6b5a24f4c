/* inspect.c: see inspect.h. Letters go through the reader child here too: a bomb is told, and the
 * next letter is read. */
#include "gateway/inspect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/error.h"
#include "base/json_line.h"
#include "gateway/inspect_summary.h"
#include "gateway/mbox.h"

#define CHUNK      65536
#define LINE_BYTES 8192 /* of most letters, as JSON */

typedef struct Inspect {
    const InspectOptions *options;
    Reader *reader;
    FILE *out;
} Inspect;

/* What is said of a letter that could not be read at all. */
static Facts *broken_facts(const GError *why)
{
    Facts *facts = facts_new();

    facts->evidence = g_strdup_printf("reader: %s", why->message);
    facts->subject = g_strdup("");
    facts->subject_base = g_strdup("");
    facts->text = g_strdup("");
    facts->new_text = g_strdup("");
    return facts;
}

static bool print_json(const Inspect *inspect, const Facts *facts, const InspectVerdict *verdict,
                       const char *file)
{
    g_autofree char *shown = g_utf8_make_valid(file, -1);
    g_autoptr(GString) line = g_string_sized_new(LINE_BYTES);

    json_line_open(line, NULL, '{');
    facts_to_json(line, facts, shown);
    if (verdict) {
        json_line_text(line, "verdict", verdict->verdict);
        json_line_text(line, "reason", verdict->reason);
        json_line_text(line, "why", verdict->words);
    }
    json_line_close(line, '}');
    g_string_append_c(line, '\n');
    return fwrite(line->str, 1, line->len, inspect->out) == line->len;
}

static bool print_facts(const Inspect *inspect, const Facts *facts, const char *file,
                        GError **error)
{
    const InspectOptions *options = inspect->options;
    InspectVerdict verdict = {0};

    if (options->judge && !options->judge(options->judge_context, facts, &verdict, error))
        return false;
    g_autofree char *words = verdict.words;
    if (options->json)
        return print_json(inspect, facts, options->judge ? &verdict : NULL, file) ||
               fail(error, ERR_CREATE, "cannot write the result: %s", g_strerror(errno));
    inspect_summary(facts, file, inspect->out);
    if (options->judge)
        fprintf(inspect->out, "  verdict      %s: %s\n", verdict.verdict, words);
    return true;
}

static bool inspect_letter(Inspect *inspect, const GString *raw, const char *file, GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(Facts) facts =
        reader_read(inspect->reader, &inspect->options->context.auth, raw->str, raw->len, &why);

    if (!facts && error_code(why) != ERR_INPUT) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    if (!facts)
        facts = broken_facts(why);
    return print_facts(inspect, facts, file, error);
}

/* The whole file, up to a byte more than may be read: then the scan says that it is too big. */
static GString *read_whole(FILE *in, size_t limit)
{
    GString *raw = g_string_new(NULL);
    char *chunk = g_malloc(CHUNK);
    size_t n;

    while (raw->len <= limit && (n = fread(chunk, 1, MIN(CHUNK, limit + 1 - raw->len), in)) > 0)
        g_string_append_len(raw, chunk, (gssize)n);
    g_free(chunk);
    return raw;
}

static bool inspect_mbox(Inspect *inspect, FILE *in, const char *file, GError **error)
{
    g_autofree Mbox *mbox = g_new0(Mbox, 1);
    GString *raw;
    bool ok = true;

    mbox_init(mbox, in, inspect->options->context.limits.letter_bytes + 1);
    for (unsigned number = 1; ok && (raw = mbox_next(mbox)); number++) {
        g_autofree char *name = g_strdup_printf("%s#%u", file, number);
        ok = inspect_letter(inspect, raw, name, error);
        g_string_free(raw, TRUE);
    }
    return ok;
}

static bool inspect_stream(Inspect *inspect, FILE *in, const char *file, GError **error)
{
    bool ok;

    if (inspect->options->mbox) {
        ok = inspect_mbox(inspect, in, file, error);
    } else {
        g_autoptr(GString) raw = read_whole(in, inspect->options->context.limits.letter_bytes);
        if (ferror(in)) /* a folder opens, but cannot be read */
            return fail(error, ERR_NOT_FOUND, "%s cannot be read: %s", file, g_strerror(errno));
        return inspect_letter(inspect, raw, file, error);
    }
    return ok && (!ferror(in) ||
                  fail(error, ERR_NOT_FOUND, "%s cannot be read: %s", file, g_strerror(errno)));
}

static bool inspect_file(Inspect *inspect, const char *file, GError **error)
{
    if (strcmp(file, "-") == 0)
        return inspect_stream(inspect, stdin, file, error);
    FILE *in = fopen(file, "rbe");
    if (!in)
        return fail(error, ERR_NOT_FOUND, "%s cannot be opened: %s", file, g_strerror(errno));
    bool ok = inspect_stream(inspect, in, file, error);
    fclose(in);
    return ok;
}

bool inspect_files(const InspectOptions *options, char **files, FILE *out, GError **error)
{
    g_autoptr(Reader) reader = reader_new(&options->context, &options->reader);
    Inspect inspect = {options, reader, out};

    for (size_t i = 0; files[i]; i++)
        if (!inspect_file(&inspect, files[i], error))
            return false;
    return true;
}
