/* html_elements.c: see html_elements.h. */
#include "base/html_elements.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#define MAX_STYLE 1000

typedef struct Named {
    const char *name;
    Effect effect;
} Named;

/* In the order of strcmp(). */
static const Named ELEMENTS[] = {
    {"a", E_LINK},        {"applet", E_DROP},  {"article", E_LINE},  {"blockquote", E_QUOTE},
    {"body", E_LINE},     {"br", E_BREAK},     {"caption", E_LINE},  {"center", E_LINE},
    {"dd", E_LINE},       {"div", E_LINE},     {"dl", E_PARAGRAPH},  {"dt", E_LINE},
    {"embed", E_DROP},    {"footer", E_LINE},  {"form", E_LINE},     {"frameset", E_DROP},
    {"h1", E_PARAGRAPH},  {"h2", E_PARAGRAPH}, {"h3", E_PARAGRAPH},  {"h4", E_PARAGRAPH},
    {"h5", E_PARAGRAPH},  {"h6", E_PARAGRAPH}, {"head", E_DROP},     {"header", E_LINE},
    {"hr", E_RULE},       {"iframe", E_DROP},  {"img", E_IMAGE},     {"li", E_ITEM},
    {"math", E_DROP},     {"noembed", E_DROP}, {"noframes", E_DROP}, {"noscript", E_DROP},
    {"object", E_DROP},   {"ol", E_NUMBERED},  {"p", E_PARAGRAPH},   {"pre", E_PRE},
    {"script", E_DROP},   {"section", E_LINE}, {"select", E_DROP},   {"style", E_DROP},
    {"svg", E_DROP},      {"table", E_LINE},   {"td", E_CELL},       {"template", E_DROP},
    {"textarea", E_DROP}, {"th", E_CELL},      {"title", E_DROP},    {"tr", E_ROW},
    {"ul", E_LIST},
};

/* Classes and identifiers, lower case. Answers may stand within gmail_quote: its blockquotes are
 * the quotation. */
static const Named MARKED[] = {
    {"applemailsignature", E_SIGNATURE},
    {"gmail_attr", E_ANNOUNCE},
    {"gmail_signature", E_SIGNATURE},
    {"mail-editor-reference-message-container", E_QUOTE},
    {"mail-quote-collapse", E_QUOTE},
    {"moz-cite-prefix", E_ANNOUNCE},
    {"moz-signature", E_SIGNATURE},
    {"ms-outlook-mobile-reference-message", E_QUOTE},
    {"ms-outlook-mobile-signature", E_SIGNATURE},
    {"olk_src_body_section", E_QUOTE},
    {"signature", E_SIGNATURE},
    {"zmail_extra", E_QUOTE},
};

static int compare(const void *key, const void *element)
{
    return strcmp(key, ((const Named *)element)->name);
}

const char *html_attribute(const xmlChar **attributes, const char *name)
{
    for (size_t i = 0; attributes && attributes[i]; i += 2)
        if (attributes[i + 1] && g_ascii_strcasecmp((const char *)attributes[i], name) == 0)
            return (const char *)attributes[i + 1];
    return NULL;
}

static Effect effect_of_mark(const char *mark)
{
    if (g_str_has_suffix(mark, "yahoo_quoted") || strstr(mark, "yahoo_quoted_"))
        return E_QUOTE;
    for (size_t i = 0; i < G_N_ELEMENTS(MARKED); i++)
        if (strcmp(mark, MARKED[i].name) == 0)
            return MARKED[i].effect;
    return E_NONE;
}

/* `marks`: words of a class or id. */
static Effect effect_of_marks(const char *marks)
{
    Effect effect = E_NONE;

    if (!marks || strlen(marks) > MAX_STYLE)
        return E_NONE;
    g_autofree char *low = g_ascii_strdown(marks, -1);
    g_auto(GStrv) words = g_strsplit_set(low, " \t\r\n", -1);
    for (size_t i = 0; words[i] && effect == E_NONE; i++)
        effect = effect_of_mark(words[i]);
    return effect;
}

/* "max-height:0", not "max-height:0.5em". */
static bool has_zero(const char *style, const char *property)
{
    const char *p = strstr(style, property);

    return p && (p == style || p[-1] == ';') && p[strlen(property)] != '.';
}

/* The style without blanks, lower case; "" when there is none. The caller's. */
static char *squeeze_style(const char *style)
{
    GString *out = g_string_new(NULL);

    for (const char *p = style ? style : ""; *p && out->len < MAX_STYLE; p++)
        if (!g_ascii_isspace(*p))
            g_string_append_c(out, g_ascii_tolower(*p));
    return g_string_free(out, FALSE);
}

static bool is_hidden(const char *style)
{
    return strstr(style, "display:none") || strstr(style, "mso-hide:all") ||
           strstr(style, "visibility:hidden") || has_zero(style, "max-height:0") ||
           has_zero(style, "font-size:0");
}

/* Gmail indents with a blockquote that has neither a border nor a class. */
static bool is_indent(const xmlChar **attributes, const char *style)
{
    return strstr(style, "border:none") && !html_attribute(attributes, "class") &&
           !html_attribute(attributes, "type") && !html_attribute(attributes, "cite");
}

/* Outlook writes each line as a paragraph of such a class. */
static bool is_office(const xmlChar **attributes)
{
    const char *class_ = html_attribute(attributes, "class");

    return class_ && g_ascii_strncasecmp(class_, "mso", 3) == 0;
}

Effect html_effect(const char *name, const xmlChar **attributes)
{
    g_autofree char *low = g_ascii_strdown(name, -1);
    const Named *found = bsearch(low, ELEMENTS, G_N_ELEMENTS(ELEMENTS), sizeof *ELEMENTS, compare);
    Effect effect = found ? found->effect : E_NONE;

    if (!attributes || !attributes[0] || effect == E_DROP)
        return effect;
    g_autofree char *style = squeeze_style(html_attribute(attributes, "style"));
    if (html_attribute(attributes, "hidden") || (effect != E_BREAK && is_hidden(style)))
        return E_DROP;
    Effect marked = effect_of_marks(html_attribute(attributes, "class"));
    if (marked == E_NONE)
        marked = effect_of_marks(html_attribute(attributes, "id"));
    if (marked != E_NONE && (effect == E_LINE || effect == E_NONE || effect == E_PARAGRAPH))
        return marked;
    if (effect == E_QUOTE && is_indent(attributes, style))
        return E_PARAGRAPH;
    return effect == E_PARAGRAPH && is_office(attributes) ? E_TIGHT : effect;
}
