/* options.c: see options.h. GOptionContext would convert values from the locale's charset, which is
 * plain ASCII under cron; names here are Russian, and UTF-8 whatever the locale says. */
#include "gateway/options.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"

const Option NO_OPTIONS[] = {{NULL, NULL, NULL}};

static const Option *find_option(const Option *options, const char *argument, size_t length)
{
    for (const Option *option = options; option->name; option++)
        if (strlen(option->name) == length && strncmp(option->name, argument, length) == 0)
            return option;
    return NULL;
}

static bool fail_unknown(const Option *options, const char *argument, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (const Option *option = options; option->name; option++)
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", option->name);
    return fail(error, ERR_USAGE, "there is no option %s here; there %s %s", argument,
                names->len ? "is" : "are", names->len ? names->str : "none");
}

/* argv[*at] is an option. Steps *at on to its value. */
static bool take_option(int argc, char **argv, int *at, const Option *options, GError **error)
{
    const char *argument = argv[*at], *equals = strchr(argument, '=');
    size_t length = equals ? (size_t)(equals - argument) : strlen(argument);
    const Option *option = find_option(options, argument, length);

    if (!option)
        return fail_unknown(options, argument, error);
    if (option->flag) {
        if (equals)
            return fail(error, ERR_USAGE, "%s takes no value", option->name);
        *option->flag = true;
        return true;
    }
    if (!equals && *at + 1 == argc)
        return fail(error, ERR_USAGE, "%s needs a value", option->name);
    *option->value = equals ? equals + 1 : argv[++*at];
    return true;
}

bool options_take(int *argc, char **argv, const Option *options, GError **error)
{
    int kept = 0;
    bool ended = false;

    for (int i = 0; i < *argc; i++)
        if (!g_utf8_validate(argv[i], -1, NULL))
            return fail(error, ERR_USAGE, "argument %d is not UTF-8", i);
    for (int i = 0; i < *argc; i++) {
        if (i > 0 && !ended && g_str_equal(argv[i], "--"))
            ended = true;
        else if (i == 0 || ended || !g_str_has_prefix(argv[i], "--"))
            argv[kept++] = argv[i];
        else if (!take_option(*argc, argv, &i, options, error))
            return false;
    }
    argv[kept] = NULL;
    *argc = kept;
    return true;
}

bool action_run(const Action *actions, App *app, int argc, char **argv, GError **error)
{
    g_autoptr(GString) usages = g_string_new(NULL);

    for (const Action *action = actions; action->name; action++) {
        if (argc > 1 && g_str_equal(argv[1], action->name))
            return action->run(app, argc - 1, argv + 1, error);
        g_string_append_printf(usages, "\n  vestnik %s %s %s", argv[0], action->name,
                               action->usage);
    }
    if (argc > 1)
        return fail(error, ERR_USAGE, "%s cannot '%s'; it can:%s", argv[0], argv[1], usages->str);
    return fail(error, ERR_USAGE, "%s what? There are:%s", argv[0], usages->str);
}

bool arguments_check(int argc, char **argv, int least, int most, const char *usage, GError **error)
{
    int given = argc - 1;

    if (given >= least && (most < 0 || given <= most))
        return true;
    return fail(error, ERR_USAGE, "%s: %d argument%s given; usage: %s %s", argv[0], given,
                given == 1 ? "" : "s", argv[0], usage);
}

bool number_parse(const char *text, const char *what, int64_t most, int64_t *number, GError **error)
{
    if (g_ascii_string_to_signed(text, 10, 1, most, number, NULL))
        return true;
    return fail(error, ERR_USAGE, "'%s' is no %s: a number from 1 to %" PRId64, text, what, most);
}
