/* script.h: letters that look like others: "о" in Cyrillic and "o" in Latin. Two questions, after
 * Unicode Technical Standard 39, each with a small table instead of its large ones: does a word mix
 * alphabets (section 5), and do two words look the same (section 4)? Pure. */
#ifndef VESTNIK_BASE_SCRIPT_H
#define VESTNIK_BASE_SCRIPT_H

#include <stdbool.h>

/* Does some word of the text (letters and digits without a break) take letters from two alphabets?
 * Chinese and Japanese ones, which are written together, count as one. Marks count for nothing. */
bool script_is_mixed(const char *text);

/* What the text looks like: equal for texts that are hard to tell apart. Lower-cased; compare it
 * with nothing but other skeletons. The caller's. */
char *script_skeleton(const char *text);

/* An address or domain as people see it: A-labels (RFC 5890) become letters. The caller's. */
char *script_shown(const char *address);

#endif
