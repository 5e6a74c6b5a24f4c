/* app_password.c: see app_password.h. The READMEs name the same pages. */
#include "base/app_password.h"

#include "base/settings_table.h"

static const AppPassword ROWS[] = {
    {"*.yandex.*", "Yandex", "Яндекс", "https://id.yandex.ru/security/app-passwords"},
    {"*.mail.ru", "Mail.ru", "Mail.ru", "https://account.mail.ru/user/2-step-auth/passwords"},
    {"*.gmail.com", "Gmail", "Gmail", "https://myaccount.google.com/apppasswords"},
};

static const AppPassword *row_of_host(const char *host)
{
    for (size_t i = 0; host && i < G_N_ELEMENTS(ROWS); i++)
        if (g_pattern_match_simple(ROWS[i].hosts, host))
            return &ROWS[i];
    return NULL;
}

const AppPassword *app_password_of(const Account *account)
{
    const Provider *provider = provider_of(account->address);
    const AppPassword *row = row_of_host(account->smtp_host);

    row = row ? row : row_of_host(account->imap_host);
    return row || !provider ? row : row_of_host(provider->smtp_host);
}

char *app_password_advice(const Account *account)
{
    const AppPassword *row = app_password_of(account);

    if (!row)
        return g_strdup("Check login and the password in the file; many providers want an app "
                        "password, one made for this program");
    return g_strdup_printf("Check login and the password in the file; it must be an app password: "
                           "%s makes one at %s",
                           row->name, row->where);
}
