/* template_parts.h: how a parsed text looks inside; for template.c and template_parse.c only.
 *
 * A parsed text is a flat array of parts: literal text, values, and sections that know the number
 * of the part behind their end, so that filling is one loop and a jump. */
#ifndef VESTNIK_BASE_TEMPLATE_PARTS_H
#define VESTNIK_BASE_TEMPLATE_PARTS_H

#include <glib.h>

typedef enum PartKind { PART_TEXT, PART_VALUE, PART_SECTION, PART_INVERTED, PART_END } PartKind;

typedef struct Part {
    PartKind kind;
    char *text; /* the literal, or the name */
    int line;
    guint after; /* sections: the part behind the matching end */
} Part;

struct Template {
    char *name;
    GArray *parts; /* of Part */
};

#endif
