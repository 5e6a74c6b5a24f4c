/* translit.h: Russian in Latin letters, and what comes of it when the keyboard was set to the other
 * alphabet: "podpisatsya", "gjvjom". One table for each. Pure; the strings are the caller's. */
#ifndef VESTNIK_BASE_TRANSLIT_H
#define VESTNIK_BASE_TRANSLIT_H

/* Each Cyrillic letter of a folded text in the Latin ones that passports use; what else stands
 * there stays. */
char *translit_latin(const char *folded);

/* How a text may be read back, for the Latin letters leave the soft sign out. */
typedef enum TranslitSoft {
    SOFT_AS_WRITTEN, /* "drob'" */
    SOFT_AFTER_L,    /* "kontrolnaya" */
    SOFT_AT_END,     /* "tetrad" */
    SOFT_WAYS,
} TranslitSoft;
/* The Cyrillic letters of a folded text in Latin ones, by the way that is asked for. */
char *translit_cyrillic(const char *folded, TranslitSoft soft);

/* What the same keys give where the keyboard is set to the other alphabet: "gjvjom" is "помощь",
 * "рудз" is "help". One character for one. */
char *translit_other_keys(const char *text);

#endif
