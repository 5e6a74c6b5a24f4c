/* member_print.c: see member_print.h. */
#include "gateway/member_print.h"

#include <stdio.h>

#include "base/clock.h"
#include "lists/rota.h"

/* One row of SQL_LISTS_OF_PERSON, or of a person who is in no way in the list. */
typedef struct Place {
    const char *list, *mode, *usual, *roles; /* mode NULL: no member */
    int64_t until;                           /* when `usual` counts again; 0: it does now */
} Place;

static void print_one(const App *app, const Person *person, const Place *place)
{
    GTimeZone *zone = app->settings->zone;
    g_autofree char *until = place->until ? clock_rfc3339(place->until, zone) : NULL;
    g_autofree char *day = clock_date_time(place->until, zone);

    if (app->json)
        app_print_json(json_pack("{s:s, s:I, s:s, s:s?, s:s?, s:s?, s:s?, s:s}", "list",
                                 place->list, "person", (json_int_t)person->id, "name",
                                 person->name, "address", person->address, "mode", place->mode,
                                 "until", until, "usual", place->usual, "roles", place->roles));
    else
        printf("%s: %s, %s%s%s%s%s%s%s\n", place->list, person->name,
               place->mode ? place->mode : "no member", until ? " until " : "", until ? day : "",
               until ? ", then " : "", until ? place->usual : "", *place->roles ? ", " : "",
               place->roles);
}

static bool print_places(const App *app, Db *db, const Person *person, const List *list,
                         GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_LISTS_OF_PERSON);
    int printed = 0;

    db_int(stmt, 1, person->id);
    db_int(stmt, 2, clock_now());
    while (db_row(stmt)) {
        const Place place = {.list = db_col_text(stmt, 0),
                             .mode = db_col_text(stmt, 2),
                             .roles = db_col_text(stmt, 4),
                             .until = db_col_int(stmt, 5),
                             .usual = db_col_text(stmt, 6)};
        if (list && !g_str_equal(list->name, place.list))
            continue;
        print_one(app, person, &place);
        printed++;
    }
    if (!db_done(stmt, error))
        return false;
    if (printed == 0 && list)
        print_one(app, person, &(Place){.list = list->name, .roles = ""});
    else if (printed == 0 && !app->json)
        printf("%s belongs to no list.\n", person->name);
    return true;
}

/* The days on duty count only where the list asks for that. */
static bool print_duty(Db *db, const Person *person, const List *list, GError **error)
{
    g_autoptr(GPtrArray) rota = rota_all(db, list->id, error);
    g_autofree char *asked = list_get(list, "asked");

    for (guint i = 0; rota && i < rota->len; i++) {
        const OnDuty *row = g_ptr_array_index(rota, i);
        g_autofree char *days = rota_days(row);
        if (row->person != person->id || !*days)
            continue;
        printf("%s: on duty %s", list->name, days);
        if (g_strcmp0(asked, "duty") != 0)
            printf("; that counts once this is set: vestnik list set %s asked=duty", list->name);
        putchar('\n');
    }
    return rota != NULL;
}

bool member_print(const App *app, Db *db, const Person *person, const List *list, GError **error)
{
    if (!print_places(app, db, person, list, error))
        return false;
    if (app->json)
        return true;
    if (list)
        return print_duty(db, person, list, error);
    g_autoptr(GPtrArray) lists = list_all(db, error);
    bool ok = lists != NULL;
    for (guint i = 0; ok && i < lists->len; i++)
        ok = print_duty(db, person, g_ptr_array_index(lists, i), error);
    return ok;
}
