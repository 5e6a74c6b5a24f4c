/* test_body_edit.c: a body without some of its files and with lines under its text. What is made is
 * read again by read_letter(), as a member's program would, and what was not to be touched is
 * looked for byte by byte. */
#include "base/body_edit.h"

#include <string.h>

#define MIXED(parts)                                                                               \
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" parts "--b--\r\n"
#define PART(fields, body) "--b\r\n" fields "\r\n" body "\r\n"
#define PDF(name)                                                                                  \
    PART("Content-Type: application/pdf; name=" name                                               \
         "\r\nContent-Transfer-Encoding: base64\r\nX-Odd:   kept  as it is\r\n",                   \
         "JVBERi0xLjQK")
#define PLAIN                                                                                      \
    PART("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n",         \
         "Привет!")
#define HTML                                                                                       \
    PART("Content-Type: text/html; charset=koi8-r\r\n",                                            \
         "<html><body><p>\xf0\xd2\xc9\xd7\xc5\xd4!</p></body></html>")
#define FORMS(parts)                                                                               \
    "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" parts "--b--"   \
    "\r\n"
#define SIGNED(parts)                                                                              \
    "MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b; micalg=pgp-sha256;\r\n"      \
    " protocol=\"application/pgp-signature\"\r\n\r\n" parts "--b--\r\n"
#define LINES "-- \nМатематика <m@mo.test>"

static const struct Row {
    const char *name, *raw, *off, *lines;
    const char *text; /* what a member reads; NULL: nothing may be touched */
    const char *files;
    const char *kept; /* bytes that are still there; NULL */
} ROWS[] = {
    {"one-text-7bit", "Content-Type: text/plain\r\n\r\nHello.\r\n", "", "See you.",
     "Hello.\n\nSee you.", "", "Hello.\r\n"},
    {"ascii-and-russian-lines", "Content-Type: text/plain; charset=us-ascii\r\n\r\nHello.\r\n", "",
     LINES, "Hello.\n\n--\nМатематика <m@mo.test>", "", NULL},
    {"koi8-r-stays",
     "Content-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
     "\xf0\xd2\xc9\xd7\xc5\xd4!\r\n",
     "", "Пока.", "Привет!\n\nПока.", "", "charset=koi8-r"},
    {"no-charset-declared",
     "Subject: x\r\n\r\n\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xee\xeb\xeb\xe5\xe3\xe8!\r\n", "", "Пока.",
     "Привет, коллеги!\n\nПока.", "", "charset=utf-8"},
    {"characters-that-koi8-r-lacks",
     "Content-Type: text/plain; charset=koi8-r\r\n\r\n\xf0\xd2\xc9\xd7\xc5\xd4!\r\n", "", "∀x",
     "Привет!\n\n∀x", "", "charset=utf-8"},
    {"flowed-stays",
     "Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\nOne \r\ntwo.\r\n", "", "Three.",
     "One two.\n\nThree.", "", "format=flowed"},
    {"text-and-file", MIXED(PLAIN PDF("plan.pdf")), "", "Пока.", "Привет!\n\nПока.", "plan.pdf",
     "X-Odd:   kept  as it is\r\n\r\nJVBERi0xLjQK"},
    {"file-off", MIXED(PLAIN PDF("plan.pdf") PDF("list.pdf")), "2", "Файл «plan.pdf» – в архиве.",
     "Привет!\n\nФайл «plan.pdf» – в архиве.", "list.pdf", "name=list.pdf"},
    {"all-files-off", MIXED(PLAIN PDF("plan.pdf") PDF("list.pdf")), "2 3", "Файлы – в архиве.",
     "Привет!\n\nФайлы – в архиве.", "", NULL},
    {"file-alone", "Content-Type: application/pdf; name=plan.pdf\r\n\r\n%PDF\r\n", "1",
     "Файл – в архиве.", "Файл – в архиве.", "", NULL},
    {"files-without-text", MIXED(PDF("plan.pdf") PDF("list.pdf")), "1 2", "Файлы – в архиве.",
     "Файлы – в архиве.", "", NULL},
    {"both-forms", FORMS(PLAIN HTML), "", "Пока.", "Привет!\n\nПока.", "",
     "<p>=F0=D2=C9=D7=C5=D4!</p>"},
    {"html-alone",
     "Content-Type: text/html; charset=koi8-r\r\n\r\n<p>\xf0\xd2\xc9\xd7\xc5\xd4!</p>\r\n", "",
     "Пока & <b>.", "Привет!\n\nПока & <b>.", "", "charset=koi8-r"},
    {"signed", SIGNED(PLAIN PART("Content-Type: application/pgp-signature\r\n", "x")), "", LINES,
     NULL, NULL, NULL},
    {"file-beside-signed",
     MIXED(
         "--b\r\nContent-Type: multipart/signed; boundary=c; protocol=\"application/pgp-signature\""
         "\r\n\r\n--c\r\nContent-Type: text/plain\r\n\r\nSigned.\r\n--c\r\n"
         "Content-Type: application/pgp-signature\r\n\r\nx\r\n--c--\r\n" PDF("plan.pdf")),
     "2", "Plan is in the archive.", "Signed.\n\nPlan is in the archive.", "signature.asc",
     "--c\r\nContent-Type: text/plain\r\n\r\nSigned.\r\n--c\r\n"},
    {"file-within-signed", SIGNED(PLAIN PDF("plan.pdf")), "2", "x", NULL, NULL, NULL},
    {"encrypted-file", "Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nx\r\n", "1",
     "x", NULL, NULL, NULL},
    {"nothing-there", "", "", "x", NULL, NULL, NULL},
    {"too-deep", "Subject: x\r\n", "1.1.1", NULL, NULL, NULL, NULL},
};

