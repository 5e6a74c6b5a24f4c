/* cmd_inspect.c: `vestnik inspect [--json] [--mbox] FILE...`: how an administrator asks "what did
 * you make of this letter?". Works without settings too, with the default limits. */
#include "base/error.h"
#include "gateway/command_table.h"
#include "gateway/commands.h"
#include "gateway/inspect.h"

static void take_settings(const Settings *settings, InspectOptions *options)
{
    options->context.limits = settings->limits;
    options->context.authserv_id = settings_account(settings)->authserv_id;
    options->reader.deadline_ms = (unsigned)settings->reader_seconds * 1000;
    options->reader.memory_bytes = (size_t)settings->reader_memory;
    options->reader.renew_after = (unsigned)settings->reader_letters;
}

bool cmd_inspect(App *app, int argc, char **argv, GError **error)
{
    InspectOptions options = {
        .context = {.limits = READ_LIMITS_DEFAULT, .command_words = command_words()},
        .reader = READER_SETTINGS_DEFAULT,
        .json = app->json,
    };
    int at = 1;

    if (app->settings)
        take_settings(app->settings, &options);
    for (; at < argc && argv[at][0] == '-' && argv[at][1] != '\0'; at++) {
        if (g_str_equal(argv[at], "--mbox"))
            options.mbox = true;
        else
            return fail(error, ERR_USAGE, "inspect has no option %s", argv[at]);
    }
    if (at == argc)
        return fail(error, ERR_USAGE, "name the files to inspect; - is standard input");
    return inspect_files(&options, argv + at, stdout, error);
}
