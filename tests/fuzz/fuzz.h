/* fuzz.h: what the fuzz targets share. A target is a function that libFuzzer calls with any bytes;
 * besides not crashing, hanging or leaking, it must find the promises of the code kept. A promise
 * that is broken stops the target, and the input stays as a file. */
#ifndef VESTNIK_TESTS_FUZZ_H
#define VESTNIK_TESTS_FUZZ_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/armour.h"
#include "base/armour.h"
#include "base/facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* NULL, or valid UTF-8 in NFC. */
static inline void assert_text(const char *text)
{
    if (!text)
        return;
    g_assert_true(g_utf8_validate(text, -1, NULL));
    g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    g_assert_cmpstr(text, ==, normal);
}

static inline bool is_same(const char *line, const char *want)
{
    return strcmp(line, want) == 0;
}

/* What armour_remove() makes of a line: the mark of an encrypted block, a signed line without its
 * escape, or the line itself. */
static inline bool is_bare(const char *line, const char *want)
{
    return strcmp(line, want) == 0 ||
           (g_str_has_prefix(line, "- ") && strcmp(line + 2, want) == 0) ||
           (g_str_has_prefix(line, "-----BEGIN PGP MESSAGE") &&
            strcmp(want, ARMOUR_ENCRYPTED) == 0);
}

/* Every line of `part` stands in `whole`, in the same order: nothing was invented or moved. */
static inline void assert_lines(const char *part, const char *whole,
                                bool stands_for(const char *line, const char *want))
{
    g_auto(GStrv) wanted = g_strsplit(part, "\n", -1), lines = g_strsplit(whole, "\n", -1);
    char **line = lines;

    for (char **want = wanted; *want; want++) {
        if (!**want)
            continue; /* an empty line may stand for what was taken away */
        while (*line && !stands_for(*line, *want))
            line++;
        if (!*line)
            g_printerr("not a line of the text, or not in its order: \"%s\"\n", *want);
        g_assert_nonnull(*line++);
    }
}

/* Own text and signature (NULL: none) have their lines from the text, read without its OpenPGP
 * blocks. */
static inline void assert_own(const char *text, const char *own, const char *signature)
{
    g_autofree char *removed = armour_remove(text);
    const char *bare = removed ? removed : text;

    assert_lines(bare, text, is_bare);
    assert_lines(own, bare, is_same);
    if (signature)
        assert_lines(signature, bare, is_same);
}

static inline void assert_texts(const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++) {
        g_assert_nonnull(texts->pdata[i]);
        assert_text(texts->pdata[i]);
    }
}

static inline void assert_strings(const Facts *f)
{
    const char *const strings[] = {
        f->evidence,     f->message_id,   f->in_reply_to, f->date_text,          f->from.name,
        f->from.address, f->subject,      f->text,        f->subject_base,       f->new_text,
        f->signature,    f->charset_used, f->token,       f->charset_declared,   f->auth_method,
        f->auth_domain,  f->auth_by,      f->list_id,     f->bounced_message_id, f->bounced_copy,
    };
    const GPtrArray *const arrays[] = {f->references, f->subject_tags, f->warnings,
                                       f->recipients, f->reply_to,     f->loop_stamps};

    for (size_t i = 0; i < G_N_ELEMENTS(strings); i++)
        assert_text(strings[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++)
        assert_texts(arrays[i]);
    for (guint i = 0; i < f->attachments->len; i++) {
        const Attachment *attachment = f->attachments->pdata[i];
        assert_text(attachment->name);
        assert_text(attachment->type);
        assert_text(attachment->part);
    }
}

/* The desk must get over the wire just what the reader found. */
static inline void assert_wire(const Facts *facts)
{
    GError *error = NULL;
    g_autoptr(GString) sent = facts_to_wire(facts);
    g_autoptr(Facts) other = facts_from_wire(sent->str, sent->len, &error);
    g_assert_no_error(error);
    g_autoptr(GString) again = facts_to_wire(other);

    g_assert_cmpmem(sent->str, sent->len, again->str, again->len);
}

static inline void assert_facts(const Facts *facts)
{
    assert_strings(facts);
    assert_wire(facts);
    g_assert_nonnull(facts->evidence);
    assert_own(facts->text, facts->new_text, facts->signature);
}

#endif
