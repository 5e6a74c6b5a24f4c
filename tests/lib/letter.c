/* letter: letter.py without a start of Python for each letter, which was half of what the tests
 * took. Hands its words, its folder and its open files to the `letter.py serve` that waits at
 * $LETTER_SOCKET, and ends as that says; or, as `letter --at SOCKET WORD...`, to the vestnik that
 * waits there (warm.c). See mail.sh and warm.sh.
 *
 * What is handed over, beside the files, is strings, each with its zero: the folder, the umask in
 * octal, the numbers of the files, the number of words, the words from the program's name on, and
 * the environment. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define WORDS_BYTES                                                                                \
    100000 /* of all words; what one message of a socket holds by default is twice that */
#define MOST_FILES 128
#define PATIENCE   500 /* naps until the server has started */

static char words[WORDS_BYTES];
static size_t size;
static int files[MOST_FILES], number_of_files;

static void die(const char *what)
{
    fprintf(stderr, "letter: %s: %s\n", what, strerror(errno));
    exit(70);
}

static int open_server(const char *path)
{
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

static void add(const char *word)
{
    size_t bytes = strlen(word) + 1;

    if (size + bytes > sizeof words)
        die("too many words");
    memcpy(words + size, word, bytes);
    size += bytes;
}

static void add_number(const char *format, int number)
{
    char text[32];

    snprintf(text, sizeof text, format, number);
    add(text);
}

static void add_files(void)
{
    char numbers[4 * MOST_FILES + 1] = "";

    for (int fd = 0; fd < MOST_FILES; fd++) {
        if (fcntl(fd, F_GETFD) < 0)
            continue;
        sprintf(numbers + strlen(numbers), "%d ", fd);
        files[number_of_files++] = fd;
    }
    add(numbers);
}

static void add_all(int argc, char **argv)
{
    char folder[PATH_MAX];
    mode_t mask = umask(0);

    umask(mask);
    if (!getcwd(folder, sizeof folder))
        die("getcwd");
    add(folder);
    add_number("%o", mask);
    add_files();
    add_number("%d", argc);
    for (int i = 0; i < argc; i++)
        add(argv[i]);
    for (char **variable = environ; *variable; variable++)
        add(*variable);
}

static void send_words(int server)
{
    union {
        struct cmsghdr head;
        char space[CMSG_SPACE(sizeof files)];
    } control = {0};
    size_t bytes = number_of_files * sizeof *files;
    struct iovec part = {words, size};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = CMSG_SPACE(bytes)};

    control.head = (struct cmsghdr){CMSG_LEN(bytes), SOL_SOCKET, SCM_RIGHTS};
    memcpy(CMSG_DATA(&control.head), files, bytes);
    if (sendmsg(server, &message, 0) < 0)
        die("sendmsg");
}

int main(int argc, char **argv)
{
    const char *path = getenv("LETTER_SOCKET");
    unsigned char code;

    if (argc > 2 && strcmp(argv[1], "--at") == 0) {
        path = argv[2]; /* and the program's name */
        argc -= 2, argv += 2;
    }
    add_all(argc, argv);
    int server = open_server(path);
    send_words(server);
    if (read(server, &code, 1) != 1) {
        fprintf(stderr, "letter: %s: it ended without a word\n", path);
        return 70;
    }
    return code;
}
