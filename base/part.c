/* part.c: see part.h. Our own few lines instead of GMime's writer: the bytes of a letter must be
 * the same whenever it is composed again, and a letter that we pass on must not be parsed for it.
 */
#include "base/part.h"

#include <stdbool.h>
#include <string.h>

#include "base/compose.h"
#include "base/header.h"
#include "base/text.h"

#define QP_LINE      76  /* RFC 2045 section 6.7 */
#define BASE64_BYTES 57  /* 76 characters a line, RFC 2045 section 6.8 */
#define PLAIN_LINE   78  /* longer ones are not sent as 7bit: readers wrap, servers break */
#define NAME_BYTES   200 /* of a file name: with three characters a byte it fits one line */
#define TYPE_BYTES   127 /* RFC 6838 section 4.2, both halves together */
#define LINE_LIMIT   998 /* RFC 5322 section 2.1.1 */

/* "письмо.eml" by RFC 2231 and, for readers that know only RFC 2047 there, once more. */
#define LETTER_NAME                                                                                \
    "Content-Disposition: attachment;\r\n"                                                         \
    " filename*=UTF-8''%D0%BF%D0%B8%D1%81%D1%8C%D0%BC%D0%BE.eml\r\n"
#define LETTER_TYPE_NAME ";\r\n name=\"=?UTF-8?B?0L/QuNGB0YzQvNC+LmVtbA==?=\"\r\n"

typedef struct Survey {
    size_t eight, control, longest; /* bytes over 0x7f, controls but tab, CR and LF; longest line */
} Survey;

static Survey survey(const char *bytes, size_t length)
{
    Survey found = {0};
    size_t line = 0;

    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        found.eight += c >= 0x80;
        found.control += (c < ' ' && c != '\t' && c != '\r' && c != '\n') || c == 0x7f;
        line = c == '\n' || c == '\r' ? 0 : line + 1;
        found.longest = MAX(found.longest, line);
    }
    return found;
}

static void append_base64(GString *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i += BASE64_BYTES) {
        g_autofree char *line =
            g_base64_encode((const guchar *)bytes + i, MIN(BASE64_BYTES, length - i));
        g_string_append_printf(out, "%s\r\n", line);
    }
}

/* One byte of a line; a blank at the end of a line must be encoded. */
static size_t qp_byte(char *piece, unsigned char c, bool at_end)
{
    static const char hex[] = "0123456789ABCDEF";

    if ((c > ' ' && c < 0x7f && c != '=') || ((c == ' ' || c == '\t') && !at_end)) {
        piece[0] = (char)c;
        return 1;
    }
    piece[0] = '=';
    piece[1] = hex[c >> 4];
    piece[2] = hex[c & 15];
    return 3;
}

static void append_quoted_printable(GString *out, const char *text, size_t length)
{
    size_t used = 0;

    for (size_t i = 0; i < length; i++) {
        char piece[3];
        if (text[i] == '\r' && i + 1 < length && text[i + 1] == '\n') {
            g_string_append(out, "\r\n");
            used = 0;
            i++;
            continue;
        }
        bool at_end = i + 1 == length || text[i + 1] == '\r';
        size_t size = qp_byte(piece, (unsigned char)text[i], at_end);
        if (used + size > QP_LINE - 1) {
            g_string_append(out, "=\r\n");
            used = 0;
        }
        g_string_append_len(out, piece, (gssize)size);
        used += size;
    }
    g_string_append(out, "\r\n");
}

const char *part_encode(GString *out, const char *text, size_t length)
{
    Survey found = survey(text, length);

    if (found.eight == 0 && found.control == 0 && found.longest <= PLAIN_LINE) {
        g_string_append_len(out, text, (gssize)length);
        if (length < 2 || memcmp(text + length - 2, "\r\n", 2) != 0)
            g_string_append(out, "\r\n");
        return "7bit";
    }
    if (found.eight * 6 <= length) { /* base64 grows by a third, a quoted byte by two */
        append_quoted_printable(out, text, length);
        return "quoted-printable";
    }
    append_base64(out, text, length);
    return "base64";
}

static void append_encoded(GString *out, const char *text, size_t length)
{
    g_autoptr(GString) encoded = g_string_new(NULL);
    const char *encoding = part_encode(encoded, text, length);

    g_string_append_printf(out, "Content-Transfer-Encoding: %s\r\n\r\n", encoding);
    g_string_append_len(out, encoded->str, (gssize)encoded->len);
}

void part_text(GString *out, const char *subtype, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autoptr(GBytes) plain = g_bytes_new_static(valid, strlen(valid));
    g_autoptr(GBytes) crlf = compose_crlf(plain);
    size_t length = 0;
    const char *bytes = g_bytes_get_data(crlf, &length);

    g_string_append_printf(out, "Content-Type: text/%s; charset=utf-8\r\n", subtype);
    append_encoded(out, bytes ? bytes : "", length);
}

