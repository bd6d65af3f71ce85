/* A secret is hashed for its tenant. */
#include "survey_link.h"

#include <assert.h>
#include <string.h>

#include "call/parts.h"
#include "call/tenant.h"
#include "net/site.h"

bool survey_link_hash(
	struct call *call, size_t master, struct text secret, uint8_t ret_hash[TOKEN_HASH_SIZE])
{
	char id[UUID_TEXT_SIZE + 1];
	uuid_format(call->tenant->id, id);
	struct text purpose = arena_printf(&call->arena, "survey:%s", id);
	return token_hash_carried(
		call->parts->keyring, call->tenant->token_keys, master, purpose, secret, ret_hash);
}

void survey_link_make(struct call *call, enum survey_link_kind kind, struct survey_link *ret_link)
{
	char secret[VISITOR_TOKEN_SIZE + 1];
	bool is_short = kind == SURVEY_LINK_CODE;
	if (is_short)
		token_make_code(call->tenant->id, secret);
	else
		token_make_visitor(call->tenant->id, secret);
	ret_link->address =
		arena_printf(&call->arena, "%.*s%s%s", TEXT_ARG(call->parts->site->origin),
			is_short ? SURVEY_CODE_PATH : SURVEY_TOKEN_PATH, secret);
	bool is_hashed = survey_link_hash(call, 0, text_from(secret), ret_link->hash);
	assert(is_hashed);
	explicit_bzero(secret, sizeof(secret));
}

struct seal_place survey_feedback_place(struct uuid survey_id)
{
	return (struct seal_place){
		.table = TEXT("csat_surveys"), .column = TEXT("feedback"), .row_id = survey_id};
}
