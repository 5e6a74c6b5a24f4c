/* imap_stream.h: gives libetpan a Wire to speak through, instead of its own sockets, which check no
 * certificate, wait for ever, and report the end of a connection in a way that its parser turns
 * into an endless loop. */
#ifndef VESTNIK_GATEWAY_IMAP_STREAM_H
#define VESTNIK_GATEWAY_IMAP_STREAM_H

#include <libetpan/mailstream.h>
#include <stdbool.h>

#include "gateway/wire.h"

/* A stream over `wire`, which must outlive it. NULL when there is no memory. mailstream_close()
 * ends it and leaves the wire. */
mailstream *imap_stream_new(Wire *wire);

/* True when bytes wait in libetpan's buffer or in TLS, where poll() does not see them. */
bool imap_stream_pending(const mailstream *stream, const Wire *wire);

/* The first line that waits to be read, without its end, or what there is of it; it stays there.
 * Waits for it; NULL when none comes. The caller's. */
char *imap_stream_peek(mailstream *stream);

/* Overwrites what was written last: a password went through here. */
void imap_stream_wipe(mailstream *stream);

#endif
