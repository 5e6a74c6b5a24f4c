/* auth_results.c: auth_read() of letter.h: Authentication-Results (RFC 8601) of our own receiver.
 *
 * Anybody can write this field into a letter. It counts only under the id of the settings, and only
 * above the first Received field that a foreign host wrote. dmarc= decides; where it is missing, a
 * dkim or spf pass for the domain of From does (relaxed alignment, RFC 7489 section 3.1). */
#include <string.h>

#include "base/letter.h"
#include "base/text.h"

/* One "method=result property=value ...". */
typedef struct Result {
    char *method, *result, *domain;
} Result;

static void result_clear(gpointer item)
{
    Result *result = item;
    g_free(result->method);
    g_free(result->result);
    g_free(result->domain);
}

/* Comments (nested) become blanks. */
static char *strip_comments(const char *value)
{
    GString *out = g_string_new(NULL);
    int depth = 0;
    bool quoted = false;

    for (const char *p = value; *p; p++) {
        if (*p == '"' && depth == 0)
            quoted = !quoted;
        else if (*p == '(' && !quoted)
            depth++;
        if (depth == 0 && *p != '"')
            g_string_append_c(out, *p);
        if (*p == ')' && !quoted && depth > 0 && --depth == 0)
            g_string_append_c(out, ' ');
    }
    return g_string_free(out, FALSE);
}

/* The domain of "user@example.com", "@example.com", "example.com" as A-labels; NULL when none. */
static char *domain_of(const char *value)
{
    const char *at = strrchr(value, '@');
    g_autofree char *bare = g_strndup(at ? at + 1 : value, strcspn(at ? at + 1 : value, "<>; "));

    return domain_to_ascii(bare, NULL);
}

/* Properties that name the domain a method looked at. */
static const char *const DOMAIN_PROPERTIES[] = {
    "header.from", "header.d", "header.i", "smtp.mailfrom", "smtp.mail", NULL,
};

static void read_result(char *text, GArray *results)
{
    g_auto(GStrv) words = g_strsplit_set(g_strstrip(text), " \t", -1);
    Result result = {0};

    for (size_t i = 0; words[i]; i++) {
        char *equals = strchr(words[i], '=');
        if (!equals)
            continue;
        *equals = '\0';
        if (!result.method) {
            g_autofree char *method = g_ascii_strdown(words[i], -1);
            method[strcspn(method, "/")] = '\0';
            result.method = g_strdup(method);
            result.result = g_ascii_strdown(equals + 1, -1);
        } else if (!result.domain && g_strv_contains(DOMAIN_PROPERTIES, words[i])) {
            result.domain = domain_of(equals + 1);
        }
    }
    if (result.method)
        g_array_append_val(results, result);
    else
        g_free(result.domain);
}

/* Is one the other, or a subdomain of it? A top-level name alone is nobody's domain. */
static bool is_aligned(const char *a, const char *b)
{
    size_t la = strlen(a), lb = strlen(b);
    const char *shorter = la < lb ? a : b, *longer = la < lb ? b : a;
    size_t rest = MAX(la, lb) - MIN(la, lb);

    if (rest == 0)
        return strcmp(a, b) == 0;
    return strchr(shorter, '.') && longer[rest - 1] == '.' && strcmp(longer + rest, shorter) == 0;
}

static const Result *find_result(const GArray *results, const char *method, const char *wanted,
                                 const char *domain)
{
    for (guint i = 0; i < results->len; i++) {
        const Result *r = &g_array_index(results, Result, i);
        if (strcmp(r->method, method) == 0 && strcmp(r->result, wanted) == 0 &&
            (!domain || (r->domain && is_aligned(r->domain, domain))))
            return r;
    }
    return NULL;
}

