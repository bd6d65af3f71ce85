/*
 * Short messages, for every service that has one sent. A statement of its own enqueues it, in the
 * transaction of what it is about, by the tenant's function
 *
 *     sms_enqueue(sms uuid, kind text, recipient text, body bytea, segments bigint, subject_id
 * uuid)
 *
 * where `sms` is a new id; `kind` says what it is for, as "csat.survey"; `recipient` is a number as
 * base/phone.h reads it; `body` what sms_seal returned for that id; `segments` what sms_measure
 * counted; `subject_id` the row that it is about, or NULL. It is sent by the durable job
 * notify.sms, by the tenant's own provider; one that is longer than the tenant allows fails, and
 * what was sealed is gone once it was sent.
 */
#ifndef FRONTDESK_SMS_H
#define FRONTDESK_SMS_H

#include "call/call.h"

enum { SMS_SIZE_MAX = 4000 };

/* What a text takes on the air (3GPP TS 23.038 and 23.040): in GSM's alphabet 160 septets, or 153
 * in each of several segments; where a character is none of it, 70 or 67 units of UTF-16. */
struct sms_measure {
	bool is_gsm;
	size_t units;
	size_t segments;
};

/* Measures well-formed UTF-8. Pure. */
struct sms_measure sms_measure(struct text body);

/* Seals what it says. The envelope is the call's arena's. */
struct text sms_seal(struct call *call, struct uuid sms_id, struct text body);
/* Opens it. */
enum err sms_unseal(
	struct call *call, struct uuid sms_id, struct text envelope, struct text *ret_body);

#endif
