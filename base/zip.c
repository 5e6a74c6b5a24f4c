/* zip.c: see zip.h. */
#include "base/zip.h"

#include <archive.h>
#include <archive_entry.h>

#include "base/error.h"

struct Zip {
    struct archive *archive;
    GByteArray *memory; /* NULL: it goes into a file */
    time_t at;
};

static la_ssize_t keep(struct archive *archive, void *data, const void *bytes, size_t length)
{
    Zip *zip = data;

    (void)archive;
    g_byte_array_append(zip->memory, bytes, (guint)length);
    return (la_ssize_t)length;
}

static bool fail_zip(const Zip *zip, GError **error)
{
    return fail(error, ERR_CREATE, "the archive cannot be written: %s",
                archive_error_string(zip->archive));
}

Zip *zip_new(int fd, int64_t at, GError **error)
{
    g_autoptr(Zip) zip = g_new0(Zip, 1);

    zip->at = at;
    zip->archive = archive_write_new();
    if (archive_write_set_format_zip(zip->archive) != ARCHIVE_OK) {
        fail_zip(zip, error);
        return NULL;
    }
    archive_write_set_bytes_in_last_block(zip->archive, 1); /* no zeros behind the end */
    if (fd < 0)
        zip->memory = g_byte_array_new();
    int rc = fd < 0 ? archive_write_open(zip->archive, zip, NULL, keep, NULL)
                    : archive_write_open_fd(zip->archive, fd);
    if (rc == ARCHIVE_OK)
        return g_steal_pointer(&zip);
    fail_zip(zip, error);
    return NULL;
}

bool zip_add(Zip *zip, const char *name, const void *bytes, size_t length, GError **error)
{
    struct archive_entry *entry = archive_entry_new();

    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, (la_int64_t)length);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_mtime(entry, zip->at, 0);
    bool ok = archive_write_header(zip->archive, entry) == ARCHIVE_OK &&
              archive_write_data(zip->archive, bytes, length) == (la_ssize_t)length;
    archive_entry_free(entry);
    return ok || fail_zip(zip, error);
}

bool zip_finish(Zip *zip, GBytes **bytes, GError **error)
{
    if (archive_write_close(zip->archive) != ARCHIVE_OK)
        return fail_zip(zip, error);
    *bytes = zip->memory ? g_byte_array_free_to_bytes(g_steal_pointer(&zip->memory)) : NULL;
    return true;
}

void zip_free(Zip *zip)
{
    if (!zip)
        return;
    archive_write_free(zip->archive);
    if (zip->memory)
        g_byte_array_unref(zip->memory);
    g_free(zip);
}
