/*
 * POST /api/admin/sign-in/provider/finish: the provider has sent the browser back to a page of the
 * console, which shows what it came with. It must be the browser that left (its cookie), with what
 * it was given (the state), once and in time; and the provider must be the one to which it was
 * sent.
 */
#include "accounts/provider.h"

#include "auth/auth.h"
#include "base/email.h"
#include "sql_accounts.h"

static const char *const stale = "It was begun too long ago, in another browser, or is over";

/* --- who -------------------------------------------------------------------------------------- */
static struct next look_for_person(struct call *call);

/* UserInfo must be about the same person (Core, 5.3.2). */
static struct next userinfo_came(struct call *call, int status, const struct json *json)
{
	struct provider_work *work = call->accounts->provider;
	struct text subject;
	if (status != 200 || !json)
		return provider_fail(
			call, ERR_PROVIDER_AWAY, "The provider does not say who it is");
	if (!json_text(json_member(json, "sub"), &subject) ||
		!text_equals(subject, work->person.subject))
		return provider_fail(
			call, ERR_PROVIDER_AWAY, "The provider speaks of somebody else");
	id_token_read_email(&call->arena, json, &work->person);
	return look_for_person(call);
}

/* Many providers say addresses there alone (Core, 5.4). */
static struct next ask_userinfo(struct call *call)
{
	struct provider_work *work = call->accounts->provider;
	const struct outside_http request = {.method = "GET",
		.url = work->document.userinfo_endpoint,
		.headers = {{"Accept", TEXT("application/json")},
			{"Authorization", arena_printf(&call->arena, "Bearer %.*s",
						  TEXT_ARG(work->access_token))}}};
	work->has_asked_userinfo = true;
	return provider_ask(call, &request, userinfo_came);
}

/* Nobody whom the provider's account was linked with, and no address to link it by. */
static struct next without_address(struct call *call)
{
	const struct provider_work *work = call->accounts->provider;
	if (text_is_absent(work->person.email) && !work->has_asked_userinfo &&
		!text_is_absent(work->document.userinfo_endpoint) &&
		!text_is_absent(work->access_token))
		return ask_userinfo(call);
	if (text_is_absent(work->person.email))
		return provider_fail(call, ERR_PROVIDER_STRANGER,
			"The provider does not say the account's e-mail address");
	return provider_fail(call, ERR_PROVIDER_STRANGER,
		"The provider does not say that the account's e-mail address is verified");
}

static struct next begun(struct call *call, const struct sql_answer *answer)
{
	const struct provider_work *work = call->accounts->provider;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_sign_in_by_provider_row row = sql_sign_in_by_provider_row(answer, 0);
	if (text_equals(row.outcome, TEXT("unlinked")))
		return without_address(call);
	if (text_equals(row.outcome, TEXT("other")))
		return provider_fail(call, ERR_PROVIDER_STRANGER,
			"Whoever has its e-mail address here comes by another account of the "
			"provider: an admin can unlink that");
	if (text_equals(row.outcome, TEXT("domain")))
		return provider_fail(call, ERR_PROVIDER_STRANGER,
			"The account's e-mail address is of a domain that is not taken here");
	if (text_equals(row.outcome, TEXT("absent")))
		return provider_fail(call, ERR_PROVIDER_STRANGER,
			"Nobody who works here has the account's e-mail address: an admin can "
			"invite them");
	if (text_equals(row.outcome, TEXT("code")))
		return sign_in_ask_code(call, row.pending_until);
	const struct signed_in signed_in = {
		row.sign_in_id, row.user_id, row.agent_id, work->tenant_id};
	return sign_in_finish(call, &signed_in);
}

/* The address, in the form that is compared, where the provider vouches for it; else absent. */
static struct text trusted_email(struct call *call)
{
	const struct provider_work *work = call->accounts->provider;
	const struct id_token *person = &work->person;
	struct email email;
	bool is_trusted = person->email_state == EMAIL_VERIFIED ||
			  (person->email_state == EMAIL_UNSAID && work->takes_unsaid_emails);
	if (!is_trusted || text_is_absent(person->email) ||
		email_read(person->email, &email) != ERR_NONE)
		return TEXT_ABSENT;
	return arena_copy(&call->arena, text_from(email.normal));
}

