/* test_template.c: filling texts, and the folder of texts. */
#include "base/template.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/error.h"
#include "base/words.h"

static json_t *values(const char *text)
{
    json_t *made = json_loads(text, 0, NULL);

    g_assert_nonnull(made);
    return made;
}

static char *render(const char *source, const char *name, Escape escape, const json_t *values,
                    GError **error)
{
    g_autoptr(Template) parsed = template_parse(source, name, 1, error);

    return parsed ? template_fill(parsed, escape, values, error) : NULL;
}

static const struct {
    const char *what, *source, *values, *expected;
} FILLED[] = {
    {"value", "Здравствуйте, {name}!", "{\"name\": \"Анна\"}", "Здравствуйте, Анна!"},
    {"number", "{n} тем", "{\"n\": 5}", "5 тем"},
    {"braces", "a {{b}} c", "{}", "a {b} c"},
    {"value of braces", "Re [{token}]", "{\"token\": \"{token}\"}", "Re [{token}]"},
    {"array", "{#a}<{x}>{/a}", "{\"a\": [{\"x\": 1}, {\"x\": 2}]}", "<1><2>"},
    {"empty array", "{#a}<{x}>{/a}{^a}нет{/a}", "{\"a\": []}", "нет"},
    {"object", "{#o}{x}{/o}", "{\"o\": {\"x\": \"y\"}}", "y"},
    {"true", "{#t}да{/t}{^t}нет{/t}", "{\"t\": true}", "да"},
    {"false", "{#t}да{/t}{^t}нет{/t}", "{\"t\": false}", "нет"},
    {"absent", "{#t}да{/t}{^t}нет{/t}", "{}", "нет"},
    {"string", "{#s}({s}){/s}", "{\"s\": \"x\"}", "(x)"},
    {"empty string", "{#s}({s}){/s}", "{\"s\": \"\"}", ""},
    {"inner first, then outer", "{#a}{x}{y}{/a}", "{\"x\": 0, \"y\": 1, \"a\": [{\"x\": 2}]}",
     "21"},
    {"sections in sections", "{#a}{#b}{x}{/b};{/a}",
     "{\"a\": [{\"b\": [{\"x\": 1}, {\"x\": 2}]}, {\"b\": []}]}", "12;;"},
    {"a line of a mark", "one\n{#a}\n- {x}\n{/a}\ntwo\n", "{\"a\": [{\"x\": 1}, {\"x\": 2}]}",
     "one\n- 1\n- 2\ntwo\n"},
    {"a line of several marks", "one\n  {#a} {#b}\nx\n{/b}{/a}\ntwo", "{\"a\": true, \"b\": true}",
     "one\nx\ntwo"},
    {"a mark beside text keeps its line", "{#a}x\n{/a}y", "{\"a\": true}", "x\ny"},
};

static void test_filled(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(FILLED); i++) {
        g_autoptr(json_t) given = values(FILLED[i].values);
        g_autoptr(GError) error = NULL;
        g_autofree char *got = render(FILLED[i].source, FILLED[i].what, ESCAPE_TEXT, given, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(got, ==, FILLED[i].expected);
    }
}

static const struct {
    const char *source, *values, *expected; /* a part of the message */
} REFUSED[] = {
    {"a\n{name}", "{}", "x.txt:2: there is no value for {name}"},
    {"{name}", "{\"name\": null}", "x.txt:1: there is no value"},
    {"{name}", "{\"name\": [1]}", "x.txt:1: there is no value"},
    {"a\n\n{#a}\nb", "{}", "x.txt:3: {#a} is never closed"},
    {"{#a}\n{/b}", "{}", "x.txt:2: {/b} closes no open section"},
    {"{/b}", "{}", "x.txt:1: {/b} closes no open section"},
    {"a { b", "{}", "x.txt:1: a brace that is no mark"},
    {"a\n}", "{}", "x.txt:2: a brace that is no mark"},
    {"{Имя}", "{}", "x.txt:1: a brace that is no mark"},
    {"{#a}{#a}{#a}{#a}{#a}{#a}{#a}{#a}{#a}", "{}", "x.txt:1: sections are nested too deeply"},
    {"\xff", "{}", "x.txt: not a text in UTF-8"},
};

