/* one_click_page.c: the pages of the one-click door; see one_click.h. The words stand in
 * conf/letters (page-*.txt: the subject is the heading, empty lines part paragraphs); here is only
 * what holds them: no script, nothing from elsewhere, readable on a telephone. */
#include <jansson.h>
#include <string.h>

#include "base/auto.h"
#include "base/error.h"
#include "gateway/command_links.h"
#include "gateway/one_click.h"
#include "gateway/own_letter.h"
#include "lists/address_book.h"

static const char *const NAMES[] = {
    [PAGE_LEAVE] = "page-leave",
    [PAGE_LEFT] = "page-left",
    [PAGE_WRONG] = "page-wrong",
    [PAGE_LATER] = "page-later",
};

static const char STYLE[] =
    "body{margin:0;font:1.125rem/1.5 sans-serif;color:#1a1a1a;background:#fff}"
    "main{max-width:34rem;margin:0 auto;padding:1.5rem 1.25rem}"
    "h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.125rem}"
    "h1,h2,p{overflow-wrap:anywhere}"
    "button{font:inherit;font-weight:bold;width:100%;padding:.9rem;border:0;border-radius:.5rem;"
    "color:#fff;background:#0b57a4}button:focus-visible{outline:3px solid #e8a200}"
    "section+section{margin-top:2.5rem;padding-top:1rem;border-top:1px solid #ccc;font-size:1rem}"
    "section+section button{width:auto;padding:.6rem 1.2rem}"
    "footer{margin-top:2.5rem;color:#555;font-size:.9rem}";

static const char HEAD[] =
    "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"robots\" content=\"noindex\">\n<style>%s</style>\n";

static const char BODY[] =
    "<title>{title}</title>\n</head>\n<body>\n<main>\n"
    "{#sections}<section lang=\"{lang}\">\n"
    "{#first}<h1>{heading}</h1>{/first}{^first}<h2>{heading}</h2>{/first}\n"
    "{#paragraphs}<p>{paragraph}</p>\n{/paragraphs}"
    "{#link}<p><a href=\"{link}\">{robot_address}</a></p>\n{/link}"
    "{#button}<form method=\"post\"><button type=\"submit\" name=\"List-Unsubscribe\" "
    "value=\"One-Click\">{button}</button></form>\n{/button}"
    "</section>\n{/sections}<footer>{community}</footer>\n</main>\n</body>\n</html>\n";

char *one_click_policy(void)
{
    guint8 digest[32];
    gsize length = sizeof digest;
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);

    g_checksum_update(sum, (const guchar *)STYLE, (gssize)strlen(STYLE));
    g_checksum_get_digest(sum, digest, &length);
    g_checksum_free(sum);
    g_autofree char *hash = g_base64_encode(digest, length);
    return g_strdup_printf("default-src 'none'; style-src 'sha256-%s'; form-action 'self'; "
                           "frame-ancestors 'none'; base-uri 'none'",
                           hash);
}

static json_t *paragraphs_of(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "\n\n", -1);
    json_t *rows = json_array();

    for (int i = 0; parts[i]; i++)
        if (*g_strstrip(parts[i]))
            json_array_append_new(rows, json_pack("{s:s}", "paragraph", parts[i]));
    return rows;
}

/* What the page says in one language; NULL with *error. */
static json_t *section(Desk *desk, OneClickPage page, const List *list, const char *language,
                       GError **error)
{
    const Settings *settings = desk->settings;
    g_autoptr(json_t) values = json_object();
    const Words *words = tongues_find(desk->tongues, language)->words;
    LetterText text = {0};

    own_letter_values(desk, list, values);
    if (!texts_letter(desk->texts, language, NAMES[page], values, &text, error))
        return NULL;
    g_autofree char *robot = book_robot_address(settings);
    g_autofree char *link = page == PAGE_WRONG
                                ? command_link_to(settings, "unsubscribe", language, NULL)
                                : g_strdup("");
    json_t *made = json_pack("{s:s, s:s, s:o, s:b, s:s, s:s, s:s}", "lang", language, "heading",
                             text.subject, "paragraphs", paragraphs_of(text.text), "first",
                             g_str_equal(language, list_language(list, settings)), "link", link,
                             "robot_address", robot, "button",
                             page == PAGE_LEAVE ? words_get(words, WORD_LEAVE) : "");
    letter_text_clear(&text);
    return made ? made : (fail(error, ERR_BUG, "a page is no JSON"), NULL);
}

char *one_click_page(Desk *desk, OneClickPage page, const List *list, GError **error)
{
    const char *first = list_language(list, desk->settings);
    const char *other = g_str_equal(first, "ru") ? "en" : "ru";
    g_autoptr(json_t) one = section(desk, page, list, first, error);
    g_autoptr(json_t) two = one ? section(desk, page, list, other, error) : NULL;
    g_autoptr(Template) body = two ? template_parse(BODY, "page", 1, error) : NULL;

    if (!body)
        return NULL;
    g_autoptr(json_t) values =
        json_pack("{s:O, s:[O, O], s:s}", "title", json_object_get(one, "heading"), "sections", one,
                  two, "community", desk->settings->community);
    g_autofree char *filled = template_fill(body, ESCAPE_HTML, values, error);
    if (!filled)
        return NULL;
    g_autofree char *head = g_strdup_printf(HEAD, first, STYLE);
    return g_strconcat(head, filled, NULL);
}
