/*
 * An agent's cookie. The token is looked for under each master key's hash, newest first: those that
 * were issued before a rotation go on.
 */
#include "auth/work.h"

#include "auth/proofs.h"
#include "crypto/token.h"
#include "pg/tenants.h"
#include "sql_gateway.h"

#define DAY_US (86400 * INT64_C(1000000))

static const struct {
	const char *word;
	enum role role;
} roles[] = {{"agent", ROLE_AGENT}, {"supervisor", ROLE_SUPERVISOR}, {"admin", ROLE_ADMIN}};

/* A word that this build does not know has the least rights. */
static enum role role_of(struct text word)
{
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
		if (text_equals(word, text_from(roles[i].word)))
			return roles[i].role;
	return ROLE_AGENT;
}

static enum role least_role(enum access access)
{
	switch (access) {
	case ACCESS_ADMIN:
		return ROLE_ADMIN;
	case ACCESS_SUPERVISOR:
		return ROLE_SUPERVISOR;
	default:
		return ROLE_AGENT;
	}
}

static struct next look_up(struct call *call);

static struct next renewed(struct call *call, const struct sql_answer *answer)
{
	const struct settings *settings = call->parts->env.settings;

	if (answer->err == ERR_NONE)
		auth_set_cookie(call, call->auth->proof, settings->sign_in_days * 86400);
	return call->auth->then(call);
}

/* A sign-in in use ends later: written once a day, and only where a cookie can follow. */
static struct next renew(struct call *call)
{
	const int64_t now_us = db_time_us(call->parts->db);
	const int64_t whole_us = call->parts->env.settings->sign_in_days * DAY_US;

	if (call->kind != CALL_REST || call->who.expires_us > now_us + whole_us - DAY_US ||
		!db_is_connected(call->parts->db))
		return call->auth->then(call);
	call->who.expires_us = now_us + whole_us;
	return sql_sign_in_renew(call, renewed, call->who.sign_in_id, call->who.expires_us);
}

static struct next tenant_entered(struct call *call, enum err err)
{
	if (err == ERR_ABSENT)
		return auth_refuse(call);
	if (err)
		return call_fail(call, err, NULL);
	if (call->who.must_enrol && call->auth->access != ACCESS_SIGNED_IN)
		return call_fail(call, ERR_ENROL, NULL);
	if (call->who.role < least_role(call->auth->access))
		return call_fail(call, ERR_DENIED, "Your role does not allow this");
	return renew(call);
}

/* Under the hash that found it: the same cookie is looked for under the same one first. */
static void keep_proof(struct call *call, struct uuid tenant_id)
{
	const struct auth_work *work = call->auth;
	uint8_t hash[TOKEN_HASH_SIZE];

	if (token_hash(call->parts->keyring, work->master, AUTH_PURPOSE_SIGN_IN, work->proof, hash))
		proofs_keep(call->parts, tenant_id, hash, &call->who);
}

static struct next looked_up(struct call *call, const struct sql_answer *answer)
{
	struct sql_sign_in_check_row row;

	if (answer->err)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0) {
		call->auth->master++;
		return look_up(call);
	}
	row = sql_sign_in_check_row(answer, 0);
	call->who = (struct who){
		.kind = WHO_AGENT,
		.role = role_of(row.role),
		.must_enrol = row.must_enrol,
		.user_id = row.user_id,
		.agent_id = row.agent_id,
		.sign_in_id = row.sign_in_id,
		.expires_us = row.expires_at,
	};
	keep_proof(call, row.tenant_id);
	return tenant_enter(call, row.tenant_id, tenant_entered);
}

static struct next look_up(struct call *call)
{
	const struct auth_work *work = call->auth;
	uint8_t hash[TOKEN_HASH_SIZE];
	struct uuid tenant_id;

	if (work->proof.size != TOKEN_SIZE || !token_hash(call->parts->keyring, work->master,
						      AUTH_PURPOSE_SIGN_IN, work->proof, hash))
		return auth_refuse(call);
	if (proofs_find_sign_in(call->parts, hash, &call->who, &tenant_id))
		return tenant_enter(call, tenant_id, tenant_entered);
	return sql_sign_in_check(call, looked_up, (struct text){(const char *)hash, sizeof hash});
}

struct next auth_check_sign_in(struct call *call)
{
	return look_up(call);
}
