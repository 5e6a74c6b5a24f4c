/* gathered.h: posts that the budget could not carry as single letters, in one letter to each reader
 * who missed them. Made with the daily letter of the list, in its transaction: whose copy of a post
 * waits to be gathered gets exactly those posts, and the copy then bears the number of that letter.
 *
 * Who reads the daily letter anyway finds them there. Who still waits for an earlier such letter
 * gets these with the next one, so that no more than one waits for anybody. */
#ifndef VESTNIK_DIGEST_GATHERED_H
#define VESTNIK_DIGEST_GATHERED_H

#include "digest/digest.h"

typedef struct GatheredDay {
    const Day *day;           /* posts published before its end */
    const GPtrArray *readers; /* of Member*: who gets the daily letter `letter` */
    int64_t letter;           /* its number; 0: none was made */
} GatheredDay;

/* Inside the caller's transaction. *copies is added to. */
bool gathered_queue(const DigestContext *context, const List *list, const GatheredDay *day,
                    int64_t *copies, GError **error);

#endif
