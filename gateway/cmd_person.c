/* cmd_person.c: vestnik person show|merge|export|erase: one person with all that is held about
 * them. WHO is "#ID", an address, a full name, or a number of the registry. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "archive/person_data.h"
#include "base/clock.h"
#include "base/error.h"
#include "gateway/commands.h"
#include "gateway/options.h"
#include "gateway/person_export.h"
#include "gateway/person_farewell.h"
#include "gateway/person_show.h"
#include "lists/people.h"
#include "lists/person_same.h"

#define MERGE_USAGE "WHO INTO_WHOM [--anyway]"
#define ERASE_USAGE "WHO [--yes]"

static bool run_show(App *app, int argc, char **argv, GError **error)
{
    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 1, 1, "WHO", error))
        return false;
    g_autoptr(Db) db = app_open(app, error);

    return db && person_show(app, db, argv[1], error);
}

/* --- merge ------------------------------------------------------------------------------------ */

static bool merge(Db *db, char **argv, bool anyway, int64_t *into, GError **error)
{
    g_autoptr(Person) from = person_find(db, argv[1], error);
    g_autoptr(Person) to = from ? person_find(db, argv[2], error) : NULL;

    if (!to || !person_same_check(db, from, to, anyway, error))
        return false;
    *into = to->id;
    return person_merge(db, from->id, to->id, error);
}

static bool run_merge(App *app, int argc, char **argv, GError **error)
{
    bool anyway = false;
    int64_t into = 0;
    const Option options[] = {{"--anyway", NULL, &anyway}, {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 2, 2, MERGE_USAGE, error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    if (!db || !db_begin(db, error) || !db_finish(db, merge(db, argv, anyway, &into, error), error))
        return false;
    g_autofree char *who = g_strdup_printf("#%" PRId64, into);
    return person_show(app, db, who, error);
}

/* --- export ----------------------------------------------------------------------------------- */

static bool write_archive(App *app, Db *db, int64_t person, const char *file, GError **error)
{
    g_autoptr(GBytes) none = NULL;
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        return fail(error, error_code_of_errno(errno, ERR_CREATE), "%s: %s", file,
                    g_strerror(errno));
    g_autoptr(Zip) zip = zip_new(fd, clock_now(), error);
    bool ok = zip && person_export(db, app->settings, person, zip, error) &&
              zip_finish(zip, &none, error);
    g_clear_pointer(&zip, zip_free);
    if (close(fd) != 0 && ok)
        ok = fail(error, ERR_CREATE, "%s: %s", file, g_strerror(errno));
    if (!ok)
        unlink(file);
    return ok;
}

static bool run_export(App *app, int argc, char **argv, GError **error)
{
    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 2, 2, "WHO FILE.zip", error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    g_autoptr(Person) person = db ? person_find(db, argv[1], error) : NULL;
    if (!person || !write_archive(app, db, person->id, argv[2], error))
        return false;
    if (app->json)
        app_print_json(json_pack("{s:s, s:I, s:s}", "type", "export", "person",
                                 (json_int_t)person->id, "file", argv[2]));
    else
        printf("All that is held about %s is in %s.\n", person->name, argv[2]);
    return true;
}

/* --- erase ------------------------------------------------------------------------------------ */

static void print_erased(const App *app, const Erased *erased, bool done)
{
    if (app->json) {
        app_print_json(json_pack(
            "{s:s, s:b, s:I, s:I, s:I, s:I}", "type", "erasure", "done", done, "letters",
            (json_int_t)erased->letters, "posts", (json_int_t)erased->posts, "answers_of_others",
            (json_int_t)erased->answers, "letters_waiting", (json_int_t)erased->waiting));
        return;
    }
    printf("%s: the name, the addresses, %" PRId64 " letters and the texts of %" PRId64 " posts.\n"
           "Deeds stay as numbers without a person, the posts as empty places in their threads.\n"
           "Not touched: what others wrote and quoted (%" PRId64 " answers to these posts), copies "
           "that were sent, backups and logs.\n",
           done ? "Erased" : "Would be erased", erased->letters, erased->posts, erased->answers);
    if (erased->waiting)
        printf("%" PRId64 " letters to others that still wait to be sent name the person: "
               "vestnik queue list.\n",
               erased->waiting);
    puts(done ? "No import brings this person back." : "Nothing was changed; add --yes.");
}

/* Without --yes it is done and undone: so the numbers are true. */
static bool erase(App *app, Db *db, const char *who, bool yes, Erased *erased, GError **error)
{
    if (!db_begin(db, error))
        return false;
    g_autoptr(Person) person = person_find(db, who, error);
    bool ok = person && farewell_erase(db, app->settings, person->id, erased, error);

    if (ok && !yes) {
        db_finish(db, false, NULL);
        return true;
    }
    if (!db_finish(db, ok, error))
        return false;
    farewell_log(person->id, erased);
    return true;
}

static bool run_erase(App *app, int argc, char **argv, GError **error)
{
    bool yes = false;
    Erased erased;
    const Option options[] = {{"--yes", NULL, &yes}, {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 1, 1, ERASE_USAGE, error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    if (!db || !erase(app, db, argv[1], yes, &erased, error))
        return false;
    print_erased(app, &erased, yes);
    return !yes || farewell_finish(db, error);
}

const Action PERSON_ACTIONS[] = {{"show", run_show, "WHO"},
                                 {"merge", run_merge, MERGE_USAGE},
                                 {"export", run_export, "WHO FILE.zip"},
                                 {"erase", run_erase, ERASE_USAGE},
                                 {NULL, NULL, NULL}};

bool cmd_person(App *app, int argc, char **argv, GError **error)
{
    return action_run(PERSON_ACTIONS, app, argc, argv, error);
}
