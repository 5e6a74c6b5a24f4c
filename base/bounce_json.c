/* bounce_json.c: bounce_is_notifier() and bounce_from_json() of bounce.h: the notices of Amazon
 * SES, which come by letter from its notification service with one JSON object as the text.
 * Believed only from that service's address. The text is short by nature; a longer one is no
 * notice. */
#include <jansson.h>
#include <string.h>

#include "base/bounce.h"
#include "base/text.h"

#define MAX_NOTICE 262144
#define MAX_PEOPLE 500

/* What a notice may tell: the member that holds the recipients. */
static const struct Notice {
    const char *type, *object, *people;
    BounceAction action;
} NOTICES[] = {
    {"Bounce", "bounce", "bouncedRecipients", BOUNCE_FAILED},
    {"Complaint", "complaint", "complainedRecipients", BOUNCE_FAILED},
    {"Delivery", "delivery", "recipients", BOUNCE_DELIVERED},
};

bool bounce_is_notifier(const Letter *letter)
{
    const char *from = letter->facts->from.address;

    return from && g_str_has_suffix(from, "@sns.amazonaws.com");
}

static void add_person(Letter *letter, const struct Notice *notice, json_t *object, json_t *person)
{
    const char *raw = json_is_string(person)
                          ? json_string_value(person)
                          : json_string_value(json_object_get(person, "emailAddress"));
    const char *said = json_string_value(json_object_get(person, "diagnosticCode"));
    const char *field = json_string_value(json_object_get(person, "status"));
    const char *type = json_string_value(json_object_get(object, "bounceType"));
    g_autofree char *address = raw ? bounce_address(raw) : NULL;
    Bounce *bounce = address ? bounce_add(letter, address, notice->action) : NULL;

    if (!bounce)
        return;
    if (!said)
        said = json_string_value(json_object_get(object, "smtpResponse"));
    g_autofree char *status = field ? bounce_find_status(field) : NULL;
    bounce_explain(letter, bounce, status, said);
    if (type && strcmp(type, "Transient") == 0)
        bounce->hard = false;
    if (strcmp(notice->object, "complaint") == 0) {
        g_free(bounce->class_);
        bounce->class_ = g_strdup("complaint");
    }
}

static char *read_notice(Letter *letter, json_t *root)
{
    const char *type = json_string_value(json_object_get(root, "notificationType"));

    for (size_t i = 0; type && i < G_N_ELEMENTS(NOTICES); i++) {
        json_t *object = json_object_get(root, NOTICES[i].object);
        json_t *people = json_object_get(object, NOTICES[i].people), *person;
        size_t n;
        if (strcmp(type, NOTICES[i].type) != 0 || !people)
            continue;
        json_array_foreach(people, n, person)
        {
            if (n < MAX_PEOPLE)
                add_person(letter, &NOTICES[i], object, person);
        }
        return g_strdup_printf("delivery-report: %s, as Amazon SES tells", type);
    }
    return NULL;
}

/* A line end within the JSON is the work of the mail service: it may stand in a string. */
static char *without_line_ends(const char *text)
{
    GString *out = g_string_new(NULL);

    for (const char *p = strchr(text, '{'); p && *p; p++)
        if (*p != '\n')
            g_string_append_c(out, *p);
    return g_string_free(out, FALSE);
}

char *bounce_from_json(Letter *letter)
{
    const char *text = letter->facts->text;

    if (!bounce_is_notifier(letter) || strlen(text) > MAX_NOTICE ||
        !strstr(text, "notificationType"))
        return NULL;
    g_autofree char *line = without_line_ends(text);
    json_t *root = json_loads(line, JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, NULL);
    char *evidence = root ? read_notice(letter, root) : NULL;

    json_decref(root);
    return evidence;
}