/* The order in which results decide. A failure of spf alone is no failure: forwarding breaks it. */
static const struct AuthRule {
    const char *method, *result;
    bool aligned;
    AuthResult verdict;
} AUTH_RULES[] = {
    {"dmarc", "pass", false, AUTH_PASS},      {"dmarc", "fail", false, AUTH_FAIL},
    {"dmarc", "permerror", false, AUTH_FAIL}, {"dkim", "pass", true, AUTH_PASS},
    {"spf", "pass", true, AUTH_PASS},         {"dkim", "fail", true, AUTH_FAIL},
    {"spf", "fail", true, AUTH_FAIL},
};

static void decide(Facts *facts, const GArray *results)
{
    const char *at = facts->from.address ? strchr(facts->from.address, '@') : NULL;

    for (size_t i = 0; at && i < G_N_ELEMENTS(AUTH_RULES); i++) {
        const struct AuthRule *rule = &AUTH_RULES[i];
        const Result *found =
            find_result(results, rule->method, rule->result, rule->aligned ? at + 1 : NULL);
        /* dmarc is always about From; where it names another domain it is about another letter */
        if (!found || (!rule->aligned && found->domain && !is_aligned(found->domain, at + 1)))
            continue;
        facts->auth = rule->verdict;
        facts->auth_method = g_strdup(rule->method);
        facts->auth_domain = g_strdup(found->domain ? found->domain : at + 1);
        return;
    }
}

/* Reads the field into `results` when it is ours; returns its id. */
static char *read_field(const char *value, const char *pattern, GArray *results)
{
    g_autofree char *plain = strip_comments(value);
    g_auto(GStrv) parts = g_strsplit(plain, ";", 100);

    if (!parts[0])
        return NULL;
    g_strstrip(parts[0]);
    parts[0][strcspn(parts[0], " \t")] = '\0'; /* a version may follow the id */
    g_autofree char *id = g_ascii_strdown(parts[0], -1);
    g_autofree char *glob = g_ascii_strdown(pattern, -1);
    if (!g_pattern_match_simple(glob, id))
        return NULL;
    for (size_t i = 1; parts[i]; i++)
        read_result(parts[i], results);
    return text_one_line(id);
}

/* The last two labels of a host or pattern: "*.yandex.net" and "mx1.yandex.net" are one house. */
static const char *house_of(const char *host)
{
    const char *last = strrchr(host, '.');

    while (last && last > host && last[-1] != '.')
        last--;
    return last ? last : host;
}

/* Was this Received field written by a host of ours? Names without a dot and addresses are
 * internal. */
static bool is_own_hop(const char *received, const char *pattern)
{
    const char *by = strstr(received, " by ");

    by = by ? by + 4 : g_str_has_prefix(received, "by ") ? received + 3 : NULL;
    if (!by)
        return false;
    g_autofree char *host = g_strndup(by, strcspn(by, " \t;("));
    g_autofree char *lower = g_ascii_strdown(host, -1);
    bool is_ipv4 = strspn(lower, "0123456789.[]") == strlen(lower);
    bool is_ipv6 = strchr(lower, ':') && strspn(lower, "0123456789.:abcdef[]") == strlen(lower);
    if (!strchr(lower, '.') || is_ipv4 || is_ipv6)
        return true;
    g_autofree char *glob = g_ascii_strdown(pattern, -1);
    return strcmp(house_of(lower), house_of(glob)) == 0;
}

void auth_read(Letter *letter)
{
    const char *pattern = letter->context->authserv_id;
    const GArray *items = letter->headers->items;
    bool received = false;

    for (guint i = 0; pattern && i < items->len; i++) {
        const Header *header = &g_array_index(items, Header, i);
        if (strcmp(header->name, "received") == 0) {
            /* the topmost one is our own receiver's, whatever it calls itself */
            if (received && !is_own_hop(header->value, pattern))
                return;
            received = true;
        }
        if (strcmp(header->name, "authentication-results") != 0)
            continue;
        g_autoptr(GArray) results = g_array_new(FALSE, FALSE, sizeof(Result));
        g_array_set_clear_func(results, result_clear);
        char *by = read_field(header->value, pattern, results);
        if (by) {
            letter->facts->auth_by = by;
            decide(letter->facts, results);
            return;
        }
    }
}
