/* commands.h: the subcommands, one file each (cmd_NAME.c), one row each in main.c. */
#ifndef VESTNIK_GATEWAY_COMMANDS_H
#define VESTNIK_GATEWAY_COMMANDS_H

#include "gateway/options.h"

bool cmd_archive(App *app, int argc, char **argv, GError **error);
bool cmd_backup(App *app, int argc, char **argv, GError **error);
bool cmd_check(App *app, int argc, char **argv, GError **error);
bool cmd_deliver(App *app, int argc, char **argv, GError **error);
bool cmd_digest(App *app, int argc, char **argv, GError **error);
bool cmd_held(App *app, int argc, char **argv, GError **error);
bool cmd_init(App *app, int argc, char **argv, GError **error);
bool cmd_inspect(App *app, int argc, char **argv, GError **error);
bool cmd_list(App *app, int argc, char **argv, GError **error);
bool cmd_member(App *app, int argc, char **argv, GError **error);
bool cmd_person(App *app, int argc, char **argv, GError **error);
bool cmd_queue(App *app, int argc, char **argv, GError **error);
bool cmd_registry(App *app, int argc, char **argv, GError **error);
bool cmd_report(App *app, int argc, char **argv, GError **error);
bool cmd_run(App *app, int argc, char **argv, GError **error);
bool cmd_serve(App *app, int argc, char **argv, GError **error);
bool cmd_status(App *app, int argc, char **argv, GError **error);
bool cmd_trace(App *app, int argc, char **argv, GError **error);

/* What the groups among them can do. */
extern const Action ARCHIVE_ACTIONS[], DIGEST_ACTIONS[], HELD_ACTIONS[], LIST_ACTIONS[],
    MEMBER_ACTIONS[], PERSON_ACTIONS[], QUEUE_ACTIONS[], REGISTRY_ACTIONS[], REPORT_ACTIONS[];

#endif
