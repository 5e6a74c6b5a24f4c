/* ruling.c: see ruling.h. */
#include "archive/ruling.h"

#include "base/clock.h"

static const struct {
    const char *word;
    bool publishes;
} WORDS[] = {
    [RULING_YES] = {"yes", true},   [RULING_ALWAYS] = {"always", true},
    [RULING_NO] = {"no", false},    [RULING_SPAM] = {"spam", false},
    [RULING_EDIT] = {"edit", true}, [RULING_BACK] = {"back", false},
};

const char *ruling_word(RulingWord word)
{
    return WORDS[word].word;
}

bool ruling_publishes(RulingWord word)
{
    return WORDS[word].publishes;
}

bool ruling_add(Db *db, const Ruling *ruling, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_RULING_INSERT);

    db_int(s, 1, ruling->letter_case);
    db_int(s, 2, ruling->list);
    db_id(s, 3, ruling->author);
    db_text(s, 4, ruling_word(ruling->word));
    db_text(s, 5, ruling->reason);
    db_id(s, 6, ruling->person);
    db_id(s, 7, ruling->letter);
    db_int(s, 8, clock_now());
    db_text(s, 9, ruling->text);
    return db_run(s, error);
}

bool ruling_standing(Db *db, int64_t list, int64_t author, Standing *standing, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_RULING_STANDING);

    db_int(s, 1, list);
    db_int(s, 2, author);
    if (db_row(s)) {
        standing->is_vouched = db_col_int(s, 0) != 0;
        standing->published = db_col_int(s, 1);
    }
    return db_done(s, error);
}

static RulingWord word_from(const char *stored)
{
    size_t word = 0;

    while (word + 1 < G_N_ELEMENTS(WORDS) && !g_str_equal(WORDS[word].word, stored))
        word++;
    return (RulingWord)word;
}

bool ruling_of_case(Db *db, int64_t letter_case, Ruled *ruled, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_RULING_OF_CASE);

    *ruled = (Ruled){0};
    db_int(s, 1, letter_case);
    if (db_row(s))
        *ruled = (Ruled){.found = true,
                         .word = word_from(db_col_text(s, 0)),
                         .person = db_col_int(s, 1),
                         .at = db_col_int(s, 2)};
    return db_done(s, error);
}
