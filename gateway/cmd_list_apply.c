/* cmd_list_apply.c: vestnik list apply FILE [--dry-run] [--leave] [--quiet]: what differs is done
 * in one transaction and told, also to whoever is given a role; with --dry-run the transaction is
 * rolled back. Whom a rule lets join hears as little of it as of an import: they may be thousands.
 */
#include "gateway/cmd_list_apply.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gateway/bell.h"
#include "gateway/member_told.h"
#include "gateway/options.h"
#include "lists/list_apply.h"

#define NAMES_SHOWN 10 /* of one kind and list; --json has all */

/* --- for programs ----------------------------------------------------------------------------- */

static void print_json(const ListDifference *d)
{
    app_print_json(json_pack(
        "{s:s, s:s, s:b, s:s?, s:s?, s:s?, s:o, s:s?, s:o}", "list", d->list, "difference",
        list_difference_name(d->kind), "changes", list_difference_changes(d->kind), "what", d->what,
        "from", d->from, "to", d->to, "person", d->person ? json_integer(d->person) : json_null(),
        "name", d->name, "line", d->line ? json_integer(d->line) : json_null()));
}

/* --- for people ------------------------------------------------------------------------------- */

static const char *const WORDS[LIST_DIFFERENCES] = {
    [LIST_NEW] = "new list",
    [LIST_JOINS] = "join",
    [LIST_LEAVES] = "leave, for no rule holds for them any more",
    [LIST_STAYS] = "came by a rule that does not hold any more, and stay (--leave ends that)",
    [LIST_KEPT_OUT] = "stay out, for they left by own wish or were removed by a methodist",
    [LIST_UNDECLARED] = "is not in the file and stays as it is",
    [LIST_CLOSED] =
        "was closed and stays so; take it out of the file, or declare a list by a new name",
};

static void print_nobody(const ListDifference *d, const char *file)
{
    printf("%s:%d: %s: nobody in the registry fits '%s'", file, d->line, d->list, d->from);
    if (d->to)
        printf("; did you mean '%s'?", d->to);
    putchar('\n');
}

static void print_one(const ListDifference *d, const char *file)
{
    switch (d->kind) {
    case LIST_NOBODY:
        print_nobody(d, file);
        break;
    case LIST_SETTING:
        printf("%s: %s: %s -> %s\n", d->list, d->what, d->from && *d->from ? d->from : "-",
               d->to && *d->to ? d->to : "-");
        break;
    case LIST_ROLE:
        printf("%s: %s becomes %s\n", d->list, d->name, d->what);
        break;
    case LIST_ROLE_STAYS:
        printf("%s: %s is not named as %s and stays one (member set %s ... role=-%s ends that)\n",
               d->list, d->name, d->what, d->list, d->what);
        break;
    default:
        printf("%s: %s\n", d->list, WORDS[d->kind]);
    }
}

/* Persons of one kind and list, from `at` on; returns the place behind the last. */
static guint print_persons(const GPtrArray *differences, guint at)
{
    const ListDifference *first = g_ptr_array_index(differences, at);
    g_autoptr(GString) names = g_string_new(NULL);
    guint count = 0;

    for (; at + count < differences->len; count++) {
        const ListDifference *d = g_ptr_array_index(differences, at + count);
        if (d->kind != first->kind || !g_str_equal(d->list, first->list))
            break;
        if (count < NAMES_SHOWN)
            g_string_append_printf(names, "%s%s", count ? ", " : "", d->name);
    }
    printf("%s: %u %s: %s%s\n", first->list, count, WORDS[first->kind], names->str,
           count > NAMES_SHOWN ? ", ..." : "");
    return at + count;
}

static void print_text(const GPtrArray *differences, const char *file)
{
    for (guint i = 0; i < differences->len;) {
        const ListDifference *d = g_ptr_array_index(differences, i);
        if (d->name && WORDS[d->kind]) {
            i = print_persons(differences, i);
            continue;
        }
        print_one(d, file);
        i++;
    }
}

