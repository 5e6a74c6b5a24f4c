/* auth_results.c: auth_read() of letter.h: what our own receiver found out about the sender
 * (RFC 8601). Which fields count is the profile's (auth_profile.h).
 *
 * dmarc= decides. Where it is missing or has no opinion, a dkim or spf pass for the domain of From
 * does, with relaxed alignment (RFC 7489 section 3.1): the same organisational domain by the list
 * of public suffixes. No result at all is neither pass nor failure. ARC is nobody's word here. */
#include <string.h>

#include <libpsl.h>

#include "base/auth_parse.h"
#include "base/letter.h"
#include "base/text.h"

#define FIELDS_MOST 20

/* One organisation's? A public suffix alone is nobody's domain. */
static bool is_aligned(const char *a, const char *b)
{
    const psl_ctx_t *suffixes = psl_builtin();
    const char *one = suffixes ? psl_registrable_domain(suffixes, a) : NULL;
    const char *other = suffixes ? psl_registrable_domain(suffixes, b) : NULL;

    return one && other && strcmp(one, other) == 0;
}

static const AuthMethod *find_result(const GArray *methods, const char *method, const char *wanted,
                                     const char *domain)
{
    for (guint i = 0; i < methods->len; i++) {
        const AuthMethod *m = &g_array_index(methods, AuthMethod, i);
        if (strcmp(m->method, method) == 0 && strcmp(m->result, wanted) == 0 &&
            (!domain || (m->domain && is_aligned(m->domain, domain))))
            return m;
    }
    return NULL;
}

/* The order in which results decide. compauth is the verdict of Exchange Online where a domain
 * publishes no policy: its failure counts, its pass proves nothing. */
static const struct AuthRule {
    const char *method, *result;
    bool aligned;
    AuthResult verdict;
} AUTH_RULES[] = {
    {"dmarc", "pass", false, AUTH_PASS},    {"dmarc", "fail", false, AUTH_FAIL},
    {"dkim", "pass", true, AUTH_PASS},      {"spf", "pass", true, AUTH_PASS},
    {"dkim", "fail", true, AUTH_FAIL},      {"spf", "fail", true, AUTH_FAIL},
    {"compauth", "fail", false, AUTH_FAIL},
};

/* Words of the closed list of `inspect`: compauth stands for dmarc. */
static const char *method_name(const char *method)
{
    return strcmp(method, "compauth") == 0 ? "dmarc" : method;
}

static void decide(Facts *facts, const GArray *methods)
{
    const char *at = facts->from.address ? strchr(facts->from.address, '@') : NULL;

    for (size_t i = 0; at && i < G_N_ELEMENTS(AUTH_RULES); i++) {
        const struct AuthRule *rule = &AUTH_RULES[i];
        const AuthMethod *found =
            find_result(methods, rule->method, rule->result, rule->aligned ? at + 1 : NULL);
        /* dmarc is always about From; where it names another domain it is about another letter */
        if (!found || (!rule->aligned && found->domain && !is_aligned(found->domain, at + 1)))
            continue;
        facts->auth = rule->verdict;
        facts->auth_method = g_strdup(method_name(rule->method));
        facts->auth_domain = g_strdup(found->domain ? found->domain : at + 1);
        return;
    }
}

static char *shown_id(const AuthTrust *trust, const AuthField *field)
{
    return field->id ? text_one_line(field->id) : g_strdup(trust->profile->name);
}

/* What an upper field said of a method, a lower one cannot say otherwise. */
static void add_methods(GArray *all, const GArray *methods)
{
    guint before = all->len;

    for (guint i = 0; i < methods->len; i++) {
        const AuthMethod *m = &g_array_index(methods, AuthMethod, i);
        bool said = false;
        for (guint k = 0; k < before && !said; k++)
            said = strcmp(g_array_index(all, AuthMethod, k).method, m->method) == 0;
        if (!said)
            g_array_append_val(all, *m);
    }
}

void auth_read(Letter *letter)
{
    const AuthTrust *trust = &letter->context->auth;
    Facts *facts = letter->facts;

    if (!trust->profile)
        return;
    g_autoptr(GPtrArray) hosts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) place = auth_trusted_place(letter->headers, trust, hosts);
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func((GDestroyNotify)auth_field_free);
    g_autoptr(GArray) methods = g_array_new(FALSE, FALSE, sizeof(AuthMethod)); /* of the fields */
    for (guint i = 0; i < place->len && i < FIELDS_MOST; i++) {
        const Header *header = place->pdata[i];
        AuthField *field = auth_field_parse(header->value);
        g_ptr_array_add(fields, field);
        if (!auth_is_id(trust, field->id, hosts))
            continue;
        if (!facts->auth_by)
            facts->auth_by = shown_id(trust, field);
        add_methods(methods, field->methods);
        if (!trust->profile->merges)
            break;
    }
    decide(facts, methods);
}
