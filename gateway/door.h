/* door.h: doors out. A door is a struct of functions, so that the deliverer is tested with a
 * capturing and a failing twin. */
#ifndef VESTNIK_GATEWAY_DOOR_H
#define VESTNIK_GATEWAY_DOOR_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/settings.h"

/* What became of one recipient. */
typedef enum DeliveryKind {
    DELIVERY_SENT,     /* the server took responsibility for it */
    DELIVERY_DEFERRED, /* 4xx, or no connection: again later */
    DELIVERY_FAILED,   /* 5xx: never again */
    DELIVERY_UNKNOWN, /* the connection died after the final dot: again, with the same Message-ID */
} DeliveryKind;

typedef struct DeliveryResult {
    DeliveryKind kind;
    int code;    /* SMTP reply code; 0 none */
    char *reply; /* the caller's */
} DeliveryResult;

typedef struct Delivery {
    const char *mail_from;         /* "" the null sender */
    const char *const *recipients; /* `count` addresses, normalised */
    size_t count;
    GBytes *letter; /* CRLF line ends */
} Delivery;

typedef struct DoorOut DoorOut;
typedef struct DoorOutClass {
    const char *name;
    /* Fills results[0..count-1]. False only when the door itself cannot work now (then every
     * recipient is deferred with the error's text). */
    bool (*send)(DoorOut *door, const Delivery *delivery, DeliveryResult *results, GError **error);
    void (*free)(DoorOut *door);
} DoorOutClass;
struct DoorOut {
    const DoorOutClass *klass;
};

/* gateway/maildir_door.c: one file a delivery, with a Return-Path line and one Delivered-To line a
 * recipient before the letter. The folder is made when it is not there. */
DoorOut *maildir_door_new(const char *folder, GError **error);
/* gateway/smtp_door.c */
DoorOut *smtp_door_new(const Account *account, GError **error);
void door_out_free(DoorOut *door); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DoorOut, door_out_free)

void delivery_results_clear(DeliveryResult *results, size_t count); /* frees the replies */

#endif