static gint by_list_and_kind(gconstpointer a, gconstpointer b)
{
    const ListDifference *x = *(ListDifference *const *)a, *y = *(ListDifference *const *)b;
    int order = strcmp(x->list, y->list);

    return order ? order : (int)x->kind - (int)y->kind;
}

/* Rules for nobody are no error: a list may be declared before its teachers are there. */
static void print_end(int64_t changes, int64_t empty, const char *file, bool dry)
{
    const char *hold = empty == 1 ? "rule holds" : "rules hold";

    if (empty)
        printf("%" PRId64 " %s for nobody: see above; subjects, districts and schools are written "
               "as in the registry (vestnik registry export). Mend them in %s and run it again.\n",
               empty, hold, file);
    if (changes)
        printf("%" PRId64 " change%s%s.\n", changes, changes == 1 ? "" : "s",
               dry ? "; nothing is done yet: run it without --dry-run" : " done");
    else if (empty)
        printf("Nothing %s; %" PRId64 " %s for nobody.\n", dry ? "would change" : "changed", empty,
               hold);
    else
        printf("All is as %s says; nothing %s.\n", file, dry ? "would change" : "changed");
}

static void print_all(const App *app, const ListApply *apply, const char *file, bool dry)
{
    int64_t changes = 0, empty = 0;

    g_ptr_array_sort(apply->differences, by_list_and_kind);
    for (guint i = 0; i < apply->differences->len; i++) {
        const ListDifference *d = g_ptr_array_index(apply->differences, i);
        changes += list_difference_changes(d->kind);
        empty += d->kind == LIST_NOBODY;
        if (app->json)
            print_json(d);
    }
    if (app->json) {
        app_print_json(json_pack("{s:s, s:I, s:b}", "file", file, "changes", (json_int_t)changes,
                                 "applied", !dry));
        return;
    }
    print_text(apply->differences, file);
    print_end(changes, empty, file, dry);
}

/* --- for whoever has a role now -----------------------------------------------------------------
 */

static bool tell_role(Desk *desk, const ListDifference *d, GError **error)
{
    g_autoptr(List) list = list_by_name(desk->db, d->list, error);
    g_autoptr(Person) person = list ? person_by_id(desk->db, d->person, error) : NULL;
    const MemberTold told = {.list = list, .person = person, .role = d->what, .only_role = true};

    return person && member_tell(desk, &told, error);
}

static bool tell_roles(const ListApply *apply, GError **error)
{
    g_autoptr(Desk) desk = desk_new(apply->settings, apply->db, error);
    bool ok = desk != NULL;

    for (guint i = 0; ok && i < apply->differences->len; i++) {
        const ListDifference *d = g_ptr_array_index(apply->differences, i);
        ok = d->kind != LIST_ROLE || tell_role(desk, d, error);
    }
    return ok;
}

bool list_apply_run(App *app, int argc, char **argv, GError **error)
{
    bool dry = false, leave = false, quiet = false;
    const Option options[] = {{"--dry-run", NULL, &dry},
                              {"--leave", NULL, &leave},
                              {"--quiet", NULL, &quiet},
                              {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 1, 1, APPLY_USAGE, error))
        return false;
    g_autoptr(ListsFile) file = lists_file_load(argv[1], error);
    g_autoptr(Db) db = file ? app_open(app, error) : NULL;
    TokenKey key;
    if (!db || !token_key_load(app->settings->key_file, &key, error) || !db_begin(db, error))
        return false;
    ListApply apply = {.db = db, .settings = app->settings, .key = &key, .leave = leave};
    bool ok = list_apply(&apply, file, error);
    if (!ok && error && *error) {
        char *said = g_strconcat((*error)->message, "\nnothing was applied", NULL);
        g_free((*error)->message);
        (*error)->message = said;
    }
    ok = ok && (dry || quiet || tell_roles(&apply, error));
    bool kept = db_finish(db, ok && !dry, error);
    if (kept)
        bell_ring(app->settings, BELL_DELIVERER);
    if (ok && (dry || kept))
        print_all(app, &apply, argv[1], dry);
    list_apply_clear(&apply);
    return ok && (dry || kept);
}
