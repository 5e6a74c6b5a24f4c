/* test_calendar.c: invitations in words. */
#include "base/calendar.h"

#include <glib.h>

#define EVENT(lines) "BEGIN:VCALENDAR\r\n" lines "END:VCALENDAR\r\n"

static const struct Row {
    const char *name, *ics, *text;
} ROWS[] = {
    {"utc",
     EVENT("BEGIN:VEVENT\r\nSUMMARY:Вебинар\r\nDTSTART:20261120T120000Z\r\n"
           "DTEND:20261120T130000Z\r\nORGANIZER:mailto:a@b.example\r\nEND:VEVENT\r\n"),
     "-------- Приглашение в календарь --------\nЧто: Вебинар\nКогда: 20.11.2026 12:00–13:00 "
     "(UTC)\n"
     "Приглашает: a@b.example"},
    {"days",
     EVENT("BEGIN:VEVENT\nSUMMARY:Слёт\nDTSTART;VALUE=DATE:20261130\n"
           "DTEND;VALUE=DATE:20261203\nEND:VEVENT\n"),
     "-------- Приглашение в календарь --------\nЧто: Слёт\nКогда: 30.11.2026–02.12.2026"},
    {"one-day",
     EVENT("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261130\nDTEND;VALUE=DATE:20261201\n"
           "END:VEVENT\n"),
     "-------- Приглашение в календарь --------\nКогда: 30.11.2026"},
    {"over-midnight",
     EVENT("BEGIN:VEVENT\nDTSTART;TZID=\"Asia/Omsk\":20261120T230000\nDTEND:20261121T010000\n"
           "END:VEVENT\n"),
     "-------- Приглашение в календарь --------\n"
     "Когда: 20.11.2026 23:00–21.11.2026 01:00 (Asia/Omsk)"},
    {"cancel",
     EVENT("METHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:Педсовет\\, малый\\nзал \\\\n\nEND:VEVENT\n"),
     "-------- Отмена встречи --------\nЧто: Педсовет, малый зал \\n"},
    {"reply",
     EVENT("METHOD:REPLY\nBEGIN:VEVENT\nSUMMARY:Х\nATTENDEE;PARTSTAT=DECLINED:mailto:c@d.example\n"
           "END:VEVENT\n"),
     "-------- Ответ на приглашение --------\nЧто: Х\nОтвет: отклонено"},
    {"alarm-is-no-event",
     EVENT("BEGIN:VEVENT\nSUMMARY:Х\nBEGIN:VALARM\nSUMMARY:Звонок\nEND:VALARM\nLOCATION:Зал\nEND:"
           "VEVENT\n"),
     "-------- Приглашение в календарь --------\nЧто: Х\nГде: Зал"},
    {"wrong-times", EVENT("BEGIN:VEVENT\nSUMMARY:Х\nDTSTART:2026\nDTEND:99999999\nEND:VEVENT\n"),
     "-------- Приглашение в календарь --------\nЧто: Х"},
    {"no-event", EVENT("BEGIN:VTODO\nSUMMARY:Х\nEND:VTODO\n"), NULL},
    {"no-calendar", "Просто текст: да\n", NULL},
};

static void test_row(gconstpointer data)
{
    const struct Row *row = data;
    g_autofree char *text = calendar_text(row->ics);

    g_assert_cmpstr(text, ==, row->text);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *path = g_strconcat("/calendar/", ROWS[i].name, NULL);
        g_test_add_data_func(path, &ROWS[i], test_row);
    }
    return g_test_run();
}
