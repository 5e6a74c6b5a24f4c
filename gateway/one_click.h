/* one_click.h: leaving a list by one request over HTTP (RFC 8058), beside the letter that asks for
 * it. Off unless `one_click` is set: then copies that are one person's carry an https: link in
 * List-Unsubscribe, and a duty of `serve` answers it behind a web server:
 *
 *   GET  shows a page with a button; mail filters open every link, so it changes nothing
 *   POST with List-Unsubscribe=One-Click leaves the list, by the same code as the letter does, and
 *        the same letter confirms it
 *
 * The token is made of the person's number, the list's and an HMAC over both; nothing is stored. It
 * opens only this one door, as often as one likes: who joined again can leave again. A token that
 * is wrong, of a list that was closed or of somebody who was erased is answered like any other
 * wrong one. */
#ifndef VESTNIK_GATEWAY_ONE_CLICK_H
#define VESTNIK_GATEWAY_ONE_CLICK_H

#include "archive/outgoing.h"
#include "gateway/desk.h"
#include "lists/list.h"

/* --- the link (one_click_token.c) ------------------------------------------------------------- */

char *one_click_token(const TokenKey *key, int64_t person, int64_t list); /* the caller's */
/* False: it is none of ours. */
bool one_click_parse(const TokenKey *key, const char *token, int64_t *person, int64_t *list);
/* Of this copy; NULL: it has none, for nobody answers it, or the copy is not one person's. */
char *one_click_link(const Settings *settings, const TokenKey *key, const Recipient *recipient,
                     int64_t list);

/* --- who leaves what (one_click_leave.c) ------------------------------------------------------ */

typedef struct OneClick {
    List *list;
    int64_t person; /* as it is now: tokens of a person who was merged go on */
    char *name, *address;
} OneClick;
void one_click_free(OneClick *found);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OneClick, one_click_free)

/* NULL without *error: the token opens nothing. */
OneClick *one_click_find(Desk *desk, const char *token, GError **error);
/* In a transaction of its own. *changed: they were a member, and a letter tells them. */
bool one_click_leave(Desk *desk, const OneClick *found, bool *changed, GError **error);

/* --- the pages (one_click_page.c) ------------------------------------------------------------- */

typedef enum OneClickPage {
    PAGE_LEAVE, /* with the button */
    PAGE_LEFT,
    PAGE_WRONG,
    PAGE_LATER
} OneClickPage;

/* HTML in UTF-8, in the language of the settings and then in the other one. `list` is that of the
 * first two. NULL with *error; the caller's. */
char *one_click_page(Desk *desk, OneClickPage page, const List *list, GError **error);
/* Content-Security-Policy of these pages; the caller's. */
char *one_click_policy(void);

/* --- the duty (one_click_door.c, one_click_request.c) ---------------------------------------- */

bool one_click_wanted(const Settings *settings);
bool one_click_run(const Settings *settings, Db *db, int stop_fd, GError **error);

#endif
