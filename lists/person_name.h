/* person_name.h: does a written name mean this person? Teachers sign as "Иванова М.П.",
 * "Мария Петровна", "Maria Ivanova", "от Ивановой Марии"; the registry holds "Иванова Мария
 * Петровна". Pure.
 *
 * Compared word by word after folding case and ё, in any order, Latin letters by how they sound,
 * Russian case endings where nothing fits better. One word that does not belong to the person
 * (another surname, another initial) and the name is not theirs: a wrong guess gives somebody's
 * words to somebody else. */
#ifndef VESTNIK_LISTS_PERSON_NAME_H
#define VESTNIK_LISTS_PERSON_NAME_H

#include <glib.h>
#include <stddef.h>

/* How well `written` names the person registered as `registered` (Фамилия Имя [Отчество]); 0: it
 * does not. More is better; a surname, or a name with its patronymic, is the least that counts. */
int person_name_score(const char *registered, const char *written);

/* "Иванова Мария Петровна" as people address each other: "Мария Петровна Иванова". The caller's. */
char *person_name_shown(const char *registered);

/* "Мария Петровна", as one greets a colleague; the whole name where it has no given name in full.
 * The caller's. */
char *person_name_greeted(const char *registered);

#define NAME_NOBODY  (-1) /* fits none */
#define NAME_SEVERAL (-2) /* fits two equally well: never a guess */

/* The index of the one candidate (char *, as registered) that `written` names best. */
int person_name_best(const char *const *registered, size_t count, const char *written);

/* What two spellings have in common that one person uses ("Иванова М. П." and "иванова м.п."): to
 * remember a display name by. NULL when nothing of a name is in it. The caller's. */
char *person_name_key(const char *written);

#endif
