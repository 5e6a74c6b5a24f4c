/* auth_parse.c: see auth_parse.h. */
#include "base/auth_parse.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

#define METHODS_MOST 100

/* --- words: comments and blanks between them count for nothing, quoted strings are one word --- */

typedef enum TokenKind { TOKEN_END, TOKEN_WORD, TOKEN_EQUALS, TOKEN_SEMICOLON } TokenKind;

const char *comment_end(const char *p)
{
    int depth = 0;

    for (; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '(')
            depth++;
        else if (*p == ')' && --depth == 0)
            return p + 1;
    }
    return p;
}

static const char *skip_blanks(const char *p)
{
    for (;;) {
        p += strspn(p, " \t");
        if (*p != '(')
            return p;
        p = comment_end(p);
    }
}

/* A local part may be quoted and go on behind the quotes: "a b"@example.org. */
static const char *read_word(const char *p, const char *ends, GString *word)
{
    bool quoted = false;

    for (; *p && (quoted || !strchr(ends, *p)); p++) {
        if (*p == '"') {
            quoted = !quoted;
            continue;
        }
        if (*p == '\\' && quoted && p[1])
            p++;
        g_string_append_c(word, *p);
    }
    return p;
}

/* `in_value`: behind an equals sign, where local parts may hold one. */
static TokenKind next_token(const char **p, bool in_value, GString *word)
{
    const char *at = skip_blanks(*p);

    g_string_truncate(word, 0);
    while (*at == ')') /* closes nothing */
        at = skip_blanks(at + 1);
    *p = at + (*at != '\0');
    switch (*at) {
    case '\0':
        return TOKEN_END;
    case ';':
        return TOKEN_SEMICOLON;
    case '=':
        return TOKEN_EQUALS;
    default:
        *p = read_word(at, in_value ? " \t();" : " \t();=", word);
        return TOKEN_WORD;
    }
}

/* --- methods --- */

static void method_clear(gpointer item)
{
    AuthMethod *method = item;
    g_free(method->method);
    g_free(method->result);
    g_free(method->domain);
}

/* The properties that name the domain a method looked at, best first. smtp.mfrom and smtp.mail are
 * spellings of smtp.mailfrom. */
static const struct {
    const char *method, *property;
} PROPERTIES[] = {
    {"dmarc", "header.from"}, {"dkim", "header.d"},        {"dkim", "header.i"},
    {"spf", "smtp.mailfrom"}, {"spf", "smtp.mail"},        {"spf", "smtp.mfrom"},
    {"spf", "envelope-from"}, {"compauth", "header.from"},
};

/* The rank of a property of this method; -1: it names no domain. */
static int rank_of(const char *method, const char *property)
{
    for (size_t i = 0; i < G_N_ELEMENTS(PROPERTIES); i++)
        if (strcmp(PROPERTIES[i].method, method) == 0 &&
            g_ascii_strcasecmp(PROPERTIES[i].property, property) == 0)
            return (int)i;
    return -1;
}

/* The domain of "user@example.com", "@example.com", "example.com"; NULL when it is none. */
static char *domain_of(const char *value)
{
    const char *at = strrchr(value, '@');
    g_autofree char *bare = g_strndup(at ? at + 1 : value, strcspn(at ? at + 1 : value, "<>"));

    return domain_to_ascii(bare, NULL);
}

typedef struct Reading {
    AuthField *field;
    AuthMethod method; /* that is being read */
    int rank;          /* of the property that gave method.domain; -1 none */
    char *name;        /* before a "=" */
} Reading;

static void end_method(Reading *reading)
{
    if (reading->method.method && reading->field->methods->len < METHODS_MOST)
        g_array_append_val(reading->field->methods, reading->method);
    else
        method_clear(&reading->method);
    reading->method = (AuthMethod){0};
    reading->rank = -1;
}

static void take_pair(Reading *reading, const char *value)
{
    AuthMethod *method = &reading->method;

    if (!method->method) {
        method->method = g_ascii_strdown(reading->name, (gssize)strcspn(reading->name, "/"));
        method->result = g_ascii_strdown(value, -1);
        return;
    }
    int rank = rank_of(method->method, reading->name);
    char *domain =
        rank >= 0 && (reading->rank < 0 || rank < reading->rank) ? domain_of(value) : NULL;
    if (!domain)
        return;
    g_free(method->domain);
    method->domain = domain;
    reading->rank = rank;
}

/* The id is a word alone in front of the first semicolon; a version may follow it. */
static void take_word(Reading *reading, const char *word, bool first)
{
    if (first)
        reading->field->id = g_ascii_strdown(word, -1);
}

static void read_all(Reading *reading, const char *value)
{
    g_autoptr(GString) word = g_string_new(NULL);
    bool first = true, equals = false, in_version = false;

    for (const char *p = value;;) {
        TokenKind kind = next_token(&p, equals, word);
        if (kind == TOKEN_WORD && equals) {
            take_pair(reading, word->str);
            g_clear_pointer(&reading->name, g_free);
            equals = false;
            continue;
        }
        if (kind == TOKEN_EQUALS) {
            equals = reading->name != NULL;
            in_version = false;
            continue;
        }
        if (kind == TOKEN_WORD && reading->name && (*word->str == '/' || in_version)) {
            in_version = !in_version && word->str[1] == '\0'; /* "dkim / 1" is "dkim/1" */
            continue;
        }
        if (reading->name) { /* it stood alone */
            take_word(reading, reading->name, first);
            first = false;
            g_clear_pointer(&reading->name, g_free);
        }
        equals = false;
        if (kind == TOKEN_WORD)
            reading->name = g_strdup(word->str);
        else
            end_method(reading);
        if (kind == TOKEN_SEMICOLON)
            first = false;
        if (kind == TOKEN_END)
            return;
    }
}

AuthField *auth_field_parse(const char *value)
{
    AuthField *field = g_new0(AuthField, 1);
    Reading reading = {.field = field, .rank = -1};

    field->methods = g_array_new(FALSE, FALSE, sizeof(AuthMethod));
    g_array_set_clear_func(field->methods, method_clear);
    read_all(&reading, value);
    return field;
}

void auth_field_free(AuthField *field)
{
    if (!field)
        return;
    g_free(field->id);
    g_array_unref(field->methods);
    g_free(field);
}
