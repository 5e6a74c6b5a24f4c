/* reader_process.h: the process of the reader child: started, asked whether it lives, and put an
 * end to. What is said to it over the socket is reader.c's. Internal to the reader.
 *
 *     none (pid 0) --start--> lives --stop, kill, or it dies by itself--> none */
#ifndef VESTNIK_GATEWAY_READER_PROCESS_H
#define VESTNIK_GATEWAY_READER_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "gateway/reader.h"

typedef struct ReaderProcess {
    pid_t pid; /* 0: none */
    int fd;    /* the socket to it; -1 none */
} ReaderProcess;

/* One that waits for its context. ERR_TEMP: there is no process or descriptor left. */
bool reader_process_start(ReaderProcess *process, const ReaderSettings *settings, GError **error);

/* Is the one, that nothing was asked of, still there? A dead one is buried. */
bool reader_process_lives(ReaderProcess *process);

/* Lets it end by itself; kills it when it does not. */
void reader_process_stop(ReaderProcess *process);

/* Ends it now. Gives how it died, for a message ("was killed by signal 11 ..."); the caller's. */
char *reader_process_kill(ReaderProcess *process);

/* The same of one that closed its socket and so must be dying; it is given a second for that. */
char *reader_process_bury(ReaderProcess *process);

#endif
