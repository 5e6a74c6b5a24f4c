/* html_text.c: see html_text.h. What an element does to the text is a row of the table ELEMENTS. */
#include "base/html_text.h"

#include <string.h>

#include <glib.h>
#include <libxml/HTMLparser.h>

#define MAX_DEPTH 2000 /* of elements; closing tags cost a walk over the open ones */
#define MAX_QUOTE 10
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
    GString *out;
    size_t limit;
    xmlParserCtxtPtr parser;
    char dropping[16]; /* the element that is being dropped, and how deep it stands in itself */
    int drop_depth;
    int depth, quote, pre, lists;
    int numbers[MAX_LISTS]; /* the next number of a list; 0: without numbers */
    bool at_start;          /* of a line */
    bool blank_above;       /* the line above is empty, or there is none */
    bool space;             /* blanks wait for the next word */
    bool cell;              /* a cell stands before on this line */
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

static void begin_line(Html *h)
{
    for (int i = 0; h->at_start && i < MIN(h->quote, MAX_QUOTE); i++)
        g_string_append(h->out, "> ");
    h->at_start = false;
}

static void end_line(Html *h)
{
    h->blank_above = h->at_start;
    g_string_append_c(h->out, '\n');
    h->at_start = true;
    h->space = h->cell = false;
}

static void fresh_line(Html *h)
{
    if (!h->at_start)
        end_line(h);
    h->space = false;
}

static void fresh_paragraph(Html *h)
{
    fresh_line(h);
    if (h->blank_above)
        return;
    begin_line(h);
    end_line(h);
    h->blank_above = true;
}

static void put(Html *h, const char *text, size_t n)
{
    if (h->space && !h->at_start)
        g_string_append_c(h->out, ' ');
    h->space = false;
    if (h->cell)
        g_string_append(h->out, "| ");
    h->cell = false;
    begin_line(h);
    g_string_append_len(h->out, text, (gssize)n);
    h->blank_above = false;
    if (h->out->len > h->limit) {
        h->cut = true;
        xmlStopParser(h->parser);
    }
}

/* The length of a blank at `p`, a no-break space included; 0 when there is none. */
static size_t blank_length(const char *p, size_t left)
{
    if (strchr(" \t\r\n\f", *p) && *p)
        return 1;
    return left >= 2 && (guchar)p[0] == 0xC2 && (guchar)p[1] == 0xA0 ? 2 : 0;
}

static void put_words(Html *h, const char *text, size_t n)
{
    for (size_t at = 0; at < n;) {
        size_t blank = blank_length(text + at, n - at), word = 0;
        if (blank > 0) {
            h->space = true;
            at += blank;
            continue;
        }
        while (at + word < n && blank_length(text + at + word, n - at - word) == 0)
            word++;
        put(h, text + at, word);
        at += word;
    }
}

static void put_lines(Html *h, const char *text, size_t n)
{
    for (size_t at = 0; at < n;) {
        const char *nl = memchr(text + at, '\n', n - at);
        size_t line = nl ? (size_t)(nl - (text + at)) : n - at;
        if (line > 0)
            put(h, text + at, line);
        if (nl) {
            begin_line(h);
            end_line(h);
        }
        at += line + (nl ? 1 : 0);
    }
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
    fresh_line(h);
    if (h->lists < MAX_LISTS)
        h->numbers[h->lists] = number;
    h->lists++;
}

static void open_item(Html *h)
{
    char mark[24] = "•";
    int *number = h->lists > 0 && h->lists <= MAX_LISTS ? &h->numbers[h->lists - 1] : NULL;

    fresh_line(h);
    if (number && *number > 0)
        g_snprintf(mark, sizeof mark, "%d.", (*number)++);
    put(h, mark, strlen(mark));
    h->space = true;
}

static void open_link(Html *h, const char *href)
{
    h->href[0] = '\0';
    if (href && strlen(href) < MAX_HREF && g_utf8_validate(href, -1, NULL))
        g_strlcpy(h->href, href, sizeof h->href);
    g_strstrip(h->href);
    h->link_from = h->out->len;
}

/* The address of a link is shown unless its text says it already. */
static void close_link(Html *h)
{
    const char *shown = h->out->str + MIN(h->link_from, h->out->len), *bare = h->href;
    bool web = g_str_has_prefix(bare, "http://") || g_str_has_prefix(bare, "https://");

    if (g_str_has_prefix(bare, "mailto:"))
        bare += strlen("mailto:");
    else if (!web)
        bare = "";
    size_t n = strcspn(bare, "?");
    g_autofree char *address = g_strndup(bare, web ? strlen(bare) : n);
    if (*address && h->out->len > h->link_from && !strstr(shown, address)) {
        g_autofree char *text = g_strconcat("<", address, ">", NULL);
        h->space = true;
        put(h, text, strlen(text));
    }
    h->href[0] = '\0';
}

static void put_image(Html *h, const char *alt)
{
    if (!alt || !*alt)
        return;
    put(h, "[", 1);
    put_words(h, alt, strlen(alt));
    put(h, "]", 1);
}

static void open_element(Html *h, Effect effect, const xmlChar **attributes)
{
    switch (effect) {
    case E_LINE:
        fresh_line(h);
        break;
    case E_PARAGRAPH:
        fresh_paragraph(h);
        break;
    case E_BREAK:
        begin_line(h);
        end_line(h);
        break;
    case E_RULE:
        fresh_line(h);
        put(h, "________________________________", 32);
        end_line(h);
        break;
    case E_QUOTE:
        fresh_paragraph(h);
        h->quote++;
        break;
    case E_PRE:
        fresh_line(h);
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
        h->cell = h->space = !h->at_start;
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
        fresh_line(h);
        break;
    case E_PARAGRAPH:
        fresh_paragraph(h);
        break;
    case E_QUOTE:
        fresh_line(h);
        h->quote -= h->quote > 0;
        h->blank_above = false;
        break;
    case E_PRE:
        h->pre -= h->pre > 0;
        fresh_line(h);
        break;
    case E_LIST:
    case E_NUMBERED:
        h->lists -= h->lists > 0;
        fresh_line(h);
        break;
    case E_LINK:
        close_link(h);
        break;
    default:
        break;
    }
}

static void on_start(void *user, const xmlChar *name, const xmlChar **attributes)
{
    Html *h = user;
    Effect effect = effect_of((const char *)name);

    if (++h->depth > MAX_DEPTH) {
        h->cut = true;
        xmlStopParser(h->parser);
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
}

static void on_end(void *user, const xmlChar *name)
{
    Html *h = user;

    h->depth--;
    if (h->drop_depth > 0)
        h->drop_depth -= g_ascii_strcasecmp(h->dropping, (const char *)name) == 0;
    else
        close_element(h, effect_of((const char *)name));
}

static void on_text(void *user, const xmlChar *text, int n)
{
    Html *h = user;

    if (h->drop_depth > 0 || n <= 0)
        return;
    if (h->pre > 0)
        put_lines(h, (const char *)text, (size_t)n);
    else
        put_words(h, (const char *)text, (size_t)n);
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
    Html h = {.out = g_string_new(NULL), .limit = limit, .at_start = true, .blank_above = true};

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
    return g_string_free(h.out, FALSE);
}
