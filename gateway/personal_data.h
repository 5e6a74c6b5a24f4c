/* personal_data.h: what a person may ask by letter about their own data (152-ФЗ, articles 14 and
 * 21): all of it in an archive, or all of it erased. Asked from an address of their own, confirmed
 * by the token that went there, in a letter that was authenticated wherever the account believes
 * anybody that senders are true. */
#ifndef VESTNIK_GATEWAY_PERSONAL_DATA_H
#define VESTNIK_GATEWAY_PERSONAL_DATA_H

#include "gateway/command_table.h"
#include "lists/answer.h"

/* Commands: each asks its question. */
bool letter_export(const CommandCall *call, GError **error);
bool letter_erase(const CommandCall *call, GError **error);

/* Whoever was asked has answered from an address of their own, and the letter was authenticated
 * where that can be known. Else *told: they were told, and the question stays open, for it may be
 * answered in a better way. */
bool personal_refuse_unproven(Work *work, bool *told, GError **error);

/* Answers to the asks of kind "export" and "erase". */
bool personal_export_answered(Work *work, const Answer *answer, GError **error);
bool personal_erase_answered(Work *work, const Answer *answer, GError **error);

#endif
