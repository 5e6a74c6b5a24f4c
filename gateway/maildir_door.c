/* maildir_door.c: the embedded default: outgoing letters become files in a Maildir, so that Vestnik
 * runs without any mail server, and what would go out can be read with any mail program.
 *
 * One file a delivery. The envelope stands before the letter, as a local delivery agent writes it:
 * one "Return-Path: <sender>" and one "Delivered-To: address" for each recipient. Lines end with
 * LF, as in every Maildir. A file is written to tmp/, synced, linked into new/ under a name that
 * nothing else has, and the folder synced: a file in new/ is whole. What a crash leaves in tmp/ is
 * a torso and may be deleted. A full disk or a missing folder means that the door cannot work now.
 */
#include "gateway/door.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/header.h"

typedef struct MaildirDoor {
    DoorOut door;
    char *folder;
    char *host; /* as names of files may hold it */
    unsigned count;
    Delivery *done; /* NULL: there is room */
} MaildirDoor;

static void maildir_free(DoorOut *door)
{
    MaildirDoor *self = (MaildirDoor *)door;

    g_free(self->folder);
    g_free(self->host);
    g_free(self);
}

/* Name in the manner of the Maildir specification: seconds, what is unique on this host, host. */
static char *unique_name(MaildirDoor *self)
{
    return g_strdup_printf("%" PRId64 ".M%" PRId64 "P%dQ%u.%s", clock_now(),
                           g_get_real_time() % G_USEC_PER_SEC, (int)getpid(), ++self->count,
                           self->host);
}

static void append_lf(GString *out, GBytes *letter)
{
    size_t length = 0;
    const char *bytes = g_bytes_get_data(letter, &length);

    for (size_t i = 0; i < length; i++)
        if (bytes[i] != '\r' || i + 1 == length || bytes[i + 1] != '\n')
            g_string_append_c(out, bytes[i]);
}

/* A recipient that cannot stand in a header is failed, the others go on. */
static GString *render(const Delivery *delivery, size_t *good)
{
    size_t body = delivery->body ? g_bytes_get_size(delivery->body) : 0;
    GString *out = g_string_sized_new(g_bytes_get_size(delivery->head) + body + 256);
    bool named = header_address_ok(delivery->mail_from);

    *good = 0;
    g_string_append_printf(out, "Return-Path: <%s>\n", named ? delivery->mail_from : "");
    for (size_t i = 0; i < delivery->count; i++) {
        const char *address = delivery->recipients[i];
        const char *fault = header_address_fault(address);
        delivery->results[i] = (DeliveryResult){.kind = fault ? DELIVERY_FAILED : DELIVERY_SENT};
        if (fault)
            delivery->results[i].reply = g_strdup(fault);
        else
            g_string_append_printf(out, "Delivered-To: %s\n", address);
        *good += !fault;
    }
    append_lf(out, delivery->head);
    if (delivery->body)
        append_lf(out, delivery->body);
    return out;
}

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length) {
        ssize_t done = write(fd, bytes, length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        bytes += done;
        length -= (size_t)done;
    }
    return true;
}

static bool fail_io(const char *doing, const char *path, GError **error)
{
    return fail(error, ERR_TEMP, "outgoing Maildir: %s %s: %s", doing, path, g_strerror(errno));
}

static bool write_file(const char *path, const GString *bytes, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        return fail_io("making", path, error);
    bool ok = write_all(fd, bytes->str, bytes->len) && fsync(fd) == 0;
    if (!ok)
        fail_io("writing", path, error);
    if (close(fd) != 0 && ok)
        ok = fail_io("closing", path, error);
    return ok;
}

static bool sync_folder(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;

    if (!ok)
        fail_io("syncing", path, error);
    if (fd >= 0)
        close(fd);
    return ok;
}

static bool store(MaildirDoor *self, const GString *bytes, char **name, GError **error)
{
    g_autofree char *made = unique_name(self);
    g_autofree char *tmp = g_build_filename(self->folder, "tmp", made, NULL);
    g_autofree char *fresh = g_build_filename(self->folder, "new", made, NULL);
    g_autofree char *folder = g_build_filename(self->folder, "new", NULL);

    bool ok = write_file(tmp, bytes, error);
    if (ok && link(tmp, fresh) != 0) /* unlike rename, never over another file */
        ok = fail_io("linking", fresh, error);
    unlink(tmp);
    if (!ok || !sync_folder(folder, error))
        return false;
    *name = g_steal_pointer(&made);
    return true;
}

static size_t maildir_room(const DoorOut *door)
{
    return ((const MaildirDoor *)door)->done ? 0 : 1;
}

static void maildir_start(DoorOut *door, Delivery *delivery)
{
    MaildirDoor *self = (MaildirDoor *)door;
    g_autoptr(GError) why = NULL;
    g_autofree char *name = NULL;
    size_t good;
    g_autoptr(GString) bytes = render(delivery, &good);

    self->done = delivery;
    if (good && !store(self, bytes, &name, &why)) {
        delivery_clear(delivery);
        delivery->trouble = g_strdup(why->message);
        return;
    }
    for (size_t i = 0; i < delivery->count; i++)
        if (delivery->results[i].kind == DELIVERY_SENT)
            delivery->results[i].reply = g_strdup(name);
}

static Delivery *maildir_next(DoorOut *door, int milliseconds)
{
    (void)milliseconds;
    return g_steal_pointer(&((MaildirDoor *)door)->done);
}

static bool make_folders(const char *folder, GError **error)
{
    static const char *const parts[] = {"tmp", "new", "cur"};

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *path = g_build_filename(folder, parts[i], NULL);
        if (g_mkdir_with_parents(path, 0700) != 0)
            return fail(error, error_code_of_errno(errno, ERR_CREATE),
                        "outgoing Maildir: making %s: %s", path, g_strerror(errno));
    }
    return true;
}

DoorOut *maildir_door_new(const char *folder, GError **error)
{
    static const DoorOutClass klass = {"maildir", maildir_room, maildir_start, maildir_next,
                                       maildir_free};

    if (!make_folders(folder, error))
        return NULL;
    MaildirDoor *self = g_new0(MaildirDoor, 1);
    self->door.klass = &klass;
    self->folder = g_strdup(folder);
    self->host = g_strdelimit(g_strdup(g_get_host_name()), "/:", '-');
    return &self->door;
}