static struct next look_for_person(struct call *call)
{
	const struct provider_work *work = call->accounts->provider;
	struct sign_in_hashes hashes;
	call->accounts->by_provider = true;
	if (!sign_in_make_hashes(call, &hashes))
		return call_fail(call, ERR_INTERNAL, NULL);
	return sql_sign_in_by_provider(call, begun,
		(struct text){(const char *)hashes.token, sizeof(hashes.token)},
		(struct text){(const char *)hashes.pending, sizeof(hashes.pending)},
		work->tenant_id, work->issuer, work->client_id, work->person.subject,
		trusted_email(call), work->person.is_two_step, sign_in_end_us(call),
		sign_in_browser(call));
}

/* --- what the provider answered --------------------------------------------------------------- */
/* Of those that RFC 6749, 4.1.2.1 and Core, 3.1.2.6 have; others are told as none of them. */
static const char *refusal_of(struct text error)
{
	static const struct {
		const char *word, *sentence;
	} errors[] = {{"access_denied", "The provider answers: access_denied"},
		{"login_required", "The provider answers: login_required"},
		{"interaction_required", "The provider answers: interaction_required"},
		{"consent_required", "The provider answers: consent_required"},
		{"account_selection_required", "The provider answers: account_selection_required"},
		{"invalid_request", "The provider answers: invalid_request"},
		{"invalid_scope", "The provider answers: invalid_scope"},
		{"unauthorized_client", "The provider answers: unauthorized_client"},
		{"unsupported_response_type", "The provider answers: unsupported_response_type"},
		{"server_error", "The provider answers: server_error"},
		{"temporarily_unavailable", "The provider answers: temporarily_unavailable"}};
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (text_equals(error, text_from(errors[i].word)))
			return errors[i].sentence;
	return "The provider answers with an error";
}

/* Another provider's answer, which this one would be shown the code of (RFC 9207, 2.4). */
static bool is_mixed_up(struct call *call)
{
	const struct provider_work *work = call->accounts->provider;
	struct text issuer = accounts_member(call, "iss");
	if (text_is_absent(issuer))
		return work->document.says_issuer;
	return !text_equals(issuer, work->issuer);
}

static struct next judge_answer(struct call *call)
{
	struct text error = accounts_member(call, "error");
	if (is_mixed_up(call))
		return provider_fail(call, ERR_PROVIDER_AWAY, "The answer is of another provider");
	if (!text_is_absent(error))
		return provider_fail(call, ERR_PROVIDER_REFUSED, refusal_of(error));
	if (text_is_absent(accounts_member(call, "code")))
		return provider_fail(call, ERR_PROVIDER_AWAY, "The provider gave no code");
	return provider_exchange(call, look_for_person);
}

static struct next read_document(struct call *call)
{
	return provider_need_document(call, judge_answer);
}

/* --- which browser ---------------------------------------------------------------------------- */

static struct next taken(struct call *call, const struct sql_answer *answer)
{
	struct provider_work *work = call->accounts->provider;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return provider_fail(call, ERR_PROVIDER_STALE, stale);
	auth_set_provider_token(call, TEXT_ABSENT, 0);
	work->tenant_id = sql_provider_sign_in_take_row(answer, 0).tenant_id;
	return provider_need(call, read_document);
}

/* Under the master key by which the state was made, the newest first. A state that is another's
 * uses up nothing. */
static struct next take(struct call *call)
{
	struct provider_work *work = call->accounts->provider;
	struct text token = auth_provider_token(call), state = accounts_member(call, "state");
	for (size_t i = 0; provider_proof_make(call->parts->keyring, i, token, &work->proof); i++)
		if (provider_proof_has_state(&work->proof, state))
			return sql_provider_sign_in_take(call, taken,
				(struct text){
					(const char *)work->proof.hash, sizeof(work->proof.hash)});
	return provider_fail(call, ERR_PROVIDER_STALE, stale);
}

struct next provider_finish(struct call *call)
{
	(void)provider_work(call);
	if (!auth_is_same_origin(call))
		return call_fail(call, ERR_DENIED, "This must come from a page of the console");
	if (text_is_absent(accounts_member(call, "state")))
		return call_fail(call, ERR_INVALID, "A state is needed");
	return throttle_provider(call, take);
}
