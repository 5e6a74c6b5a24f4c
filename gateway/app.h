/* app.h: what every subcommand is given. */
#ifndef VESTNIK_GATEWAY_APP_H
#define VESTNIK_GATEWAY_APP_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#include "archive/db.h"
#include "base/settings.h"

typedef struct App {
    Settings *settings;
    bool is_door; /* letters come in by this command: gateway/status.h */
    bool json;    /* --json: one object a line on standard output, keys stable */
} App;

/* A subcommand. `argv[0]` is its own name. Prints to standard output; a failure is told by main,
 * which turns the error's code into an exit status (gateway/status.h). */
typedef bool (*CommandRun)(App *app, int argc, char **argv, GError **error);

/* Opens the instance's database (DB_WRITE) or says to run `vestnik init`. */
Db *app_open(App *app, GError **error);

/* Prints and releases `object`: as a JSON line. */
void app_print_json(json_t *object);

/* Bytes to standard output, whole and flushed; ERR_CREATE. */
bool app_print_bytes(GBytes *bytes, GError **error);

#endif
