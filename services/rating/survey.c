/*
 * A secret names its tenant; its hash, under one master key after the other, finds the survey. A
 * code names by a beginning: ids that share six bytes would be met once in 2^48 pairs of tenants.
 */
#include "rating/rating.h"

#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "pg/db.h"
#include "pg/tenants.h"
#include "sql_rating.h"
#include "survey_link.h"
#include "told.h"

const struct words *survey_words(const struct call *call)
{
	return words_find(call_header(call, "accept-language"));
}

enum survey_state survey_state_of(struct text name)
{
	static const char *const names[] = {
		[SURVEY_ABSENT] = "absent",
		[SURVEY_OPEN] = "open",
		[SURVEY_ANSWERED] = "answered",
		[SURVEY_EXPIRED] = "expired",
		[SURVEY_CANCELLED] = "cancelled",
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_equals(name, text_from(names[i])))
			return (enum survey_state)i;
	return SURVEY_ABSENT;
}

/* --- finding one ------------------------------------------------------------------------------ */
static struct next ask(struct call *call);

static struct text kept(struct call *call, struct text text)
{
	return text_is_absent(text) ? text : arena_copy(&call->arena, text);
}

static struct next read(struct call *call, const struct sql_answer *answer)
{
	struct rating_work *work = call->rating;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_rating_survey_row row = sql_rating_survey_row(answer, 0);
	if (!row.has_id)
		return ask(call);
	work->survey = (struct survey){
		.id = row.id,
		.state = survey_state_of(row.state),
		.rating = row.has_rating ? (int)row.rating : 0,
		.has_feedback = row.has_feedback,
		.has_faces = text_equals(row.scale, TEXT("faces")),
		.json = kept(call, row.survey),
		.question = kept(call, row.question),
		.thanks = kept(call, row.thanks),
		.color = kept(call, row.color),
	};
	return work->found(call);
}

static struct next ask(struct call *call)
{
	struct rating_work *work = call->rating;
	if (!survey_link_hash(call, work->master++, work->secret, work->hash))
		return call_fail(call, ERR_ABSENT, NULL);
	return sql_rating_survey(call, read,
		(struct text){(const char *)work->hash, sizeof(work->hash)},
		text_from(survey_words(call)->locale));
}

static struct next entered(struct call *call, enum err err)
{
	return err == ERR_NONE ? ask(call) : call_fail(call, err, NULL);
}

static struct next code_read(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_rating_code_tenant_row row = sql_rating_code_tenant_row(answer, 0);
	if (!row.has_tenant_id)
		return call_fail(call, ERR_ABSENT, NULL);
	return tenant_enter(call, row.tenant_id, entered);
}

struct next survey_find(struct call *call, struct text secret, call_step found)
{
	struct uuid tenant_id, last;
	struct rating_work *work = ARENA_NEW(&call->arena, struct rating_work);
	uint64_t wait_ms = survey_limit(call);
	call->rating = work;
	work->secret = secret;
	work->found = found;
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	if (token_visitor_tenant(secret, &tenant_id))
		return tenant_enter(call, tenant_id, entered);
	if (token_code_tenants(secret, &tenant_id, &last))
		return sql_rating_code_tenant(call, code_read, tenant_id, last);
	return call_fail(call, ERR_ABSENT, NULL);
}

/* --- answering -------------------------------------------------------------------------------- */
uint64_t survey_limit(struct call *call)
{
	uint8_t room[LIMIT_NETWORK_SIZE];
	enum limit_kind kind = call_is_safe(call) ? LIMIT_SURVEY_LOOK : LIMIT_SURVEY_ANSWER;
	return call_limit(call, kind, limit_network(call_peer(call), room));
}

struct next survey_answerable(struct call *call, call_step then)
{
	switch (call->rating->survey.state) {
	case SURVEY_OPEN:
	case SURVEY_ANSWERED:
		return then(call);
	case SURVEY_EXPIRED:
		return call_fail(
			call, ERR_EXPIRED, "The time in which it could be answered is over");
	default:
		return call_fail(call, ERR_ABSENT, NULL);
	}
}

/* Of one survey's alone: the same words to another have another. */
static struct text fingerprint(struct call *call)
{
	static const uint8_t use[16] = "survey feedback";
	const struct rating_work *work = call->rating;
	char id[UUID_TEXT_SIZE + 1];
	uint8_t *hash = arena_alloc(&call->arena, TENANT_HASH_SIZE);
	uuid_format(work->survey.id, id);
	tenant_keys_hash(call->tenant->keys, use,
		arena_printf(&call->arena, "%s%.*s", id, TEXT_ARG(work->form.feedback)), hash);
	return (struct text){(const char *)hash, TENANT_HASH_SIZE};
}

struct text survey_seal_feedback(struct call *call, struct text *ret_fingerprint)
{
	const struct rating_work *work = call->rating;
	struct seal_place place = survey_feedback_place(work->survey.id);
	*ret_fingerprint = TEXT_ABSENT;
	if (text_is_absent(work->form.feedback))
		return TEXT_ABSENT;
	*ret_fingerprint = fingerprint(call);
	return tenant_seal(call->tenant->keys, &call->arena, &place, work->form.feedback);
}

enum err survey_taken(struct call *call, struct text outcome)
{
	static const struct {
		const char *outcome;
		enum err err;
		bool is_news;
	} outcomes[] = {
		{"done", ERR_NONE, true},
		{"corrected", ERR_NONE, true},
		{"same", ERR_NONE, false},
		{"expired", ERR_EXPIRED, false},
	};
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		if (!text_equals(outcome, text_from(outcomes[i].outcome)))
			continue;
		if (outcomes[i].is_news)
			survey_tell_changed(call);
		return outcomes[i].err;
	}
	return ERR_ABSENT;
}
