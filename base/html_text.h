/* html_text.h: HTML of a letter as readable text, by libxml2's parser in one pass, without a tree.
 * Scripts and styles are dropped, links shown as "text <address>", quotations begin with "> ",
 * list items with "• " or their number, cells of a row are divided by " | ". */
#ifndef VESTNIK_BASE_HTML_TEXT_H
#define VESTNIK_BASE_HTML_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* `html` is valid UTF-8. At most about `limit` bytes of text; *cut (may be NULL) says that there
 * was more, or that the nesting was too deep to go on. The caller's. */
char *html_to_text(const char *html, size_t limit, bool *cut);

#endif
