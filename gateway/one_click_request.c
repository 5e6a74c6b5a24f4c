/* one_click_request.c: what the one-click door answers; see one_click.h.
 *
 *   path is not ours, token opens nothing      404   page-wrong
 *   GET                                        200   page-leave, nothing changes
 *   POST with List-Unsubscribe=One-Click       200   page-left; again and again
 *   POST with anything else                    400   page-wrong
 *   POST without a length, or too long         411, 413
 *   any other method                           405
 *   more than one_click_requests a minute      429   page-later
 *   the database does not work                 503   page-later
 *
 * Nothing that a client sends is logged: the token would be in it. */
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/one_click_internal.h"

#define KEY         "List-Unsubscribe" /* RFC 8058 section 3.2 */
#define VALUE       "One-Click"
#define VALUE_MOST  32   /* bytes of it that are looked at */
#define FORM_BUFFER 512  /* bytes */
#define RETRY_AFTER "60" /* seconds */

/* A POST whose body comes in. */
typedef struct Form {
    struct MHD_PostProcessor *reader; /* NULL: of a type that is none of a form */
    GString *value;
} Form;

typedef struct Answer {
    unsigned status;
    OneClickPage page;
    const List *list;
} Answer;

/* --- answers ---------------------------------------------------------------------------------- */

