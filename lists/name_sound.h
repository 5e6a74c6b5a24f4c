/* name_sound.h: Russian names in Latin letters are spelt in a dozen ways (Yulia, Julija, Iuliia).
 * Both alphabets are brought to one spelling by how they sound. Pure. */
#ifndef VESTNIK_LISTS_NAME_SOUND_H
#define VESTNIK_LISTS_NAME_SOUND_H

/* Of a folded word in either alphabet: equal where one is a usual spelling of the other. What is
 * too long for a name stays as it is. The caller's. */
char *name_sound(const char *folded);

#endif
