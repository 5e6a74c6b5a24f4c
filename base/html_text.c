/* html_text.c: see html_text.h. What an element does to the text says
 * html_elements.c; it is remembered until the element ends. */
#include "base/html_text.h"

#include <glib.h>
#include <libxml/HTMLparser.h>
#include <string.h>

#include "base/html_draw.h"

#define MAX_DEPTH 2000 /* of elements; closing tags cost a walk over the open ones */
#define CHUNK     65536

typedef struct Html {
    Drawing drawing;
    guint8 effects[MAX_DEPTH]; /* of the open elements */
    xmlParserCtxtPtr parser;
    char dropping[16]; /* the element that is being dropped, and how deep it stands in itself */
    int drop_depth, depth;
    bool cut;
} Html;

static void stop(Html *h)
{
    h->cut = true;
    xmlStopParser(h->parser);
}

static void on_start(void *user, const xmlChar *name, const xmlChar **attributes)
{
    Html *h = user;
    Effect effect = html_effect((const char *)name, attributes);

    if (h->depth >= MAX_DEPTH) {
        h->depth++;
        stop(h);
        return;
    }
    h->effects[h->depth++] = effect;
    if (h->drop_depth > 0) {
        h->drop_depth += g_ascii_strcasecmp(h->dropping, (const char *)name) == 0;
    } else if (effect == E_DROP) {
        g_strlcpy(h->dropping, (const char *)name, sizeof h->dropping);
        h->drop_depth = 1;
    } else {
        draw_open(&h->drawing, effect, attributes);
    }
    if (h->drawing.layout.full)
        stop(h);
}

static void on_end(void *user, const xmlChar *name)
{
    Html *h = user;

    h->depth -= h->depth > 0;
    if (h->depth >= MAX_DEPTH)
        return;
    if (h->drop_depth > 0)
        h->drop_depth -= g_ascii_strcasecmp(h->dropping, (const char *)name) == 0;
    else
        draw_close(&h->drawing, h->effects[h->depth]);
    if (h->drawing.layout.full)
        stop(h);
}

static void on_text(void *user, const xmlChar *text, int n)
{
    Html *h = user;

    if (h->drop_depth > 0 || n <= 0)
        return;
    draw_text(&h->drawing, (const char *)text, (size_t)n);
    if (h->drawing.layout.full)
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
        .drawing.layout = {
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
    return g_string_free(h.drawing.layout.out, FALSE);
}
