/* command_links.c: see command_links.h. */
#include "gateway/command_links.h"

#include <assert.h>
#include <string.h>

#include "gateway/command_table.h"
#include "lists/address_book.h"

/* What stays as it is: the place of the token, which is filled when the letter is sent, and what
 * RFC 6068 (section 2) lets stand. */
#define KEPT "{}@:,"

static void add_field(GString *link, const char *name, const char *value)
{
    if (!value)
        return;
    g_autofree char *escaped = g_uri_escape_string(value, KEPT, FALSE);
    g_string_append_printf(link, "%c%s=%s", strchr(link->str, '?') ? '&' : '?', name, escaped);
}

static char *mailto(const char *address)
{
    g_autofree char *to = g_uri_escape_string(address, "@+", FALSE);

    return g_strconcat("mailto:", to, NULL);
}

char *command_link(const Settings *settings, const char *subject, const char *body)
{
    g_autofree char *robot = book_robot_address(settings);
    g_autofree char *to = mailto(robot);
    GString *link = g_string_new(to);

    add_field(link, "subject", subject);
    add_field(link, "body", body);
    return g_string_free(link, FALSE);
}

/* The short word of a command, and what stands behind it. The caller's. */
static char *short_line(const Command *command, const char *language, const char *argument)
{
    const char *word = g_str_equal(language, "ru") ? command->link : command->english;
    int length = (int)strcspn(word, "|");

    return argument && *argument ? g_strdup_printf("%.*s %s", length, word, argument)
                                 : g_strndup(word, (gsize)length);
}

char *command_link_to(const Settings *settings, const char *name, const char *language,
                      const char *argument)
{
    const Command *command = command_named(commands_all(), name);

    assert(command);
    g_autofree char *line = short_line(command, language, argument);
    return command_link(settings, line, NULL);
}

ListLinks list_links(const Settings *settings, const LinkedList *list)
{
    const char *language = list->language ? list->language : settings->language;
    g_autofree char *robot = book_robot_address(settings);

    return (ListLinks){
        .post = mailto(list->address),
        .subscribe = command_link_to(settings, "subscribe", language, list->name),
        .unsubscribe = command_link_to(settings, "unsubscribe", language, list->name),
        .help = command_link_to(settings, "help", language, NULL),
        .owner = mailto(robot),
        .archive = command_link_to(settings, "find", language, NULL),
    };
}

char *command_link_written(const Settings *settings, const GPtrArray *written)
{
    g_autoptr(GString) lines = g_string_new(NULL);

    for (guint i = 0; i < written->len; i++) {
        const WrittenCommand *one = g_ptr_array_index(written, i);
        g_autofree char *line = short_line(one->command, one->language, one->argument);
        g_string_append_printf(lines, "%s%s", i ? "\r\n" : "", line);
    }
    return written->len == 1 ? command_link(settings, lines->str, NULL)
                             : command_link(settings, NULL, lines->str);
}
