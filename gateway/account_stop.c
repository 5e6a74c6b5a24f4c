/* account_stop.c: see account_stop.h. */
#include "gateway/account_stop.h"

#include "base/smtp_limit.h"

void account_stop_free(AccountStop *stop)
{
    if (!stop)
        return;
    g_free(stop->reply);
    g_free(stop->secret);
    g_free(stop);
}

static AccountStop *stop_new(StopKind kind, int64_t seconds, const char *reply)
{
    AccountStop *stop = g_new0(AccountStop, 1);

    stop->kind = kind;
    stop->seconds = seconds;
    stop->reply = g_strdup(reply);
    return stop;
}

/* A login that is refused for now (RFC 4954 section 6: 454) is no wrong password. */
AccountStop *account_stop_of_trouble(const Account *account, const Delivery *delivery)
{
    int64_t seconds = 0;
    LimitKind limit = smtp_limit(delivery->trouble_code, delivery->trouble, &seconds);
    bool is_temporary = delivery->trouble_code / 100 == 4;

    if (limit == LIMIT_ACCOUNT || (delivery->is_login && is_temporary))
        return stop_new(STOP_LIMIT, seconds, delivery->trouble);
    if (!delivery->is_login)
        return NULL;
    AccountStop *stop = stop_new(STOP_LOGIN, 0, delivery->trouble);
    stop->secret = account_secret_stamp(account);
    return stop;
}

AccountStop *account_stop_of_copy(const Copy *copy)
{
    for (size_t i = 0; i < copy->delivery.count; i++) {
        const DeliveryResult *result = &copy->delivery.results[i];
        int64_t seconds = 0;
        bool taken = result->kind == DELIVERY_SENT || result->kind == DELIVERY_UNKNOWN;
        if (!taken && smtp_limit(result->code, result->reply, &seconds) == LIMIT_ACCOUNT)
            return stop_new(STOP_LIMIT, seconds, result->reply);
    }
    return NULL;
}
