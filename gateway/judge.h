/* judge.h: gathers from the database what the table of verdicts asks for, and asks it. The desk
 * does what comes out; `inspect --list` only prints it. Reads, never writes. */
#ifndef VESTNIK_GATEWAY_JUDGE_H
#define VESTNIK_GATEWAY_JUDGE_H

#include "archive/db.h"
#include "base/auto_subjects.h"
#include "lists/policy.h"

typedef struct Judgement {
    Db *db;
    const Settings *settings;
    const char *instance;         /* our id in loop stamps */
    const AutoSubjects *subjects; /* NULL: sentences of machines are not looked for */
    const Facts *facts;
    const Identity *identity;
    TargetKind target;
    const List *list; /* NULL unless TARGET_LIST */
    int64_t letter;   /* 0: not in the database */
    int64_t accepted; /* when it came */
    bool is_null_sender;
} Judgement;

/* *input is what the table was asked with. */
bool judge(const Judgement *judgement, PolicyInput *input, Decision *decision, GError **error);

#endif
