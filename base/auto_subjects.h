/* auto_subjects.h: the table of subjects and sentences by which letters of machines are known where
 * no header shows it. It is text that an administrator may edit (conf/automatic-subjects explains
 * it); the program carries a copy of that file, which counts where the setting names none. */
#ifndef VESTNIK_BASE_AUTO_SUBJECTS_H
#define VESTNIK_BASE_AUTO_SUBJECTS_H

#include <glib.h>
#include <stdbool.h>

typedef enum AutoSubject {
    AUTO_SUBJECT_SURE,    /* the subject alone shows an automatic answer */
    AUTO_SUBJECT_PERHAPS, /* with a second sign */
    AUTO_SUBJECT_RECEIPT, /* a receipt, with a second sign */
    AUTO_RECEIPT_TEXT,    /* how the text of a receipt begins */
    AUTO_TEXT,            /* a sentence that machines write, with a second sign */
    AUTO_TEXT_ABSENCE,    /* a sentence of somebody who is away */
    AUTO_SUBJECT_COUNT
} AutoSubject;

typedef struct AutoSubjects AutoSubjects;

/* `name` stands before the line number in the error: ERR_SETTINGS. */
AutoSubjects *auto_subjects_parse(const char *text, const char *name, GError **error);
/* The file, or the program's own table for NULL. ERR_SETTINGS also when the file is not there. */
AutoSubjects *auto_subjects_open(const char *file, GError **error);
void auto_subjects_free(AutoSubjects *subjects); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AutoSubjects, auto_subjects_free)

/* What was parsed, to carry it to another process. Borrowed. */
const char *auto_subjects_text(const AutoSubjects *subjects);

/* Does a pattern of this kind fit the text? It may be any text, and is folded here. */
bool auto_subjects_match(const AutoSubjects *subjects, AutoSubject kind, const char *text);

/* The one of the first sentences of a text that fits a pattern, folded; NULL: none does. The
 * caller's. */
char *auto_subjects_sentence(const AutoSubjects *subjects, AutoSubject kind, const char *text);

#endif
