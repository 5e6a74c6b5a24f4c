/* due.h: what the first account would send next. */
#ifndef VESTNIK_TESTS_DUE_H
#define VESTNIK_TESTS_DUE_H

#include "archive/outgoing.h"

static inline GPtrArray *due_at(Db *db, int64_t now, int most)
{
    const DueRule rule = {.now = now, .least = PRIORITY_DIGEST};
    GError *error = NULL;
    GPtrArray *found = NULL;
    int64_t outgoing = 0;

    do {
        g_clear_pointer(&found, g_ptr_array_unref);
        g_assert_true(outgoing_first_due(db, &rule, &outgoing, &error));
        found = outgoing_due(db, &rule, outgoing, most, &error);
        g_assert_no_error(error);
    } while (outgoing && !found->len);
    return found;
}

static inline int64_t next_due(Db *db)
{
    const DueRule rule = {.least = PRIORITY_DIGEST};
    int64_t next = 0;

    g_assert_true(outgoing_next_due(db, &rule, &next, NULL));
    return next;
}

#endif
