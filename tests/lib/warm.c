/* warm: vestnik without its start. Its libraries are loaded and linked once; each command is then a
 * child that begins at main, with the words, the folder, the environment, the limits and the open
 * files of whoever asks (letter.c, which ends as it does). For the tests in which the command is
 * not what is killed, traced or kept running: see warm.sh.
 *
 *     warm serve-at SOCKET    until the test that started it has ended; with other words it is
 * vestnik
 *
 * The same objects as build/vestnik: the linker calls its main __real_main, and ours __wrap_main.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_BYTES 200000
#define MOST_WORDS  4096
#define MOST_FILES  128
#define MOST_ASKERS 256
#define PARENT_LOOK 5000 /* milliseconds between two looks whether the test lives */

int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv);

static struct {
    pid_t child;
    int socket;
} askers[MOST_ASKERS];
static int number_of_askers;

static void die(const char *what)
{
    fprintf(stderr, "warm: %s: %s\n", what, strerror(errno));
    _exit(70);
}

static int open_door(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int door = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    if (door < 0 || strlen(path) >= sizeof at.sun_path)
        die(path);
    strcpy(at.sun_path, path);
    if (bind(door, (struct sockaddr *)&at, sizeof at) != 0 || listen(door, 64) != 0)
        die(path);
    return door;
}

/* --- the child --- */

/* Each file gets the number that it has where it comes from; nothing else stays open. */
static void take_files(struct msghdr *message, const char *numbers)
{
    struct cmsghdr *control = CMSG_FIRSTHDR(message);
    int files[MOST_FILES], count;

    if (!control || control->cmsg_len > CMSG_LEN(sizeof files))
        die("no files");
    count = (control->cmsg_len - CMSG_LEN(0)) / sizeof *files;
    memcpy(files, CMSG_DATA(control), count * sizeof *files);
    for (int i = 0; i < count; i++)
        if ((files[i] = fcntl(files[i], F_DUPFD, MOST_FILES)) < 0)
            die("files");
    close_range(0, MOST_FILES - 1, 0);
    for (int i = 0; i < count; i++)
        dup2(files[i], strtol(numbers, (char **)&numbers, 10));
    close_range(MOST_FILES, ~0U, 0);
}

static void take_limits(int asker)
{
    struct ucred peer;
    struct rlimit limit;
    socklen_t size = sizeof peer;

    if (getsockopt(asker, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        die("peer");
    for (int what = 0; what < RLIM_NLIMITS; what++)
        if (prlimit(peer.pid, what, NULL, &limit) != 0 || setrlimit(what, &limit) != 0)
            die("limits");
}

/* The strings from *at on, up to an empty one that ends the environment, or `most` of them. */
static char **take_strings(char **at, char *end, int most)
{
    static char *space[2 * MOST_WORDS];
    static int used;
    char **first = space + used;

    for (; most > 0 && *at < end; most--, *at += strlen(*at) + 1) {
        if (used == 2 * MOST_WORDS - 2)
            die("too many words");
        space[used++] = *at;
    }
    space[used++] = NULL;
    return first;
}

static int obey(int asker)
{
    static char words[WORDS_BYTES];
    char control[CMSG_SPACE(MOST_FILES * sizeof(int))];
    struct iovec part = {words, sizeof words};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof control};
    ssize_t size = recvmsg(asker, &message, 0);
    char *at = words;

    if (size <= 0 || words[size - 1] != '\0')
        die("no words");
    take_limits(asker);
    char **head = take_strings(&at, words + size, 4); /* see letter.c */
    int argc = atoi(head[3]);
    take_files(&message, head[2]);
    char **argv = take_strings(&at, words + size, argc);
    if (chdir(head[0]) != 0)
        die(head[0]);
    umask(strtol(head[1], NULL, 8));
    environ = take_strings(&at, words + size, MOST_WORDS);
    return __real_main(argc, argv);
}

/* --- the server --- */

static void answer(pid_t child, int status)
{
    unsigned char code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);

    for (int i = 0; i < number_of_askers; i++) {
        if (askers[i].child != child)
            continue;
        send(askers[i].socket, &code, 1, MSG_NOSIGNAL);
        close(askers[i].socket);
        askers[i] = askers[--number_of_askers];
        return;
    }
}

static void start(int asker, const sigset_t *mask)
{
    pid_t child = fork();

    if (child == 0) {
        sigprocmask(SIG_SETMASK, mask, NULL);
        signal(SIGINT, SIG_DFL); /* a shell has its background ignore them */
        signal(SIGQUIT, SIG_DFL);
        exit(obey(asker));
    }
    if (child < 0 || number_of_askers == MOST_ASKERS)
        die("no child");
    askers[number_of_askers].child = child;
    askers[number_of_askers++].socket = asker;
}

static void serve(const char *path)
{
    sigset_t ends, before;
    int door = open_door(path), status, asker;
    pid_t parent = getppid(), child;
    struct signalfd_siginfo ended;

    sigemptyset(&ends);
    sigaddset(&ends, SIGCHLD);
    sigprocmask(SIG_BLOCK, &ends, &before);
    struct pollfd doors[] = {{door, POLLIN, 0}, {signalfd(-1, &ends, SFD_CLOEXEC), POLLIN, 0}};
    while (getppid() == parent) {
        if (poll(doors, 2, PARENT_LOOK) <= 0)
            continue;
        if (doors[1].revents && read(doors[1].fd, &ended, sizeof ended) > 0)
            while ((child = waitpid(-1, &status, WNOHANG)) > 0)
                answer(child, status);
        if (doors[0].revents && (asker = accept4(door, NULL, NULL, SOCK_CLOEXEC)) >= 0)
            start(asker, &before);
    }
}

int __wrap_main(int argc, char **argv)
{
    if (argc != 3 || strcmp(argv[1], "serve-at") != 0)
        return __real_main(argc, argv);
    serve(argv[2]);
    return 0;
}
