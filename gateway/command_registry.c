/* command_registry.c: see command_registry.h. The difference is made anew when it is confirmed: it
 * is the one that was shown, or the question goes out again with what it is now. */
#include "gateway/command_registry.h"

#include <inttypes.h>
#include <string.h>

#include "archive/act.h"
#include "base/auto.h"
#include "base/error.h"
#include "base/letter_parts.h"
#include "base/log.h"
#include "base/sha256.h"
#include "gateway/command_confirm.h"
#include "gateway/commands_by_letter.h"
#include "gateway/personal_data.h"
#include "gateway/registry_told.h"
#include "lists/greeting.h"
#include "lists/list.h"

static const char SHOWN[] = "registry-shown"; /* a run: case and digest of a difference */

static bool is_table(const char *name, const char *type)
{
    static const char *const TYPES[] = {"text/csv", "application/csv", "text/tab-separated-values",
                                        NULL};
    g_autofree char *low = g_ascii_strdown(name ? name : "", -1);

    return g_str_has_suffix(low, ".csv") || g_str_has_suffix(low, ".tsv") ||
           g_strv_contains(TYPES, type);
}

bool registry_is_brought(const Facts *facts)
{
    for (guint i = 0; i < facts->attachments->len; i++) {
        const Attachment *file = g_ptr_array_index(facts->attachments, i);
        if (is_table(file->name, file->type))
            return true;
    }
    return false;
}

const char *registry_workbook(const Facts *facts)
{
    static const char *const ENDS[] = {".xlsx", ".xls", ".xlsm", ".ods", ".numbers"};

    for (guint i = 0; i < facts->attachments->len; i++) {
        const Attachment *file = g_ptr_array_index(facts->attachments, i);
        g_autofree char *low = g_ascii_strdown(file->name ? file->name : "", -1);
        for (size_t k = 0; k < G_N_ELEMENTS(ENDS); k++)
            if (g_str_has_suffix(low, ENDS[k]))
                return file->name;
    }
    return NULL;
}

/* The only table among the files of the letter; borrowed. `count` of them. */
static GBytes *table_of(const Work *letter, guint *count)
{
    GBytes *table = NULL;

    *count = 0;
    for (guint i = 0; letter->parts && i < letter->parts->len; i++) {
        const LetterPart *part = g_ptr_array_index(letter->parts, i);
        if (!is_table(part->name, part->type))
            continue;
        table = part->bytes;
        ++*count;
    }
    return table;
}

/* --- the difference --------------------------------------------------------------------------- */

static RegistryDiff *import(Work *work, GBytes *table, ImportFlags flags, GError **error)
{
    const ImportRules rules = {flags, work->desk->settings->registry_gone_percent};

    return registry_import(work->desk->db, &work->desk->key, table, &rules, error);
}

/* What was shown to the methodist, in 64 hexadecimal digits. */
static char *digest_of(const Work *work, const RegistryDiff *diff)
{
    g_autoptr(GString) all = g_string_new(NULL);
    char digest[2 * SHA256_BYTES + 1];

    for (guint i = 0; i < diff->changes->len; i++) {
        g_autoptr(json_t) row = change_to_json(g_ptr_array_index(diff->changes, i),
                                               work->desk->words, work->desk->settings->zone);
        char *line = json_dumps(row, JSON_COMPACT | JSON_SORT_KEYS);
        g_string_append(all, line);
        free(line);
    }
    sha256_hex(all->str, all->len, digest);
    return g_strdup(digest);
}

static bool ask_difference(Work *work, int64_t object, const RegistryDiff *diff,
                           const char *language, GError **error)
{
    g_autofree char *subject = g_strdup_printf("%" PRId64, object);
    g_autofree char *digest = digest_of(work, diff);
    bool first;
    const Confirmation confirmation = {
        .kind = "registry",
        .text = "confirm-registry",
        .language = language,
        .object = object,
        .values = registry_told(work->desk, language, diff, error),
    };

    if (!confirmation.values)
        return false;
    json_object_set_new(confirmation.values, "changed_since", json_boolean(work->ask != NULL));
    if (!run_once(work->desk->db, SHOWN, subject, digest, &first, error)) {
        json_decref(confirmation.values);
        return false;
    }
    return command_ask(work, &confirmation, error);
}

static bool nothing_to_do(const RegistryDiff *diff)
{
    for (int kind = 0; kind < CHANGE_KINDS; kind++)
        if (diff->counts[kind] && kind != CHANGE_GONE && kind != CHANGE_KEPT_OUT &&
            kind != CHANGE_REMOVED && kind != CHANGE_NOTE)
            return false;
    return true;
}

/* Takes the values; NULL: they could not be made. */
static bool reply_told(Work *work, const char *text, const char *language, json_t *values,
                       GError **error)
{
    return values && letter_reply(work, text, language, NULL, values, error);
}