void part_letter(GString *out, GBytes *raw)
{
    g_autoptr(GBytes) crlf = compose_crlf(raw);
    size_t length = 0;
    const char *bytes = g_bytes_get_data(crlf, &length);
    Survey found = survey(bytes ? bytes : "", length);

    if (found.longest > LINE_LIMIT || (length && memchr(bytes, '\0', length))) {
        g_string_append(out, "Content-Type: application/octet-stream" LETTER_TYPE_NAME LETTER_NAME
                             "Content-Transfer-Encoding: base64\r\n\r\n");
        bytes = g_bytes_get_data(raw, &length); /* a file: just as it came */
        append_base64(out, bytes, length);
        return;
    }
    g_string_append(out, "Content-Type: message/rfc822" LETTER_TYPE_NAME LETTER_NAME);
    g_string_append_printf(out, "Content-Transfer-Encoding: %s\r\n\r\n",
                           found.eight ? "8bit" : "7bit");
    g_string_append_len(out, bytes, (gssize)length);
    g_string_append(out, "\r\n");
}

/* What is no plain name of a leaf is a file of some kind. */
static const char *file_type(const char *type)
{
    size_t slash = strcspn(type, "/");
    bool whole = type[slash] && slash > 0 && type[slash + 1] && !strchr(type + slash + 1, '/');
    bool composite = g_str_has_prefix(type, "multipart/") || g_str_has_prefix(type, "message/");

    whole = whole && strlen(type) <= TYPE_BYTES;
    for (const char *p = type; *p && whole; p++)
        whole = g_ascii_isalnum(*p) || strchr("/.+-_", *p);
    return whole && !composite ? type : "application/octet-stream";
}

/* ` name="..."` as encoded words (RFC 2047) for old readers, `filename*=` (RFC 2231) for all. */
static void append_file_name(GString *out, const char *name)
{
    g_autofree char *line = text_one_line(name);
    g_autofree char *cut = text_cut(line, NAME_BYTES);
    g_autofree char *escaped = g_uri_escape_string(cut, NULL, FALSE);
    g_autoptr(GString) words = g_string_new(NULL);

    /* as a field of this name, so that its first line is as long as it will be */
    header_text(words, " name", g_strdelimit(cut, "\"\\", '_'));
    g_string_truncate(words, words->len - strlen("\r\n"));
    g_string_append_printf(out, ";\r\n name=\"%s\"\r\n", words->str + strlen(" name: "));
    g_string_append_printf(out, "Content-Disposition: attachment;\r\n filename*=UTF-8''%s\r\n",
                           escaped);
}

void part_file(GString *out, const LetterPart *file)
{
    size_t length = 0;
    const char *bytes = g_bytes_get_data(file->bytes, &length);

    if (g_str_equal(file->type, "message/rfc822")) {
        part_letter(out, file->bytes);
        return;
    }
    g_string_append_printf(out, "Content-Type: %s", file_type(file->type));
    if (file->charset)
        g_string_append_printf(out, "; charset=%s", file->charset);
    if (file->name)
        append_file_name(out, file->name);
    else
        g_string_append(out, "\r\nContent-Disposition: attachment\r\n");
    g_string_append(out, "Content-Transfer-Encoding: base64\r\n\r\n");
    append_base64(out, bytes ? bytes : "", length);
}

/* "=_" can stand in no base64 and no quoted-printable; an attached letter is looked at. */
static char *boundary_for(const char *seed, GPtrArray *parts)
{
    for (int i = 0;; i++) {
        g_autofree char *salted = g_strdup_printf("%d %u %s", i, parts->len, seed);
        g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, salted, -1);
        g_autofree char *boundary = g_strdup_printf("=_%.40s", sum);
        bool taken = false;
        for (guint j = 0; j < parts->len && !taken; j++) {
            const GString *part = g_ptr_array_index(parts, j);
            taken = memmem(part->str, part->len, boundary, strlen(boundary)) != NULL;
        }
        if (!taken)
            return g_steal_pointer(&boundary);
    }
}

void part_multipart(GString *out, const char *subtype, const char *seed, GPtrArray *parts)
{
    g_autofree char *boundary = boundary_for(seed, parts);

    g_string_append_printf(out, "Content-Type: multipart/%s;\r\n boundary=\"%s\"\r\n\r\n", subtype,
                           boundary);
    for (guint i = 0; i < parts->len; i++) {
        const GString *part = g_ptr_array_index(parts, i);
        g_string_append_printf(out, "--%s\r\n", boundary);
        g_string_append_len(out, part->str, (gssize)part->len);
        g_string_append(out, "\r\n");
    }
    g_string_append_printf(out, "--%s--\r\n", boundary);
}
