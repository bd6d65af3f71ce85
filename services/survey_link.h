/*
 * Links to surveys, for who sends them and who answers them. A link has the survey's one secret: a
 * token, which names its tenant, or a code where it must be short; stored is a hash of it, so that
 * nothing that opens a survey stands in a table.
 */
#ifndef FRONTDESK_SURVEY_LINK_H
#define FRONTDESK_SURVEY_LINK_H

#include "call/call.h"
#include "crypto/token.h"

/* The pages at which links of either kind lead, before their secret. */
#define SURVEY_TOKEN_PATH "/csat/"
#define SURVEY_CODE_PATH  "/r/"

enum survey_link_kind { SURVEY_LINK_TOKEN, SURVEY_LINK_CODE };

struct survey_link {
	struct text address; /* at public_url; the arena's */
	uint8_t hash[TOKEN_HASH_SIZE];
};

/* A new link of the call's tenant. */
void survey_link_make(struct call *call, enum survey_link_kind kind, struct survey_link *ret_link);
/* What is stored of a secret of the call's tenant: its hash under a master key, and behind the last
 * under the keys of the installations that the tenant was at before. False past the last of all. */
bool survey_link_hash(
	struct call *call, size_t master, struct text secret, uint8_t ret_hash[TOKEN_HASH_SIZE]);

/* Where a survey's feedback is sealed, under the tenant's key. */
struct seal_place survey_feedback_place(struct uuid survey_id);

#endif
