/* disowned.c: see disowned.h. The key of the letter is the day, so that who forges many names does
 * not fill that mailbox; rows of `run` remember the domains. */
#include "gateway/disowned.h"

#include <string.h>

#include "archive/act.h"
#include "base/clock.h"
#include "gateway/own_letter.h"

#define AGAIN (7 * DAY)

static const char TOLD[] = "told-disowned";

static bool was_told(Db *db, const char *domain, bool *was, GError **error)
{
    int64_t at = 0;
    DbStmt *s = db_stmt(db, SQL_RUN_LATEST);

    db_text(s, 1, TOLD);
    db_text(s, 2, domain);
    bool ok = db_one(s, &at, was, error);

    *was = at > clock_now() - AGAIN;
    return ok;
}

static bool tell(Work *work, const char *domain, const char *day, GError **error)
{
    const Settings *settings = work->desk->settings;
    const Identity *who = work->identity;
    const OwnLetter letter = {
        .text = "sender-disowned",
        .language = settings->language,
        .key = day,
        .address = settings->administrator,
        .values = json_pack("{s:s,s:s,s:s,s:I}", "domain", domain, "address", who->address, "name",
                            who->author, "letter", (json_int_t)work->item->letter),
    };

    return own_letter_queue(work->desk, &letter, error);
}

bool disowned_tell(Work *work, GError **error)
{
    const Settings *settings = work->desk->settings;
    const Identity *who = work->identity;
    Db *db = work->desk->db;
    bool told = false, first = false;

    if (!settings->administrator || who->strength == STRENGTH_NONE)
        return true;
    const char *domain = strchr(who->address, '@') + 1;
    g_autofree char *day = clock_date(clock_now(), settings->zone);
    if (!was_told(db, domain, &told, error))
        return false;
    if (told)
        return true;
    if (!run_once(db, TOLD, "", day, &first, error))
        return false;
    return !first ||
           (run_once(db, TOLD, domain, day, &first, error) && tell(work, domain, day, error));
}
