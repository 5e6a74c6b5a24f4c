/* own_domain.c: see own_domain.h. */
#include "gateway/own_domain.h"

#include "lists/address_book.h"

bool own_domain(const Settings *settings, Db *db, const char *address, bool *own, GError **error)
{
    if (book_has_domain(settings, NULL, address)) {
        *own = true;
        return true;
    }
    g_autoptr(GPtrArray) lists = list_all(db, error);
    if (!lists)
        return false;
    *own = book_has_domain(settings, lists, address);
    return true;
}
