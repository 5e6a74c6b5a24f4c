/* door.c: see door.h. */
#include "gateway/door.h"

#include "base/error.h"

#define PATIENCE 1000 /* milliseconds between looks */

void door_out_free(DoorOut *door)
{
    if (door)
        door->klass->free(door);
}

void delivery_clear(Delivery *delivery)
{
    for (size_t i = 0; i < delivery->count; i++)
        g_clear_pointer(&delivery->results[i].reply, g_free);
    g_clear_pointer(&delivery->trouble, g_free);
}

bool door_send(DoorOut *door, Delivery *delivery, GError **error)
{
    door->klass->start(door, delivery);
    while (door->klass->next(door, PATIENCE) != delivery)
        ;
    return !delivery->trouble || fail(error, ERR_TEMP, "%s", delivery->trouble);
}
