/* gathered.c: see gathered.h: rows of copies -> one group for each set of posts -> one letter a
 * group. */
#include "digest/gathered.h"

#include "archive/outgoing.h"
#include "base/auto.h"
#include "digest/daily.h"
#include "digest/sending.h"
#include "lists/readers.h"

#define WAITS_MOST (30 * DAY) /* that a letter of the kind is taken to wait to be sent */

static const char NAME[] = "digest-gathered";

/* Readers who missed the same posts. */
typedef struct Group {
    GArray *posts;  /* of int64_t */
    GPtrArray *to;  /* of Member*, borrowed, or of our own making */
    GArray *copies; /* of int64_t: recipients that this letter tells of */
    int64_t first;  /* when the earliest was published */
} Group;

static void group_free(void *data)
{
    Group *group = data;

    g_array_unref(group->posts);
    g_ptr_array_unref(group->to);
    g_array_unref(group->copies);
    g_free(group);
}

static Group *group_new(void)
{
    Group *group = g_new0(Group, 1);

    group->posts = g_array_new(FALSE, FALSE, sizeof(int64_t));
    group->to = g_ptr_array_new();
    group->copies = g_array_new(FALSE, FALSE, sizeof(int64_t));
    group->first = INT64_MAX;
    return group;
}

/* One reader's row after the other. */
typedef struct Gathering {
    const DigestContext *context;
    const List *list;
    const GatheredDay *day;
    GHashTable *by_address; /* const char* to Member*: who gets its letters and wants them */
    GHashTable *by_person;  /* int64_t* to Member* */
    GHashTable *read_daily; /* addresses of the daily letter */
    GHashTable *groups;     /* "12 13 15" to Group* */
    GArray *told, *gone;    /* of int64_t: copies that the daily letter tells of; of nobody */
} Gathering;

static void gathering_clear(Gathering *g)
{
    g_hash_table_unref(g->by_address);
    g_hash_table_unref(g->by_person);
    g_hash_table_unref(g->read_daily);
    g_hash_table_unref(g->groups);
    g_array_unref(g->told);
    g_array_unref(g->gone);
}

static void gathering_init(Gathering *g, const GPtrArray *readers)
{
    g->by_address = g_hash_table_new(g_str_hash, g_str_equal);
    g->by_person = g_hash_table_new(g_int64_hash, g_int64_equal);
    g->read_daily = g_hash_table_new(g_str_hash, g_str_equal);
    g->groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, group_free);
    g->told = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g->gone = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < readers->len; i++) {
        Member *member = g_ptr_array_index(readers, i);
        if (!member->address || g_str_equal(member->mode, "none"))
            continue;
        g_hash_table_insert(g->by_address, member->address, member);
        g_hash_table_insert(g->by_person, &member->person, member);
    }
    for (guint i = 0; g->day->letter && i < g->day->readers->len; i++) {
        const Member *reader = g_ptr_array_index(g->day->readers, i);
        if (reader->address)
            g_hash_table_add(g->read_daily, reader->address);
    }
}

/* All copies of one address. */
typedef struct Reader {
    char *address;
    int64_t person;
    Group *missed; /* its posts and copies */
    GString *key;
} Reader;

static void append_all(GArray *to, const GArray *from)
{
    g_array_append_vals(to, from->data, from->len);
}

static void place_reader(Gathering *g, Reader *reader)
{
    Group *missed = reader->missed;
    Member *member = g_hash_table_lookup(g->by_address, reader->address);

    if (!member) /* letters go elsewhere by now */
        member = g_hash_table_lookup(g->by_person, &reader->person);
    if (!member) {
        append_all(g->gone, missed->copies);
    } else if (g_hash_table_contains(g->read_daily, member->address)) {
        append_all(g->told, missed->copies);
    } else {
        Group *group = g_hash_table_lookup(g->groups, reader->key->str);
        if (!group) {
            group = group_new();
            append_all(group->posts, missed->posts);
            g_hash_table_insert(g->groups, g_strdup(reader->key->str), group);
        }
        group->first = MIN(group->first, missed->first);
        g_ptr_array_add(group->to, member);
        append_all(group->copies, missed->copies);
    }
}