static void test_refused(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(REFUSED); i++) {
        g_autoptr(json_t) given = values(REFUSED[i].values);
        g_autoptr(GError) error = NULL;
        g_autofree char *got = render(REFUSED[i].source, "x.txt", ESCAPE_TEXT, given, &error);
        g_assert_null(got);
        g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
        if (!strstr(error->message, REFUSED[i].expected))
            g_error("expected '%s' in '%s'", REFUSED[i].expected, error->message);
    }
}

static void test_escapes(void)
{
    g_autoptr(json_t) given = values("{\"x\": \"<b>\\\"Я\\\" & 'ты'\\r\\nBcc: a@b\"}");
    g_autofree char *html = render("{x}", "x", ESCAPE_HTML, given, NULL);
    g_autofree char *header = render("{x}", "x", ESCAPE_HEADER, given, NULL);

    g_assert_null(strpbrk(html, "<>\"'"));
    g_assert_nonnull(strstr(html, "&lt;b&gt;"));
    g_assert_null(strpbrk(header, "\r\n"));
}

/* A narrow screen does not part a number from its word; only in HTML. */
static void test_no_break(void)
{
    g_autoptr(json_t) given =
        values("{\"x\": \"4 файла, МБОУ СОШ № 12, ещё 6 мест\", \"n\": \"5 \"}");
    g_autofree char *html = render("{x}{n}", "x n", ESCAPE_HTML, given, NULL);
    g_autofree char *text = render("{x}{n}", "x n", ESCAPE_TEXT, given, NULL);

    g_assert_cmpstr(html, ==, "4\u00a0файла, МБОУ СОШ №\u00a012, ещё 6\u00a0мест5 ");
    g_assert_cmpstr(text, ==, "4 файла, МБОУ СОШ № 12, ещё 6 мест5 ");
}