static void add_headers(const OneClickOffice *office, const Answer *answer,
                        struct MHD_Response *response)
{
    const struct {
        const char *name, *value;
    } rows[] = {
        {"Content-Type", "text/html; charset=utf-8"},
        {"Content-Security-Policy", office->policy},
        {"Cache-Control", "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"X-Frame-Options", "DENY"},
        {"X-Robots-Tag", "noindex, nofollow"},
        {"Connection", "close"},
        {"Allow", answer->status == MHD_HTTP_METHOD_NOT_ALLOWED ? "GET, POST" : NULL},
        {"Retry-After", answer->page == PAGE_LATER ? RETRY_AFTER : NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].value)
            MHD_add_response_header(response, rows[i].name, rows[i].value);
}

static enum MHD_Result send_answer(OneClickOffice *office, struct MHD_Connection *to,
                                   const Answer *answer)
{
    g_autoptr(GError) why = NULL;
    char *page = one_click_page(office->desk, answer->page, answer->list, &why);

    if (!page) {
        LOG(ERROR, "one-click.no-page", LOG_STR("error", why->message));
        return MHD_NO;
    }
    char *copy = strdup(page); /* freed by the library, with free() */
    g_free(page);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(copy), copy, MHD_RESPMEM_MUST_FREE);
    add_headers(office, answer, response);
    enum MHD_Result result = MHD_queue_response(to, answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static const Answer WRONG = {MHD_HTTP_NOT_FOUND, PAGE_WRONG, NULL};
static const Answer BROKEN = {MHD_HTTP_SERVICE_UNAVAILABLE, PAGE_LATER, NULL};

/* What the link opens; NULL: *answer says why nothing. */
static OneClick *open_link(OneClickOffice *office, const char *url, Answer *answer)
{
    g_autoptr(GError) why = NULL;
    OneClick *found = NULL;

    if (g_str_has_prefix(url, office->path))
        found = one_click_find(office->desk, url + strlen(office->path), &why);
    *answer = why ? BROKEN : WRONG;
    if (why)
        LOG(ERROR, "one-click.failed", LOG_STR("error", why->message));
    return found;
}

static enum MHD_Result answer_get(OneClickOffice *office, struct MHD_Connection *to,
                                  const char *url)
{
    Answer answer;
    g_autoptr(OneClick) found = open_link(office, url, &answer);

    if (found)
        answer = (Answer){MHD_HTTP_OK, PAGE_LEAVE, found->list};
    return send_answer(office, to, &answer);
}

static enum MHD_Result answer_post(OneClickOffice *office, struct MHD_Connection *to,
                                   const char *url, const Form *form)
{
    Answer answer;
    g_autoptr(GError) why = NULL;
    g_autoptr(OneClick) found = open_link(office, url, &answer);
    bool changed = false;

    if (!found)
        return send_answer(office, to, &answer);
    if (!g_str_equal(g_strchomp(form->value->str), VALUE)) {
        answer = (Answer){MHD_HTTP_BAD_REQUEST, PAGE_WRONG, NULL};
    } else if (one_click_leave(office->desk, found, &changed, &why)) {
        answer = (Answer){MHD_HTTP_OK, PAGE_LEFT, found->list};
        LOG(INFO, "one-click.left", LOG_NUM("person", found->person),
            LOG_STR("list", found->list->name), LOG_STR("was", changed ? "member" : "none"));
    } else {
        answer = BROKEN;
        LOG(ERROR, "one-click.failed", LOG_STR("error", why->message));
    }
    return send_answer(office, to, &answer);
}

/* --- requests --------------------------------------------------------------------------------- */

/* So many a minute on an average, and as many at once. */
static bool may_come(OneClickOffice *office)
{
    double most = (double)office->settings->one_click_requests;
    int64_t now = g_get_monotonic_time();
    double minutes = (double)(now - office->counted_at) / (60.0 * G_USEC_PER_SEC);

    office->counted_at = now;
    office->allowance = MIN(most, office->allowance + minutes * most);
    if (office->allowance < 1)
        return false;
    office->allowance -= 1;
    return true;
}

/* Why nothing of the body is read; 0: it may come in. */
static unsigned refuse_body(const OneClickOffice *office, struct MHD_Connection *connection)
{
    const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    guint64 bytes = 0;

    if (!length || !g_ascii_string_to_unsigned(length, 10, 0, G_MAXUINT64, &bytes, NULL) ||
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Transfer-Encoding"))
        return MHD_HTTP_LENGTH_REQUIRED;
    return bytes > (guint64)office->settings->one_click_bytes ? MHD_HTTP_CONTENT_TOO_LARGE : 0;
}

static enum MHD_Result take_value(void *to, enum MHD_ValueKind kind, const char *key,
                                  const char *file, const char *type, const char *encoding,
                                  const char *data, uint64_t at, size_t length)
{
    Form *form = to;

    (void)kind, (void)file, (void)type, (void)encoding, (void)at;
    if (strcmp(key, KEY) == 0 && form->value->len + length <= VALUE_MOST)
        g_string_append_len(form->value, data, (gssize)length);
    return MHD_YES;
}

static Form *form_new(struct MHD_Connection *connection)
{
    Form *form = g_new0(Form, 1);

    form->value = g_string_new(NULL);
    form->reader = MHD_create_post_processor(connection, FORM_BUFFER, take_value, form);
    return form;
}

void one_click_done(void *unused, struct MHD_Connection *connection, void **at,
                    enum MHD_RequestTerminationCode why)
{
    Form *form = *at;

    (void)unused, (void)connection, (void)why;
    if (!form)
        return;
    if (form->reader)
        MHD_destroy_post_processor(form->reader);
    g_string_free(form->value, TRUE);
    g_free(form);
    *at = NULL;
}

/* The head of a request is there. */
static enum MHD_Result begin(OneClickOffice *office, struct MHD_Connection *connection,
                             const char *url, const char *method, void **form)
{
    bool is_post = g_str_equal(method, MHD_HTTP_METHOD_POST);
    Answer answer = {0, PAGE_WRONG, NULL};

    if (!may_come(office))
        answer = (Answer){MHD_HTTP_TOO_MANY_REQUESTS, PAGE_LATER, NULL};
    else if (!is_post && !g_str_equal(method, MHD_HTTP_METHOD_GET))
        answer.status = MHD_HTTP_METHOD_NOT_ALLOWED;
    else if (is_post)
        answer.status = refuse_body(office, connection);
    if (answer.status)
        return send_answer(office, connection, &answer);
    if (!is_post)
        return answer_get(office, connection, url);
    *form = form_new(connection);
    return MHD_YES;
}

/* Called with the head, with each piece of the body, and at its end. */
enum MHD_Result one_click_take(void *state, struct MHD_Connection *connection, const char *url,
                               const char *method, const char *version, const char *data,
                               size_t *length, void **at)
{
    Form *form = *at;

    (void)version;
    if (!form)
        return begin(state, connection, url, method, at);
    if (*length == 0)
        return answer_post(state, connection, url, form);
    if (form->reader)
        MHD_post_process(form->reader, data, *length); /* what is no form has no value */
    *length = 0;
    return MHD_YES;
}

/* --- the office ------------------------------------------------------------------------------- */

/* "/leave/" of "https://mo.example/leave". The caller's. */
static char *path_of(const char *url)
{
    const char *host = strstr(url, "://") + strlen("://");

    return g_strconcat(host + strcspn(host, "/"), "/", NULL);
}

void one_click_office_init(OneClickOffice *office, Desk *desk)
{
    *office = (OneClickOffice){
        .settings = desk->settings,
        .desk = desk,
        .path = path_of(desk->settings->one_click_url),
        .policy = one_click_policy(),
        .allowance = (double)desk->settings->one_click_requests,
        .counted_at = g_get_monotonic_time(),
    };
}

void one_click_office_clear(OneClickOffice *office)
{
    g_free(office->path);
    g_free(office->policy);
}
