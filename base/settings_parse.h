/* settings_parse.h: what the files that libConfuse reads have in common: every problem is told with
 * file:line; a brace without a partner is one, and so is what is set twice. */
#ifndef VESTNIK_BASE_SETTINGS_PARSE_H
#define VESTNIK_BASE_SETTINGS_PARSE_H

#include <confuse.h>
#include <glib.h>
#include <stdbool.h>

/* For a validator: -1, and complains with both lines, where the option has come before in its
 * section. */
int settings_once(cfg_t *cfg, cfg_opt_t *option);

/* Parses the text by the options of `cfg`, whose filename is set; validators complain by
 * cfg_error(). `hint` follows a name that is no option. ERR_SETTINGS: each problem a line. */
bool settings_parse(cfg_t *cfg, const char *text, const char *hint, GError **error);

#endif