static void test_bounded(void)
{
    g_autofree char *big = g_strnfill(1024 * 1024, 'x');
    g_autoptr(json_t) given = json_pack("{s:s, s:[b,b,b,b,b]}", "x", big, "a", 1, 1, 1, 1, 1);
    g_autoptr(GError) error = NULL;

    g_assert_null(render("{#a}{x}{/a}", "x", ESCAPE_TEXT, given, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_clear_error(&error);
    g_assert_null(render(big, "x", ESCAPE_TEXT, given, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
}

/* ---- the folder ----------------------------------------------------------------------------- */

typedef struct Folder {
    char *path;
} Folder;

static void folder_write(Folder *folder, const char *name, const char *text)
{
    g_autofree char *file = g_build_filename(folder->path, name, NULL);

    g_assert_true(g_file_set_contents(file, text, -1, NULL));
}

static void folder_setup(Folder *folder, gconstpointer data)
{
    (void)data;
    folder->path = g_dir_make_tmp("vestnik-texts-XXXXXX", NULL);
    g_autofree char *ru = g_build_filename(folder->path, "ru", NULL);
    g_autofree char *en = g_build_filename(folder->path, "en", NULL);
    g_assert_cmpint(g_mkdir(ru, 0700), ==, 0);
    g_assert_cmpint(g_mkdir(en, 0700), ==, 0);
    static const char *const languages[] = {"ru", "en"};
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autofree char *name = g_strconcat(languages[i], "/words", NULL);
        g_autofree char *shipped = g_strconcat("conf/letters/", name, NULL);
        g_autofree char *words = NULL;
        g_assert_true(g_file_get_contents(shipped, &words, NULL, NULL));
        folder_write(folder, name, words);
    }
    folder_write(folder, "placeholders", "hello: who!\n    what\n\nbye:\n");
    folder_write(folder, "ru/hello.txt", "Subject: Привет, {who}\n\nЭто {what}.\n");
    folder_write(folder, "ru/hello.html", "<p>{what}</p>\n");
    folder_write(folder, "ru/bye.txt", "Subject: Пока\n\nПока.\n");
    folder_write(folder, "en/hello.txt", "Subject: Hello {who}\n\nThis is {what}.\n");
    folder_write(folder, "en/bye.txt", "Subject: Bye\n\nBye.\n");
}

static void folder_remove(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        folder_remove(inner);
    }
    g_remove(path);
}

static void folder_teardown(Folder *folder, gconstpointer data)
{
    (void)data;
    folder_remove(folder->path);
    g_free(folder->path);
}

static void test_letter(Folder *folder, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(Texts) texts = texts_open(folder->path, &error);
    g_autoptr(json_t) given = values("{\"who\": \"A\\nB\", \"what\": \"<x>\"}");
    LetterText letter = {0};

    g_assert_true(texts_letter(texts, "ru", "hello", given, &letter, &error));
    g_assert_cmpstr(letter.subject, ==, "Привет, A B");
    g_assert_cmpstr(letter.text, ==, "Это <x>.\n");
    g_assert_cmpstr(letter.html, ==, "<p>&lt;x&gt;</p>\n");
    letter_text_clear(&letter);

    g_assert_true(texts_letter(texts, "en", "hello", given, &letter, &error));
    g_assert_cmpstr(letter.subject, ==, "Hello A B");
    g_assert_null(letter.html);
    letter_text_clear(&letter);

    folder_write(folder, "ru/only.txt", "Subject: Только\n\nПо-русски.\n");
    g_assert_true(texts_letter(texts, "en", "only", given, &letter, &error));
    g_assert_cmpstr(letter.subject, ==, "Только");
    letter_text_clear(&letter);

    g_assert_false(texts_letter(texts, "ru", "../ru/hello", given, &letter, &error));
    g_clear_error(&error);
    g_assert_false(texts_letter(texts, "ru", "absent", given, &letter, &error));
    g_clear_error(&error);
    json_object_del(given, "what");
    g_assert_false(texts_letter(texts, "ru", "hello", given, &letter, &error));
    g_assert_nonnull(strstr(error->message, "ru/hello.txt:3: there is no value for {what}"));
    g_assert_null(letter.subject);
}

/* What is no whole page stands in the frame of its language; a whole page stands for itself. */
static void test_frame(Folder *folder, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(json_t) given = values("{\"who\": \"A & B\", \"what\": \"{content}\"}");
    LetterText letter = {0};

    folder_write(folder, "ru/frame.html", "<html><title>{title}</title>\n{content}</html>\n");
    g_autoptr(Texts) framed = texts_open(folder->path, &error);
    g_assert_true(texts_check(framed, &error));
    g_assert_true(texts_letter(framed, "ru", "hello", given, &letter, &error));
    g_assert_cmpstr(letter.html, ==,
                    "<html><title>Привет, A &amp; B</title>\n<p>{content}</p>\n</html>\n");
    letter_text_clear(&letter);

    folder_write(folder, "ru/hello.html", "<html><p>{what}</p></html>\n");
    g_autoptr(Texts) whole = texts_open(folder->path, &error);
    g_assert_true(texts_letter(whole, "ru", "hello", given, &letter, &error));
    g_assert_cmpstr(letter.html, ==, "<html><p>{content}</p></html>\n");
    letter_text_clear(&letter);
}

static const struct {
    const char *file, *text, *expected;
} WRONG[] = {
    {"ru/frame.html", "<html>\n", "ru/frame.html:1: {content} stands in it, once"},
    {"ru/frame.html", "<html>{content}\n\n{who}", "ru/frame.html:3: the name 'who' is unknown"},
    {"ru/hello.txt", "Subject: Привет\n\n\n{whom}\n", "ru/hello.txt:4: the name 'whom' is unknown"},
    {"en/hello.txt", "Subject: {subject}\n\nx\n", "en/hello.txt:1: the name 'subject' is unknown"},
    {"ru/hello.html", "<p>{#who}</p>", "ru/hello.html:1: {#who} is never closed"},
    {"ru/bye.txt", "Пока\n", "ru/bye.txt:1: a text begins with a line"},
    {"ru/stray.txt", "Subject: x\n\nx\n", "ru/stray.txt:1: no letter of this name"},
    {"placeholders", "hello: who what\nbye:\nbye: who\n", "placeholders:3: expected"},
    {"placeholders", "  who\n", "placeholders:1: expected"},
    {"placeholders", "hello: who what!\nbye: who!\n", "ru/bye.txt:1: {who} is missing"},
    {"en/hello.txt", "Subject: Hello\n\n{#who}\nx\n{/who}\n{what}\n",
     "en/hello.txt:1: {who} is missing"},
    {"placeholders", "hello: who what\nbye:\nmore:\n", "more.txt"},
    {"ru/words", "topic: тема | темы | тем\ntopic: a | b | c\n", "ru/words:2: 'topic' is no row"},
    {"ru/words", "topic: тема | темы\n", "ru/words:1: 'topic' needs 3 forms"},
    {"en/words", "topic: topic | topics\n", "en/words: the row 'new_topic' is missing"},
};

static void test_check(Folder *folder, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(Texts) good = texts_open(folder->path, &error);
    g_assert_true(texts_check(good, &error));
    g_assert_no_error(error);

    for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_autofree char *file = g_build_filename(folder->path, WRONG[i].file, NULL);
        g_autofree char *before = NULL;
        g_file_get_contents(file, &before, NULL, NULL);
        folder_write(folder, WRONG[i].file, WRONG[i].text);
        g_autoptr(Texts) texts = texts_open(folder->path, &error);
        g_assert_false(texts_check(texts, &error));
        if (!strstr(error->message, WRONG[i].expected))
            g_error("expected '%s' in '%s'", WRONG[i].expected, error->message);
        g_clear_error(&error);
        if (before)
            folder_write(folder, WRONG[i].file, before);
        else
            g_remove(file);
    }
}

static void test_words(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Words) ru = words_open("conf/letters", "ru", &error);
    g_assert_no_error(error);
    g_autoptr(Words) en = words_open("conf/letters", "en", &error);
    g_assert_no_error(error);
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("+03:00");
    const int64_t noon = 1795424400; /* 2026-11-23T12:00+03:00, a Monday */
    const int64_t day = 86400, monday = noon - 12 * 3600;
    const struct {
        char *got;
        const char *expected;
    } rows[] = {
        {words_number(ru, WORD_REPLY, 1), "1 ответ"},
        {words_number(ru, WORD_REPLY, 3), "3 ответа"},
        {words_number(ru, WORD_REPLY, 11), "11 ответов"},
        {words_number(ru, WORD_REPLY, 21), "21 ответ"},
        {words_number(ru, WORD_REPLY, 0), "0 ответов"},
        {words_number(en, WORD_REPLY, 1), "1 reply"},
        {words_number(en, WORD_REPLY, 21), "21 replies"},
        {words_number(ru, WORD_WAITS_DAYS, 2), "ждёт 2 дня"},
        {words_day(ru, noon, zone), "23 ноября"},
        {words_period(ru, monday, monday + 7 * day, zone), "23–29 ноября 2026"},
        {words_period(ru, monday + 7 * day, monday + 14 * day, zone), "30 ноября – 6 декабря 2026"},
        {words_period(en, monday + 35 * day, monday + 42 * day, zone),
         "28 December 2026 – 3 January 2027"},
        {words_size(ru, 900), "900 Б"},
        {words_size(ru, 43 * 1024), "43 КБ"},
        {words_size(ru, 1258291), "1,2 МБ"},
        {words_size(en, 1258291), "1.2 MB"},
        {g_strdup(words_strength(ru, "school")), "общий ящик школы, автор не установлен"},
        {g_strdup(words_strength(en, "whatever")), "an address we do not know"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_cmpstr(rows[i].got, ==, rows[i].expected);
        g_free(rows[i].got);
    }
}

/* The texts that are shipped. */
static void test_shipped(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Texts) texts = texts_open("conf/letters", &error);

    g_assert_no_error(error);
    g_assert_true(texts_check(texts, &error));
    g_assert_no_error(error);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/template/filled", test_filled);
    g_test_add_func("/template/refused", test_refused);
    g_test_add_func("/template/escapes", test_escapes);
    g_test_add_func("/template/no_break", test_no_break);
    g_test_add_func("/template/bounded", test_bounded);
    g_test_add("/texts/letter", Folder, NULL, folder_setup, test_letter, folder_teardown);
    g_test_add("/texts/frame", Folder, NULL, folder_setup, test_frame, folder_teardown);
    g_test_add("/texts/check", Folder, NULL, folder_setup, test_check, folder_teardown);
    g_test_add_func("/words", test_words);
    g_test_add_func("/texts/shipped", test_shipped);
    return g_test_run();
}
