/* settings_parse.h: what the files that libConfuse reads have in common: every problem is told with
 * file:line, and a brace without a partner is one. */
#ifndef VESTNIK_BASE_SETTINGS_PARSE_H
#define VESTNIK_BASE_SETTINGS_PARSE_H

#include <confuse.h>
#include <glib.h>
#include <stdbool.h>

/* Parses the text by the options of `cfg`, whose filename is set; validators complain by
 * cfg_error(). `hint` follows a name that is no option. ERR_SETTINGS: each problem a line. */
bool settings_parse(cfg_t *cfg, const char *text, const char *hint, GError **error);

#endif
