/* door.c: see door.h. */
#include "gateway/door.h"

void door_out_free(DoorOut *door)
{
    if (door)
        door->klass->free(door);
}

void delivery_results_clear(DeliveryResult *results, size_t count)
{
    for (size_t i = 0; i < count; i++)
        g_clear_pointer(&results[i].reply, g_free);
}