static void reader_begin(Reader *reader, const char *address, int64_t person)
{
    g_free(reader->address);
    if (reader->missed)
        group_free(reader->missed);
    reader->address = g_strdup(address);
    reader->person = person;
    reader->missed = address ? group_new() : NULL;
    g_string_truncate(reader->key, 0);
}

/* Rows come by address, then by post. */
static bool read_rows(Gathering *g, GError **error)
{
    Reader reader = {.key = g_string_new(NULL)};
    DbStmt *s = db_stmt(g->context->db, SQL_GATHERED);

    db_int(s, 1, g->list->id);
    db_int(s, 2, g->day->day->to);
    db_int(s, 3, clock_now() - WAITS_MOST);
    while (db_row(s)) {
        const char *address = db_col_text(s, 0);
        int64_t copy = db_col_int(s, 2), post = db_col_int(s, 3);
        if (g_strcmp0(address, reader.address) != 0) {
            if (reader.missed)
                place_reader(g, &reader);
            reader_begin(&reader, address, db_col_int(s, 1));
        }
        g_array_append_val(reader.missed->copies, copy);
        g_array_append_val(reader.missed->posts, post);
        reader.missed->first = MIN(reader.missed->first, db_col_int(s, 4));
        g_string_append_printf(reader.key, "%" G_GINT64_FORMAT " ", post);
    }
    if (reader.missed)
        place_reader(g, &reader);
    reader_begin(&reader, NULL, 0);
    g_string_free(reader.key, TRUE);
    return db_done(s, error);
}

/* --- letters ---------------------------------------------------------------------------------- */

static bool mark(Db *db, const GArray *copies, int64_t letter, GError **error)
{
    for (guint i = 0; i < copies->len; i++) {
        DbStmt *s = db_stmt(db, letter ? SQL_GATHERED_TOLD : SQL_GATHERED_GONE);
        db_int(s, 1, g_array_index(copies, int64_t, i));
        db_int(s, 2, clock_now());
        if (letter)
            db_int(s, 3, letter);
        if (!db_run(s, error))
            return false;
    }
    return true;
}

static bool write_group(const Gathering *g, const Group *group, int number, int64_t *copies,
                        GError **error)
{
    GTimeZone *zone = g->context->settings->zone;
    const Day told = {.from = day_of(group->first, zone).from, .to = g->day->day->to};
    g_autofree char *name = day_name(g->day->day, zone);
    g_autofree char *period = g_strdup_printf("%s.%d", name, number);
    const DigestLetter letter = {
        .context = g->context, .list = g->list, .name = NAME, .period = period, .from_list = true};
    g_autoptr(json_t) values = daily_values_of(g->context, g->list, &told, group->posts, error);
    LetterText text = {0};
    int64_t added = 0, outgoing = 0;
    bool ok = values && daily_letter(g->context, values, &text, error) &&
              digest_queue_letter(&letter, &text, group->to, &outgoing, &added, error) &&
              mark(g->context->db, group->copies, outgoing, error);

    letter_text_clear(&text);
    *copies += added;
    return ok;
}

static bool write_all(const Gathering *g, int64_t *copies, GError **error)
{
    GHashTableIter iter;
    void *group;
    int number = 0;

    g_hash_table_iter_init(&iter, g->groups);
    while (g_hash_table_iter_next(&iter, NULL, &group))
        if (!write_group(g, group, ++number, copies, error))
            return false;
    return mark(g->context->db, g->told, g->day->letter, error) &&
           mark(g->context->db, g->gone, 0, error);
}

bool gathered_queue(const DigestContext *context, const List *list, const GatheredDay *day,
                    int64_t *copies, GError **error)
{
    g_autoptr(GPtrArray) readers = list_readers(context->db, list->id, error);
    Gathering g = {.context = context, .list = list, .day = day};

    if (!readers)
        return false;
    gathering_init(&g, readers);
    bool ok = read_rows(&g, error) && write_all(&g, copies, error);
    gathering_clear(&g);
    return ok;
}