/* What a plan without errors becomes: a question, or word that all is as it was. */
static bool show_difference(Work *work, int64_t object, const RegistryDiff *diff,
                            const char *language, GError **error)
{
    if (diff->problems->count > 0)
        return reply_told(work, "registry-problems", language,
                          registry_problems(work->desk, language, diff, error), error);
    if (nothing_to_do(diff))
        return reply_told(work, "registry-same", language,
                          registry_told(work->desk, language, diff, error), error);
    return ask_difference(work, object, diff, language, error);
}

/* How a table is sent; `size` "": it is not for its size that none was read; `unread`: there was
 * one, but it is no table. */
static bool tell_how(Work *work, const char *language, const char *size, bool unread,
                     GError **error)
{
    const char *workbook = registry_workbook(work->facts);
    json_t *values = json_pack("{s:b,s:s,s:s}", "unread", unread, "size", size, "workbook",
                               workbook ? workbook : "");

    return letter_reply(work, "registry-how", language, NULL, values, error);
}

bool registry_tell_workbook(Work *work, const char *language, bool *told, GError **error)
{
    *told = false;
    if (!work->identity->person || !registry_workbook(work->facts))
        return true;
    return list_role_anywhere(work->desk->db, work->identity->person, "methodist", told, error) &&
           (!*told || tell_how(work, language, "", false, error));
}

bool letter_registry(const CommandCall *call, GError **error)
{
    Work *work = call->work;
    int64_t most = work->desk->settings->registry_bytes;
    guint count;
    GBytes *table = table_of(work, &count);
    g_autoptr(GError) why = NULL;

    if (count != 1)
        return tell_how(work, call->language, "", false, error);
    if ((int64_t)g_bytes_get_size(table) > most) {
        g_autofree char *size = g_format_size_full((guint64)most, G_FORMAT_SIZE_IEC_UNITS);
        return tell_how(work, call->language, size, false, error);
    }
    g_autoptr(RegistryDiff) diff = import(work, table, IMPORT_DRY_RUN, &why);
    if (!diff && error_code(why) == ERR_INPUT) {
        LOG(INFO, "registry.unread", LOG_NUM("letter", work->item->letter),
            LOG_STR("why", why->message));
        return tell_how(work, call->language, "", true, error);
    }
    if (!diff) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    return show_difference(work, work->item->id, diff, call->language, error);
}

/* --- the answer ------------------------------------------------------------------------------- */

bool registry_is_mended(const Work *work)
{
    g_auto(Answer) answer = answer_parse(greeting_skip(work->facts->new_text));

    return work->ask && g_str_equal(work->ask->kind, "registry") && answer.word == ANSWER_UNCLEAR &&
           registry_is_brought(work->facts);
}

static bool apply(Work *work, GBytes *table, GError **error)
{
    g_autoptr(RegistryDiff) diff = import(work, table, 0, error);

    return diff &&
           reply_told(work, "registry-done", NULL, registry_told(work->desk, NULL, diff, error),
                      error) &&
           ask_answer(work->desk->db, work->ask->id, "yes", work->item->letter, error);
}

static bool was_shown(Work *work, const RegistryDiff *diff, bool *shown, GError **error)
{
    g_autofree char *digest = digest_of(work, diff);
    g_autofree char *subject = g_strdup_printf("%" PRId64, work->ask->object);
    DbStmt *s = db_stmt(work->desk->db, SQL_RUN_AT);
    int64_t at;

    db_text(s, 1, SHOWN);
    db_text(s, 2, subject);
    db_text(s, 3, digest);
    return db_one(s, &at, shown, error);
}

static bool confirmed(Work *work, GError **error)
{
    bool told = false, shown = false, methodist = false;
    guint count;
    GBytes *table = work->held ? table_of(work->held, &count) : NULL;

    if (!personal_refuse_unproven(work, &told, error) || told)
        return told;
    if (!list_role_anywhere(work->desk->db, work->ask->person, "methodist", &methodist, error))
        return false;
    if (!methodist || !table) {
        work->reason = methodist ? "letter-gone" : "role-ended";
        return methodist ? tell_how(work, NULL, "", false, error)
                         : letter_reply(work, "need-methodist", NULL, NULL, NULL, error);
    }
    g_autoptr(RegistryDiff) diff = import(work, table, IMPORT_DRY_RUN, error);
    if (!diff || !was_shown(work, diff, &shown, error))
        return false;
    return shown ? apply(work, table, error)
                 : show_difference(work, work->ask->object, diff, NULL, error);
}

bool registry_answered(Work *work, const Answer *answer, GError **error)
{
    if (answer->word == ANSWER_YES)
        return confirmed(work, error);
    return ask_answer(work->desk->db, work->ask->id, "no", work->item->letter, error);
}
