/* settings_sections.h: a file of named sections, each value with the line where it stands:
 *
 *     list matematika {
 *         title = "МО учителей математики"
 *         moderator = { "petrov@school.example", "Сидорова Анна Ильинична" }
 *     }
 *
 * What keys and values mean is the caller's. */
#ifndef VESTNIK_BASE_SETTINGS_SECTIONS_H
#define VESTNIK_BASE_SETTINGS_SECTIONS_H

#include <glib.h>
#include <stdbool.h>

typedef struct SectionValue {
    char *key, *text;
    int line;
} SectionValue;

typedef struct Section {
    char *name;
    int line;          /* 0 not known: it is empty */
    GPtrArray *values; /* of SectionValue*, in their order; of a key with many each for itself */
} Section;

void section_free(Section *section); /* takes NULL */

typedef struct SectionKeys {
    const char *word;        /* "list" */
    const char *const *one;  /* keys with one value, NULL-terminated */
    const char *const *many; /* keys with { one, or more } */
    const char *hint;        /* behind an unknown key: where all are listed */
} SectionKeys;

/* GPtrArray of Section*, in their order. ERR_SETTINGS: each problem a line with file:line;
 * ERR_NOT_FOUND: no such file. */
GPtrArray *sections_load(const char *file, const SectionKeys *keys, GError **error);

#endif
