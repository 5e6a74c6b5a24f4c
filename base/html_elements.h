/* html_elements.h: what an element of a letter does to its text: by its name, and by the classes,
 * identifiers and styles with which mail programs mark quotations, signatures and what nobody is
 * to see. Tables only; html_text.c does it. */
#ifndef VESTNIK_BASE_HTML_ELEMENTS_H
#define VESTNIK_BASE_HTML_ELEMENTS_H

#include <libxml/xmlstring.h>

typedef enum Effect {
    E_NONE,
    E_DROP,      /* with everything in it */
    E_LINE,      /* begins and ends on a line of its own */
    E_PARAGRAPH, /* empty lines around it */
    E_TIGHT,     /* a line; an empty one when there is nothing in it */
    E_BREAK,
    E_RULE,
    E_QUOTE,
    E_ANNOUNCE, /* says who wrote the quotation that follows */
    E_SIGNATURE,
    E_PRE,
    E_LIST,
    E_NUMBERED,
    E_ITEM,
    E_ROW,
    E_CELL,
    E_LINK,
    E_IMAGE,
} Effect;

/* `attributes`: name, value, name, value, NULL, as libxml2 gives them; may be NULL. */
Effect html_effect(const char *name, const xmlChar **attributes);

/* The value of an attribute; NULL when it is absent. Borrowed. */
const char *html_attribute(const xmlChar **attributes, const char *name);

#endif
