/* lmtp_load.c: so many LMTP sessions at once that hand in letters, as a mail server would: MAIL,
 * RCPT and DATA in one piece, the letter when it was asked for, the next one after its 250.
 *
 *     lmtp_load PORT SESSIONS SECONDS LETTERS FILE...   the files in turn, each time with another
 * Message-ID; ends after so many letters, or after so many seconds
 *
 * Prints "letters microseconds": those that were answered 250. */
#include <arpa/inet.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct Load {
    int port, letters;
    int64_t until;    /* monotonic microseconds */
    GPtrArray *texts; /* of GString: letters with CRLF, without Message-ID */
    gint begun, kept; /* atomic */
} Load;

/* The last line of a reply begins with a code and a blank. */
static bool expect(FILE *in, const char *code)
{
    char line[1024];

    while (fgets(line, sizeof line, in)) {
        if (strlen(line) > 3 && line[3] == ' ')
            return strncmp(line, code, 3) == 0;
    }
    return false;
}

static bool say(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, text, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        text += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool hand_in(Load *load, int fd, FILE *in, int number)
{
    static const char ENVELOPE[] =
        "MAIL FROM:<bench@bench.test>\r\nRCPT TO:<matematika@mo.test>\r\nDATA\r\n";
    const GString *text = load->texts->pdata[(guint)number % load->texts->len];
    g_autofree char *letter =
        g_strdup_printf("Message-ID: <%d.%d@load.test>\r\n%s.\r\n", getpid(), number, text->str);

    return say(fd, ENVELOPE, strlen(ENVELOPE)) && expect(in, "250") && expect(in, "250") &&
           expect(in, "354") && say(fd, letter, strlen(letter)) && expect(in, "250");
}

static void *session(void *data)
{
    Load *load = data;
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)load->port),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), number;
    FILE *in = fd >= 0 ? fdopen(fd, "r") : NULL;
    bool ok = in && connect(fd, (struct sockaddr *)&at, sizeof at) == 0 && expect(in, "220") &&
              say(fd, "LHLO load\r\n", 11) && expect(in, "250");

    while (ok && (number = g_atomic_int_add(&load->begun, 1)) < load->letters &&
           g_get_monotonic_time() < load->until) {
        ok = hand_in(load, fd, in, number);
        if (ok)
            g_atomic_int_inc(&load->kept);
    }
    if (!ok)
        fprintf(stderr, "lmtp_load: a session was not answered as expected\n");
    if (in)
        fclose(in);
    return NULL;
}

/* With CRLF and without its Message-ID; no line of the letters that are used begins with a dot. */
static GString *prepared(const char *text)
{
    GString *out = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line; line++) {
        g_strchomp(*line);
        if (g_ascii_strncasecmp(*line, "Message-ID:", 11) != 0)
            g_string_append_printf(out, "%s%s\r\n", **line == '.' ? "." : "", *line);
    }
    return out;
}

int main(int argc, char **argv)
{
    if (argc < 6)
        return 64;
    int sessions = atoi(argv[2]);
    int64_t begun = g_get_monotonic_time();
    Load load = {.port = atoi(argv[1]),
                 .letters = atoi(argv[4]),
                 .until = begun + atoi(argv[3]) * G_USEC_PER_SEC,
                 .texts = g_ptr_array_new()};
    GPtrArray *threads = g_ptr_array_new();

    for (char **file = argv + 5; *file; file++) {
        g_autofree char *text = NULL;
        if (!g_file_get_contents(*file, &text, NULL, NULL))
            return 66;
        g_ptr_array_add(load.texts, prepared(text));
    }
    begun = g_get_monotonic_time();
    for (int i = 0; i < sessions; i++)
        g_ptr_array_add(threads, g_thread_new("session", session, &load));
    for (guint i = 0; i < threads->len; i++)
        g_thread_join(threads->pdata[i]);
    printf("%d %" G_GINT64_FORMAT "\n", load.kept, g_get_monotonic_time() - begun);
    return 0;
}