static BodyEdit *edit_of(const struct Row *row)
{
    BodyEdit *edit = body_edit_new();
    g_auto(GStrv) off = g_strsplit(row->off, " ", -1);

    for (char **part = off; *part; part++)
        if (**part)
            g_ptr_array_add(edit->off, g_strdup(*part));
    edit->lines = g_strdup(row->lines);
    return edit;
}

static char *files_of(const Facts *facts)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; i < facts->attachments->len; i++) {
        const Attachment *attachment = g_ptr_array_index(facts->attachments, i);
        g_string_append_printf(names, "%s%s", i ? " " : "", attachment->name);
    }
    return g_strdup(names->str);
}

static void test_row(gconstpointer data)
{
    const struct Row *row = data;
    ReadContext context = {.limits = READ_LIMITS_DEFAULT};
    g_autoptr(BodyEdit) told = edit_of(row);
    g_autofree char *json = body_edit_to_json(told);
    g_autoptr(BodyEdit) edit = body_edit_from_json(json, strlen(json));
    g_autoptr(GBytes) body = body_edit(row->raw, strlen(row->raw), &context, edit);
    size_t length = 0;

    if (!row->text) {
        g_assert_null(body);
        return;
    }
    g_assert_nonnull(body);
    const char *bytes = g_bytes_get_data(body, &length);
    g_autoptr(GString) letter = g_string_new("From: a@b.test\r\nMIME-Version: 1.0\r\n");
    g_string_append_len(letter, bytes, (gssize)length);
    g_test_message("%s", letter->str);
    g_autoptr(Facts) facts = read_letter(letter->str, letter->len, &context);
    g_autofree char *files = files_of(facts);
    g_assert_cmpstr(facts->text, ==, row->text);
    g_assert_cmpstr(files, ==, row->files);
    if (row->kept)
        g_assert_nonnull(strstr(letter->str, row->kept));
}

/* Both forms hold the lines. */
static void test_html_form(void)
{
    ReadContext context = {.limits = READ_LIMITS_DEFAULT};
    g_autoptr(BodyEdit) edit = body_edit_new();
    const char *raw = FORMS(PLAIN HTML);

    edit->lines = g_strdup("Пока.\n<m@mo.test>");
    g_autoptr(GBytes) body = body_edit(raw, strlen(raw), &context, edit);
    g_autofree char *text = g_strndup(g_bytes_get_data(body, NULL), g_bytes_get_size(body));
    g_assert_nonnull(strstr(text, "<p>&#1055;&#1086;&#1082;&#1072;.<br>\r\n&lt;m@mo.test&gt;"
                                  "</p>\r\n</body></html>"));
}

static void test_nonsense(void)
{
    static const char *const TEXTS[] = {
        "", "{", "[]", "{\"off\":1,\"lines\":2}", "{\"off\":[1]}", "{\"lines\":\"x\"}"};

    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++)
        g_assert_null(body_edit_from_json(TEXTS[i], strlen(TEXTS[i])));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *path = g_strconcat("/body-edit/", ROWS[i].name, NULL);
        g_test_add_data_func(path, &ROWS[i], test_row);
    }
    g_test_add_func("/body-edit/html-form", test_html_form);
    g_test_add_func("/body-edit/nonsense", test_nonsense);
    return g_test_run();
}
