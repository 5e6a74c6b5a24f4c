/* html_text.c: see html_text.h. What an element does to the text is a row of the table ELEMENTS. */
#include "base/html_text.h"

#include <glib.h>
#include <libxml/HTMLparser.h>
#include <string.h>

#include "base/html_layout.h"

#define MAX_DEPTH 2000 /* of elements; closing tags cost a walk over the open ones */
#define MAX_LISTS 16
#define MAX_HREF  2000
#define CHUNK     65536

typedef enum Effect {
    E_NONE,
    E_DROP,      /* with everything in it */
    E_LINE,      /* begins and ends on a line of its own */
    E_PARAGRAPH, /* empty lines around it */
    E_BREAK,
    E_RULE,
    E_QUOTE,
    E_PRE,
    E_LIST,
    E_NUMBERED,
    E_ITEM,
    E_CELL,
    E_LINK,
    E_IMAGE,
} Effect;

static const struct Element {
    const char *name;
    Effect effect;
} ELEMENTS[] = {
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
    {"textarea", E_DROP}, {"th", E_CELL},      {"title", E_DROP},    {"tr", E_LINE},
    {"ul", E_LIST},
};

typedef struct Html {
    Layout layout;
    xmlParserCtxtPtr parser;
    char dropping[16]; /* the element that is being dropped, and how deep it stands in itself */
    int drop_depth;
    int depth, pre, lists;
    int numbers[MAX_LISTS]; /* the next number of a list; 0: without numbers */
    bool cut;
    char href[MAX_HREF];
    size_t link_from; /* where the text of the link begins */
} Html;

static Effect effect_of(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ELEMENTS); i++)
        if (g_ascii_strcasecmp(ELEMENTS[i].name, name) == 0)
            return ELEMENTS[i].effect;
    return E_NONE;
}

static const char *attribute(const xmlChar **attributes, const char *name)
{
    for (size_t i = 0; attributes && attributes[i]; i += 2)
        if (attributes[i + 1] && g_ascii_strcasecmp((const char *)attributes[i], name) == 0)
            return (const char *)attributes[i + 1];
    return NULL;
}

static void open_list(Html *h, int number)
{
    layout_fresh_line(&h->layout);
    if (h->lists < MAX_LISTS)
        h->numbers[h->lists] = number;
    h->lists++;
}

static void open_item(Html *h)
{
    char mark[24] = "•";
    int *number = h->lists > 0 && h->lists <= MAX_LISTS ? &h->numbers[h->lists - 1] : NULL;

    layout_fresh_line(&h->layout);
    if (number && *number > 0)
        g_snprintf(mark, sizeof mark, "%d.", (*number)++);
    layout_put(&h->layout, mark, strlen(mark));
    h->layout.space = true;
}

static void open_link(Html *h, const char *href)
{
    h->href[0] = '\0';
    if (href && strlen(href) < MAX_HREF && g_utf8_validate(href, -1, NULL))
        g_strlcpy(h->href, href, sizeof h->href);
    g_strstrip(h->href);
    h->link_from = h->layout.out->len;
}

/* The address of a link is shown unless its text says it already. */
static void close_link(Html *h)
{
    const char *shown = h->layout.out->str + MIN(h->link_from, h->layout.out->len), *bare = h->href;
    bool web = g_str_has_prefix(bare, "http://") || g_str_has_prefix(bare, "https://");

    if (g_str_has_prefix(bare, "mailto:"))
        bare += strlen("mailto:");
    else if (!web)
        bare = "";
    size_t n = strcspn(bare, "?");
    g_autofree char *address = g_strndup(bare, web ? strlen(bare) : n);
    if (*address && h->layout.out->len > h->link_from && !strstr(shown, address)) {
        g_autofree char *text = g_strconcat("<", address, ">", NULL);
        h->layout.space = true;
        layout_put(&h->layout, text, strlen(text));
    }
    h->href[0] = '\0';
}

static void put_image(Html *h, const char *alt)
{
    if (!alt || !*alt)
        return;
    layout_put(&h->layout, "[", 1);
    layout_words(&h->layout, alt, strlen(alt));
    layout_put(&h->layout, "]", 1);
}

