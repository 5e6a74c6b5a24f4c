/* sql.c: see sql.h. */
#include "archive/sql.h"

static const struct {
    const char *name, *text;
} STATEMENTS[] = {
#define SQL(name, text) {#name, text},
#include "archive/sql_all.def"
#undef SQL
};

const char *sql_text(Sql id)
{
    return STATEMENTS[id].text;
}

const char *sql_name(Sql id)
{
    return STATEMENTS[id].name;
}
