/* hold_words.c: see hold_words.h. */
#include "gateway/hold_words.h"

#include <string.h>

#include "base/hold_rules.h"
#include "lists/file_rules.h"
#include "lists/policy.h"

#define SHOWN_MOST 5 /* rules */
#define OVER_LIMIT "over-limit:"

static bool holds_for(const HoldHit *hit, const List *list)
{
    return hold_is_for(hit->lists, list->name);
}

const HoldHit *hold_hit(const Facts *facts, const List *list)
{
    for (guint i = 0; i < facts->hits->len; i++) {
        const HoldHit *hit = g_ptr_array_index(facts->hits, i);
        if (holds_for(hit, list))
            return hit;
    }
    return NULL;
}

/* The same words of the letter are quoted once, however many rules they meet. */
static bool is_quoted(const GPtrArray *shown, const HoldHit *hit)
{
    for (guint i = 0; i < shown->len; i++) {
        const HoldHit *other = g_ptr_array_index(shown, i);
        if (other->line == hit->line && g_str_equal(other->seen, hit->seen))
            return true;
    }
    return false;
}

/* "похоже на личные данные детей: СНИЛС (строка 3: «...»)" */
static void append_hit(GString *out, const Words *words, const HoldHit *hit, bool quoted)
{
    if (out->len)
        g_string_append(out, "; ");
    g_string_append(out, words_reason(words, policy_hit_reason(hit)));
    if (!*hit->seen || quoted)
        return;
    g_string_append(out, " (");
    if (hit->line)
        g_string_append_printf(out, "%s %d: ", words_get(words, WORD_HELD_LINE), hit->line);
    g_string_append_printf(out, "«%s»)", hit->seen);
}

/* One name is said once, wherever else the same was seen. */
static bool is_new(const GPtrArray *shown, const HoldHit *hit)
{
    for (guint i = 0; i < shown->len; i++) {
        const HoldHit *other = g_ptr_array_index(shown, i);
        if (other->kind == hit->kind && g_str_equal(other->name, hit->name))
            return false;
    }
    return true;
}

static void append_hits(GString *out, const Words *words, const Facts *facts, const List *list)
{
    g_autoptr(GPtrArray) shown = g_ptr_array_new();

    for (guint i = 0; i < facts->hits->len && shown->len < SHOWN_MOST; i++) {
        HoldHit *hit = g_ptr_array_index(facts->hits, i);
        if (!holds_for(hit, list) || !is_new(shown, hit))
            continue;
        append_hit(out, words, hit, is_quoted(shown, hit));
        g_ptr_array_add(shown, hit);
    }
}

/* "(больше, чем разрешает настройка limit_parts)" */
static void append_limit(GString *out, const Words *words, const Facts *facts)
{
    for (guint i = 0; i < facts->warnings->len; i++) {
        const char *warning = g_ptr_array_index(facts->warnings, i);
        if (!g_str_has_prefix(warning, OVER_LIMIT))
            continue;
        g_string_append_printf(out, " (%s limit_%s)", words_get(words, WORD_OVER_LIMIT),
                               warning + strlen(OVER_LIMIT));
        return;
    }
}

/* Of a letter that is not taken, and of one that would not be, were its author told. */
static void append_files(GString *out, const char *reason, const Facts *facts, const List *list)
{
    bool waits = g_str_equal(reason, "file-held") && file_any(list, facts, file_waits);
    g_autofree char *names = file_names(list, facts, waits ? file_waits : file_is_refused);

    g_string_append_printf(out, " (%s)", names);
}

static void append_measure(GString *out, const Words *words, const char *reason, const Facts *facts)
{
    if (g_str_equal(reason, "too-large")) {
        g_autofree char *size = words_size(words, facts->bytes);
        g_string_append_printf(out, " (%s)", size);
    } else if (g_str_equal(reason, "many-recipients")) {
        g_string_append_printf(out, " (%d)", facts->addressees);
    } else if (g_str_equal(reason, POLICY_UNREADABLE)) {
        append_limit(out, words, facts);
    }
}

char *hold_words(const Words *words, const char *reason, const Facts *facts, const List *list)
{
    const HoldHit *hit = list ? hold_hit(facts, list) : NULL;
    GString *out = g_string_new(NULL);

    /* a rule says itself what it is called */
    if (!hit || !g_str_equal(reason, policy_hit_reason(hit))) {
        g_string_append(out, words_reason(words, reason));
        append_measure(out, words, reason, facts);
        if (list && g_str_has_prefix(reason, "file-"))
            append_files(out, reason, facts, list);
    }
    if (hit)
        append_hits(out, words, facts, list);
    return g_string_free(out, FALSE);
}
