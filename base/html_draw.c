/* html_draw.c: see html_draw.h. */
#include "base/html_draw.h"

#include <string.h>

#define MAX_EMOJI    8   /* characters */
#define MAX_ANNOUNCE 500 /* bytes */

/* Within an item of a list a paragraph is just a line. */
static void fresh_paragraph(Drawing *h)
{
    if (h->lists > 0)
        layout_fresh_line(&h->layout);
    else
        layout_fresh_paragraph(&h->layout);
}

static void open_list(Drawing *h, int number)
{
    h->layout.held = false;
    layout_fresh_line(&h->layout);
    if (h->lists < DRAW_LISTS)
        h->numbers[h->lists] = number;
    h->lists++;
}

static void open_item(Drawing *h)
{
    int *number = h->lists > 0 && h->lists <= DRAW_LISTS ? &h->numbers[h->lists - 1] : NULL;
    int indent = 2 * CLAMP(h->lists - 1, 0, DRAW_LISTS);
    char mark[2 * DRAW_LISTS + 24];

    h->layout.held = false;
    layout_fresh_line(&h->layout);
    if (number && *number > 0)
        g_snprintf(mark, sizeof mark, "%*s%d.", indent, "", (*number)++);
    else
        g_snprintf(mark, sizeof mark, "%*s•", indent, "");
    layout_put(&h->layout, mark, strlen(mark));
    h->layout.space = h->layout.held = true;
}

static void open_link(Drawing *h, const char *href)
{
    h->href[0] = '\0';
    if (href && strlen(href) < DRAW_HREF && g_utf8_validate(href, -1, NULL))
        g_strlcpy(h->href, href, sizeof h->href);
    g_strstrip(h->href);
    h->link_from = h->layout.out->len;
}

/* The address of a link is shown unless its text says it already. */
static void close_link(Drawing *h)
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

/* An emoji as a picture: a few signs, none of them a letter or a figure. */
static bool is_emoji(const char *alt)
{
    for (const char *p = alt; *p; p = g_utf8_next_char(p))
        if (g_utf8_get_char(p) < 0x2000)
            return false;
    return g_utf8_strlen(alt, -1) <= MAX_EMOJI;
}

static void put_image(Drawing *h, const char *alt)
{
    if (!alt || !*alt || !g_utf8_validate(alt, -1, NULL))
        return;
    if (is_emoji(alt)) {
        layout_put(&h->layout, alt, strlen(alt));
        return;
    }
    layout_put(&h->layout, "[", 1);
    layout_words(&h->layout, alt, strlen(alt));
    layout_put(&h->layout, "]", 1);
}

/* The number that a list begins with; 0: it has none. */
static int list_start(Effect effect, const xmlChar **attributes)
{
    const char *start = html_attribute(attributes, "start");
    gint64 number = start ? g_ascii_strtoll(start, NULL, 10) : 1;

    return effect == E_NUMBERED ? (int)CLAMP(number, 1, 1000000) : 0;
}

/* Says that a quotation follows and does not look it: marked like one, unless a letter is passed
 * on ("---------- Forwarded message"). */
static void close_announcement(Drawing *h)
{
    GString *out = h->layout.out;

    layout_fresh_line(&h->layout);
    if (out->len <= h->began || out->len - h->began > MAX_ANNOUNCE)
        return;
    size_t end = out->len;
    while (end > h->began && g_ascii_isspace(out->str[end - 1]))
        end--;
    if (end > h->began && out->str[end - 1] != ':' && out->str[h->began] != '-' &&
        out->str[h->began] != '>')
        layout_quote_since(&h->layout, h->began);
}

/* The line "--" before the first word of a signature, unless it is there. */
static void begin_signature(Drawing *h, const char *text, size_t n)
{
    const GString *out = h->layout.out;
    size_t end = out->len, blank = 0;

    while (blank < n && (g_ascii_isspace(text[blank]) || (guchar)text[blank] == 0xC2 ||
                         (guchar)text[blank] == 0xA0))
        blank++;
    if (blank == n)
        return;
    h->signing = false;
    while (end > 0 && g_ascii_isspace(out->str[end - 1]))
        end--;
    bool there = end >= 2 && memcmp(out->str + end - 2, "--", 2) == 0;
    if (end == 0 || there || (n - blank >= 2 && memcmp(text + blank, "--", 2) == 0))
        return;
    layout_fresh_line(&h->layout);
    layout_put(&h->layout, "--", 2);
    layout_break(&h->layout);
}

void draw_open(Drawing *h, Effect effect, const xmlChar **attributes)
{
    switch (effect) {
    case E_LINE:
        layout_fresh_line(&h->layout);
        break;
    case E_TIGHT:
    case E_ANNOUNCE:
        layout_fresh_line(&h->layout);
        h->began = h->layout.out->len;
        break;
    case E_SIGNATURE:
        layout_fresh_line(&h->layout);
        h->signing = true;
        break;
    case E_ROW:
        rows_open(&h->rows, &h->layout);
        break;
    case E_PARAGRAPH:
        fresh_paragraph(h);
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
        open_list(h, list_start(effect, attributes));
        break;
    case E_ITEM:
        open_item(h);
        break;
    case E_CELL:
        rows_cell(&h->rows, &h->layout);
        break;
    case E_LINK:
        open_link(h, html_attribute(attributes, "href"));
        break;
    case E_IMAGE:
        put_image(h, html_attribute(attributes, "alt"));
        break;
    case E_NONE:
    case E_DROP:
        break;
    }
}

void draw_close(Drawing *h, Effect effect)
{
    switch (effect) {
    case E_ITEM:
        h->layout.held = false;
        layout_fresh_line(&h->layout);
        break;
    case E_SIGNATURE:
        h->signing = false;
        layout_fresh_line(&h->layout);
        break;
    case E_LINE:
    case E_CELL:
        layout_fresh_line(&h->layout);
        break;
    case E_TIGHT:
        if (h->layout.out->len == h->began)
            layout_fresh_paragraph(&h->layout);
        layout_fresh_line(&h->layout);
        break;
    case E_ANNOUNCE:
        close_announcement(h);
        break;
    case E_ROW:
        rows_close(&h->rows, &h->layout);
        break;
    case E_PARAGRAPH:
        fresh_paragraph(h);
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

void draw_text(Drawing *h, const char *text, size_t n)
{
    if (h->signing)
        begin_signature(h, text, n);
    if (h->pre > 0)
        layout_lines(&h->layout, text, n);
    else
        layout_words(&h->layout, text, n);
}
