/* settings_table.h: what the files base/settings*.c share: the rows, and what is done by a row. */
#ifndef VESTNIK_BASE_SETTINGS_TABLE_H
#define VESTNIK_BASE_SETTINGS_TABLE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/settings.h"

typedef enum SettingType {
    SETTING_TEXT,
    SETTING_PATH,   /* relative to the folder of the settings file */
    SETTING_NUMBER, /* min to max, stored as int64_t */
    SETTING_SIZE,   /* min to max, stored as size_t */
    SETTING_WORD,   /* one of `words`; its index is stored as int64_t */
    SETTING_CHOICE, /* one of `words`, stored as text */
    SETTING_YES,    /* yes or no, stored as bool */
} SettingType;

typedef struct SettingRow {
    const char *name;
    SettingType type;
    size_t offset;        /* of the member */
    const char *fallback; /* NULL: none, the text stays NULL */
    int64_t min, max;
    const char *const *words; /* NULL-terminated */
    const char *meaning;
} SettingRow;

extern const SettingRow SETTING_ROWS[]; /* end with name NULL */
extern const SettingRow SETTING_ACCOUNT_ROWS[];

/* What large providers need, so that address and password are enough. */
typedef struct Provider {
    const char *domain; /* of the address */
    const char *imap_host, *smtp_host;
    const char *authentication; /* name of a profile of base/auth_profile.h */
    const char *token_url;      /* OAuth2 */
    int64_t day;                /* recipients in 24 hours of the smallest mailbox there */
} Provider;
extern const Provider PROVIDERS[];                /* ends with domain NULL */
const Provider *provider_of(const char *address); /* NULL: not known */

/* settings_value.c. The row of this name; NULL. */
const SettingRow *setting_find(const SettingRow *rows, const char *name);
/* NULL when `value` suits the row, else what is allowed; the caller's. */
char *setting_complaint(const SettingRow *row, const char *value);
/* Stores a value that suits, or the row's fallback for NULL, in its member of `object`. Relative
 * paths count from `folder`. */
void setting_store(const SettingRow *row, void *object, const char *value, const char *folder);
void settings_free_texts(const SettingRow *row, void *object);
void settings_document_rows(const SettingRow *row, FILE *out);

/* settings_account.c. Normalises the address, adds what is known or guessed by it and checks the
 * whole: ERR_SETTINGS, without the place. */
bool account_complete(Account *account, const char *folder, GError **error);

/* settings_listen.c. Doors listen on this machine only; a path counts from `folder`. ERR_SETTINGS.
 */
bool settings_complete_listen(Settings *settings, const char *folder, GError **error);

#endif
