/* settings_table.h: the rows behind settings.c; also what documents the settings. */
#ifndef VESTNIK_BASE_SETTINGS_TABLE_H
#define VESTNIK_BASE_SETTINGS_TABLE_H

#include <stddef.h>
#include <stdint.h>

typedef enum SettingType {
    SETTING_TEXT,
    SETTING_PATH,   /* relative to the folder of the settings file */
    SETTING_NUMBER, /* min to max */
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
    int64_t smtp_port, smtp_security;
    const char *authserv_id;
} Provider;
extern const Provider PROVIDERS[]; /* ends with domain NULL */

#endif
