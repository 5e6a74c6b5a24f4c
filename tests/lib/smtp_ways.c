/* smtp_ways.c: what it costs to hand a letter of 4 KiB to an SMTP server, by nothing but the library:
 * no database, no composing; to see what a way of sending could give at most.
 *
 *     smtp_ways curl|etpan|ours PORT LETTERS CONNECTIONS
 *
 * curl: libcurl's own transactions; etpan: libetpan's mailsmtp; ours: gateway/smtp_talk.c on a
 * connection of libcurl. Each connection has a thread. Prints "letters microseconds
 * microseconds-of-processor-time". */
#include <curl/curl.h>
#include <libetpan/libetpan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gateway/smtp_talk.h"

static int port, letters;
static gint begun; /* atomic */
static GBytes *letter;
static char url[64];

static bool next(char *to, size_t size)
{
    int number = g_atomic_int_add(&begun, 1);

    g_snprintf(to, size, "t%d@school%d.test", number, number % 100);
    return number < letters;
}

static void fail(const char *why)
{
    fprintf(stderr, "smtp_ways: %s\n", why);
    exit(1);
}

static size_t on_read(char *buffer, size_t size, size_t count, void *user)
{
    size_t *at = user, whole;
    const char *bytes = g_bytes_get_data(letter, &whole);
    size_t part = MIN(size * count, whole - *at);

    memcpy(buffer, bytes + *at, part);
    *at += part;
    return part;
}

static void *by_curl(void *unused)
{
    CURL *curl = curl_easy_init();
    char to[64];
    size_t at;

    (void)unused;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, &at);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, "<bench@bench.test>");
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)g_bytes_get_size(letter));
    while (next(to, sizeof to)) {
        struct curl_slist *list = curl_slist_append(NULL, to);
        at = 0;
        curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, list);
        if (curl_easy_perform(curl) != CURLE_OK)
            fail("libcurl");
        curl_slist_free_all(list);
    }
    curl_easy_cleanup(curl);
    return NULL;
}

static void *by_etpan(void *unused)
{
    mailsmtp *smtp = mailsmtp_new(0, NULL);
    char to[64];
    gsize size;
    const char *bytes = g_bytes_get_data(letter, &size);

    (void)unused;
    if (mailsmtp_socket_connect(smtp, "127.0.0.1", (uint16_t)port) || mailesmtp_ehlo(smtp))
        fail("libetpan: connecting");
    while (next(to, sizeof to)) {
        if (mailesmtp_mail(smtp, "bench@bench.test", 1, NULL) ||
            mailesmtp_rcpt(smtp, to, 0, NULL) || mailsmtp_data(smtp) ||
            mailsmtp_data_message(smtp, bytes, size))
            fail("libetpan");
    }
    mailsmtp_free(smtp);
    return NULL;
}

static void *by_ours(void *unused)
{
    CURL *curl = curl_easy_init();
    char to[64], trouble[CURL_ERROR_SIZE];
    char *recipients[] = {to};
    GPtrArray list = {.pdata = (gpointer *)recipients, .len = 1};
    SmtpDialogue dialogue = {0};
    const gint no = 0;
    SmtpTalk talk = {.curl = curl,
                     .offer = {.pipelining = true},
                     .from = "bench@bench.test",
                     .to = &list,
                     .letter = {letter},
                     .patience = 60 * G_USEC_PER_SEC,
                     .until = G_MAXINT64,
                     .given_up = &no,
                     .trouble = trouble};

    (void)unused;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
    if (curl_easy_perform(curl) != CURLE_OK)
        fail("connecting");
    while (next(to, sizeof to)) {
        smtp_dialogue_start(&dialogue, 1);
        if (!smtp_talk(&talk, &dialogue) || dialogue.end.code != 250)
            fail(trouble);
    }
    smtp_talk_end(curl);
    smtp_dialogue_clear(&dialogue);
    curl_easy_cleanup(curl);
    return NULL;
}

static GBytes *make_letter(void)
{
    GString *text = g_string_new("From: bench@bench.test\r\nSubject: x\r\n\r\n");

    while (text->len < 4096)
        g_string_append(text, "Sixty bytes and some more, such as a line of a letter has.\r\n");
    return g_string_free_to_bytes(text);
}

int main(int argc, char **argv)
{
    g_autoptr(GPtrArray) threads = g_ptr_array_new();
    struct timespec used;

    if (argc != 5)
        return 64;
    void *(*way)(void *) = strcmp(argv[1], "curl") == 0    ? by_curl
                           : strcmp(argv[1], "etpan") == 0 ? by_etpan
                                                           : by_ours;
    port = atoi(argv[2]);
    letters = atoi(argv[3]);
    letter = make_letter();
    g_snprintf(url, sizeof url, "smtp://127.0.0.1:%d/bench", port);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int64_t start = g_get_monotonic_time();
    for (int i = 0; i < atoi(argv[4]); i++)
        g_ptr_array_add(threads, g_thread_new("way", way, NULL));
    for (guint i = 0; i < threads->len; i++)
        g_thread_join(threads->pdata[i]);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    printf("%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", letters,
           g_get_monotonic_time() - start,
           (int64_t)used.tv_sec * G_USEC_PER_SEC + used.tv_nsec / 1000);
    return 0;
}
