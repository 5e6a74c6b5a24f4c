/* letter: letter.py without a start of Python for each letter, which was half of what the tests
 * took. Hands its words, its folder and its standard files to the `letter.py serve` that waits at
 * $LETTER_SOCKET, and ends as that says. See mail.sh. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define WORDS_BYTES                                                                                \
    100000           /* of all words; what one message of a socket holds by default is twice that */
#define PATIENCE 500 /* naps until the server has started */

static void die(const char *what)
{
    fprintf(stderr, "letter: %s: %s\n", what, strerror(errno));
    exit(70);
}

static int open_server(void)
{
    const char *path = getenv("LETTER_SOCKET");
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int server = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    if (!path || strlen(path) >= sizeof at.sun_path || server < 0)
        die("LETTER_SOCKET");
    strcpy(at.sun_path, path);
    for (int naps = 0; connect(server, (struct sockaddr *)&at, sizeof at) < 0; naps++) {
        if ((errno != ENOENT && errno != ECONNREFUSED) || naps == PATIENCE)
            die(path);
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    return server;
}

static void send_words(int server, const char *words, size_t size)
{
    const int files[] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
    union {
        struct cmsghdr head;
        char space[CMSG_SPACE(sizeof files)];
    } control = {0};
    struct iovec part = {(char *)words, size};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};

    control.head = (struct cmsghdr){CMSG_LEN(sizeof files), SOL_SOCKET, SCM_RIGHTS};
    memcpy(CMSG_DATA(&control.head), files, sizeof files);
    if (sendmsg(server, &message, 0) < 0)
        die("sendmsg");
}

int main(int argc, char **argv)
{
    static char words[WORDS_BYTES];
    size_t size = 0;
    unsigned char code;

    if (!getcwd(words, sizeof words))
        die("getcwd");
    for (int i = 0; i < argc; i++) {
        const char *word = i ? argv[i] : words;
        if (size + strlen(word) + 1 > sizeof words)
            die("too many words");
        memmove(words + size, word, strlen(word) + 1);
        size += strlen(word) + 1;
    }
    int server = open_server();
    send_words(server, words, size);
    if (read(server, &code, 1) != 1) {
        fprintf(stderr, "letter: letter.py ended without a word\n");
        return 70;
    }
    return code;
}
