/* command_links.c: see command_links.h. */
#include "gateway/command_links.h"

#include <assert.h>
#include <string.h>

#include "gateway/command_table.h"
#include "lists/address_book.h"

#define TOKEN_KEPT "{}" /* of the token's place, which is filled when the letter is sent */

static void add_field(GString *link, const char *name, const char *value)
{
    if (!value)
        return;
    g_autofree char *escaped = g_uri_escape_string(value, TOKEN_KEPT "@", FALSE);
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

/* The first of "a|b". */
static char *first_form(const char *forms)
{
    return g_strndup(forms, strcspn(forms, "|"));
}

char *command_link_to(const Settings *settings, const char *name, const char *language,
                      const char *argument)
{
    const Command *command = command_named(commands_all(), name);

    assert(command);
    g_autofree char *word = g_str_equal(language, "ru") && command->link
                                ? g_strdup(command->link)
                                : first_form(command->english);
    g_autofree char *line = argument ? g_strconcat(word, " ", argument, NULL) : g_strdup(word);
    return command_link(settings, line, NULL);
}

ListLinks list_links(const Settings *settings, const char *list, const char *address)
{
    const char *language = settings->language;
    g_autofree char *robot = book_robot_address(settings);

    return (ListLinks){
        .post = mailto(address),
        .subscribe = command_link_to(settings, "subscribe", language, list),
        .unsubscribe = command_link_to(settings, "unsubscribe", language, list),
        .help = command_link_to(settings, "help", language, NULL),
        .owner = mailto(robot),
        .archive = command_link_to(settings, "find", language, NULL),
    };
}

char *command_link_lines(const Settings *settings, const GPtrArray *lines)
{
    if (lines->len == 1)
        return command_link(settings, g_ptr_array_index(lines, 0), NULL);
    g_autoptr(GString) body = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++)
        g_string_append_printf(body, "%s%s", i ? "\r\n" : "", (char *)g_ptr_array_index(lines, i));
    return command_link(settings, NULL, body->str);
}