static void open_element(Html *h, Effect effect, const xmlChar **attributes)
{
    switch (effect) {
    case E_LINE:
        layout_fresh_line(&h->layout);
        break;
    case E_PARAGRAPH:
        layout_fresh_paragraph(&h->layout);
        break;
    case E_BREAK:
        layout_break(&h->layout);
        break;
    case E_RULE:
        layout_fresh_line(&h->layout);
        layout_put(&h->layout, "________________________________", 32);
        layout_break(&h->layout);
        break;
    case E_QUOTE:
        layout_fresh_paragraph(&h->layout);
        h->layout.quote++;
        break;
    case E_PRE:
        layout_fresh_line(&h->layout);
        h->pre++;
        break;
    case E_LIST:
    case E_NUMBERED:
        open_list(h, effect == E_NUMBERED);
        break;
    case E_ITEM:
        open_item(h);
        break;
    case E_CELL:
        h->layout.cell = h->layout.space = !h->layout.at_start;
        break;
    case E_LINK:
        open_link(h, attribute(attributes, "href"));
        break;
    case E_IMAGE:
        put_image(h, attribute(attributes, "alt"));
        break;
    case E_NONE:
    case E_DROP:
        break;
    }
}

static void close_element(Html *h, Effect effect)
{
    switch (effect) {
    case E_LINE:
    case E_ITEM:
        layout_fresh_line(&h->layout);
        break;
    case E_PARAGRAPH:
        layout_fresh_paragraph(&h->layout);
        break;
    case E_QUOTE:
        layout_fresh_line(&h->layout);
        h->layout.quote -= h->layout.quote > 0;
        h->layout.blank_above = false;
        break;
    case E_PRE:
        h->pre -= h->pre > 0;
        layout_fresh_line(&h->layout);
        break;
    case E_LIST:
    case E_NUMBERED:
        h->lists -= h->lists > 0;
        layout_fresh_line(&h->layout);
        break;
    case E_LINK:
        close_link(h);
        break;
    default:
        break;
    }
}

static void stop(Html *h)
{
    h->cut = true;
    xmlStopParser(h->parser);
}

static void on_start(void *user, const xmlChar *name, const xmlChar **attributes)
{
    Html *h = user;
    Effect effect = effect_of((const char *)name);

    if (++h->depth > MAX_DEPTH) {
        stop(h);
        return;
    }
    if (h->drop_depth > 0) {
        h->drop_depth += g_ascii_strcasecmp(h->dropping, (const char *)name) == 0;
    } else if (effect == E_DROP) {
        g_strlcpy(h->dropping, (const char *)name, sizeof h->dropping);
        h->drop_depth = 1;
    } else {
        open_element(h, effect, attributes);
    }
    if (h->layout.full)
        stop(h);
}

static void on_end(void *user, const xmlChar *name)
{
    Html *h = user;

    h->depth--;
    if (h->drop_depth > 0)
        h->drop_depth -= g_ascii_strcasecmp(h->dropping, (const char *)name) == 0;
    else
        close_element(h, effect_of((const char *)name));
    if (h->layout.full)
        stop(h);
}

static void on_text(void *user, const xmlChar *text, int n)
{
    Html *h = user;

    if (h->drop_depth > 0 || n <= 0)
        return;
    if (h->pre > 0)
        layout_lines(&h->layout, (const char *)text, (size_t)n);
    else
        layout_words(&h->layout, (const char *)text, (size_t)n);
    if (h->layout.full)
        stop(h);
}

static void on_error(void *user, const char *message, ...)
{
    (void)user;
    (void)message;
}

static void feed(Html *h, const char *html)
{
    size_t length = strlen(html);

    for (size_t at = 0; at < length && !h->cut; at += CHUNK)
        htmlParseChunk(h->parser, html + at, (int)MIN(CHUNK, length - at), 0);
    if (!h->cut)
        htmlParseChunk(h->parser, NULL, 0, 1);
}

char *html_to_text(const char *html, size_t limit, bool *cut)
{
    htmlSAXHandler sax = {
        .startElement = on_start,
        .endElement = on_end,
        .characters = on_text,
        .cdataBlock = NULL,
        .ignorableWhitespace = on_text,
        .error = on_error,
        .warning = on_error,
    };
    Html h = {
        .layout = {
            .out = g_string_new(NULL), .limit = limit, .at_start = true, .blank_above = true}};

    h.parser = htmlCreatePushParserCtxt(&sax, &h, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (h.parser) {
        htmlCtxtUseOptions(h.parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                         HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                                         HTML_PARSE_IGNORE_ENC);
        feed(&h, html);
        if (h.parser->myDoc)
            xmlFreeDoc(h.parser->myDoc);
        htmlFreeParserCtxt(h.parser);
    }
    if (cut)
        *cut = h.cut || !h.parser;
    return g_string_free(h.layout.out, FALSE);
}
