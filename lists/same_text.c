/* same_text.c: see same_text.h. */
#include "lists/same_text.h"

#include "base/text.h"

static void finish(GChecksum *sum, guint8 hash[SAME_TEXT_HASH])
{
    gsize length = SAME_TEXT_HASH;

    g_checksum_get_digest(sum, hash, &length);
    g_checksum_free(sum);
}

static void add(GChecksum *sum, const char *text)
{
    g_checksum_update(sum, (const guchar *)text, -1);
    g_checksum_update(sum, (const guchar *)"\n", 1);
}

/* Not a letter that is enclosed: a machine returns each time the one that it answers. */
static void add_files(GChecksum *sum, const Facts *facts)
{
    for (guint i = 0; i < facts->attachments->len; i++) {
        const Attachment *file = g_ptr_array_index(facts->attachments, i);
        if (!file->type || !(g_str_has_prefix(file->type, "message/") ||
                             g_str_equal(file->type, "text/rfc822-headers")))
            add(sum, file->sha256);
    }
}

/* Folded, each run of digits as one: tickets and dates change with every answer of a machine. */
static char *without_numbers(const char *text)
{
    char *folded = text_fold(text), *to = folded;

    for (const char *p = folded; *p; p++) {
        bool digit = g_ascii_isdigit(*p);
        if (!digit || to == folded || to[-1] != '0')
            *to++ = digit ? '0' : *p;
    }
    *to = '\0';
    return folded;
}

bool same_text_of_letter(const Facts *facts, int64_t letters, guint8 hash[SAME_TEXT_HASH])
{
    g_autofree char *subject = text_fold(facts->subject_base);
    g_autofree char *text = text_fold(facts->text);

    if (!facts->attachments->len && g_utf8_strlen(text, -1) < letters)
        return false;
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    add(sum, subject);
    add(sum, text);
    for (guint i = 0; i < facts->attachments->len; i++) {
        const Attachment *attachment = g_ptr_array_index(facts->attachments, i);
        add(sum, attachment->sha256);
    }
    finish(sum, hash);
    return true;
}

void same_text_of_author(const Facts *facts, int64_t letters, bool *telling,
                         guint8 hash[SAME_TEXT_HASH])
{
    const char *written = *facts->new_text ? facts->new_text : facts->text;
    bool is_command = facts->kind == KIND_COMMAND; /* "архив 8", "архив 9" */
    g_autofree char *text = is_command ? text_fold(written) : without_numbers(written);
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);

    *telling = g_utf8_strlen(text, -1) >= letters;
    add(sum, text);
    /* a short text is often only what a phone adds to every letter: what is said is the subject */
    if (!*telling && facts->token) {
        add(sum, facts->token);
    } else if (is_command || !*text) {
        add(sum, facts->subject_base);
    } else if (!*telling) {
        g_autofree char *subject = without_numbers(facts->subject_base);
        add(sum, g_strstrip(g_strdelimit(subject, "0", ' ')));
    }
    add_files(sum, facts);
    finish(sum, hash);
}

bool same_text_of_subject(const Facts *facts, guint8 hash[SAME_TEXT_HASH])
{
    g_autofree char *subject = without_numbers(facts->subject_base);

    if (!*subject)
        return false;
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    add(sum, subject);
    finish(sum, hash);
    return true;
}
