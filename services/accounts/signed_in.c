/* What a sign-in ends with, whether it took one step or two: the cookie, and who has signed in. */
#include "accounts/accounts.h"

#include <string.h>

#include "auth/auth.h"
#include "crypto/browser.h"
#include "pg/tenants.h"
#include "sql_accounts.h"

struct next sign_in_refuse(struct call *call, const char *why)
{
	metric_add(call->parts->env.metrics, METRIC_SIGN_IN_REFUSED, 1);
	if (!uuid_is_nil(call->accounts->user_id) && !call->accounts->by_provider)
		failed_sign_in_note(call, call->accounts->user_id);
	return call_fail(call, ERR_SIGNED_OUT, why);
}

/* The browser is known to this address from now on, for a year each time: of who has shown its
 * password, not of whom a provider vouches for, whose word is one tenant's. */
static void remember_browser(struct call *call)
{
	const struct accounts_work *work = call->accounts;
	int64_t end_s = db_time_us(call->parts->db) / 1000000 + BROWSER_PROOF_SECONDS;
	char proof[BROWSER_PROOF_SIZE + 1];
	struct uuid id = work->is_browser_known ? work->browser_id : uuid_random();
	browser_prove(call->parts->keyring, work->email, id, end_s, proof);
	auth_set_browser_proof(call, text_from(proof), BROWSER_PROOF_SECONDS);
}

static struct next described(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	auth_set_cookie(
		call, call->accounts->token, call->parts->env.settings->sign_in_days * 86400);
	if (!call->accounts->by_provider)
		remember_browser(call);
	return call_answer(call, 200, answer->json);
}

static struct next describe(struct call *call, sql_then then)
{
	return sql_me(call, then, call->who.user_id, call->who.agent_id, call->who.sign_in_id,
		call->tenant->time_zone);
}

static struct next entered(struct call *call, enum err err)
{
	if (err == ERR_ABSENT)
		return sign_in_refuse(call, NULL);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	return describe(call, described);
}

struct next sign_in_finish(struct call *call, const struct signed_in *signed_in)
{
	call->who.user_id = signed_in->user_id;
	call->who.agent_id = signed_in->agent_id;
	call->who.sign_in_id = signed_in->sign_in_id;
	return tenant_enter(call, signed_in->tenant_id, entered);
}

/* The token is none of a sign-in's: it is hashed for another purpose, and shown with a code. */
struct next sign_in_ask_code(struct call *call, int64_t until_us)
{
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "pendingToken");
	json_put_text(&writer, call->accounts->token);
	json_put_name(&writer, "expiresAt");
	json_put_time(&writer, until_us);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

/* For both steps that may follow: a sign-in, and one that waits for a code. */
bool sign_in_make_hashes(struct call *call, struct sign_in_hashes *ret_hashes)
{
	return sign_in_make_token(call, ret_hashes->token) &&
	       token_hash(call->parts->keyring, 0, PURPOSE_PENDING, call->accounts->token,
		       ret_hashes->pending);
}

/* The browser's family, by the first of these words that its header has. */
struct text sign_in_browser(struct call *call)
{
	static const char *const families[][2] = {{"Edg", "Edge"}, {"OPR/", "Opera"},
		{"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}};
	struct text header = call_header(call, "user-agent");
	for (size_t i = 0; header.size > 0 && i < sizeof(families) / sizeof(*families); i++)
		if (memmem(header.data, header.size, families[i][0], strlen(families[i][0])))
			return text_from(families[i][1]);
	return TEXT_ABSENT;
}

bool sign_in_make_token(struct call *call, uint8_t ret_hash[TOKEN_HASH_SIZE])
{
	char *token = arena_alloc(&call->arena, TOKEN_SIZE + 1);
	token_make(token);
	call->accounts->token = text_from(token);
	return token_hash(
		call->parts->keyring, 0, AUTH_PURPOSE_SIGN_IN, call->accounts->token, ret_hash);
}

int64_t sign_in_end_us(const struct call *call)
{
	return db_time_us(call->parts->db) +
	       call->parts->env.settings->sign_in_days * 86400 * INT64_C(1000000);
}

struct next me_get(struct call *call)
{
	return describe(call, db_answer_json);
}
