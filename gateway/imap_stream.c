/* imap_stream.c: see imap_stream.h. A table of functions for libetpan's mailstream. Its idle and
 * cancel functions are not used: the door waits for itself. */
#include "gateway/imap_stream.h"

#include <glib.h>
#include <libetpan/mailstream_low.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_BYTES = 16 * 1024, PEEK_BYTES = 1024 };

static ssize_t stream_read(mailstream_low *low, void *bytes, size_t length)
{
    return wire_read(low->data, bytes, length);
}

static ssize_t stream_write(mailstream_low *low, const void *bytes, size_t length)
{
    return wire_write(low->data, bytes, length);
}

static int stream_close(mailstream_low *low)
{
    (void)low; /* the wire's owner closes it */
    return 0;
}

static int stream_fd(mailstream_low *low)
{
    return wire_fd(low->data);
}

static void stream_free(mailstream_low *low)
{
    free(low); /* libetpan allocated it */
}

static void stream_cancel(mailstream_low *low)
{
    (void)low;
}

static struct mailstream_cancel *stream_get_cancel(mailstream_low *low)
{
    (void)low;
    return NULL;
}

static mailstream_low_driver driver = {
    .mailstream_read = stream_read,
    .mailstream_write = stream_write,
    .mailstream_close = stream_close,
    .mailstream_get_fd = stream_fd,
    .mailstream_free = stream_free,
    .mailstream_cancel = stream_cancel,
    .mailstream_get_cancel = stream_get_cancel,
};

mailstream *imap_stream_new(Wire *wire)
{
    mailstream_low *low = mailstream_low_new(wire, &driver);

    if (!low)
        return NULL;
    mailstream *stream = mailstream_new(low, BUFFER_BYTES);
    if (!stream)
        mailstream_low_free(low);
    return stream;
}

bool imap_stream_pending(const mailstream *stream, const Wire *wire)
{
    return stream->read_buffer_len > 0 || wire_pending(wire);
}

char *imap_stream_peek(mailstream *stream)
{
    /* mailstream_feed_read_buffer() reads into an empty buffer only */
    while (stream->read_buffer_len < PEEK_BYTES &&
           !memchr(stream->read_buffer, '\n', stream->read_buffer_len)) {
        ssize_t got =
            mailstream_low_read(stream->low, stream->read_buffer + stream->read_buffer_len,
                                PEEK_BYTES - stream->read_buffer_len);
        if (got <= 0)
            break;
        stream->read_buffer_len += (size_t)got;
    }
    if (stream->read_buffer_len == 0)
        return NULL;
    size_t length = MIN(stream->read_buffer_len, PEEK_BYTES);
    char *line = g_strndup(stream->read_buffer, length);
    line[strcspn(line, "\r\n")] = '\0';
    return line;
}

void imap_stream_wipe(mailstream *stream)
{
    explicit_bzero(stream->write_buffer, stream->buffer_max_size);
}
