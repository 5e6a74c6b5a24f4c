/* travel.h: what of a post travels to the members. Dangerous files are taken off and named; large
 * ones, and kinds that the list does not send round (lists/file_rules.h), stay in the archive and a
 * line says how to fetch them; a list may put a footer under its posts. The archive always keeps
 * the letter as it came. */
#ifndef VESTNIK_GATEWAY_TRAVEL_H
#define VESTNIK_GATEWAY_TRAVEL_H

#include "archive/post.h"
#include "base/body_edit.h"
#include "gateway/work.h"

/* *plan is the caller's; NULL: it travels as it came. The author of a file that stays behind by a
 * rule is told; inside the caller's transaction. */
bool travel_plan(const Work *work, const Post *post, BodyEdit **plan, GError **error);

#endif
