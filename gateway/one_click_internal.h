/* one_click_internal.h: between the two files that know the HTTP library: one_click_door.c has the
 * connections, one_click_request.c answers what comes in by them. */
#ifndef VESTNIK_GATEWAY_ONE_CLICK_INTERNAL_H
#define VESTNIK_GATEWAY_ONE_CLICK_INTERNAL_H

#include <microhttpd.h>

#include "gateway/one_click.h"

/* What requests are answered with. */
typedef struct OneClickOffice {
    const Settings *settings;
    Desk *desk;
    char *path;         /* of one_click_url, with a slash at its end */
    char *policy;       /* one_click_policy() */
    double allowance;   /* requests that may come in now */
    int64_t counted_at; /* monotonic microseconds */
} OneClickOffice;

void one_click_office_init(OneClickOffice *office, Desk *desk);
void one_click_office_clear(OneClickOffice *office);

/* MHD_AccessHandlerCallback and MHD_RequestCompletedCallback; `office` is an OneClickOffice. */
enum MHD_Result one_click_take(void *office, struct MHD_Connection *connection, const char *url,
                               const char *method, const char *version, const char *data,
                               size_t *length, void **at);
void one_click_done(void *office, struct MHD_Connection *connection, void **at,
                    enum MHD_RequestTerminationCode why);

#endif
