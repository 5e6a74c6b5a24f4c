/* place_menu.h: "Which list is this letter for?": a letter that could not be placed goes back to
 * its known author as a menu; a number or a name is the answer (ask kind "place", object: the
 * case). */
#ifndef VESTNIK_GATEWAY_PLACE_MENU_H
#define VESTNIK_GATEWAY_PLACE_MENU_H

#include "gateway/work.h"

/* Asks about the letter in hand. */
bool place_menu_ask(Work *work, GError **error);

/* Takes the answer in hand: the letter asked about becomes a case of that list; what names none is
 * asked again, with the menu. */
bool place_menu_answer(Work *work, GError **error);

#endif
