/* person_export.h: everything that is held about one person in one archive (152-ФЗ, article 14):
 *
 *     summary.txt          in words, in the settings' language (conf/letters/.../person-data.txt)
 *     data.json            every row, table by table (archive/person_data.h)
 *     letters/000012.eml   the letters that the person wrote, as they came */
#ifndef VESTNIK_GATEWAY_PERSON_EXPORT_H
#define VESTNIK_GATEWAY_PERSON_EXPORT_H

#include "archive/db.h"
#include "base/letter_parts.h"
#include "base/settings.h"
#include "base/zip.h"

/* Adds the files to `zip`, which the caller finishes. */
bool person_export(Db *db, const Settings *settings, int64_t person, Zip *zip, GError **error);

/* The whole archive as a file of a letter. */
LetterPart *person_export_file(Db *db, const Settings *settings, int64_t person, GError **error);

/* Bytes of the letters, before they are packed: to know beforehand whether they can be sent. */
bool person_export_bytes(Db *db, int64_t person, int64_t *bytes, GError **error);

#endif
