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
    DELIVERY_UNHEARD, /* it died at the name of another recipient: nothing was said of this one */
} DeliveryKind;

/* Of what the server spoke. */
typedef enum DeliveryWord {
    WORD_OF_RECIPIENT, /* in reply to RCPT */
    WORD_OF_LETTER,    /* to DATA or the letter: of all recipients at once */
    WORD_OF_US,        /* to MAIL: of the sender */
} DeliveryWord;

typedef struct DeliveryResult {
    DeliveryKind kind;
    int code;    /* SMTP reply code; 0 none */
    char *reply; /* the caller's */
    DeliveryWord word;
} DeliveryResult;

/* One transaction: the same bytes for each of its recipients. The caller's; a door borrows it, and
 * all that it points to, from start() until next() gives it back. */
typedef struct Delivery {
    const char *mail_from;         /* "" the null sender */
    const char *const *recipients; /* `count` addresses, normalised */
    size_t count;
    GBytes *head;            /* the letter, CRLF line ends */
    GBytes *body;            /* what follows the head, often the same for many; NULL nothing */
    DeliveryResult *results; /* `count`; filled when it comes back, if there is no trouble */
    char *trouble;           /* the door itself cannot work now: nobody was tried; NULL none */
    int trouble_code;        /* the server's reply code; 0 none */
    bool is_login;           /* the trouble: it does not let us in */
} Delivery;

typedef struct DoorOut DoorOut;
typedef struct DoorOutClass {
    const char *name;
    size_t (*room)(const DoorOut *door); /* how many more deliveries may be started now */
    void (*start)(DoorOut *door, Delivery *delivery); /* where there is room */
    /* One that is done; NULL: none was done within `milliseconds`, or none is on its way. */
    Delivery *(*next)(DoorOut *door, int milliseconds);
    void (*free)(DoorOut *door); /* whatever is on its way ends here, unknown to anybody */
} DoorOutClass;
struct DoorOut {
    const DoorOutClass *klass;
    bool works; /* its last delivery came to the server: set by whoever collects */
};

/* One delivery from its start to its end; false with ERR_TEMP when the door cannot work now. */
bool door_send(DoorOut *door, Delivery *delivery, GError **error);

/* Frees the trouble and what the results hold. */
void delivery_clear(Delivery *delivery);

/* gateway/maildir_door.c: one file a delivery, with a Return-Path line and one Delivered-To line a
 * recipient before the letter. The folder is made when it is not there. */
DoorOut *maildir_door_new(const char *folder, GError **error);
/* gateway/smtp_door.c */
DoorOut *smtp_door_new(const Account *account, GError **error);
void door_out_free(DoorOut *door); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DoorOut, door_out_free)

#endif
