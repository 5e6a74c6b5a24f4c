/* test_log.c: one event is one line, whatever stands in a letter; a field cannot be forged. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "tests/unit/temp.h"

/* What one LOG() wrote to standard error; the caller's. */
static char *logged(const Temp *temp, const char *value)
{
    char *text = NULL;
    int kept = dup(STDERR_FILENO);
    int fd = open(temp->file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(dup2(fd, STDERR_FILENO), >=, 0);
    LOG(WARNING, "test.event", LOG_STR("subject", value), LOG_NUM("n", -7), LOG_STR("last", "x"));
    g_assert_cmpint(dup2(kept, STDERR_FILENO), >=, 0);
    close(kept);
    close(fd);
    g_assert_true(g_file_get_contents(temp->file, &text, NULL, NULL));
    return text;
}

static const struct {
    const char *value, *written;
} ROWS[] = {
    {"plain", "subject=plain n"},
    {"план", "subject=план n"},
    {NULL, "subject=- n"},
    {"", "subject=\"\" n"},
    {"two words", "subject=\"two words\" n"},
    {"a=b", "subject=\"a=b\" n"},
    {"x\n2026-11-16T08:00:00Z error forged",
     "subject=\"x\\x0a2026-11-16T08:00:00Z error forged\" n"},
    {"x\r\nforged", "subject=\"x\\x0d\\x0aforged\" n"},
    {"x\" verdict=publish y=\"", "subject=\"x\\\" verdict=publish y=\\\"\" n"},
    {"ends with \\", "subject=\"ends with \\\\\" n"},
    {"\x1b[2Jcleared\x07\x7f", "subject=\"\\x1b[2Jcleared\\x07\\x7f\" n"},
};

static void test_lines(Temp *temp, gconstpointer unused)
{
    (void)unused;
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *line = logged(temp, ROWS[i].value);
        g_autofree char *middle =
            g_strconcat(" warning test.event ", ROWS[i].written, "=-7 last=x\n", NULL);
        g_test_message("%s", line);
        g_assert_true(g_str_has_suffix(line, middle));
        g_assert_cmpuint(strlen(line), ==, strlen("2026-11-16T08:00:00Z") + strlen(middle));
        g_assert_true(strchr(line, '\n') == line + strlen(line) - 1);
    }
}

static void test_every_byte(Temp *temp, gconstpointer unused)
{
    (void)unused;
    for (int c = 1; c < 256; c++) {
        const char value[] = {'a', (char)c, 'b', '\0'};
        g_autofree char *line = logged(temp, value);
        for (const char *p = line; *p; p++)
            g_assert_true(((unsigned char)*p >= ' ' && *p != 0x7f) || (*p == '\n' && !p[1]));
        g_assert_true(g_str_has_suffix(line, " n=-7 last=x\n"));
    }
}

static void test_long(Temp *temp, gconstpointer unused)
{
    g_autofree char *value = g_strnfill(1 << 20, '\n');
    g_autofree char *line = logged(temp, value);

    (void)unused;
    g_assert_cmpuint(strlen(line), <, 4096); /* one write(2) of this size mixes with no other */
    g_assert_true(g_str_has_suffix(line, " n=-7 last=x\n"));
}

static void test_level(Temp *temp, gconstpointer unused)
{
    (void)unused;
    log_setup(LOG_LEVEL_ERROR, false, NULL);
    g_autofree char *nothing = logged(temp, "x");
    g_assert_cmpstr(nothing, ==, "");
    log_setup(LOG_LEVEL_WARNING, false, "desk");
    g_autofree char *line = logged(temp, "x");
    g_assert_nonnull(strstr(line, " warning test.event duty=desk subject=x "));
    log_setup(LOG_LEVEL_INFO, false, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEMP_TEST("/log/nothing forges a line or a field", test_lines);
    TEMP_TEST("/log/every byte", test_every_byte);
    TEMP_TEST("/log/a long value is cut", test_long);
    TEMP_TEST("/log/levels and duties", test_level);
    return g_test_run();
}
