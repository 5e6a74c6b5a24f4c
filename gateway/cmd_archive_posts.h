/* cmd_archive_posts.h: vestnik archive posts, archive show: what was published, and how it came. */
#ifndef VESTNIK_GATEWAY_CMD_ARCHIVE_POSTS_H
#define VESTNIK_GATEWAY_CMD_ARCHIVE_POSTS_H

#include "gateway/options.h"

#define ARCHIVE_POSTS_USAGE "[--list LIST]"
#define ARCHIVE_SHOW_USAGE  "LETTER"

bool archive_posts(App *app, int argc, char **argv, GError **error);
bool archive_show(App *app, int argc, char **argv, GError **error);

#endif
