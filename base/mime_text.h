/* mime_text.h: the text of a letter: bytes in some charset, plain, flowed or HTML, to what is
 * shown. Internal to reading. */
#ifndef VESTNIK_BASE_MIME_TEXT_H
#define VESTNIK_BASE_MIME_TEXT_H

#include "base/letter.h"

typedef enum TextForm { TEXT_PLAIN, TEXT_FLOWED, TEXT_FLOWED_DELSP, TEXT_HTML } TextForm;

typedef struct TextPart {
    const char *bytes; /* transfer encoding undone */
    size_t length;
    TextForm form;
    const char *charset; /* declared; NULL none */
} TextPart;

/* Appends it to letter->text and notes its charset, as far as the limit "text_bytes" allows. */
void mime_text_show(Letter *letter, const TextPart *part);

/* The same with what its Content-Type field says (raw, NULL: there is none). */
void mime_text_show_typed(Letter *letter, const char *type, TextPart *part);

/* Where HTML names its charset itself: <meta charset=...>. NULL none; the caller's. */
char *mime_meta_charset(const char *html, size_t length);

#endif
