/* status_unsent.c: see status_unsent.h. */
#include "gateway/status_unsent.h"

#include <stdio.h>

#include "base/clock.h"

static const struct {
    const char *key, *words;
} TIMES[] = {{"failed", "last try"}, {"next", "next try"}, {"oldest", "the oldest is of"}};

/* Of a row of SQL_STATUS_UNSENT. */
static json_t *from_row(DbStmt *s, GTimeZone *zone)
{
    json_t *unsent = json_pack("{s:I,s:s?}", "waiting", (json_int_t)db_col_int(s, 0), "error",
                               db_col_text(s, 1));

    for (int i = 0; i < (int)G_N_ELEMENTS(TIMES); i++) {
        g_autofree char *at = clock_rfc3339(db_col_int(s, 2 + i), zone);
        json_object_set_new(unsent, TIMES[i].key, json_string(at));
    }
    return unsent;
}

json_t *status_unsent(Db *db, GTimeZone *zone, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_STATUS_UNSENT);
    json_t *unsent = db_row(s) && db_col_int(s, 0) ? from_row(s, zone) : json_null();

    if (db_done(s, error))
        return unsent;
    json_decref(unsent);
    return NULL;
}

void status_unsent_print(const json_t *unsent)
{
    if (!json_is_object(unsent))
        return;
    printf("not sent\n  %-24s %8" JSON_INTEGER_FORMAT "\n  %-24s %s\n", "copies that wait",
           json_integer_value(json_object_get(unsent, "waiting")), "IN TROUBLE",
           json_string_value(json_object_get(unsent, "error")));
    for (size_t i = 0; i < G_N_ELEMENTS(TIMES); i++)
        printf("  %-24s %s\n", TIMES[i].words,
               json_string_value(json_object_get(unsent, TIMES[i].key)));
}
